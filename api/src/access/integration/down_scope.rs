//! Making a narrower token of an integration of the State, and ending it.

use super::{
    Minter,
    rules::{self, MOST},
    store,
};
use crate::{
    audit,
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
    keys::Keyring,
};
use ::entity::{
    narrower_token,
    vocabulary::{IntegrationScope, SectionCode},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Prefix of a narrower token, by which a program that looks for leaked secrets recognises one.
const PREFIX: &str = "nsn_";

/// A narrower token to make.
#[derive(Clone, Debug)]
pub struct NewDownScopedToken {
    /// The integration to which the narrower token belongs.
    pub integration: Uuid,
    /// Name that the owner gives the narrower token.
    pub name: String,
    /// Sections that the narrower token reads.
    pub sections: Vec<SectionCode>,
    /// End of the narrower token.
    pub expires_at: DateTime<Utc>,
}

/// Returns the text of a narrower token.
///
/// The text is derived from its identifier and a secret of the service. So a repeated request
/// returns the same text, nobody else can make it, and the database does not contain it.
pub(super) fn text(keys: &Keyring, id: Uuid) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&keys.narrower_secret())
        .map(|mac| mac.chain_update(id.as_bytes()).finalize());
    // HMAC accepts keys of any length, so this never fails.
    let bytes: [u8; 32] =
        mac.map(|mac| mac.into_bytes().into()).unwrap_or_else(|_| crate::clock::random());
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns the hash under which a narrower token is stored. Returns none if the text can't be one.
pub(super) fn hash(text: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    (bytes.len() == 32).then(|| hex::encode(Sha256::digest(bytes)))
}

/// Makes a narrower token of an integration of the State.
///
/// It reads these sections until a date, and nothing else.
///
/// # Errors
/// Fails with `NOT_FOUND` for an integration of another owner, or a revoked one. Fails with
/// `FORBIDDEN` for an integration that does not read the State's own answers, and at the terminal.
/// Fails with `BAD_INPUT` if the name, the sections or the end are not valid, or if the integration
/// has 50 narrower tokens.
pub async fn down_scope_integration(
    tx: &Tx,
    by: &Minter,
    keys: &Keyring,
    new: &NewDownScopedToken,
    now: DateTime<Utc>,
) -> Result<narrower_token::Model> {
    let parent = store::standing(tx, by, new.integration).await?;
    let person = by.person.ok_or(Code::Forbidden)?;
    rules::gives_access(by.at_the_terminal, parent.state.as_ref())?;
    let reads = rules::parse(&parent.scopes)
        .is_some_and(|scopes| scopes.contains(&IntegrationScope::OwnAnswersRead));
    if parent.state.is_none() || !reads {
        return Err(Error::says(
            Code::Forbidden,
            "The integration itself does not read the State's own answers.",
        ));
    }
    if store::narrower(tx, &parent).await?.iter().filter(|token| rules::reads(token, now)).count()
        >= MOST
    {
        return Err(Error::says(
            Code::BadInput,
            "The integration has 50 narrower tokens: end one first.",
        ));
    }
    let id = new_id();
    let row = narrower_token::Model {
        id,
        integration: parent.id,
        name: rules::name(&new.name)?,
        hash: hash(&text(keys, id)).ok_or(Code::Failure)?,
        sections: rules::sections(&new.sections)?,
        minted_by: person,
        minted_at: now,
        expires_at: rules::until(new.expires_at, "input.expiresAt", now)?,
        ended_at: None,
    };
    store::add_narrower(tx, row.clone()).await?;
    let detail = json!({ "integration": parent.id, "name": row.name, "sections": row.sections, "until": row.expires_at });
    audit::record(tx, by.act("integration.narrow", row.id, now, detail)).await?;
    Ok(row)
}

/// Ends a narrower token. Access tokens that were got with it are refused within two seconds.
///
/// # Errors
/// Fails with `NOT_FOUND` for a narrower token of another owner, and for one that was ended.
pub async fn end_down_scoped_token(
    tx: &Tx,
    by: &Minter,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<narrower_token::Model> {
    let (row, parent) = store::narrower_of(tx, by, id).await?;
    if !store::end_narrower(tx, &row, now).await? {
        return Err(Code::NotFound.into());
    }
    audit::record(
        tx,
        by.act("integration.narrower_end", row.id, now, json!({ "integration": parent.id })),
    )
    .await?;
    Ok(narrower_token::Model { ended_at: Some(now), ..row })
}
