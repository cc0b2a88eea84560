//! The growing delay after wrong guesses, kept in the database so that it holds on every instance.
//!
//! A try is counted before it is checked, so that many at once gain nothing; one that was right takes its count back.

use super::{rules, store};
use crate::{
    database::Tx,
    error::{Code, Error, Result},
    world::World,
};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What wrong guesses are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The e-mail address that was given, whether or not anybody has it.
    Account(String),
    /// The network address that the request came from.
    Address(String),
    /// The hash of the token of a device that signed in before: it waits for its own mistakes alone.
    Device(String),
    /// Somebody who is signed in and shows a one-time code.
    Person(Uuid),
}

impl Subject {
    /// How many wrong guesses are free; many people can share one network address.
    const fn free(&self) -> i64 {
        match self {
            Self::Address(_) => 20,
            Self::Account(_) | Self::Device(_) | Self::Person(_) => 5,
        }
    }

    fn key(&self) -> String {
        let (kind, what) = match self {
            Self::Account(email) => ("account", email.clone()),
            Self::Address(address) => ("address", address.clone()),
            Self::Device(hash) => ("device", hash.clone()),
            Self::Person(id) => ("person", id.to_string()),
        };
        hex::encode(Sha256::digest(format!("{kind}\n{what}")))
    }
}

/// Refuses a try that comes too soon, without writing anything.
///
/// # Errors
/// `TOO_MANY_REQUESTS` with the seconds to wait.
pub(super) async fn check(world: &World, subjects: &[Subject], now: DateTime<Utc>) -> Result<()> {
    let keys = subjects.iter().map(Subject::key).collect();
    let attempts = store::attempts(world.read(), keys).await?;
    for subject in subjects {
        if let Some(attempt) = attempts.iter().find(|attempt| attempt.subject == subject.key()) {
            not_too_soon(attempt, subject.free(), now)?;
        }
    }
    Ok(())
}

/// Counts a try as a wrong one, until it proves right.
///
/// # Errors
/// `TOO_MANY_REQUESTS` when others were counted in the meantime.
pub(super) async fn count(world: &World, subjects: &[Subject], now: DateTime<Utc>) -> Result<()> {
    let mut counted: Vec<_> = subjects.iter().map(|subject| (subject.key(), subject.free())).collect();
    // In one order, so that two tries never wait for each other.
    counted.sort();
    world
        .write((counted, now), |tx, (counted, now)| {
            Box::pin(async move {
                store::forget_attempts(tx, *now - rules::REMEMBERED).await?;
                for (key, free) in counted {
                    let attempt = store::lock_attempt(tx, key, *now).await?;
                    not_too_soon(&attempt, *free, *now)?;
                    store::count_attempt(tx, key, rules::failures(&attempt, *now) + 1, *now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes back the count of a try that was right. Wrong guesses on the account or device are forgotten; those of others from the
/// same network address are not.
///
/// # Errors
/// When the database fails.
pub(super) async fn was_right(tx: &Tx, subjects: &[Subject]) -> Result<()> {
    let mut subjects: Vec<_> = subjects.iter().map(|subject| (subject.key(), subject)).collect();
    subjects.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, subject) in subjects {
        match subject {
            Subject::Address(_) => store::uncount_attempt(tx, &key).await?,
            Subject::Account(_) | Subject::Device(_) | Subject::Person(_) => store::forget_attempt(tx, &key).await?,
        }
    }
    Ok(())
}

fn not_too_soon(attempt: &::entity::sign_in_attempt::Model, free: i64, now: DateTime<Utc>) -> Result<()> {
    match rules::refused_until(attempt, free, now) {
        None => Ok(()),
        Some(until) => {
            let seconds = ((until - now).num_milliseconds() + 999) / 1000;
            Err(Error::Wait(Code::TooMany, u32::try_from(seconds).unwrap_or(u32::MAX)))
        }
    }
}
