//! What the operator sees of the queue, and may do about it. A letter's own life is no act: it is in the log.

use crate::{
    access::Administrator,
    audit::{self, Act, Chain},
    error::Result,
    outbox,
    world::World,
};
use ::entity::letter;
use serde_json::json;
use uuid::Uuid;

/// Letters that are not sent, or all of them, the newest last.
///
/// # Errors
/// When the database fails.
pub async fn list_letters(world: &World, all: bool) -> Result<Vec<letter::Model>> {
    outbox::list(world.read(), all).await
}

/// Has one dead letter, or all of them, tried again from the beginning, for an administrator or the operator; says how many.
///
/// # Errors
/// When the database fails.
pub async fn retry_letters(world: &World, by: Administrator, id: Option<Uuid>) -> Result<u64> {
    let now = world.now();
    let revived = world
        .write((by, id, now), |tx, (by, id, now)| {
            Box::pin(async move {
                let revived = outbox::revive(tx, *id, *now).await?;
                if revived > 0 {
                    let subject = id.map_or_else(|| "all".to_owned(), |id| id.to_string());
                    let (verb, detail) = ("letter.retry", json!({ "letters": revived }));
                    let (chain, person) = (Chain::Secretariat, by.person_if_known());
                    audit::record(tx, Act { chain, verb, subject, person, at: *now, detail }).await?;
                }
                Ok(revived)
            })
        })
        .await?;
    tracing::info!(letters = revived, "dead letters are tried again");
    Ok(revived)
}
