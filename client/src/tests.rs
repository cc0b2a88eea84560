//! The pages, over the real routes.
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where, and fails")]

use super::*;
use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

async fn get_with(path: &str, asked: &[(HeaderName, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::get(path);
    for (name, value) in asked {
        request = request.header(name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let (head, body) =
        routes(path.contains("demonstration")).oneshot(request).await.unwrap().into_parts();
    (head.status, head.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

async fn get(path: &str, accepts: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    get_with(path, &[(header::ACCEPT_ENCODING, accepts)]).await
}

#[tokio::test]
async fn an_unknown_file_is_not_found_and_gets_no_page() {
    for path in ["/assets/main.js", "/developer/assets/main.js", "/assets/a/b", "/xx", "/de"] {
        assert_eq!(get(path, "br").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_root_leads_to_the_chosen_language_or_else_to_the_preferred_one() {
    let plain = (header::COOKIE, "a=b; national-survey-language=ru");
    let french = (header::ACCEPT_LANGUAGE, "de, en;q=0.4, fr-CH;q=0.9, *;q=0.1");
    let cases: [(&[(HeaderName, &str)], &str); 9] = [
        (&[], "/en"),
        (&[(header::ACCEPT_LANGUAGE, "de, pt-BR")], "/en"),
        (&[(header::ACCEPT_LANGUAGE, "en;q=0.3, RU;q=0.9, zh-Hans;q=0.9")], "/ru"),
        (&[(header::ACCEPT_LANGUAGE, "es;q=high")], "/en"),
        (&[(header::ACCEPT_LANGUAGE, "fr;q=0, zh-Hant-HK")], "/zh"),
        (std::slice::from_ref(&french), "/fr"),
        (&[french.clone(), plain], "/ru"),
        (&[(header::COOKIE, "__Host-national-survey-language=ar")], "/ar"),
        (&[french.clone(), (header::COOKIE, "national-survey-language=//evil.example")], "/fr"),
    ];
    for (asked, to) in cases {
        let (status, headers, _) = get_with("/", asked).await;
        assert_eq!(
            (status, &headers[header::LOCATION]),
            (StatusCode::SEE_OTHER, &to.parse().unwrap())
        );
        assert_eq!(headers[header::VARY], "accept-language, cookie");
    }
}

#[tokio::test]
async fn the_page_of_invitations_explains_the_link_and_runs_no_script() {
    for (path, code, word) in [
        ("/invitation", "en", "the link of an invitation"),
        ("/invitation?language=ar", "ar", "dir=\"rtl\""),
        ("/invitation?language=xx", "en", "/auth/invitations/redeem"),
    ] {
        let (status, headers, page) = get(path, "").await;
        let page = String::from_utf8(page).unwrap();
        assert_eq!(
            (status, &headers[header::CONTENT_LANGUAGE]),
            (StatusCode::OK, &code.parse().unwrap())
        );
        assert_eq!(headers[header::VARY], "accept-language, cookie");
        assert!(!headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("script"));
        assert!(page.contains(word) && !page.contains("<script"), "{page}");
    }
}

#[tokio::test]
async fn each_page_is_asked_for_anew_in_its_language_and_with_its_policy() {
    for (path, policy) in [
        ("/fr", POLICY),
        ("/fr/", POLICY),
        ("/fr/state/2026", POLICY),
        ("/fr/demonstration", POLICY),
        ("/developer", DEVELOPER_POLICY),
        ("/developer/", DEVELOPER_POLICY),
    ] {
        let (status, headers, page) = get(path, "").await;
        assert_eq!(
            (status, &headers[header::CACHE_CONTROL]),
            (StatusCode::OK, &"no-cache".parse().unwrap())
        );
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], policy);
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("/developer/schema.graphql"));
        if is_built() && path.starts_with("/fr") {
            assert!(page.contains("<html lang=\"fr\" dir=\"ltr\""));
            assert_eq!(page.contains("data-demonstration"), path.contains("demonstration"));
            assert!(
                !page.contains("<style") && !page.contains("style=") && !page.contains("<script>")
            );
        }
    }
}

#[tokio::test]
async fn the_files_that_pages_load_are_kept_for_ever() {
    if !is_built() {
        return;
    }
    for (path, policy) in [("/ar/sign-in", POLICY), ("/developer", POLICY)] {
        let page = String::from_utf8(get(path, "").await.2).unwrap();
        let script = page.split_once("src=\"").unwrap().1.split('"').next().unwrap();
        let (_, headers, plain) = get(script, "gzip, br;q=0").await;
        assert_eq!(headers.get(header::CONTENT_ENCODING), None);
        let (status, headers, brotli) = get(script, "gzip, br").await;
        assert_eq!(
            (status, &headers[header::CACHE_CONTROL]),
            (StatusCode::OK, &KEEP_FOR_EVER.parse().unwrap())
        );
        assert_eq!(
            (&headers[header::CONTENT_ENCODING], &headers[header::CONTENT_SECURITY_POLICY]),
            (&"br".parse().unwrap(), &policy.parse().unwrap())
        );
        assert!(brotli.len() < plain.len() / 2, "{} of {}", brotli.len(), plain.len());
    }
}
