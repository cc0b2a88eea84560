//! A signed copy of every chain's head: what was there at this moment can't later be written anew.

use super::store;
use crate::{database::Db, error::Result};
use ::entity::checkpoint as row;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Signs the heads of all chains, unless nothing has happened since the last checkpoint. `sign` returns the id of its key and the
/// signature of a message.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint<S>(db: &Db, now: DateTime<Utc>, sign: S) -> Result<()>
where
    S: Fn(&[u8]) -> (String, String) + Send + Sync + 'static,
{
    db.write((sign, now), |tx, (sign, now)| {
        Box::pin(async move {
            let heads: BTreeMap<String, (i64, String)> =
                store::heads(tx).await?.into_iter().map(|head| (head.chain, (head.number, head.hash.into()))).collect();
            let last = store::latest_checkpoint(tx).await?;
            let text = crate::canonical::text(&heads);
            if heads.is_empty() || last.as_ref().is_some_and(|last| last.heads == text) {
                return Ok(());
            }
            let number = last.map_or(1, |last| last.number + 1);
            let (kid, signature) = sign(message(number, &text).as_bytes());
            store::add_checkpoint(tx, row::Model { number, heads: text, kid, signature, at: *now }).await
        })
    })
    .await
}

/// What a checkpoint signs.
pub(super) fn message(number: i64, heads: &str) -> String {
    format!("national-survey checkpoint {number}\n{heads}")
}
