//! The page at `/`, until the web client is there. It explains the link of an invitation, in the
//! six official languages.
//!
//! The token of an invitation stands behind the `#` and never reaches the server. So the page is
//! the same for everybody, and needs no script.

use crate::{ALWAYS_ASK, secured, weighted};
use axum::{
    extract::Query,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use std::collections::HashMap;

/// The content security policy: a page with its own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Code of a language, its own name, and the text of the page.
type Text = (&'static str, &'static str, &'static str);

/// Texts of the page. The first one is for readers of no official language.
static TEXTS: [Text; 6] = [
    ("en", "English", include_str!("../welcome/en.html")),
    ("ar", "العربية", include_str!("../welcome/ar.html")),
    ("zh", "中文", include_str!("../welcome/zh.html")),
    ("fr", "Français", include_str!("../welcome/fr.html")),
    ("ru", "Русский", include_str!("../welcome/ru.html")),
    ("es", "Español", include_str!("../welcome/es.html")),
];

const STYLE: &str = "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
    pre{overflow-x:auto;padding:1rem;background:#f2f4f7;color:#111}nav a{margin-inline-end:.8rem}";

/// The requests that redeem an invitation, the same in every language.
const REQUESTS: &str = include_str!("../welcome/requests.html");

/// Serves the page in the language of the address, or else in the one that the browser prefers.
pub(crate) async fn welcome(
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let known = asked.get("language").and_then(|code| text_in(code));
    let &(code, _, text) = known.unwrap_or_else(|| preferred(&headers));
    let direction = if code == "ar" { "rtl" } else { "ltr" };
    let links: String = TEXTS
        .iter()
        .map(|(code, name, _)| format!("<a href=\"/?language={code}\" lang=\"{code}\">{name}</a> "))
        .collect();
    let (title, _) = text.split_once("</h1>").unwrap_or_default();
    let title = title.trim_start_matches("<h1>");
    let page = format!(
        "<!doctype html>\n<html lang=\"{code}\" dir=\"{direction}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style>\n<nav>{links}</nav>\n<main>\n{}</main>\n</html>\n",
        text.replace("<!-- requests -->\n", REQUESTS)
    );
    let mut response = (secured("text/html; charset=utf-8", ALWAYS_ASK), page).into_response();
    let own: [(HeaderName, &'static str); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::VARY, "accept-language"),
        (header::CONTENT_LANGUAGE, code),
    ];
    for (name, value) in own {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn text_in(tag: &str) -> Option<&'static Text> {
    let language = tag.split('-').next().unwrap_or_default();
    TEXTS.iter().find(|(code, ..)| code.eq_ignore_ascii_case(language))
}

/// Returns the text in the language of the highest weight. Of equal weights, the first one counts.
fn preferred(headers: &HeaderMap) -> &'static Text {
    let accepted = weighted(headers, header::ACCEPT_LANGUAGE);
    let known = accepted.filter(|(_, weight)| *weight > 0.0);
    let known = known.filter_map(|(tag, weight)| Some((text_in(tag)?, weight)));
    known
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map_or(&TEXTS[0], |(text, _)| text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't go on says where, and fails")]
    use super::*;

    #[test]
    fn the_page_is_in_the_language_that_the_browser_prefers() {
        for (accepted, code) in [
            (None, "en"),
            (Some("*"), "en"),
            (Some("de, pt;q=0.5"), "en"),
            (Some("fr-CA, en;q=0.8"), "fr"),
            (Some("en;q=0.3, ru;q=0.9, zh-Hans;q=0.9"), "ru"),
            (Some("AR-eg"), "ar"),
            (Some("es;q=0, zh;q=0.1"), "zh"),
            (Some("es;q=high"), "en"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accepted) = accepted {
                headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            }
            assert_eq!(preferred(&headers).0, code, "{accepted:?}");
        }
    }

    #[test]
    fn the_text_has_the_same_parts_in_every_language() {
        fn tags(text: &str) -> Vec<&str> {
            text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()).collect()
        }
        for (code, _, text) in &TEXTS {
            assert_eq!(tags(text), tags(TEXTS[0].2), "{code}");
            assert!(text.contains("<!-- requests -->\n") && text.starts_with("<h1>"), "{code}");
        }
    }
}
