//! One-time codes (RFC 6238): six digits that change every thirty seconds, each accepted once.

mod sealed;

use crate::{
    access::{Administrator, Caches, Person},
    app::App,
    database::Tx,
    email_address,
    error::{Code, Error, Result},
    identity::{
        credential::{
            change::{self, Changes},
            delay::{self, Subject},
            store,
        },
        people, session,
    },
    keys::Keyring,
};
use ::entity::{one_time_code, person, vocabulary::SignInMethod};
use chrono::{DateTime, TimeDelta, Utc};
use std::{fmt, sync::Arc};
use totp_rs::{Algorithm, Builder, Totp};

/// Name of the service that authenticators show beside the address.
const ISSUER: &str = "National Survey";
/// Time for which a new secret waits for its first code.
const PENDING: TimeDelta = TimeDelta::minutes(15);

/// A new secret, shown once.
#[derive(Clone)]
pub struct NewSecret {
    /// The secret in base 32, as a person types it into an authenticator.
    pub secret: String,
    /// The secret as an `otpauth` URI, for a QR code.
    pub uri: String,
}

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSecret")
    }
}

/// Makes a new secret for the caller.
///
/// The secret takes effect when the caller shows a code of it in [`finish_one_time_code`]. An
/// earlier secret stays in effect until then.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation.
pub async fn start_one_time_code(app: &Arc<App>, caller: &Person) -> Result<NewSecret> {
    let now = app.now();
    let secret: [u8; 20] = crate::clock::random();
    let sealed = sealed::seal(app.keys(), caller.id, &secret)?;
    let person = app
        .write((caller.clone(), sealed, now), |tx, (caller, sealed, now)| {
            Box::pin(async move {
                let changes = Changes::of(tx, caller, *now).await?;
                let row = store::one_time_code(tx, caller.id)
                    .await?
                    .unwrap_or_else(|| nothing(caller.id));
                let (pending, pending_until) = (Some(sealed.clone()), Some(*now + PENDING));
                store::keep_one_time_code(
                    tx,
                    one_time_code::Model { pending, pending_until, ..row },
                )
                .await?;
                change::record(
                    tx,
                    &changes.person,
                    "one_time_code.start",
                    caller.id,
                    Some(caller.id),
                    *now,
                )
                .await?;
                Ok(changes.person)
            })
        })
        .await?;
    shown(&secret, &person)
}

/// Puts the new secret into effect, in place of any earlier one, if the caller shows a code of it.
///
/// Ends the caller's other sessions.
///
/// # Errors
/// Fails with `CONFIRMATION_REFUSED` if the code is wrong, or if no new secret waits for a code.
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation. Fails with
/// `TOO_MANY_REQUESTS` after wrong codes.
pub async fn finish_one_time_code(app: &Arc<App>, caller: &Person, code: String) -> Result<()> {
    let subject = Subject::Person(caller.id);
    let now = app.now();
    delay::check(app, &subject, now).await?;
    delay::count(app, &subject, now).await?;
    let shared = Arc::clone(app);
    app.write(
        (shared, caller.clone(), code, subject, now),
        |tx, (app, caller, code, subject, now)| {
            Box::pin(async move {
                let changes = Changes::of(tx, caller, *now).await?;
                let row = store::one_time_code(tx, caller.id)
                    .await?
                    .unwrap_or_else(|| nothing(caller.id));
                let pending =
                    row.pending.filter(|_| row.pending_until.is_some_and(|until| *now < until));
                let pending = pending.ok_or(Code::ConfirmationRefused)?;
                let step = matching(app.keys(), caller.id, &pending, code, *now)?
                    .ok_or(Code::ConfirmationRefused)?;
                let row = one_time_code::Model {
                    person: caller.id,
                    secret: Some(pending),
                    set_at: Some(*now),
                    last_step: step.max(row.last_step),
                    pending: None,
                    pending_until: None,
                };
                store::keep_one_time_code(tx, row).await?;
                delay::was_right(tx, subject).await?;
                changes.record(tx, app, "one_time_code.set", caller.id, *now).await
            })
        },
    )
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Deletes the caller's secret, and ends their other sessions.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation. Fails with
/// `NOT_FOUND` if the caller has no secret.
pub async fn remove_one_time_code(app: &Arc<App>, caller: &Person) -> Result<()> {
    let now = app.now();
    app.write((Arc::clone(app), caller.clone(), now), |tx, (app, caller, now)| {
        Box::pin(async move {
            let changes = Changes::of(tx, caller, *now).await?;
            if !store::remove_one_time_code(tx, caller.id).await? {
                return Err(Code::NotFound.into());
            }
            changes.record(tx, app, "one_time_code.remove", caller.id, *now).await
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Accepts a code in the caller's session. The second factor is then fresh for five minutes.
///
/// # Errors
/// Fails with `CONFIRMATION_REFUSED` if the code is wrong or was used, or if the caller has no
/// secret. Fails with `TOO_MANY_REQUESTS` after wrong codes.
pub async fn step_up(app: &Arc<App>, caller: &Person, code: &str) -> Result<()> {
    let (now, subject) = (app.now(), Subject::Person(caller.id));
    delay::check(app, &subject, now).await?;
    delay::count(app, &subject, now).await?;
    let person =
        people::store::person_by_id(app.read(), caller.id).await?.ok_or(Code::Unauthenticated)?;
    let step = step(app, Some(&person), Some(code), now).await?.ok_or(Code::ConfirmationRefused)?;
    app.write(
        (person, caller.session, step, subject, now),
        |tx, (person, session, step, subject, now)| {
            Box::pin(async move {
                if !store::use_step(tx, person.id, *step).await? {
                    return Err(Code::ConfirmationRefused.into());
                }
                delay::was_right(tx, subject).await?;
                session::confirm(tx, person, *session, SignInMethod::OneTimeCode, *now).await
            })
        },
    )
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Sets up a secret for a person who is added at the terminal.
///
/// The act names the administrator who adds the person, or nobody for the operator.
///
/// # Errors
/// Fails if the database fails.
pub async fn enrol(
    tx: &Tx,
    keys: &Keyring,
    person: &person::Model,
    by: &Administrator,
    now: DateTime<Utc>,
) -> Result<NewSecret> {
    let secret: [u8; 20] = crate::clock::random();
    let sealed = Some(sealed::seal(keys, person.id, &secret)?);
    store::keep_one_time_code(
        tx,
        one_time_code::Model { secret: sealed, set_at: Some(now), ..nothing(person.id) },
    )
    .await?;
    change::record(tx, person, "one_time_code.set", person.id, by.person_if_known(), now).await?;
    shown(&secret, person)
}

/// Returns the time step of a code, if the code belongs to the person and was not used yet.
///
/// It does not mark the code as used: [`store::use_step`] does.
pub(super) async fn step(
    app: &App,
    person: Option<&person::Model>,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let row = store::one_time_code(app.read(), person.map(|person| person.id).unwrap_or_default())
        .await?;
    let (Some(row), Some(code)) = (row, code) else { return Ok(None) };
    let Some(secret) = &row.secret else { return Ok(None) };
    Ok(matching(app.keys(), row.person, secret, code, now)?.filter(|step| *step > row.last_step))
}

/// Returns the time step of a code: the present one, the one before or the one after.
///
/// Three steps are valid because clocks differ.
fn matching(
    keys: &Keyring,
    person: uuid::Uuid,
    sealed: &str,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<i64>> {
    let secret = match sealed::open(keys, person, sealed) {
        Ok(secret) => secret,
        // The key file was lost and replaced, so the secret can't be opened. The person needs a new
        // invitation.
        Err(error) => {
            tracing::warn!(?error, %person, "a one-time code can't be checked");
            return Ok(None);
        }
    };
    let totp = totp(&secret, "")?;
    let step = u64::try_from(now.timestamp()).ok().and_then(|time| totp.check(code.trim(), time));
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    // The parameters that every authenticator supports: SHA-1, six digits, thirty seconds.
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1);
    let totp = totp
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(account.replace(':', " "));
    totp.build().map_err(Error::failure)
}

fn shown(secret: &[u8], person: &person::Model) -> Result<NewSecret> {
    let totp = totp(secret, &email_address::in_unicode(&person.email))?;
    Ok(NewSecret { secret: totp.secret().to_base32(), uri: totp.to_url().map_err(Error::failure)? })
}

const fn nothing(person: uuid::Uuid) -> one_time_code::Model {
    one_time_code::Model {
        person,
        secret: None,
        set_at: None,
        last_step: 0,
        pending: None,
        pending_until: None,
    }
}
