//! Succession: a database from a backup has a key file that was rotated later. It retires the older
//! keys, as `rotate` did.

use crate::{
    audit::{self, Act},
    database::{Db, Tx},
    error::Result,
    keys::{file::KeyFile, store},
    signature::{self, key_id},
};
use ::entity::vocabulary::{KeyPurpose, KeyStatus};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde_json::json;

/// Keys of one purpose, as the database must have them.
struct Succession {
    purpose: KeyPurpose,
    active: VerifyingKey,
    next: Option<VerifyingKey>,
    /// Keys that signed before, and true for each that is revoked.
    earlier: Vec<(VerifyingKey, bool)>,
}

/// Brings the database up to the key file for these purposes. Each purpose is one act.
pub(super) async fn succeed(
    db: &Db,
    keys: &KeyFile,
    purposes: Vec<KeyPurpose>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut successions = Vec::new();
    for purpose in purposes {
        successions.push(Succession {
            purpose,
            active: keys.active(purpose)?.verifying_key(),
            next: keys.next(purpose)?.map(|next| next.verifying_key()),
            earlier: keys
                .earlier(purpose)
                .iter()
                .map(|earlier| Ok((signature::public_key(&earlier.public)?, earlier.revoked)))
                .collect::<Result<_>>()?,
        });
    }
    db.write((successions, now), |tx, (successions, now)| {
        Box::pin(async move {
            for succession in successions {
                carry_out(tx, succession, *now).await?;
            }
            Ok(())
        })
    })
    .await
}

async fn carry_out(tx: &Tx, succession: &Succession, now: DateTime<Utc>) -> Result<()> {
    let Succession { purpose, active, next, earlier } = succession;
    let known = store::all(tx).await?;
    let mut retired = Vec::new();
    // Keys that the database has not retired: the signing key and the next one.
    for row in known.iter().filter(|row| row.purpose == *purpose && row.retired_at.is_none()) {
        let stays =
            row.kid == key_id(active) || next.as_ref().is_some_and(|next| row.kid == key_id(next));
        if !stays {
            let revoked = earlier.iter().any(|(key, revoked)| *revoked && key_id(key) == row.kid);
            store::stand(tx, &row.kid, ended(revoked), Some(now)).await?;
            retired.push(row.kid.clone());
        }
    }
    // Keys that signed between the backup and now. States hold receipts signed by them.
    for (key, revoked) in
        earlier.iter().filter(|(key, _)| !known.iter().any(|row| row.kid == key_id(key)))
    {
        store::add(tx, *purpose, *key, KeyStatus::Next, now).await?;
        store::stand(tx, &key_id(key), ended(*revoked), Some(now)).await?;
        retired.push(key_id(key));
    }
    for (key, status) in [(Some(active), KeyStatus::Active), (next.as_ref(), KeyStatus::Next)] {
        let Some(key) = key else { continue };
        if known.iter().any(|row| row.kid == key_id(key)) {
            store::stand(tx, &key_id(key), status, None).await?;
        } else {
            store::add(tx, *purpose, *key, status, now).await?;
        }
    }
    let detail = json!({ "purpose": purpose, "retired": retired });
    let act = Act::of_secretariat("key.succeed", key_id(active), now).detail(detail);
    audit::record(tx, act).await
}

const fn ended(revoked: bool) -> KeyStatus {
    if revoked { KeyStatus::Revoked } else { KeyStatus::Retired }
}
