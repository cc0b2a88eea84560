//! Signed copy of every chain's head. The acts up to it can't be rewritten later without a finding.

use super::store;
use crate::{database::Db, error::Result};
use ::entity::checkpoint as row;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Signs the heads of all chains, unless they are the same as in the last checkpoint.
///
/// # Errors
/// Fails if the database fails.
pub async fn checkpoint<S>(db: &Db, now: DateTime<Utc>, sign: S) -> Result<()>
where
    S: Fn(&[u8]) -> (String, String) + Send + Sync + 'static,
{
    db.write((sign, now), |tx, (sign, now)| {
        Box::pin(async move {
            let heads: BTreeMap<String, (i64, String)> = store::heads(tx)
                .await?
                .into_iter()
                .map(|head| (head.chain, (head.number, head.hash.into())))
                .collect();
            let last = store::latest_checkpoint(tx).await?;
            let text = crate::canonical::text(&heads);
            if heads.is_empty() || last.as_ref().is_some_and(|last| last.heads == text) {
                return Ok(());
            }
            let number = last.map_or(1, |last| last.number + 1);
            let (kid, signature) = sign(message(number, &text).as_bytes());
            store::add_checkpoint(tx, row::Model { number, heads: text, kid, signature, at: *now })
                .await
        })
    })
    .await
}

/// Returns the text that a checkpoint signs.
pub(super) fn message(number: i64, heads: &str) -> String {
    format!("national-survey checkpoint {number}\n{heads}")
}
