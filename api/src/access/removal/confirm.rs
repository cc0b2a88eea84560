//! Confirming the removal of an administrator, which completes it, and withdrawing it.

use super::{propose::act, rules, store};
use crate::{
    access::{Administrator, Fresh, people::remove_administrator, store as people, two_people},
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{administrator_removal, vocabulary::RemovalStatus};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Confirms the removal of an administrator, as a second one. The removed administrator can do nothing from then on.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for the proposer and for the one who is to be removed, by whatever account, and for a new account;
/// `STALE` when it no longer waits.
pub async fn confirm_removal(
    tx: &Tx,
    by: &Fresh<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<administrator_removal::Model> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    // Of two who remove each other at once one is first: the other is no administrator any more.
    let administrators = people::lock_administrators(tx).await?;
    let person = people::person_by_id(tx, row.person).await?.ok_or(Code::NotFound)?;
    let own = two_people::second(tx, by, Some(row.proposed_by), &[&person.email], now).await?;
    let named = |id: Uuid| administrators.iter().find(|one| one.id == id);
    let (Some(person), Some(proposer), Some(_)) = (named(row.person), named(row.proposed_by), named(own.id)) else {
        return Err(Code::Stale.into());
    };
    if rules::status(&row, now) != RemovalStatus::AwaitingConfirmation || !store::confirm(tx, id, own.id, now).await? {
        return Err(Code::Stale.into());
    }
    remove_administrator(tx, person, Some(own.id), &[&proposer.name, &own.name], now).await?;
    act(&row, "removal.confirm", own.id, now).record(tx, true).await?;
    store::find(tx, by, id).await?.ok_or_else(|| Code::NotFound.into())
}

/// Withdraws the removal of an administrator, as its proposer.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for everybody else, so that nobody stands in its way; `STALE` when it was confirmed or ended.
pub async fn end_removal(
    tx: &Tx,
    by: &Fresh<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<administrator_removal::Model> {
    let row = store::find(tx, by, id).await?.ok_or(Code::NotFound)?;
    if row.proposed_by != by.person() {
        return Err(Error::says(Code::Forbidden, "Only the administrator who proposed the removal withdraws it."));
    }
    if !store::end_one(tx, id, now).await? {
        return Err(Code::Stale.into());
    }
    act(&row, "removal.end", by.person(), now).record(tx, true).await?;
    store::find(tx, by, id).await?.ok_or_else(|| Code::NotFound.into())
}
