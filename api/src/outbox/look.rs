//! What the operator sees of the queue, and may do about it. A letter's life is no act of a State: it is in the log.

use super::store;
use crate::{error::Result, world::World};
use ::entity::letter;
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
    let revived = world.write((id, now), |tx, (id, now)| Box::pin(store::revive(tx, *id, *now))).await?;
    tracing::info!(letters = revived, "dead letters are tried again");
    Ok(revived)
}
