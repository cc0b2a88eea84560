//! Signing in with e-mail address, password and one-time code.

use crate::{
    access::token,
    app::App,
    database::Tx,
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{
        credential::{
            delay::{self, Guess},
            device::Device,
            one_time_code,
            password::{self, hashing::Hashing},
            store,
        },
        people,
        session::{Opening, Tokens, open},
    },
};
use ::entity::{
    person,
    vocabulary::{PersonStatus, SignInMethod},
};
use chrono::{DateTime, Utc};
use std::{fmt, sync::Arc};

/// Input of a sign-in.
#[derive(Clone, Default)]
pub struct SignIn {
    /// E-mail address of the person.
    pub email: String,
    /// Password of the person.
    pub password: String,
    /// One-time code; none only in the demonstration, for people without a secret.
    pub code: Option<String>,
    /// Token that an earlier sign-in gave to this device.
    pub device_token: Option<String>,
    /// Network address of the request.
    pub address: String,
    /// The /48 of an IPv6 address; none for IPv4.
    pub site: Option<String>,
    /// The device as the client names itself: its `User-Agent`.
    pub device: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Outcome of a sign-in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Tokens of the session.
    pub tokens: Tokens,
    /// Token that the device shows at its next sign-in, so that other people's wrong guesses do not
    /// slow it down.
    pub device_token: String,
}

/// A sign-in that was checked, before the transaction that opens the session.
struct Checked {
    person: person::Model,
    step: Option<i64>,
    guess: Guess,
    device: Device,
    opening: Opening,
}

/// Checks the password and the code, and opens a session.
///
/// An unknown or suspended person, a wrong password or code, and a missing code get the same
/// refusal. The refusal takes about the same time in all these cases. After wrong guesses, a wrong
/// pair has to wait. A right pair opens a session at once.
///
/// # Errors
/// Fails with `SIGN_IN_REFUSED` if the pair is wrong. Fails with `TOO_MANY_REQUESTS` for a wrong
/// pair after wrong guesses, and for every pair beyond the allowance of the day. Fails with
/// `OVERLOADED` while the configured number of sign-ins is in progress. Fails with `FORBIDDEN` if
/// the deployment does not accept passwords.
pub async fn sign_in(app: &Arc<App>, with: SignIn) -> Result<SignedIn> {
    password::taken_here(app)?;
    // Taken before anything is read, so that a flood of sign-ins costs next to nothing.
    let permit = Hashing::of(app).permit()?;
    let now = app.now();
    let email = EmailAddress::stored_spelling(&with.email);
    // No address contains NUL, and PostgreSQL accepts no text that does.
    let found = if email.contains('\0') {
        None
    } else {
        people::store::person_by_email(app.read(), &email).await?
    };
    let known = Device::known(app, with.device_token.as_deref(), found.as_ref(), now).await?;
    let guess = match &known {
        Some(device) => Guess::on_device(device.hash.clone(), now),
        None => Guess::of_stranger(&email, &with.address, with.site.as_deref(), now),
    };
    let wait = delay::admit(app, &guess, now).await?;
    let refused = || {
        wait.map_or_else(
            || Code::SignInRefused.into(),
            |seconds| Error::Wait(Code::TooMany, seconds),
        )
    };
    let found = found.filter(|person| person.status == PersonStatus::Active);
    let hash = found.as_ref().and_then(|person| person.password_hash.clone());
    let right = password::check(app, permit, with.password, hash).await?;
    let step = one_time_code::step(app, found.as_ref(), with.code.as_deref(), now).await?;
    let Some(person) = found.filter(|_| right) else { return Err(refused()) };
    if step.is_none()
        && !(app.settings().identity.demo
            && store::one_time_code(app.read(), person.id).await?.is_none())
    {
        return Err(refused());
    }
    let device = known.unwrap_or_else(Device::new);
    let device_token = device.token.clone();
    let mut methods = vec![SignInMethod::Password];
    methods.extend(step.map(|_| SignInMethod::OneTimeCode));
    let opening = Opening { methods, device: with.device };
    match opened(app, Checked { person, step, guess, device, opening }, now).await {
        Ok(tokens) => Ok(SignedIn { tokens, device_token }),
        Err(error) if error.is(Code::SignInRefused) => Err(refused()),
        Err(error) => Err(error),
    }
}

async fn opened(app: &Arc<App>, checked: Checked, now: DateTime<Utc>) -> Result<Tokens> {
    let shared = Arc::clone(app);
    let (session, refresh_token) = app
        .write((shared, checked, now), |tx, (app, checked, now)| {
            Box::pin(async move {
                taken(tx, checked, *now).await?;
                open(tx, app.keys(), &checked.person, &checked.opening, *now).await
            })
        })
        .await?;
    Tokens::new(
        app,
        token::Proof { person: session.person, session: session.id },
        Some(refresh_token),
        now,
    )
}

/// Marks the code as used, and stores the device.
///
/// Refuses if the person, their password or their status has changed since the check.
async fn taken(tx: &Tx, checked: &Checked, now: DateTime<Utc>) -> Result<()> {
    let person = &checked.person;
    if people::store::person_who_enters(tx, person.id).await?.as_ref() != Some(person) {
        return Err(Code::SignInRefused.into());
    }
    if let Some(step) = checked.step
        && !store::use_step(tx, person.id, step).await?
    {
        return Err(Code::SignInRefused.into());
    }
    delay::opened(tx, &checked.guess).await?;
    checked.device.keep(tx, person.id, now).await
}
