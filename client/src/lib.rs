//! The web client that the server carries: built by `build.rs`, embedded, and served from memory.
//!
//! So far it is the developer's page at `/developer`: GraphiQL over this server's own API. The page
//! at `/` explains that to people who come by the link of an invitation. Browsers ask for a page
//! each time. The files that it loads are named after their content and are cached for ever. Each
//! answer carries the content security policy of this client, because workers obey the policy with
//! which they are served. The policy allows nothing from other origins.

mod welcome;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// The files that `build.rs` built; empty if the client was not built.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Embedded file.
struct File {
    /// Path from the root of the site, without the first slash.
    path: &'static str,
    /// Media type.
    kind: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
}

/// The content security policy.
///
/// The editor writes inline styles, and its style sheet holds its fonts and pictures. Its workers
/// are files of this site.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";
const ALWAYS_ASK: &str = "no-cache";
const KEEP_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page that is served if the client was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>National Survey API</title>\
    <h1>The web client was not built</h1><p>This server was compiled without Node.js, or with NATIONAL_SURVEY_CLIENT=skip. \
    The API is at <code>/graphql</code>, its schema at <a href=\"/developer/schema.graphql\">/developer/schema.graphql</a>.";

/// Returns true if the client was built into this binary.
#[must_use]
pub fn is_built() -> bool {
    !FILES.is_empty()
}

/// Returns the routes of the web client: the page at `/`, `/developer`, and the files that its page
/// loads.
pub fn routes() -> Router {
    Router::new()
        .route("/", get(welcome::welcome))
        .route("/developer", get(developer))
        .route("/developer/", get(developer))
        .route("/developer/assets/{name}", get(asset))
}

async fn developer(headers: HeaderMap) -> Response {
    match find("developer/index.html") {
        Some(page) => page.answer(&headers, ALWAYS_ASK),
        None => (secured("text/html; charset=utf-8", ALWAYS_ASK), NOT_BUILT).into_response(),
    }
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match find(&format!("developer/assets/{name}")) {
        Some(file) => file.answer(&headers, KEEP_FOR_EVER),
        None => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response(),
    }
}

fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

impl File {
    fn answer(&self, asked: &HeaderMap, keep: &'static str) -> Response {
        let headers = (secured(self.kind, keep), [(header::VARY, "accept-encoding")]);
        match self.brotli.filter(|_| takes_brotli(asked)) {
            Some(brotli) => (headers, [(header::CONTENT_ENCODING, "br")], brotli).into_response(),
            None => (headers, self.plain).into_response(),
        }
    }
}

fn secured(kind: &'static str, keep: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ]
}

/// Returns true if the request accepts brotli, with a weight above zero.
fn takes_brotli(headers: &HeaderMap) -> bool {
    weighted(headers, header::ACCEPT_ENCODING)
        .any(|(name, weight)| name.eq_ignore_ascii_case("br") && weight > 0.0)
}

/// Returns the names in a header such as `Accept-Language`, with their weights. A name whose weight
/// can't be read is left out.
fn weighted(headers: &HeaderMap, header: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    let lines = headers.get_all(header).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).filter_map(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        Some((name.trim(), weight.trim().strip_prefix("q=")?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't go on says where, and fails")]

    use super::*;
    use axum::{body::Body, http::Request};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    async fn get(path: &str, accepts: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path)
            .header(header::ACCEPT_ENCODING, accepts)
            .body(Body::empty())
            .unwrap();
        let (head, body) = routes().oneshot(request).await.unwrap().into_parts();
        (head.status, head.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    #[tokio::test]
    async fn the_first_page_explains_an_invitation_and_runs_no_script() {
        for (path, code, word) in [
            ("/", "en", "the link of an invitation"),
            ("/?language=ar", "ar", "dir=\"rtl\""),
            ("/?language=xx", "en", "/auth/invitations/redeem"),
        ] {
            let (status, headers, page) = get(path, "").await;
            let page = String::from_utf8(page).unwrap();
            assert_eq!(
                (status, &headers[header::CONTENT_LANGUAGE]),
                (StatusCode::OK, &code.parse().unwrap())
            );
            assert_eq!(headers[header::VARY], "accept-language");
            assert!(!headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("script"));
            assert!(page.contains(word) && !page.contains("<script"), "{page}");
        }
    }

    #[tokio::test]
    async fn the_page_is_asked_for_anew_and_loads_files_that_are_kept_for_ever() {
        assert_eq!(get("/developer/assets/main.js", "br").await.0, StatusCode::NOT_FOUND);
        for path in ["/developer", "/developer/"] {
            let (status, headers, page) = get(path, "").await;
            assert_eq!(
                (status, &headers[header::CACHE_CONTROL]),
                (StatusCode::OK, &"no-cache".parse().unwrap())
            );
            assert_eq!(headers[header::CONTENT_SECURITY_POLICY], POLICY);
            assert!(String::from_utf8(page).unwrap().contains("/developer/schema.graphql"));
        }
        if !is_built() {
            return;
        }
        let page = String::from_utf8(get("/developer", "").await.2).unwrap();
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
            (&"br".parse().unwrap(), &POLICY.parse().unwrap())
        );
        assert!(brotli.len() < plain.len() / 2, "{} of {}", brotli.len(), plain.len());
    }
}
