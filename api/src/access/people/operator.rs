//! What the operator does to people at the server's own terminal: as an administrator who says so, or as the operator.

use super::{leave, remove_administrator};
use crate::{
    access::{Administrator, session, store},
    database::Tx,
    error::{Code, Error, Result},
    world::World,
};
use ::entity::{
    person, session as rows,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};

/// Who stands at the terminal: the operator, or the administrator that the operator says to be. Every command asks here.
///
/// # Errors
/// `NOT_FOUND` for an unknown address, for a person of another role, and for one who was suspended.
pub async fn operator(world: &World, by: Option<&str>) -> Result<Administrator> {
    let Some(email) = by else { return Ok(Administrator::operator()) };
    let found = store::person_by_email(world.read(), &email.trim().to_lowercase()).await?;
    let named = found.filter(|person| person.role == Role::Administrator && person.status == PersonStatus::Active);
    let named =
        named.ok_or_else(|| Error::says(Code::NotFound, format!("There is no active administrator {}.", email.trim())))?;
    Ok(Administrator::at_the_terminal(named.id, named.name))
}

/// Suspends anybody: the last resort where nobody else can act. That of an administrator is told by letter, as one by two people is.
///
/// # Errors
/// `NOT_FOUND` for an unknown address.
pub async fn suspend(tx: &Tx, by: &Administrator, email: &str, now: DateTime<Utc>) -> Result<person::Model> {
    let person = found(tx, email).await?;
    if person.status == PersonStatus::Suspended {
        return Ok(person);
    }
    if person.role == Role::Administrator {
        return remove_administrator(tx, &person, by.person_if_known(), &[], now).await;
    }
    leave(tx, &person, by.person_if_known(), true, now).await
}

/// The sessions of a person that have not ended, each with when it ends if nothing happens.
///
/// # Errors
/// `NOT_FOUND` for an unknown address.
pub async fn sessions(world: &World, _: &Administrator, email: &str) -> Result<Vec<(rows::Model, DateTime<Utc>)>> {
    let person = found(world.read(), email).await?;
    let now = world.now();
    let rows = session::store::of_person(world.read(), person.id, now).await?.into_iter();
    let rows = rows.map(|row| (session::rules::ends_at(&row, person.role), row)).filter(|(ends_at, _)| *ends_at > now);
    Ok(rows.map(|(ends_at, row)| (row, ends_at)).collect())
}

/// Ends all sessions of a person; how many there were.
///
/// # Errors
/// `NOT_FOUND` for an unknown address.
pub async fn end_sessions(tx: &Tx, by: &Administrator, email: &str, now: DateTime<Utc>) -> Result<u64> {
    let person = found(tx, email).await?;
    session::end_all(tx, &person, None, SessionEnd::Revoked, by.person_if_known(), now).await
}

async fn found(db: &impl sea_orm::ConnectionTrait, email: &str) -> Result<person::Model> {
    let found = store::person_by_email(db, &email.trim().to_lowercase()).await?;
    found.ok_or_else(|| Error::says(Code::NotFound, "There is nobody with this e-mail address."))
}
