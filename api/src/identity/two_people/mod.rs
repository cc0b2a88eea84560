//! The rule of two people: an act that takes two administrators asks here who may be the second.
//!
//! Three acts take two administrators: a release, an invitation, and the removal of an
//! administrator. A succession takes two parties. It requires the same age of an administrator who
//! speaks for the Secretariat. The rule has five parts:
//!
//! - The two are two accounts and two humans.
//! - The second is not the person whom the act concerns.
//! - The account of the second has been an administrator's for [`SEASONED`].
//! - The first is still an administrator.
//! - The operator at the server's terminal needs no second.
//!
//! To add an act that takes two people, store the person who began it, and call [`second`] before
//! anything is written.

pub(super) mod rules;
mod store;

pub use rules::SEASONED;
pub(super) use store::{count_ever, deployment};

use crate::{
    access::{Administrator, SteppedUp},
    database::Tx,
    error::{Code, Result},
    identity::people,
};
use ::entity::person;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Returns the caller, if they may be the second person of an act.
///
/// `first` is the person who began the act. `concerned` are the addresses of the people whom the
/// act concerns.
///
/// # Errors
/// Fails with `FORBIDDEN` for the same account or human as the first, for a person whom the act
/// concerns, and for a new account. Fails with `STALE` if the first is no longer an administrator.
pub async fn second(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    first: Option<Uuid>,
    concerned: &[&str],
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let own = people::store::person_by_id(tx, by.person()).await?.ok_or(Code::Forbidden)?;
    let first = match first {
        Some(first) => people::store::person_by_id(tx, first).await?,
        None => None,
    };
    let first = first.ok_or(Code::Stale)?;
    rules::may_be_second(&first, &own, concerned, &deployment(tx).await?, now)?;
    Ok(own)
}
