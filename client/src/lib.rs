//! The web client that the server carries: built by `build.rs`, embedded, and served from memory.
//!
//! It has two entries: the survey's pages at `/{language}`, and the developer's page at
//! `/developer`, which is GraphiQL over this server's own API. The page at `/invitation` explains
//! the link of an invitation. Browsers ask for a page each time.
//! The files that pages load are named after their content and are cached for ever. Each answer
//! carries a content security policy, because workers obey the policy with which they are served.
//! Neither policy allows anything from other origins.

mod invitation;
mod language;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use language::Language;

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

/// The content security policy of the survey's pages: no inline script and no inline style, and
/// scripts write no text that a browser would run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";
/// The content security policy of the developer's page.
///
/// The editor writes inline styles, and its style sheet holds its pictures. Its workers are files
/// of this site.
const DEVELOPER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";
const ALWAYS_ASK: &str = "no-cache";
const KEEP_FOR_EVER: &str = "public, max-age=31536000, immutable";
const HTML: &str = "text/html; charset=utf-8";

/// The page that is served if the client was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>National Survey API</title>\
    <h1>The web client was not built</h1><p>This server was compiled without Node.js, or with NATIONAL_SURVEY_CLIENT=skip. \
    The API is at <code>/graphql</code>, its schema at <a href=\"/developer/schema.graphql\">/developer/schema.graphql</a>.";

/// Returns true if the client was built into this binary.
#[must_use]
pub fn is_built() -> bool {
    !FILES.is_empty()
}

/// Returns the routes of the web client: `/`, the pages of each language, `/invitation`,
/// `/developer`, and the files that pages load. The pages of a demonstration say that they are.
pub fn routes(is_demonstration: bool) -> Router {
    let mut routes = Router::new()
        .route("/", get(choose))
        .route("/invitation", get(invitation::invitation))
        .route("/assets/{name}", get(|path, headers| asset("assets", POLICY, path, headers)))
        .route("/developer", get(developer))
        .route("/developer/", get(developer))
        .route(
            "/developer/assets/{name}",
            get(|path, headers| asset("developer/assets", DEVELOPER_POLICY, path, headers)),
        );
    for language in Language::ALL {
        let name = language.tag();
        let page = move |headers: HeaderMap| async move {
            let suffix = if is_demonstration { ".demonstration" } else { "" };
            page(&format!("pages/{name}{suffix}.html"), POLICY, &headers)
        };
        for path in [format!("/{name}"), format!("/{name}/"), format!("/{name}/{{*rest}}")] {
            routes = routes.route(&path, get(page));
        }
    }
    routes
}

/// Redirects to the home page: in the language that the person chose earlier, or else in the one
/// that the browser prefers.
async fn choose(headers: HeaderMap) -> Response {
    let language = Language::of_request(&headers);
    let headers = [(header::CACHE_CONTROL, ALWAYS_ASK), (header::VARY, "accept-language, cookie")];
    (headers, Redirect::to(&format!("/{}", language.tag()))).into_response()
}

async fn developer(headers: HeaderMap) -> Response {
    page("developer/index.html", DEVELOPER_POLICY, &headers)
}

fn page(path: &str, policy: &'static str, headers: &HeaderMap) -> Response {
    match find(path) {
        Some(page) => page.answer(headers, ALWAYS_ASK, policy),
        None => (secured(HTML, ALWAYS_ASK, policy), NOT_BUILT).into_response(),
    }
}

async fn asset(
    folder: &str,
    policy: &'static str,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match find(&format!("{folder}/{name}")) {
        Some(file) => file.answer(&headers, KEEP_FOR_EVER, policy),
        None => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response(),
    }
}

fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

impl File {
    fn answer(&self, asked: &HeaderMap, keep: &'static str, policy: &'static str) -> Response {
        let headers = (secured(self.kind, keep, policy), [(header::VARY, "accept-encoding")]);
        match self.brotli.filter(|_| takes_brotli(asked)) {
            Some(brotli) => (headers, [(header::CONTENT_ENCODING, "br")], brotli).into_response(),
            None => (headers, self.plain).into_response(),
        }
    }
}

fn secured(
    kind: &'static str,
    keep: &'static str,
    policy: &'static str,
) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_SECURITY_POLICY, policy),
    ]
}

/// Returns true if the request accepts brotli, with a weight above zero.
fn takes_brotli(headers: &HeaderMap) -> bool {
    language::weighted(headers, &header::ACCEPT_ENCODING)
        .iter()
        .any(|(name, weight)| name == "br" && *weight > 0.0)
}

#[cfg(test)]
mod tests;
