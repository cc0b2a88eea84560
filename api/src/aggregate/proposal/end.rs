//! A proposal that comes to nothing, with its reason: a write of its own, for the refusal that is the reason rolled back what it was in.

use super::{super::release::store as releases, store};
use crate::{
    audit::{self, Act, Chain},
    database::Tx,
    error::{Code, Result},
    world::World,
};
use ::entity::release_proposal;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Ends a proposal for a reason, by the person who was refused, or by the service itself. One that is published or has ended stays as
/// it is.
///
/// # Errors
/// When the database fails.
pub(super) async fn end(
    world: &World,
    proposal: release_proposal::Model,
    because: Code,
    person: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let ended = world.write((proposal, because, person, now), |tx, (proposal, because, person, now)| {
        Box::pin(write(tx, proposal, *because, *person, *now))
    });
    match ended.await {
        // Another instance, or a newer proposal, was faster.
        Err(error) if error.is(Code::Stale) => Ok(()),
        done => done,
    }
}

/// The act says of how many counted States something changed, and of none which it is.
async fn write(tx: &Tx, row: &release_proposal::Model, because: Code, person: Option<Uuid>, at: DateTime<Utc>) -> Result<()> {
    store::end(tx, row.id, because, at).await?;
    let changed = releases::changed(tx, row.cycle, &store::counted(row)?).await?;
    let detail = json!({ "because": because.as_str(), "changed": changed });
    let act = Act { chain: Chain::Secretariat, verb: "release.end", subject: row.id.to_string(), person, at, detail };
    audit::record(tx, act).await
}
