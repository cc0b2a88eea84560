//! Signing in and out, refreshing, and the published keys: what can't be GraphQL because it comes before a token.
//!
//! Bodies are JSON objects, answers are JSON and never kept by a cache. A browser asks for `"cookie": true` and gets the refresh
//! token as a cookie that only `/auth/refresh` is sent and no script reads; every other client gets it in the body.

mod cookie;
mod invitations;
mod published;
mod sessions;

use super::{caller, refusal};
use crate::{
    error::{Code, Error, Result},
    world::World,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// A sign-in is small.
const MOST_BYTES: usize = 8 * 1024;

/// A body, or why it could not be read.
type Body = Result<Bytes, BytesRejection>;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .merge(sessions::routes())
        .merge(invitations::routes())
        .merge(published::routes())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// A body as the object that a path takes; `what` says what that is.
fn object<T: DeserializeOwned>(headers: &HeaderMap, body: Body, what: &'static str) -> Result<T> {
    let body = body.map_err(|_| Error::from(Code::TooLarge))?;
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")));
    if !is_json {
        return Err(Code::UnsupportedMediaType.into());
    }
    serde_json::from_slice(&body).map_err(|_| Error::says(Code::BadRequest, what))
}

/// An answer that no cache keeps.
fn answered(answer: Result<Value>) -> Response {
    match answer {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(error) => refusal(&error),
    }
}

/// What the client says it is.
fn device(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default().to_owned()
}
