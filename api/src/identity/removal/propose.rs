//! Proposing the removal of an administrator.

use crate::{
    access::{Administrator, SteppedUp},
    app::App,
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        people::{self, PersonAct, letter},
        removal::{rules::CONFIRMABLE, store},
        two_people::rules::are_two,
    },
};
use ::entity::{administrator_removal, person};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Proposes to remove an administrator, and informs the administrators who could confirm it.
///
/// If a removal of the person waits already, it is returned unchanged. So another proposal can't
/// replace it.
///
/// # Errors
/// Fails with `FORBIDDEN` if the proposer is no longer an administrator. Fails with
/// `SECOND_PERSON_NEEDED` if nobody else could confirm it. Fails with `STALE` if the person is no
/// longer an administrator.
pub async fn propose_removal(
    tx: &Tx,
    app: &App,
    by: &SteppedUp<Administrator>,
    person: &person::Model,
    now: DateTime<Utc>,
) -> Result<administrator_removal::Model> {
    let administrators = people::store::lock_administrators(tx).await?;
    let proposer =
        administrators.iter().find(|one| one.id == by.person()).ok_or(Code::Forbidden)?;
    if !administrators.iter().any(|one| one.id == person.id) {
        return Err(Code::Stale.into());
    }
    if let Some(pending) = store::pending_of(tx, person.id, now).await? {
        return Ok(pending);
    }
    let others: Vec<_> =
        administrators.iter().filter(|one| are_two(proposer, one, &[&person.email])).collect();
    if others.is_empty() {
        return Err(Error::from(Code::SecondPersonNeeded));
    }
    let row = administrator_removal::Model {
        id: new_id(),
        person: person.id,
        proposed_by: proposer.id,
        proposed_at: now,
        expires_at: now + CONFIRMABLE,
        confirmed_by: None,
        confirmed_at: None,
        ended_at: None,
    };
    let row = store::add(tx, row).await?;
    for other in others {
        letter::confirm_removal(
            tx,
            app,
            (&proposer.name, &person.name),
            row.expires_at,
            other,
            now,
        )
        .await?;
    }
    act(&row, "removal.propose", proposer.id, now).record(tx, true).await?;
    Ok(row)
}

pub(super) fn act(
    row: &administrator_removal::Model,
    verb: &'static str,
    by: Uuid,
    at: DateTime<Utc>,
) -> PersonAct {
    let detail = json!({ "person": row.person, "proposed_by": row.proposed_by });
    PersonAct { state: None, verb, subject: row.id, person: Some(by), detail, at }
}
