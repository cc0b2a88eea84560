//! Proposing a release: it pins the counted States, their editions and their consent.

use super::{
    super::{
        count::count,
        release::{
            ledger::{self, DisclosureTerms},
            store as releases,
        },
    },
    forecast::{ReleaseForecast, forecast},
    rules, store,
};
use crate::{
    access::{Administrator, SteppedUp},
    app::App,
    audit::{self, Act},
    canonical,
    clock::new_id,
    cycle,
    database::Tx,
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    instrument,
};
use ::disclosure::CountedState;
use ::entity::{
    cycle as cycle_row, release_proposal,
    vocabulary::{CycleKey, Sha256},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Input of a new proposal.
#[derive(Clone, Debug, Serialize)]
pub struct NewProposal {
    /// The cycle, open or closed.
    pub cycle: CycleKey,
    /// Earliest time of publication, at most a year ahead. If none, the release is published as
    /// soon as it is signed off.
    pub publish_at: Option<DateTime<Utc>>,
    /// The digest of the preview that the person has seen.
    pub preview: Option<Sha256>,
}

/// Proposes to release a cycle as of now, and returns the id of the proposal. It replaces an
/// earlier proposal that is not published.
///
/// # Errors
/// Fails with
/// - `NOT_FOUND` for an unknown cycle,
/// - `CYCLE_NOT_OPEN` before the cycle opens,
/// - `BAD_INPUT` for a time that has passed or is more than a year ahead, or if a configured bloc
///   is not an organization,
/// - `RELEASE_EMPTY` if no State may be counted,
/// - `STALE` if the preview has changed since.
pub async fn propose_release(
    app: &Arc<App>,
    by: SteppedUp<Administrator>,
    new: NewProposal,
    once: IdempotentRequest,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let cycle = cycle::store::cycle(app.read(), &new.cycle).await?;
    if cycle::phase(&cycle, now) == cycle::Phase::Planned {
        return Err(Code::CycleNotOpen.into());
    }
    rules::may_be_due(new.publish_at, now)?;
    DisclosureTerms::now(app, now).await?;
    let counted = counted(app, &cycle).await?;
    if new.preview.as_ref().is_some_and(|seen| *seen != canonical::sha256(&counted)) {
        return Err(Code::Stale.into());
    }
    // Later changes are found at sign-off and at publication.
    let row = release_proposal::Model {
        id: new_id(),
        cycle: cycle.id,
        counted: canonical::text(&counted),
        publish_at: new.publish_at,
        proposed_by: by.person(),
        proposed_at: now,
        signed_off_by: None,
        signed_off_at: None,
        release: None,
        ended_at: None,
        ended_because: None,
    };
    once.mutate(app, now, (row, cycle, counted.len()), |tx, (row, cycle, counted), _now| {
        Box::pin(add(tx, row, cycle, *counted))
    })
    .await
}

async fn add(
    tx: &Tx,
    row: &release_proposal::Model,
    cycle: &cycle_row::Model,
    counted: usize,
) -> Result<Uuid> {
    store::replace(tx, cycle.id, row.proposed_at).await?;
    store::add(tx, row.clone()).await?;
    let act = Act::of_secretariat("release.propose", row.id, row.proposed_at)
        .by(row.proposed_by)
        .detail(json!({ "cycle": cycle.key, "counted": counted, "publish_at": row.publish_at }));
    audit::record(tx, act).await?;
    Ok(row.id)
}

/// Returns the States that a release of the cycle would count as of now.
pub(super) async fn counted(app: &Arc<App>, cycle: &cycle_row::Model) -> Result<Vec<CountedState>> {
    let inputs = releases::inputs(app.read(), cycle.id).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    let done = tokio::task::spawn_blocking(move || {
        Ok::<_, Error>(count(&instrument.catalogue, &inputs)?.counted)
    });
    done.await.map_err(Error::failure)?
}

/// Forecasts the shown and the suppressed parts of a release of these States, beside all earlier
/// releases.
pub(super) async fn forecast_of(
    app: &Arc<App>,
    cycle: &cycle_row::Model,
    counted: Vec<CountedState>,
    now: DateTime<Utc>,
) -> Result<ReleaseForecast> {
    let judged = DisclosureTerms::now(app, now).await?;
    let reading = ledger::to_make(app, cycle, counted, now).await?;
    let mut earlier = Vec::new();
    for row in releases::before(app.read(), i64::MAX).await? {
        earlier.push(ledger::made(app, &row, now).await?);
    }
    let done = tokio::task::spawn_blocking(move || {
        Ok::<_, Error>(forecast(&ledger::assemble(reading, earlier, judged)?))
    });
    done.await.map_err(Error::failure)?
}
