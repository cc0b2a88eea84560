//! Adoption: a database whose key file is lost gets another one. It is a new file, or the file that
//! the operator has put in its place.
//!
//! Public halves stay published, so that earlier receipts verify. If the operator has put an older
//! copy of the lost file in place, the database recognizes its keys. New keys then sign, and the
//! secret of the copy stays, so that nothing but signatures changes.

use crate::{
    audit::{self, Act},
    database::Db,
    error::{Error, Result},
    keys::{
        file::{self, KeyFile},
        open::{settle, turn},
        rules::{Standing, standings},
        store,
    },
    signature::key_id,
};
use ::entity::vocabulary::{KeyPurpose, KeyStatus};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde_json::json;
use std::{collections::BTreeMap, path::Path};

/// Result of an adoption.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// Ids of the keys that sign now, by purpose.
    pub signs: BTreeMap<KeyPurpose, String>,
    /// Ids of the keys that no longer sign.
    pub ended: Vec<String>,
    /// True if the file was an older copy, whose secret stays.
    pub keeps_secret: bool,
    /// Number of one-time codes that can't be checked any more.
    pub one_time_codes: u64,
    /// Number of States' providers whose client secret can't be read any more.
    pub providers: u64,
}

/// Gives the database the key file that is in place, or a new one. The earlier keys are retired, or
/// revoked if `revokes` is set.
///
/// # Errors
/// Fails if the key file belongs to the database, can't be read or can't be written. Fails if the
/// database has never been served.
pub async fn adopt(file: &Path, db: &Db, revokes: bool, now: DateTime<Utc>) -> Result<Adopted> {
    let _turn = turn(file).await?;
    let known = store::all(db.read()).await?;
    settle(file, &known)?;
    if known.is_empty() {
        return Err(Error::failure(
            "the database has never been served: there is no key file to replace",
        ));
    }
    let given = if file.exists() { Some(KeyFile::read(file)?) } else { None };
    let mut keeps_secret = false;
    let keys = match given {
        None => KeyFile::random(),
        Some(given) => {
            let ids = given.all_ids()?;
            keeps_secret = ids.values().any(|keys| known.iter().any(|row| row.kid == keys.active));
            if !standings(&ids, &known).values().any(|standing| *standing == Standing::Foreign) {
                return Err(Error::failure(format!(
                    "the key file {} belongs to the database: nothing is lost. `keys rotate` replaces a key",
                    file.display()
                )));
            }
            if keeps_secret { given.renewed() } else { given }
        }
    };
    let pending = file::pending(file);
    let _ = std::fs::remove_file(&pending);
    keys.create(&pending)?;
    let mut new: Vec<(KeyPurpose, VerifyingKey, KeyStatus)> = Vec::new();
    for purpose in KeyPurpose::ALL.iter().copied() {
        new.push((purpose, keys.active(purpose)?.verifying_key(), KeyStatus::Active));
        new.extend(
            keys.next(purpose)?.map(|next| (purpose, next.verifying_key(), KeyStatus::Next)),
        );
    }
    let adopted = record(db, new, revokes, keeps_secret, now).await;
    let adopted = adopted.inspect_err(|_| drop(std::fs::remove_file(&pending)))?;
    file::rename(&pending, file)?;
    Ok(adopted)
}

type New = Vec<(KeyPurpose, VerifyingKey, KeyStatus)>;

async fn record(
    db: &Db,
    new: New,
    revokes: bool,
    keeps_secret: bool,
    now: DateTime<Utc>,
) -> Result<Adopted> {
    db.write((new, revokes, keeps_secret, now), |tx, (new, revokes, keeps_secret, now)| {
        Box::pin(async move {
            let ends = if *revokes { KeyStatus::Revoked } else { KeyStatus::Retired };
            let known = store::all(tx).await?;
            let mut ended = Vec::new();
            for row in known.into_iter().filter(|row| row.retired_at.is_none()) {
                store::stand(tx, &row.kid, ends, Some(*now)).await?;
                ended.push(row.kid);
            }
            for (purpose, key, status) in new {
                store::add(tx, *purpose, *key, *status, *now).await?;
            }
            let signing = new.iter().filter(|(_, _, status)| *status == KeyStatus::Active);
            let signs: BTreeMap<_, _> = signing.map(|(purpose, key, _)| (*purpose, key_id(key))).collect();
            let (one_time_codes, providers) = if *keeps_secret { (0, 0) } else { store::sealed(tx).await? };
            let subject = signs.get(&KeyPurpose::Receipt).cloned().unwrap_or_default();
            let detail = json!({ "signs": signs, "ended": ended, "revoked": revokes, "keepsSecret": keeps_secret });
            let act = Act::of_secretariat("key.adopt", subject, *now).detail(detail);
            audit::record(tx, act).await?;
            Ok(Adopted { signs, ended, keeps_secret: *keeps_secret, one_time_codes, providers })
        })
    })
    .await
}
