//! Signing in and out, and the published keys.

use super::{caller, refusal};
use crate::{
    access,
    error::{Code, Error, Result},
    world::World,
};
use ::entity::words::KeyPurpose;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// A sign-in is small.
const MOST_BYTES: usize = 8 * 1024;

pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/auth/sign-in", post(sign_in))
        .route("/auth/sign-out", post(sign_out))
        .route("/.well-known/jwks.json", get(jwks))
        .route("/.well-known/national-survey-keys.json", get(signing_keys))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
}

async fn sign_in(State(world): State<Arc<World>>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let Ok(body) = body else { return refusal(&Code::TooLarge.into()) };
    match try_sign_in(&world, &headers, &body).await {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(error) => refusal(&error),
    }
}

async fn try_sign_in(world: &Arc<World>, headers: &HeaderMap, body: &Bytes) -> Result<Value> {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")));
    if !is_json {
        return Err(Code::UnsupportedMediaType.into());
    }
    let SignIn { email, password } = serde_json::from_slice(body)
        .map_err(|_| Error::says(Code::BadRequest, "Signing in takes a JSON object with `email` and `password`."))?;
    let signed_in = access::sign_in(world, &email, password).await?;
    Ok(json!({ "access_token": signed_in.access_token, "token_type": "Bearer", "expires_in": signed_in.expires_in }))
}

async fn sign_out(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let done = async {
        let caller = caller(&world, &headers).await?;
        access::sign_out(&world, caller.person()?).await
    };
    match done.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refusal(&error),
    }
}

/// Keys that verify access tokens, as RFC 7517 writes them.
async fn jwks(State(world): State<Arc<World>>) -> Response {
    published(&world, |purpose| purpose == KeyPurpose::Token).await
}

/// Keys that verify receipts and checkpoints, retired ones included.
async fn signing_keys(State(world): State<Arc<World>>) -> Response {
    published(&world, |purpose| purpose != KeyPurpose::Token).await
}

async fn published(world: &Arc<World>, wanted: impl Fn(KeyPurpose) -> bool) -> Response {
    match crate::keys::published(world.db()).await {
        Ok(keys) => {
            let keys: Vec<_> = keys
                .into_iter()
                .filter(|key| wanted(key.purpose))
                .map(|key| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.kid, "x": key.public, "purpose": key.purpose, "status": key.status }))
                .collect();
            ([(header::CACHE_CONTROL, "public, max-age=300")], Json(json!({ "keys": keys }))).into_response()
        }
        Err(error) => refusal(&error),
    }
}
