//! Publication of a signed-off proposal: the release is numbered, signed and frozen, with the
//! States that it counts.
//!
//! The transaction computes nothing. The tables are made and attacked before it, from sealed
//! inputs. The transaction refuses them if their inputs have changed in the meantime. A cycle can
//! be released again: differences between its releases obey R3, and the gate reads all earlier
//! releases.

use crate::{
    aggregate::{
        proposal::{end::end, store},
        release::{
            ledger::{self, DisclosureTerms},
            statement::{self, Statement},
            store as releases,
            stored_content::StoredContent,
        },
    },
    app::App,
    audit::{self, Act},
    canonical, cycle,
    database::Tx,
    error::{Code, Error, Result},
    instrument::Published,
};
use ::disclosure::{
    CountedState,
    attack::SearchBudget,
    ledger::{Shared, Suppressions},
};
use ::entity::{
    cycle as cycle_row, release, release_proposal,
    vocabulary::{KeyPurpose, QuestionCode, ReleaseStatus, Sha256},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use uuid::Uuid;

/// Number of times that a release is made again because its inputs changed meanwhile.
const TRIES: usize = 3;
/// Interval between two searches for due proposals, and the interval after a failure.
const TICK: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Publishes due proposals, for as long as the service runs.
pub async fn keep_publishing(app: Arc<App>) {
    loop {
        let wait = match publish_all(&app, &|| app.now()).await {
            Ok(_) => TICK,
            Err(error) => {
                tracing::error!(?error, "publishing a release");
                AFTER_FAILURE
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Publishes every proposal that is signed off and due at `now`, and returns the release numbers. A
/// proposal whose inputs changed is ended with the reason.
///
/// `now` stands for the time of every step, as if none took time.
///
/// # Errors
/// Fails for any other reason. That proposal stays due, and the other proposals are tried first.
pub async fn publish_due(app: &Arc<App>, now: DateTime<Utc>) -> Result<Vec<i64>> {
    publish_all(app, &|| now).await
}

async fn publish_all(app: &Arc<App>, now: &(dyn Fn() -> DateTime<Utc> + Sync)) -> Result<Vec<i64>> {
    let (mut numbers, mut failed) = (Vec::new(), None);
    for proposal in store::due(app.read(), now()).await? {
        let done = match publish(app, &proposal, now).await {
            Ok(number) => {
                numbers.push(number);
                Ok(())
            }
            // Another instance was faster, or the inputs changed too often: the next search tries
            // again.
            Err(error) if error.is(Code::Stale) => Ok(()),
            Err(Error::Refusal(code @ (Code::ReleaseChanged | Code::ReleaseEmpty), _)) => {
                end(app, proposal, code, None, now()).await
            }
            Err(error) => Err(error),
        };
        failed = failed.or(done.err());
    }
    failed.map_or(Ok(numbers), Err)
}

async fn publish(
    app: &Arc<App>,
    proposal: &release_proposal::Model,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<i64> {
    for _ in 0..TRIES {
        // Making a release takes time. It takes into account what consent showed up to the moment
        // when it began.
        let judged = now();
        let made = Arc::new(make(app, proposal, judged).await?);
        let done = app
            .write((made, judged, now(), Arc::clone(app)), |tx, (made, judged, now, app)| {
                Box::pin(freeze(tx, app, made, *judged, *now))
            });
        match done.await {
            Err(error) if error.is(Code::Stale) => {}
            done => return done,
        }
    }
    Err(Code::Stale.into())
}

/// A release before it has a number.
struct MadeRelease {
    proposal: release_proposal::Model,
    cycle: cycle_row::Model,
    instrument: Arc<Published>,
    counted: Vec<CountedState>,
    parameters: String,
    assumed: String,
    shown: Vec<StoredContent>,
    refused: Suppressions,
    proofs: Vec<(QuestionCode, String)>,
    ledger: Sha256,
    /// The readers to whom answers were ever shown, by cycle, at the time of making.
    shared: BTreeMap<Uuid, Shared>,
}

async fn make(
    app: &Arc<App>,
    proposal: &release_proposal::Model,
    now: DateTime<Utc>,
) -> Result<MadeRelease> {
    let counted = store::counted(proposal)?;
    if !releases::is_unchanged(app.read(), proposal.cycle, &counted).await? {
        return Err(Code::ReleaseChanged.into());
    }
    let rows = releases::before(app.read(), i64::MAX).await?;
    let judged = DisclosureTerms::now(app, now).await?;
    let cycle = cycle::store::cycle_by_id(app.read(), proposal.cycle).await?;
    let reading = ledger::to_make(app, &cycle, counted.clone(), now).await?;
    let mut earlier = Vec::new();
    for row in &rows {
        earlier.push(ledger::made(app, row, now).await?);
    }
    let instrument = Arc::clone(&reading.instrument);
    let shared =
        earlier.iter().chain([&reading]).map(|one| (one.cycle.id, one.shared.clone())).collect();
    let effort =
        SearchBudget { seconds: app.settings().releases.gate_seconds, ..SearchBudget::default() };
    let (parameters, assumed) =
        (canonical::text(&judged.parameters), canonical::text(&judged.assumed));
    // Counting and proving keep a processor busy, so they run off the threads that answer requests.
    let done = tokio::task::spawn_blocking(move || {
        let ledger = ledger::assemble(reading, earlier, judged)?;
        Ok::<_, Error>((ledger.decide(effort), ledger.round.count.counted))
    });
    let (decided, seen) = done.await.map_err(Error::failure)??;
    if seen != counted {
        return Err(Error::failure(
            "the sealed inputs of a proposal do not give its counted States",
        ));
    }
    let mut decided = decided;
    decided.sort_by(|one, other| one.question.cmp(&other.question));
    Ok(MadeRelease {
        proposal: proposal.clone(),
        cycle,
        instrument,
        counted,
        parameters,
        assumed,
        refused: Suppressions::of_all(&decided),
        shown: decided.iter().map(|one| StoredContent::of(&one.question, &one.shown)).collect(),
        proofs: decided
            .iter()
            .map(|one| (one.question.clone(), canonical::text(&one.proofs)))
            .collect(),
        ledger: ledger::digest(&rows),
        shared,
    })
}

/// Numbers, signs and freezes a release, if its inputs are unchanged.
async fn freeze(
    tx: &Tx,
    app: &App,
    made: &MadeRelease,
    judged: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<i64> {
    let MadeRelease { proposal, cycle, counted, .. } = made;
    // Lock the submissions: a withdrawal or change of consent comes before the lock and is obeyed,
    // or comes after the release.
    for cycle in made.shared.keys() {
        releases::lock_submissions(tx, *cycle).await?;
    }
    if !releases::is_unchanged(tx, cycle.id, counted).await? {
        return Err(Code::ReleaseChanged.into());
    }
    let mut stale = ledger::digest(&releases::before(tx, i64::MAX).await?) != made.ledger;
    for (cycle, shared) in &made.shared {
        stale |= releases::shared(tx, *cycle, judged).await? != *shared;
    }
    let Some(by) = proposal.signed_off_by.filter(|_| !stale) else {
        return Err(Code::Stale.into());
    };
    let number = releases::next_number(tx).await?;
    let mut row = release::Model {
        number,
        cycle: cycle.id,
        status: ReleaseStatus::Gated,
        parameters: made.parameters.clone(),
        respondents: canonical::text(counted),
        sha256: made.ledger.clone(),
        released_at: now,
        released_by: by,
        as_of: Some(proposal.proposed_at),
        ledger: Some(made.ledger.clone()),
        content: None,
        assumed: Some(made.assumed.clone()),
        kid: None,
        signature: None,
    };
    row.content = Some(canonical::digest(
        statement::content(&row, cycle, &made.instrument, &made.shown)?.as_bytes(),
    ));
    row.sha256 = statement::digest(&row, &cycle.key, &made.shown, &made.proofs);
    let (kid, signature) =
        app.keys().sign(KeyPurpose::Receipt, &Statement::of(&row, cycle).message());
    (row.kid, row.signature) = (Some(kid), Some(signature));
    let detail = json!({ "cycle": cycle.key, "status": row.status, "sha256": row.sha256, "counted": counted.len(),
        "proposal": proposal.id, "proposed_by": proposal.proposed_by, "signed_off_by": by, "withheld": made.refused });
    releases::add(tx, row, made.shown.clone(), made.proofs.clone()).await?;
    store::published(tx, proposal.id, number).await?;
    record(tx, "release.make", number.to_string(), now, detail).await?;
    Ok(number)
}

/// Records an act of the service itself, on the signatures of two people.
async fn record(
    tx: &Tx,
    verb: &'static str,
    subject: String,
    at: DateTime<Utc>,
    detail: serde_json::Value,
) -> Result<()> {
    audit::record(tx, Act::of_secretariat(verb, subject, at).detail(detail)).await
}
