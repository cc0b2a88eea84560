//! Minting an integration, adding and ending its keys, and revoking it.

use super::{
    Minter,
    key::PublicKey,
    rules::{self, MOST, MOST_KEYS},
    store,
};
use crate::{
    audit,
    clock::new_id,
    database::{Tx, is_duplicate},
    error::{Code, Error, Result},
};
use ::entity::{integration, integration_key, vocabulary::IntegrationScope};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// An integration to mint.
#[derive(Clone, Debug)]
pub struct NewIntegration {
    /// Name that the owner gives the integration.
    pub name: String,
    /// Scopes of the integration.
    pub scopes: Vec<IntegrationScope>,
    /// First key of the integration.
    pub key: PublicKey,
    /// End of the first key.
    pub key_expires_at: DateTime<Utc>,
}

/// Mints an integration with its first key: of a State for its focal point, for public data for an
/// administrator.
///
/// # Errors
/// Fails with `BAD_INPUT` if the name, the scopes or the end are not valid, or if the owner has 50
/// integrations. Fails with `FORBIDDEN` for scopes that the owner can't give. Fails with
/// `FORBIDDEN` at the terminal for an operator who gave no name, and for an integration of a State.
pub async fn mint_integration(
    tx: &Tx,
    by: &Minter,
    new: &NewIntegration,
    now: DateTime<Utc>,
) -> Result<integration::Model> {
    // An operator who gave no name has no account in whose name the integration could write.
    let person = by.person.ok_or(Code::Forbidden)?;
    rules::gives_access(by.at_the_terminal, by.state())?;
    let until = rules::until(new.key_expires_at, "input.keyExpiresAt", now);
    Error::all([
        rules::name(&new.name).map(drop),
        rules::scopes(&new.scopes, by.state()).map(drop),
        until.clone().map(drop),
    ])?;
    let scopes = rules::scopes(&new.scopes, by.state())?;
    let standing =
        store::of(tx, by).await?.into_iter().filter(|row| row.revoked_at.is_none()).count();
    if standing >= MOST {
        return Err(Error::says(
            Code::BadInput,
            "The owner has 50 integrations: revoke one first.",
        ));
    }
    let row = integration::Model {
        id: new_id(),
        name: rules::name(&new.name)?,
        state: by.state().cloned(),
        scopes: rules::text(&scopes),
        minted_by: person,
        minted_at: now,
        used_at: None,
        revoked_at: None,
    };
    store::add(tx, row.clone()).await?;
    let detail = json!({ "name": row.name, "scopes": scopes });
    audit::record(tx, by.act("integration.mint", row.id, now, detail)).await?;
    record_key(tx, by, &row, &new.key, until?, now).await?;
    Ok(row)
}

/// Adds a key. Clients can move to it before an old key ends.
///
/// # Errors
/// Fails with `NOT_FOUND` for an integration of another owner, or a revoked one. Fails with
/// `EXISTS` for a key that the integration has or had. Fails with `BAD_INPUT` for a sixth key in
/// force. Fails with `FORBIDDEN` for an integration of a State at the terminal.
pub async fn add_key(
    tx: &Tx,
    by: &Minter,
    id: Uuid,
    key: &PublicKey,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<integration::Model> {
    let row = store::standing(tx, by, id).await?;
    rules::gives_access(by.at_the_terminal, row.state.as_ref())?;
    let holding =
        store::keys(tx, &row).await?.into_iter().filter(|key| rules::holds(key, now)).count();
    if holding >= MOST_KEYS {
        return Err(Error::says(Code::BadInput, "The integration has five keys: end one first."));
    }
    let until = rules::until(expires_at, "input.expiresAt", now)?;
    record_key(tx, by, &row, key, until, now).await?;
    Ok(row)
}

async fn record_key(
    tx: &Tx,
    by: &Minter,
    of: &integration::Model,
    key: &PublicKey,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = integration_key::Model {
        id: new_id(),
        integration: of.id,
        kid: key.kid(),
        algorithm: key.algorithm(),
        jwk: key.jwk(),
        added_at: now,
        expires_at,
        ended_at: None,
    };
    let detail = json!({ "kid": row.kid, "until": row.expires_at });
    store::add_key(tx, row).await.map_err(|error| {
        if is_duplicate(&error) {
            Error::says(Code::Exists, "The integration has or had this key.")
        } else {
            error.into()
        }
    })?;
    audit::record(tx, by.act("integration.key_add", of.id, now, detail)).await
}

/// Ends a key. Access tokens that were got with it are refused within two seconds.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such key in force.
pub async fn end_key(
    tx: &Tx,
    by: &Minter,
    id: Uuid,
    kid: &str,
    now: DateTime<Utc>,
) -> Result<integration::Model> {
    let row = store::one(tx, by, id).await?;
    if !store::end_key(tx, &row, kid, now).await? {
        return Err(Code::NotFound.into());
    }
    audit::record(tx, by.act("integration.key_end", row.id, now, json!({ "kid": kid }))).await?;
    Ok(row)
}

/// Revokes an integration. Its access tokens and narrower tokens are refused within two seconds.
///
/// # Errors
/// Fails with `NOT_FOUND` for an integration of another owner, and for one that was revoked.
pub async fn revoke_integration(
    tx: &Tx,
    by: &Minter,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<integration::Model> {
    let row = store::one(tx, by, id).await?;
    if !store::revoke(tx, &row, now).await? {
        return Err(Code::NotFound.into());
    }
    audit::record(tx, by.act("integration.revoke", row.id, now, json!({}))).await?;
    Ok(integration::Model { revoked_at: Some(now), ..row })
}
