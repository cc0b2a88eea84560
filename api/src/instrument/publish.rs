//! Importing a version as a draft, publishing it, and retiring it.

use super::{Document, Rewording, Violation, previous, rewordings, store, validate};
use crate::{
    access::Administrator,
    audit::{self, Act},
    canonical,
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{
    instrument, instrument_version,
    vocabulary::{InstrumentKey, VersionStatus},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// Builds the refusal that carries all violations at once.
#[must_use]
pub fn violations(found: &[Violation]) -> Error {
    let lines: Vec<_> = found
        .iter()
        .map(|violation| format!("{}: {}", violation.path, violation.sentence))
        .collect();
    Error::says(
        Code::InstrumentInvalid,
        format!("{} violations.\n{}", found.len(), lines.join("\n")),
    )
}

/// Returns the differences in words of a document from the version before.
///
/// # Errors
/// Fails with `BAD_INPUT` for a malformed key.
pub async fn rewordings_of(
    db: &impl ConnectionTrait,
    document: &Document,
) -> Result<Vec<Rewording>> {
    let history = store::history(db, &document.key.parse()?).await?;
    let previous = previous(document, &history);
    Ok(previous.map(|previous| rewordings(document, previous)).unwrap_or_default())
}

/// Imports a document as a draft, or replaces the draft of the same version.
///
/// # Errors
/// Fails with `INSTRUMENT_INVALID` and every violation, and with `INSTRUMENT_FROZEN` if the version
/// is published.
pub async fn import_instrument(
    tx: &Tx,
    by: &Administrator,
    document: &Document,
    now: DateTime<Utc>,
) -> Result<instrument_version::Model> {
    let key: InstrumentKey = document.key.parse()?;
    if store::version(tx, &key, &document.version)
        .await?
        .is_some_and(|known| known.status != VersionStatus::Draft)
    {
        return Err(Code::InstrumentFrozen.into());
    }
    let found = validate(document, &store::history(tx, &key).await?);
    if !found.is_empty() {
        return Err(violations(&found));
    }
    let row = instrument_version::Model {
        id: new_id(),
        instrument: key.clone(),
        version: document.version.clone(),
        status: VersionStatus::Draft,
        sha256: None,
        document: canonical::text(document),
        created_at: now,
        published_at: None,
    };
    let row = store::put_draft(tx, instrument::Model { key, kind: document.kind }, row).await?;
    record(tx, by, "instrument.import", &row, json!({}), now).await?;
    Ok(row)
}

/// Publishes a draft: it gets a digest and is frozen, and is never edited again.
///
/// # Errors
/// Fails with
/// - `NOT_FOUND` for an unknown version,
/// - `INSTRUMENT_FROZEN` if the version is already published,
/// - `INSTRUMENT_INVALID` if the draft has violations, for example since another version was
///   published.
pub async fn publish_instrument(
    tx: &Tx,
    by: &Administrator,
    key: &InstrumentKey,
    version: &str,
    now: DateTime<Utc>,
) -> Result<instrument_version::Model> {
    let mut row = store::version(tx, key, version).await?.ok_or(Code::NotFound)?;
    if row.status != VersionStatus::Draft {
        return Err(Code::InstrumentFrozen.into());
    }
    let document: Document = serde_json::from_str(&row.document)?;
    let found = validate(&document, &store::history(tx, key).await?);
    if !found.is_empty() {
        return Err(violations(&found));
    }
    row.sha256 = Some(canonical::digest(row.document.as_bytes()));
    row.status = VersionStatus::Published;
    row.published_at = Some(now);
    let row = store::change(tx, row).await?;
    record(tx, by, "instrument.publish", &row, json!({ "sha256": row.sha256 }), now).await?;
    Ok(row)
}

/// Retires a published version: it stays readable, and new cycles can't use it.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown version or a draft.
pub async fn retire_instrument(
    tx: &Tx,
    by: &Administrator,
    key: &InstrumentKey,
    version: &str,
    now: DateTime<Utc>,
) -> Result<instrument_version::Model> {
    let row = store::version(tx, key, version)
        .await?
        .filter(|row| row.status == VersionStatus::Published);
    let mut row = row.ok_or(Code::NotFound)?;
    row.status = VersionStatus::Retired;
    let row = store::change(tx, row).await?;
    record(tx, by, "instrument.retire", &row, json!({}), now).await?;
    Ok(row)
}

async fn record(
    tx: &Tx,
    by: &Administrator,
    verb: &'static str,
    row: &instrument_version::Model,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let subject = format!("{} {}", row.instrument, row.version);
    let person = by.person_if_known();
    audit::record(tx, Act::of_secretariat(verb, subject, now).by(person).detail(detail)).await
}
