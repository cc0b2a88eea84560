//! Sign-off of a release by the second person.

use super::{super::release::store as releases, end::end, rules, store};
use crate::{
    access::{Administrator, SteppedUp},
    app::App,
    audit::{self, Act},
    database::Tx,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    identity::two_people,
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Signs a proposal off. It is published when it is due. If its inputs have changed, the proposal
/// ends with that reason.
///
/// # Errors
/// Fails with
/// - `NOT_FOUND` for an unknown proposal,
/// - `FORBIDDEN` for the human who proposed it, and for a new account,
/// - `STALE` if the proposal can no longer be signed off, or its proposer is no longer an
///   administrator,
/// - `RELEASE_CHANGED` if a counted State has withdrawn or changed its consent.
pub async fn sign_off_release(
    app: &App,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    once: IdempotentRequest,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let signed = once
        .mutate(app, now, (by.clone(), id), |tx, (by, id), now| Box::pin(sign(tx, by, *id, now)));
    let signed = signed.await;
    if signed.as_ref().is_err_and(|error| error.is(Code::ReleaseChanged)) {
        let row = store::find(app.read(), by, id).await?;
        end(app, row, Code::ReleaseChanged, Some(by.person()), now).await?;
    }
    signed
}

async fn sign(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let row = store::find(tx, by, id).await?;
    rules::may_sign_off(&row, by.person(), now)?;
    two_people::second(tx, by, Some(row.proposed_by), &[], now).await?;
    if !releases::is_unchanged(tx, row.cycle, &store::counted(&row)?).await? {
        return Err(Code::ReleaseChanged.into());
    }
    store::sign_off(tx, id, by.person(), now).await?;
    let act = Act::of_secretariat("release.sign_off", id, now)
        .by(by.person())
        .detail(json!({ "proposed_by": row.proposed_by }));
    audit::record(tx, act).await?;
    Ok(id)
}
