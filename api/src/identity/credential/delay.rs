//! The growing wait after wrong guesses, and the limit of guesses that are checked in a day.
//!
//! Both are stored in the database, so they hold on every instance.
//!
//! A guess is counted before it is checked. So many guesses at once gain nothing. A right guess
//! takes its count back.
//!
//! A sign-in is also checked during a wait. A right password with a right code opens a session at
//! once. A wrong pair is refused with the time to wait. So the wait does not limit the number of
//! guesses. An [`Allowance`] does: a guess beyond it is not checked at all.
//!
//! Each checked guess costs a hash, right or wrong, with or without such an account. The reply to a
//! wrong guess says only that it is refused, or how long to wait. Neither the reply nor its time
//! shows which part was wrong.

use crate::{
    app::App,
    database::Tx,
    error::{Code, Error, Result},
    identity::credential::{
        rules::{self, Allowance},
        store,
    },
};
use ::entity::sign_in_attempt;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The account, device, address or person by which wrong guesses are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The e-mail address that was typed, with or without a person who has it.
    Account(String),
    /// The network address of the request.
    Address(String),
    /// The hash of the token of a known device. Only wrong guesses on this device count for it.
    Device(String),
    /// A person who is signed in and shows a one-time code.
    Person(Uuid),
}

impl Subject {
    /// Returns the number of wrong guesses without a wait. Many people can share one network
    /// address.
    const fn free(&self) -> i64 {
        match self {
            Self::Address(_) => 20,
            Self::Account(_) | Self::Device(_) | Self::Person(_) => 5,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Account(email) => key(&["account", email]),
            Self::Address(address) => key(&["address", address]),
            Self::Device(hash) => key(&["device", hash]),
            Self::Person(id) => key(&["person", &id.to_string()]),
        }
    }
}

fn key(parts: &[&str]) -> String {
    hex::encode(Sha256::digest(parts.join("\n")))
}

/// A sign-in: the subjects that may have to wait, and the allowances of the day that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    subjects: Vec<Subject>,
    /// Keys of the day's counts, each with its limit.
    allowances: Vec<(String, Allowance)>,
}

impl Guess {
    /// Returns the guess for a sign-in on an unknown device.
    pub(super) fn of_stranger(
        email: &str,
        address: &str,
        site: Option<&str>,
        now: DateTime<Utc>,
    ) -> Self {
        let day = now.date_naive().to_string();
        let mut allowances = vec![
            (key(&["checked", &day, "account", email]), Allowance::Account),
            (
                key(&["checked", &day, "account", email, "address", address]),
                Allowance::AccountFromAddress,
            ),
            (key(&["checked", &day, "address", address]), Allowance::Address),
        ];
        // One subscriber may have 65,536 addresses of IPv6.
        if let Some(site) = site {
            allowances.push((
                key(&["checked", &day, "account", email, "site", site]),
                Allowance::AccountFromSite,
            ));
            allowances.push((key(&["checked", &day, "site", site]), Allowance::Site));
        }
        Self {
            subjects: vec![Subject::Account(email.into()), Subject::Address(address.into())],
            allowances,
        }
    }

    /// Returns the guess for a sign-in on a known device, by the hash of its token.
    pub(super) fn on_device(hash: String, now: DateTime<Utc>) -> Self {
        let day = now.date_naive().to_string();
        let allowances = vec![(key(&["checked", &day, "device", &hash]), Allowance::Device)];
        Self { subjects: vec![Subject::Device(hash)], allowances }
    }

    /// Returns all counts of the guess: the key, the number without a wait, and the allowance.
    ///
    /// They are sorted by key, so that two sign-ins never wait for each other.
    fn counted(&self) -> Vec<(String, Option<i64>, Option<Allowance>)> {
        let subjects =
            self.subjects.iter().map(|subject| (subject.key(), Some(subject.free()), None));
        let allowances =
            self.allowances.iter().map(|(key, allowance)| (key.clone(), None, Some(*allowance)));
        let mut counted: Vec<_> = subjects.chain(allowances).collect();
        counted.sort_by(|one, other| one.0.cmp(&other.0));
        counted
    }
}

/// Counts a sign-in as a wrong guess, until it proves right.
///
/// Returns the number of seconds that a wrong guess has to wait; none while guesses are without a
/// wait.
///
/// # Errors
/// Fails with `TOO_MANY_REQUESTS` until the end of the day if an allowance is used up. Nothing is
/// checked or written then.
pub(super) async fn admit(app: &App, guess: &Guess, now: DateTime<Utc>) -> Result<Option<u32>> {
    let keys = guess.allowances.iter().map(|(key, _)| key.clone()).collect();
    let attempts = store::attempts(app.read(), keys).await?;
    for (key, allowance) in &guess.allowances {
        if let Some(attempt) = attempts.iter().find(|attempt| attempt.subject == *key) {
            not_used_up(attempt, *allowance, now)?;
        }
    }
    app.write((guess.counted(), now), |tx, (counted, now)| {
        Box::pin(async move {
            store::forget_attempts(tx, *now - rules::REMEMBERED).await?;
            let mut wait = None;
            for (key, free, allowance) in counted {
                let attempt = store::lock_attempt(tx, key, *now).await?;
                if let Some(allowance) = allowance {
                    not_used_up(&attempt, *allowance, *now)?;
                }
                if let Some(until) =
                    free.and_then(|free| rules::refused_until(&attempt, free, *now))
                {
                    wait = wait.max(Some(seconds(until, *now)));
                }
                store::count_attempt(tx, key, rules::failures(&attempt, *now) + 1, *now).await?;
            }
            Ok(wait)
        })
    })
    .await
}

/// Takes back the count of a sign-in that was right.
///
/// The counts of wrong guesses at the account or on the device are deleted. The wrong guesses of
/// others from the same network address stay counted. Each allowance of the day gets only this
/// sign-in back.
///
/// # Errors
/// Fails if the database fails.
pub(super) async fn opened(tx: &Tx, guess: &Guess) -> Result<()> {
    for (key, free, _) in guess.counted() {
        let is_own = guess
            .subjects
            .iter()
            .any(|subject| subject.key() == key && !matches!(subject, Subject::Address(_)));
        if free.is_some() && is_own {
            store::forget_attempt(tx, &key).await?;
        } else {
            store::uncount_attempt(tx, &key).await?;
        }
    }
    Ok(())
}

/// Refuses a one-time code that a signed-in person shows too soon. Writes nothing.
///
/// # Errors
/// Fails with `TOO_MANY_REQUESTS` and the number of seconds to wait.
pub(super) async fn check(app: &App, subject: &Subject, now: DateTime<Utc>) -> Result<()> {
    let attempts = store::attempts(app.read(), vec![subject.key()]).await?;
    attempts.iter().try_for_each(|attempt| not_too_soon(attempt, subject.free(), now))
}

/// Counts a one-time code of a signed-in person as a wrong one, until it proves right.
///
/// # Errors
/// Fails with `TOO_MANY_REQUESTS` if other codes were counted in the meantime.
pub(super) async fn count(app: &App, subject: &Subject, now: DateTime<Utc>) -> Result<()> {
    app.write((subject.clone(), now), |tx, (subject, now)| {
        Box::pin(async move {
            store::forget_attempts(tx, *now - rules::REMEMBERED).await?;
            let attempt = store::lock_attempt(tx, &subject.key(), *now).await?;
            not_too_soon(&attempt, subject.free(), *now)?;
            store::count_attempt(tx, &subject.key(), rules::failures(&attempt, *now) + 1, *now)
                .await
        })
    })
    .await
}

/// Deletes the count of wrong codes of a signed-in person who showed a right one.
///
/// # Errors
/// Fails if the database fails.
pub(super) async fn was_right(tx: &Tx, subject: &Subject) -> Result<()> {
    store::forget_attempt(tx, &subject.key()).await
}

fn not_too_soon(attempt: &sign_in_attempt::Model, free: i64, now: DateTime<Utc>) -> Result<()> {
    match rules::refused_until(attempt, free, now) {
        None => Ok(()),
        Some(until) => Err(Error::Wait(Code::TooMany, seconds(until, now))),
    }
}

fn not_used_up(
    attempt: &sign_in_attempt::Model,
    allowance: Allowance,
    now: DateTime<Utc>,
) -> Result<()> {
    if rules::failures(attempt, now) < allowance.a_day() {
        return Ok(());
    }
    Err(Error::Wait(Code::TooMany, seconds(rules::next_day(now), now)))
}

fn seconds(until: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from(((until - now).num_milliseconds() + 999) / 1000).unwrap_or(u32::MAX)
}
