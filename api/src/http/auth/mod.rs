//! Sign-in, sign-out, refreshing and the published keys. They come before a token, and so they
//! can't be GraphQL.
//!
//! Bodies are JSON objects, except the form that OAuth makes machines send. Responses are JSON, and
//! no cache stores them. A browser sends `"cookie": true` and gets the refresh token as a cookie
//! that only `/auth/refresh` reads and no script reads. Every other client gets it in the body.

mod cookie;
mod federation;
mod invitations;
mod machine;
mod passkeys;
mod password;
mod published;
mod sessions;
mod step_up;

use super::{ClientAddress, SignedIn, caller, headers::FOR_EVERYBODY, not_that_method, refusal};
use crate::{
    app::App,
    error::{Code, Error, Result},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use edge::graphql_over_http::{is_late, without_mark};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Greatest size of a body. A sign-in is small.
const MOST_BYTES: usize = 8 * 1024;

/// A body, or the reason why it could not be read.
type Body = Result<Bytes, BytesRejection>;

/// Routes of the published keys.
pub(super) fn published() -> Router<Arc<App>> {
    published::routes()
}

/// All routes below `/auth`, unknown ones included, so that every request there is counted.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(sessions::routes())
        .merge(federation::routes())
        .merge(invitations::routes())
        .merge(machine::routes())
        .merge(passkeys::routes())
        .merge(password::routes())
        .merge(step_up::routes())
        .route("/auth/{*rest}", any(|| async { refusal(&Code::NotFound.into()) }))
        .method_not_allowed_fallback(not_that_method)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// Parses a body as the JSON object of a path. `what` describes the object in a refusal.
fn object<T: DeserializeOwned>(headers: &HeaderMap, body: Body, what: &'static str) -> Result<T> {
    let body = body.map_err(|error| unread(&error))?;
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(';')
                .next()
                .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
        });
    if !is_json {
        return Err(Code::UnsupportedMediaType.into());
    }
    serde_json::from_slice(without_mark(&body)).map_err(|_| Error::says(Code::BadRequest, what))
}

/// Returns the reason why a body could not be read: it was late, too large, or incomplete.
fn unread(error: &BytesRejection) -> Error {
    if is_late(error) {
        Error::says(Code::TimedOut, "The body took too long to arrive.")
    } else if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Code::TooLarge.into()
    } else {
        Error::says(Code::BadRequest, "The body is incomplete.")
    }
}

/// Builds a response that no cache stores.
fn answered(answer: Result<Value>) -> Response {
    match answer {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(error) => refusal(&error),
    }
}

/// Builds the response of an act without a result.
fn done(answer: Result<()>) -> Response {
    match answer {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refusal(&error),
    }
}

/// Returns the client's own description of its device.
fn device(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .map(HeaderValue::to_str)
        .and_then(Result::ok)
        .unwrap_or_default()
        .to_owned()
}
