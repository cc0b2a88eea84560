//! Issuing access tokens to integrations, for a signed assertion or a narrower token.

use crate::{
    access::{
        integration::{
            down_scope,
            key::{PublicKey, assertion::Assertion},
            rules::{self, ClaimedIdentity},
            store::{self, rows::IntegrationRows},
        },
        token::{self, MachineProof},
    },
    app::App,
    config::Site,
    database::is_duplicate,
    error::{Code, Error},
};
use ::entity::{client_assertion, integration, vocabulary::IntegrationScope};
use chrono::DateTime;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// Token type of a narrower token in an OAuth token exchange (RFC 8693).
pub const NARROWER: &str = "urn:national-survey:token-type:narrower";

/// An access token for an integration.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access token.
    pub access_token: String,
    /// Lifetime of the access token in seconds.
    pub expires_in: i64,
    /// Scopes of the access token.
    pub scopes: Vec<IntegrationScope>,
}

/// The reason why an integration gets no access token.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The client did not prove its identity. The reason is for the log only: every client reads
    /// the same refusal.
    Client(&'static str),
    /// The client asked for a scope that the integration does not have.
    Scope,
    /// The service itself failed or refused.
    Failure(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failure(error)
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::Failure(code.into())
    }
}

/// Returns the URL of the token endpoint, which is the only accepted audience of assertions.
///
/// Access tokens have another audience, so that neither can pass as the other.
#[must_use]
pub fn token_endpoint(site: &Site) -> String {
    format!("{}/auth/token", site.issuer())
}

/// Issues an access token for a signed assertion. Each assertion is accepted once.
///
/// `scope` asks for fewer scopes than the integration has.
///
/// # Errors
/// Fails with the reason why there is no access token.
pub async fn by_assertion(
    app: &Arc<App>,
    text: &str,
    client: Option<&str>,
    scope: Option<&str>,
) -> Result<Granted, Refusal> {
    let assertion = Assertion::read(text).ok_or(Refusal::Client("malformed"))?;
    let id = assertion.client.to_string();
    if client.is_some_and(|client| client != id) {
        return Err(Refusal::Client("client_id"));
    }
    let now = app.now();
    let found = store::found_by_kid(app.read(), assertion.client, &assertion.kid)
        .await?
        .ok_or(Refusal::Client("key"))?;
    let IntegrationRows { integration, minter, key: Some(row), .. } = found else {
        return Err(Refusal::Client("key"));
    };
    if !rules::holds(&row, now) {
        return Err(Refusal::Client("key ended"));
    }
    let claims =
        assertion.signed_by(&PublicKey::from_jwk(&row.jwk)?).ok_or(Refusal::Client("signature"))?;
    let said = rules::said(&claims, &id, &token_endpoint(&app.settings().site), now.timestamp())
        .ok_or(Refusal::Client("claims"))?;
    if !rules::works(&integration, &minter) {
        return Err(Refusal::Client("revoked"));
    }
    let scopes = asked(&integration, scope)?;
    consume_jti(app, integration.clone(), row.id, said).await?;
    grant(app, MachineProof { integration: integration.id, by: row.id, scopes })
}

/// Returns all scopes of the integration, or those that the client asked for.
fn asked(
    integration: &integration::Model,
    scope: Option<&str>,
) -> Result<Vec<IntegrationScope>, Refusal> {
    let own = rules::parse(&integration.scopes).ok_or(Code::Failure)?;
    let Some(scope) = scope.filter(|scope| !scope.is_empty()) else { return Ok(own) };
    let asked = rules::parse(scope).ok_or(Refusal::Scope)?;
    if asked.iter().any(|scope| !own.contains(scope)) {
        return Err(Refusal::Scope);
    }
    Ok(own.into_iter().filter(|scope| asked.contains(scope)).collect())
}

/// Records the use of an assertion, so that it is accepted once across all instances.
///
/// Refuses if the key has ended or the integration was revoked since they were read.
async fn consume_jti(
    app: &App,
    of: integration::Model,
    key: Uuid,
    said: ClaimedIdentity,
) -> Result<(), Refusal> {
    let (hash, now) = (hex::encode(Sha256::digest(&said.jti)), app.now());
    let until = DateTime::from_timestamp(said.until, 0).ok_or(Refusal::Client("claims"))?;
    let row = client_assertion::Model { integration: of.id, hash, expires_at: until };
    let spent = app
        .write((of, key, row, now), |tx, (of, key, row, now)| {
            Box::pin(async move {
                let found = store::found(tx, *key).await?.and_then(|found| found.key);
                if !found.is_some_and(|key| rules::holds(&key, *now))
                    || !store::used(tx, of, *now).await?
                {
                    return Err(Code::Unauthenticated.into());
                }
                store::consume_jti(tx, row.clone(), *now).await.map_err(|error| {
                    if is_duplicate(&error) {
                        Code::Unauthenticated.into()
                    } else {
                        Error::from(error)
                    }
                })
            })
        })
        .await;
    spent.map_err(|error| {
        if error.is(Code::Unauthenticated) {
            Refusal::Client("used or revoked")
        } else {
            Refusal::Failure(error)
        }
    })
}

/// Issues an access token for a narrower token. It reads the sections of the narrower token only.
///
/// # Errors
/// Fails with the reason why there is no access token.
pub async fn by_narrower_token(app: &Arc<App>, text: &str) -> Result<Granted, Refusal> {
    let hash = down_scope::hash(text).ok_or(Refusal::Client("malformed"))?;
    let found =
        store::found_by_hash(app.read(), &hash).await?.ok_or(Refusal::Client("narrower token"))?;
    let IntegrationRows { integration, minter, narrower: Some(row), .. } = found else {
        return Err(Refusal::Client("narrower token"));
    };
    if !rules::reads(&row, app.now()) || !rules::works(&integration, &minter) {
        return Err(Refusal::Client("revoked"));
    }
    grant(
        app,
        MachineProof {
            integration: integration.id,
            by: row.id,
            scopes: vec![IntegrationScope::OwnAnswersRead],
        },
    )
}

fn grant(app: &App, proof: MachineProof) -> Result<Granted, Refusal> {
    let expires_in = i64::from(app.settings().tokens.seconds);
    let access_token = token::mint_for_integration(
        app.keys(),
        &app.settings().tokens,
        &proof,
        app.now(),
        expires_in,
    )?;
    Ok(Granted { access_token, expires_in, scopes: proof.scopes })
}
