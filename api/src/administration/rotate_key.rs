//! Rotation of keys. The next key signs, the earlier one no longer does, and its public half stays
//! published for ever.

use crate::{
    access::{Administrator, SteppedUp},
    audit::{self, Act},
    database::{Db, Tx},
    error::{Code, Error, Result},
    keys::{self, KeyFile},
    signature::key_id,
};
use ::entity::vocabulary::{KeyPurpose, KeyStatus};
use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

/// Rotation to carry out.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// Purpose of the key.
    pub purpose: KeyPurpose,
    /// True if the earlier key is no longer trusted, as after a theft.
    pub revokes: bool,
}

/// Makes the next key sign, creates a new next key, and returns the id of the signing key.
///
/// After a kill at any moment, the next start can use the key file. The new key is in the file
/// before the database says that it signs.
///
/// # Errors
/// Fails if the key file and the database do not belong together, or if one of them can't be
/// written.
pub async fn rotate_key(
    file: &Path,
    db: &Db,
    by: &SteppedUp<Administrator>,
    rotation: Rotation,
    now: DateTime<Utc>,
) -> Result<String> {
    let (purpose, revokes, by) = (rotation.purpose, rotation.revokes, by.person_if_known());
    keys::Keyring::open(file, db, now).await?;
    // Two rotations at once would each write back the file that they had read, and lose a key of
    // the other.
    let _turn = keys::turn(file).await?;
    let mut keys = KeyFile::read(file)?;
    let before = keys.active(purpose)?;
    let (successor, is_published) = match keys.next(purpose)? {
        Some(next) => (next, true),
        None => (random(), false),
    };
    keys.set_next(purpose, &successor);
    keys.replace(file)?;
    let (old, new) = (key_id(&before.verifying_key()), successor.verifying_key());
    db.write(
        (rotation, old, new, is_published, by, now),
        |tx, (rotation, old, new, is_published, by, now)| {
            Box::pin(async move {
                let status = if rotation.revokes { KeyStatus::Revoked } else { KeyStatus::Retired };
                keys::stand(tx, old, status, Some(*now)).await?;
                if *is_published {
                    keys::stand(tx, &key_id(new), KeyStatus::Active, None).await?;
                } else {
                    keys::add(tx, rotation.purpose, *new, KeyStatus::Active, *now).await?;
                }
                let verb = if rotation.revokes { "key.revoke" } else { "key.rotate" };
                let detail = json!({ "purpose": rotation.purpose, "signs": key_id(new) });
                record(tx, verb, old, *by, detail, *now).await
            })
        },
    )
    .await?;
    keys.promote(purpose, revokes)?;
    let next = random();
    keys.set_next(purpose, &next);
    keys.replace(file)?;
    keys::publish_all(db, vec![(purpose, next.verifying_key(), KeyStatus::Next)], now).await?;
    Ok(key_id(&new))
}

/// Revokes a retired key, in the database and, if it is there, in the key file.
///
/// # Errors
/// Fails with `NOT_FOUND` if the key is unknown, and with `STALE` if it is not retired: rotate it
/// first.
pub async fn revoke_key(
    file: &Path,
    db: &Db,
    by: &SteppedUp<Administrator>,
    kid: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let known =
        keys::published(db).await?.into_iter().find(|key| key.kid == kid).ok_or(Code::NotFound)?;
    let Some(retired_at) = known.retired_at else {
        return Err(Error::says(
            Code::Stale,
            "The key is in use: `keys rotate --revoke` replaces and revokes it at once.",
        ));
    };
    db.write(
        (known.kid, retired_at, by.person_if_known(), now),
        |tx, (kid, retired_at, by, now)| {
            Box::pin(async move {
                keys::stand(tx, kid, KeyStatus::Revoked, Some(*retired_at)).await?;
                record(tx, "key.revoke", kid, *by, json!({}), *now).await
            })
        },
    )
    .await?;
    // A database from an older backup learns the revocation from the file.
    let _turn = keys::turn(file).await?;
    let Ok(mut keys) = KeyFile::read(file) else { return Ok(()) };
    if keys.distrust(&kid) { keys.replace(file) } else { Ok(()) }
}

async fn record(
    tx: &Tx,
    verb: &'static str,
    subject: &str,
    person: Option<Uuid>,
    detail: serde_json::Value,
    at: DateTime<Utc>,
) -> Result<()> {
    audit::record(tx, Act::of_secretariat(verb, subject, at).by(person).detail(detail)).await
}

fn random() -> SigningKey {
    SigningKey::from_bytes(&crate::clock::random::<32>())
}
