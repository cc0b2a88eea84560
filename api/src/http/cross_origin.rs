//! Cross-origin requests (CORS): the pages of other origins that may read responses.
//!
//! Public content may be read by pages of every origin, and `/graphql` may be asked by them as the
//! public. No response depends on cookies, so no origin gets more than a stranger. A token in the
//! `Authorization` header is allowed to the origins in the setting `cors_origins` alone.

use crate::config::HttpSettings;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::Response,
};
use std::{sync::Arc, time::Duration};
use tower_http::cors::{Any, CorsLayer};

/// Time for which a browser may remember the answer to a preflight request.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Allows pages of every origin to read public content.
pub(super) fn public() -> CorsLayer {
    layer([Method::GET, Method::HEAD]).allow_headers([
        header::RANGE,
        header::IF_RANGE,
        header::IF_NONE_MATCH,
        REQUEST_ID,
    ])
}

/// Allows pages of every origin to ask `/graphql` as the public.
pub(super) fn graphql() -> CorsLayer {
    layer([Method::GET, Method::POST]).allow_headers([
        header::ACCEPT,
        header::CONTENT_TYPE,
        REQUEST_ID,
    ])
}

fn layer(methods: [Method; 2]) -> CorsLayer {
    // The answer to every origin is the same, so a cache need not tell them apart.
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(methods)
        .max_age(REMEMBERED)
        .vary([])
        .expose_headers([
            header::CONTENT_DISPOSITION,
            header::CONTENT_ENCODING,
            header::CONTENT_RANGE,
            header::ACCEPT_RANGES,
            header::ETAG,
            header::LINK,
            header::RETRY_AFTER,
            REQUEST_ID,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
        ])
}

/// Allows pages of the configured origins to send a token.
pub(super) fn with_tokens(routes: Router, settings: &HttpSettings) -> Router {
    let origins: Arc<[String]> = settings.cors_origins.iter().cloned().collect();
    if origins.is_empty() {
        return routes;
    }
    routes.layer(middleware::from_fn_with_state(origins, allow_token))
}

async fn allow_token(
    State(origins): State<Arc<[String]>>,
    request: Request,
    next: Next,
) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let is_listed = |origin: &HeaderValue| origins.iter().any(|own| own.as_bytes() == origin);
    let is_asked = request.method() == Method::OPTIONS && origin.is_some_and(is_listed);
    let mut response = next.run(request).await;
    if is_asked {
        let token = HeaderValue::from_static("authorization");
        response.headers_mut().append(header::ACCESS_CONTROL_ALLOW_HEADERS, token);
    }
    response
}
