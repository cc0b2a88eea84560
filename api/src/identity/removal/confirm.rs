//! Confirming the removal of an administrator, which completes it, and withdrawing it.

use crate::{
    access::{Administrator, SteppedUp},
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        people::{self, remove_administrator},
        removal::{propose::act, rules, store},
        two_people,
    },
};
use ::entity::{administrator_removal, vocabulary::RemovalStatus};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Confirms the removal of an administrator, as the second of two. The removed administrator then
/// has no rights any more.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such removal. Fails with `FORBIDDEN` for the proposer and
/// for the administrator to remove, with any account that is theirs, and for a new account. Fails
/// with `STALE` if the removal no longer waits for a confirmation.
pub async fn confirm_removal(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<administrator_removal::Model> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    // If two administrators remove each other at once, the second one is no administrator any more
    // here.
    let administrators = people::store::lock_administrators(tx).await?;
    let person = people::store::person_by_id(tx, row.person).await?.ok_or(Code::NotFound)?;
    let own = two_people::second(tx, by, Some(row.proposed_by), &[&person.email], now).await?;
    let named = |id: Uuid| administrators.iter().find(|one| one.id == id);
    let (Some(person), Some(proposer), Some(_)) =
        (named(row.person), named(row.proposed_by), named(own.id))
    else {
        return Err(Code::Stale.into());
    };
    if rules::status(&row, now) != RemovalStatus::AwaitingConfirmation
        || !store::confirm(tx, id, own.id, now).await?
    {
        return Err(Code::Stale.into());
    }
    remove_administrator(tx, person, Some(own.id), &[&proposer.name, &own.name], now).await?;
    act(&row, "removal.confirm", own.id, now).record(tx, true).await?;
    store::find(tx, by, id).await?.ok_or_else(|| Code::NotFound.into())
}

/// Withdraws the removal of an administrator, as its proposer.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such removal. Fails with `FORBIDDEN` for every other
/// person, so that nobody can prevent the removal. Fails with `STALE` if it was confirmed or ended.
pub async fn end_removal(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<administrator_removal::Model> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    if row.proposed_by != by.person() {
        return Err(Error::says(
            Code::Forbidden,
            "Only the administrator who proposed the removal can withdraw it.",
        ));
    }
    if !store::end_one(tx, id, now).await? {
        return Err(Code::Stale.into());
    }
    act(&row, "removal.end", by.person(), now).record(tx, true).await?;
    store::find(tx, by, id).await?.ok_or_else(|| Code::NotFound.into())
}
