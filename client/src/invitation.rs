//! The page at `/invitation`, until the client's own one is there. It explains the link of an
//! invitation, in the six official languages.
//!
//! The token of an invitation stands behind the `#` and never reaches the server. So the page is
//! the same for everybody, and needs no script.

use crate::{ALWAYS_ASK, HTML, language::Language, secured};
use axum::{
    extract::Query,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use std::collections::HashMap;

/// The content security policy: a page with its own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Returns the text of the page, and the language's own name.
const fn text(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Arabic => ("العربية", include_str!("../invitation/ar.html")),
        Language::Chinese => ("中文", include_str!("../invitation/zh.html")),
        Language::English => ("English", include_str!("../invitation/en.html")),
        Language::French => ("Français", include_str!("../invitation/fr.html")),
        Language::Russian => ("Русский", include_str!("../invitation/ru.html")),
        Language::Spanish => ("Español", include_str!("../invitation/es.html")),
    }
}

const STYLE: &str = "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
    pre{overflow-x:auto;padding:1rem;background:#f2f4f7;color:#111}nav a{margin-inline-end:.8rem}";

/// The requests that redeem an invitation, the same in every language.
const REQUESTS: &str = include_str!("../invitation/requests.html");

/// Serves the page in the language of the address, or else in the one that the visitor prefers.
pub(crate) async fn invitation(
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.get("language").and_then(|tag| Language::of_tag(tag));
    let language = asked.unwrap_or_else(|| Language::of_request(&headers));
    let (code, (_, text)) = (language.tag(), text(language));
    let direction = if code == "ar" { "rtl" } else { "ltr" };
    let links: String = Language::ALL
        .iter()
        .map(|other| {
            let (tag, (name, _)) = (other.tag(), self::text(*other));
            format!("<a href=\"/invitation?language={tag}\" lang=\"{tag}\">{name}</a> ")
        })
        .collect();
    let (title, _) = text.split_once("</h1>").unwrap_or_default();
    let title = title.trim_start_matches("<h1>");
    let page = format!(
        "<!doctype html>\n<html lang=\"{code}\" dir=\"{direction}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style>\n<nav>{links}</nav>\n<main>\n{}</main>\n</html>\n",
        text.replace("<!-- requests -->\n", REQUESTS)
    );
    let mut response = (secured(HTML, ALWAYS_ASK, POLICY), page).into_response();
    let own: [(HeaderName, &'static str); 2] =
        [(header::VARY, "accept-language, cookie"), (header::CONTENT_LANGUAGE, code)];
    for (name, value) in own {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't go on says where, and fails")]
    use super::*;

    #[test]
    fn the_text_has_the_same_parts_in_every_language() {
        fn tags(text: &str) -> Vec<&str> {
            text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect()
        }
        for language in Language::ALL {
            let (code, (_, page)) = (language.tag(), text(language));
            assert_eq!(tags(page), tags(text(Language::English).1), "{code}");
            assert!(page.contains("<!-- requests -->\n") && page.starts_with("<h1>"), "{code}");
        }
    }
}
