//! The public keys that verify the service's signatures.

use super::{FOR_EVERYBODY, refusal};
use crate::{app::App, error::Result};
use ::entity::{
    public_key,
    vocabulary::{KeyPurpose, KeyStatus},
};
use axum::{
    Json, Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use std::{sync::Arc, time::Instant};
use tokio::sync::Mutex;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/.well-known/jwks.json", get(jwks))
        .route("/.well-known/national-survey-keys.json", get(signing_keys))
}

/// Answers with the keys that verify access tokens, by RFC 7517, without revoked ones.
async fn jwks(State(app): State<Arc<App>>) -> Response {
    published(&app, |key| key.purpose == KeyPurpose::Token && key.status != KeyStatus::Revoked)
        .await
}

/// Answers with the keys that verify receipts and checkpoints, including retired ones.
async fn signing_keys(State(app): State<Arc<App>>) -> Response {
    published(&app, |key| key.purpose != KeyPurpose::Token).await
}

async fn published(app: &Arc<App>, wanted: impl Fn(&public_key::Model) -> bool) -> Response {
    match shared_read(app).await {
        Ok(keys) => {
            let keys: Vec<_> = keys
                .iter()
                .filter(|key| wanted(key))
                .map(|key| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.kid, "x": key.public, "purpose": key.purpose, "status": key.status }))
                .collect();
            (
                [(header::CACHE_CONTROL, "public, max-age=300"), FOR_EVERYBODY],
                Json(json!({ "keys": keys })),
            )
                .into_response()
        }
        Err(error) => refusal(&error),
    }
}

/// The newest read of the published keys, with the time at which it began.
#[derive(Default)]
struct LastRead(Mutex<Option<(Instant, Arc<Vec<public_key::Model>>)>>);

/// Returns the published keys from a read that began after this call.
///
/// Requests that arrive during a read wait for the next one and share it. So any number of requests
/// uses one connection of the database, and none gets older keys than a read of its own would give.
async fn shared_read(app: &App) -> Result<Arc<Vec<public_key::Model>>> {
    let called = Instant::now();
    let last = app.memo().once("", LastRead::default);
    let mut last = last.0.lock().await;
    if let Some((_, keys)) = last.as_ref().filter(|(began, _)| *began >= called) {
        return Ok(Arc::clone(keys));
    }
    let began = Instant::now();
    let keys = Arc::new(crate::keys::published(app.db()).await?);
    *last = Some((began, Arc::clone(&keys)));
    Ok(keys)
}
