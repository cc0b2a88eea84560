//! What is released, in memory: a release that passed the gate never changes, so it is read once, and so is each question of it.
//!
//! Where the public has a login of its own, it may be the public that read it first: of its respondents only the States and the numbers of
//! their editions are to be relied on here. Who needs more reads the table.

use super::store;
use crate::{access::Analyst, error::Result, world::World};
use ::disclosure::ReleasedTable;
use ::entity::{
    release,
    vocabulary::{QuestionCode, ReleaseStatus},
};
use std::sync::Arc;

/// The tables of one question.
struct Tables(Vec<Arc<ReleasedTable>>);

/// One release.
///
/// # Errors
/// `NOT_FOUND`.
pub(crate) async fn release(world: &World, by: Option<&Analyst>, number: i64) -> Result<Arc<release::Model>> {
    let place = number.to_string();
    if let Some(known) = world.memo().get(&place) {
        return Ok(known);
    }
    let row = store::release(world.read(), by, number).await?;
    Ok(if row.status == ReleaseStatus::Gated { world.memo().keep(&place, row) } else { Arc::new(row) })
}

/// The tables of one question of a release; none where it has no such question.
pub(crate) async fn tables(world: &World, release: &release::Model, question: &QuestionCode) -> Result<Vec<Arc<ReleasedTable>>> {
    let place = format!("{} {question}", release.number);
    if let Some(known) = world.memo().get::<Tables>(&place) {
        return Ok(known.0.clone());
    }
    let read = store::tables(world.read(), release.number, Some(question)).await?;
    let tables: Vec<_> = read.into_iter().flat_map(|(_, tables)| tables).map(Arc::new).collect();
    // There are as many places as there are tables; what does not exist takes no memory.
    if release.status == ReleaseStatus::Gated && !tables.is_empty() {
        world.memo().keep(&place, Tables(tables.clone()));
    }
    Ok(tables)
}
