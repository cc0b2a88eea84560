//! The public keys that verify the service's signatures.

use super::{FOR_EVERYBODY, refusal};
use crate::app::App;
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
use std::sync::Arc;

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
    match crate::keys::published(app.db()).await {
        Ok(keys) => {
            let keys: Vec<_> = keys
                .into_iter()
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
