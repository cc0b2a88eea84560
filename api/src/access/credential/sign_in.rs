//! Signing in with e-mail address, password and one-time code.

use super::{
    delay::{self, Subject},
    one_time_code, password, store,
};
use crate::{
    access::{
        session::{Opening, Tokens, open},
        store as people, token,
    },
    database::Tx,
    error::{Code, Result},
    world::World,
};
use ::entity::{
    known_device, person,
    words::{PersonStatus, SignInMethod},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use std::{fmt, sync::Arc};

/// A device that was not seen for this long is a new one.
const KNOWN: TimeDelta = TimeDelta::days(180);

/// What somebody signs in with.
#[derive(Clone, Default)]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// One-time code; only the demonstration has people who need none.
    pub code: Option<String>,
    /// What an earlier sign-in gave to this device.
    pub device_token: Option<String>,
    /// The network address that the request came from.
    pub address: String,
    /// What the client says it is.
    pub device: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What a sign-in gives.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Tokens of the session.
    pub tokens: Tokens,
    /// What the device shows next time, so that wrong guesses of others do not slow it down.
    pub device_token: String,
}

/// What was checked before the transaction that opens the session.
struct Checked {
    person: person::Model,
    step: Option<i64>,
    subjects: Vec<Subject>,
    device: known_device::Model,
    opening: Opening,
}

/// Checks the password and the code, and opens a session. Unknown, suspended and mistaken people, and those without a code,
/// get the same words after about the same time.
///
/// # Errors
/// `SIGN_IN_REFUSED`; `TOO_MANY_REQUESTS` after wrong guesses; `OVERLOADED` while as many passwords are being checked, or
/// wait for it, as configuration allows; `FORBIDDEN` where the deployment takes no passwords.
pub async fn sign_in(world: &Arc<World>, with: SignIn) -> Result<SignedIn> {
    password::taken_here(world)?;
    // Before anything is read, so that whoever comes in a flood costs next to nothing.
    let place = world.hashing().place()?;
    let now = world.now();
    let email = with.email.trim().to_lowercase();
    // No address holds NUL, and PostgreSQL takes no text that does.
    let found = if email.contains('\0') { None } else { people::person_by_email(world.read(), &email).await? };
    let known = known_device(world, with.device_token.as_deref(), found.as_ref(), now).await?;
    let subjects = match &known {
        Some((_, hash)) => vec![Subject::Device(hash.clone())],
        None => vec![Subject::Account(email), Subject::Address(with.address)],
    };
    delay::check(world, &subjects, now).await?;
    delay::count(world, &subjects, now).await?;
    let found = found.filter(|person| person.status == PersonStatus::Active);
    let hash = found.as_ref().and_then(|person| person.password_hash.clone());
    let right = password::check(world, place, with.password, hash).await?;
    let step = one_time_code::step(world, found.as_ref(), with.code.as_deref(), now).await?;
    let Some(person) = found.filter(|_| right) else { return Err(Code::SignInRefused.into()) };
    if step.is_none() && !(world.config().demo && store::one_time_code(world.read(), person.id).await?.is_none()) {
        return Err(Code::SignInRefused.into());
    }
    let (device_token, hash) = known.unwrap_or_else(new_device);
    let mut methods = vec![SignInMethod::Password];
    methods.extend(step.map(|_| SignInMethod::OneTimeCode));
    let device = known_device::Model { hash, person: person.id, seen_at: now };
    let opening = Opening { methods, device: with.device };
    let tokens = opened(world, Checked { person, step, subjects, device, opening }, now).await?;
    Ok(SignedIn { tokens, device_token })
}

async fn opened(world: &Arc<World>, checked: Checked, now: DateTime<Utc>) -> Result<Tokens> {
    let shared = Arc::clone(world);
    let (session, refresh_token) = world
        .write((shared, checked, now), |tx, (world, checked, now)| {
            Box::pin(async move {
                taken(tx, checked, *now).await?;
                open(tx, world.keys(), &checked.person, &checked.opening, *now).await
            })
        })
        .await?;
    Tokens::new(world, token::Proof { person: session.person, session: session.id }, Some(refresh_token), now)
}

/// Takes the code, once; the person, password and status are still as they were checked.
async fn taken(tx: &Tx, checked: &Checked, now: DateTime<Utc>) -> Result<()> {
    let person = &checked.person;
    if people::person_who_enters(tx, person.id).await?.as_ref() != Some(person) {
        return Err(Code::SignInRefused.into());
    }
    if let Some(step) = checked.step
        && !store::use_step(tx, person.id, step).await?
    {
        return Err(Code::SignInRefused.into());
    }
    delay::was_right(tx, &checked.subjects).await?;
    store::forget_devices(tx, person.id, now - KNOWN).await?;
    store::keep_device(tx, checked.device.clone()).await
}

/// The device's token and its hash, if the person signed in with it before.
async fn known_device(
    world: &World,
    token: Option<&str>,
    person: Option<&person::Model>,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>> {
    let Some(token) = token else { return Ok(None) };
    let hash = hash(token);
    let known = store::device(world.read(), &hash).await?;
    let known = known.filter(|row| Some(row.person) == person.map(|person| person.id) && now - row.seen_at < KNOWN);
    Ok(known.map(|_| (token.to_owned(), hash)))
}

fn new_device() -> (String, String) {
    let token = URL_SAFE_NO_PAD.encode(crate::world::random::<32>());
    let hash = hash(&token);
    (token, hash)
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
