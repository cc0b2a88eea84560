//! The public keys that verify the service's signatures, and the metadata of the token endpoint.

use super::{FOR_EVERYBODY, machine::EXCHANGE, refusal};
use crate::{access::integration, app::App, error::Result};
use ::entity::{
    public_key,
    vocabulary::{AssertionAlgorithm, IntegrationScope, KeyPurpose, KeyStatus},
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
        .route("/.well-known/oauth-authorization-server", get(authorization_server))
}

/// Answers with the metadata of the token endpoint, by RFC 8414.
async fn authorization_server(State(app): State<Arc<App>>) -> impl IntoResponse {
    let site = &app.settings().site;
    let issuer = site.issuer();
    let algorithms: Vec<_> = AssertionAlgorithm::ALL.iter().map(|one| one.as_str()).collect();
    let scopes: Vec<_> = IntegrationScope::ALL.iter().map(|one| one.as_str()).collect();
    let metadata = json!({
        "issuer": issuer,
        "token_endpoint": integration::token_endpoint(site),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials", EXCHANGE],
        // There is no authorization endpoint: people sign in at `/auth`.
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "scopes_supported": scopes,
        "service_documentation": format!("{issuer}/developer"),
    });
    ([(header::CACHE_CONTROL, "public, max-age=300"), FOR_EVERYBODY], Json(metadata))
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
