//! What the operator sees of the queue, and may do about it. A letter's own life is no act: it is in the log.

use super::store;
use crate::{
    audit::{self, Act, Chain},
    error::Result,
    world::World,
};
use ::entity::letter;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Letters that are not sent, or all of them, the newest last.
///
/// # Errors
/// When the database fails.
pub async fn list(world: &Arc<World>, all: bool) -> Result<Vec<letter::Model>> {
    store::list(world.read(), all).await
}

/// Has one dead letter, or all of them, tried again from the beginning; says how many.
///
/// # Errors
/// When the database fails.
pub async fn retry(world: &Arc<World>, id: Option<Uuid>) -> Result<u64> {
    let now = world.now();
    let revived = world
        .write((id, now), |tx, (id, now)| {
            Box::pin(async move {
                let revived = store::revive(tx, *id, *now).await?;
                if revived > 0 {
                    let subject = id.map_or_else(|| "all".to_owned(), |id| id.to_string());
                    let (verb, detail) = ("letter.retry", json!({ "letters": revived }));
                    let act = Act { chain: Chain::Secretariat, verb, subject, person: None, at: *now, detail };
                    audit::record(tx, act).await?;
                }
                Ok(revived)
            })
        })
        .await?;
    tracing::info!(letters = revived, "dead letters are tried again");
    Ok(revived)
}
