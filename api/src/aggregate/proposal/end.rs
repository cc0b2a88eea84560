//! Ending of a proposal, with its reason. It is a transaction of its own, because the refusal has
//! rolled back the one before.

use super::{super::release::store as releases, store};
use crate::{
    app::App,
    audit::{self, Act},
    database::Tx,
    error::{Code, Result},
};
use ::entity::release_proposal;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Ends a proposal for a reason, on behalf of the refused person or of the service itself. A
/// published or ended proposal stays as it is.
///
/// # Errors
/// Fails if the database fails.
pub(super) async fn end(
    app: &App,
    proposal: release_proposal::Model,
    because: Code,
    person: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let ended =
        app.write((proposal, because, person, now), |tx, (proposal, because, person, now)| {
            Box::pin(write(tx, proposal, *because, *person, *now))
        });
    match ended.await {
        // Another instance has ended the proposal, or a newer proposal has replaced it.
        Err(error) if error.is(Code::Stale) => Ok(()),
        done => done,
    }
}

/// Records the end in the audit trail. The act has the number of counted States that changed, and
/// never their names.
async fn write(
    tx: &Tx,
    row: &release_proposal::Model,
    because: Code,
    person: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    store::end(tx, row.id, because, at).await?;
    let changed = releases::changed(tx, row.cycle, &store::counted(row)?).await?;
    let detail = json!({ "because": because.as_str(), "changed": changed });
    let act = Act::of_secretariat("release.end", row.id, at).by(person).detail(detail);
    audit::record(tx, act).await
}
