//! Withdrawing a submission. Others no longer read it, and no later release counts it. The State
//! still reads its editions.

use crate::{
    access::{FocalPoint, SteppedUp},
    audit::{self, Act},
    consent,
    database::Tx,
    error::{Code, Result},
    submission::store::for_state,
};
use ::entity::{cycle as cycle_row, vocabulary::SubmissionStatus};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Withdraws the State's submission. Also possible after the cycle has closed.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no submission, with `NOTHING_SUBMITTED` if it has no edition,
/// and with `WITHDRAWN` if it is withdrawn already.
pub async fn withdraw(
    tx: &Tx,
    by: &SteppedUp<FocalPoint>,
    cycle: &cycle_row::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let submission = for_state(by).lock(tx, cycle.id).await?.ok_or(Code::NotFound)?;
    match submission.status {
        SubmissionStatus::Submitted | SubmissionStatus::Amended => {}
        SubmissionStatus::Withdrawn => return Err(Code::Withdrawn.into()),
        SubmissionStatus::Draft => {
            return Err(Code::NothingSubmitted.into());
        }
    }
    submission.withdraw(tx).await?;
    consent::store::hide(tx, submission.id).await?;
    let act = Act::of_state(by.state().clone(), "submission.withdraw", submission.id, now)
        .by(by.person())
        .detail(json!({ "cycle": cycle.key, "edition": submission.latest_edition }));
    audit::record(tx, act).await
}
