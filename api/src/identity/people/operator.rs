//! Acts of the operator on people, at the server's own terminal.
//!
//! The operator acts without a name, or in the name of an administrator.

use crate::{
    access::{self, Administrator},
    app::App,
    database::Tx,
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{
        people::{self, leave, remove_administrator},
        session,
    },
};
use ::entity::{
    person, session as rows,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};

/// Returns the operator, or the administrator whose name the operator gave. Every command calls
/// this.
///
/// # Errors
/// Fails with `NOT_FOUND` if the address is unknown, or belongs to a person of another role or to a
/// suspended person.
pub async fn operator(app: &App, by: Option<&str>) -> Result<Administrator> {
    let Some(email) = by else { return Ok(Administrator::operator()) };
    let found =
        people::store::person_by_email(app.read(), &EmailAddress::stored_spelling(email)).await?;
    found.and_then(Administrator::at_the_terminal).ok_or_else(|| {
        Error::says(Code::NotFound, format!("There is no active administrator {}.", email.trim()))
    })
}

/// Suspends any person. This is the last resort if nobody else can act.
///
/// For an administrator, it sends the same letters as a removal by two people.
///
/// # Errors
/// Fails with `NOT_FOUND` if the address is unknown.
pub async fn suspend(
    tx: &Tx,
    by: &Administrator,
    email: &str,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let person = found(tx, email).await?;
    if person.status == PersonStatus::Suspended {
        return Ok(person);
    }
    if person.role == Role::Administrator {
        return remove_administrator(tx, &person, by.person_if_known(), &[], now).await;
    }
    leave(tx, &person, by.person_if_known(), true, now).await
}

/// Returns the sessions of a person that have not ended, each with its end if it is not refreshed.
///
/// # Errors
/// Fails with `NOT_FOUND` if the address is unknown.
pub async fn sessions(
    app: &App,
    _: &Administrator,
    email: &str,
) -> Result<Vec<(rows::Model, DateTime<Utc>)>> {
    let person = found(app.read(), email).await?;
    let now = app.now();
    let rows = session::store::of_person(app.read(), person.id, now).await?.into_iter();
    let rows = rows
        .map(|row| (access::session_lifetime::ends_at(&row, person.role), row))
        .filter(|(ends_at, _)| *ends_at > now);
    Ok(rows.map(|(ends_at, row)| (row, ends_at)).collect())
}

/// Ends all sessions of a person. Returns the number of sessions that were ended.
///
/// # Errors
/// Fails with `NOT_FOUND` if the address is unknown.
pub async fn end_sessions(
    tx: &Tx,
    by: &Administrator,
    email: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    let person = found(tx, email).await?;
    session::end_all(tx, &person, None, SessionEnd::Revoked, by.person_if_known(), now).await
}

async fn found(db: &impl sea_orm::ConnectionTrait, email: &str) -> Result<person::Model> {
    let found = people::store::person_by_email(db, &EmailAddress::stored_spelling(email)).await?;
    found.ok_or_else(|| Error::says(Code::NotFound, "No person has this e-mail address."))
}
