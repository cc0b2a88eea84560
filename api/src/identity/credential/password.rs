//! Passwords: hashed with argon2id, a limited number at a time.
//!
//! A check takes the same time for a person who does not exist.

pub(super) mod blocked;
pub mod hashing;

use crate::{
    access::{Caches, Person},
    app::App,
    error::{Code, Error, Result},
    identity::credential::{
        change::Changes,
        password::hashing::{Hashing, SignInPermit},
        rules, store,
    },
    reference,
};
use ::entity::person;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use std::sync::{Arc, OnceLock};

/// Returns the hash of a password in the PHC string format.
///
/// # Errors
/// Fails if hashing fails. It fails for no password that [`rules::check_password`] accepts.
pub fn hash(password: &str) -> Result<String> {
    Ok(Argon2::default().hash_password(password.as_bytes()).map_err(Error::failure)?.to_string())
}

/// Refuses a password that is easy to guess. `names` are the names, address and State of the
/// person.
///
/// # Errors
/// Fails with `PASSWORD_WEAK` and the reason.
pub fn strong<'a>(password: &str, names: impl IntoIterator<Item = &'a str>) -> Result<()> {
    rules::check_password(password, names)
        .map_err(|weak| Error::says(Code::PasswordWeak, weak.sentence()))
}

/// Returns true if the hash is the hash of the password.
///
/// Without a hash it takes the same time and returns false.
#[must_use]
pub fn matches(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| self::hash("nobody has this password").unwrap_or_default());
    let known = PasswordHash::new(hash.unwrap_or(nobody));
    let right = known
        .is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
    right && hash.is_some()
}

/// Sets the caller's password, and ends their other sessions.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation. Fails with
/// `PASSWORD_WEAK` if the password is easy to guess. Fails with `OVERLOADED` if too many sign-ins
/// are in progress. Fails with `FORBIDDEN` if the deployment does not accept passwords.
pub async fn set_password(app: &Arc<App>, caller: &Person, password: String) -> Result<()> {
    taken_here(app)?;
    let now = app.now();
    let changes = Changes::of(app.read(), caller, now).await?;
    strong(&password, names(app, &changes.person).await?.iter().map(String::as_str))?;
    let hash = Hashing::of(app).hash(Hashing::of(app).permit()?, move || hash(&password)).await??;
    keep(app, caller, Some(hash)).await
}

/// Deletes the caller's password, and ends their other sessions.
///
/// # Errors
/// Fails with `STEP_UP_REQUIRED` without a fresh second factor or an invitation.
pub async fn remove_password(app: &Arc<App>, caller: &Person) -> Result<()> {
    keep(app, caller, None).await
}

async fn keep(app: &Arc<App>, caller: &Person, hash: Option<String>) -> Result<()> {
    let now = app.now();
    app.write((Arc::clone(app), caller.clone(), hash, now), |tx, (app, caller, hash, now)| {
        Box::pin(async move {
            let changes = Changes::of(tx, caller, *now).await?;
            store::set_password(tx, caller.id, hash.clone()).await?;
            let verb = if hash.is_some() { "password.set" } else { "password.remove" };
            changes.record(tx, app, verb, caller.id, *now).await
        })
    })
    .await?;
    Caches::of(app).people.forget();
    Ok(())
}

/// Returns the names that a password of this person must not contain.
async fn names(app: &App, person: &person::Model) -> Result<Vec<String>> {
    let mut names = vec![person.name.clone(), person.email.clone()];
    let reference = reference::of(app).await?;
    if let Some(state) = person.state.as_ref().and_then(|code| reference.state(code)) {
        names.extend(
            ::entity::vocabulary::Official::ALL
                .iter()
                .map(|language| state.names.in_language(*language).to_owned()),
        );
    }
    Ok(names)
}

/// Checks that the deployment accepts passwords.
pub(super) fn taken_here(app: &App) -> Result<()> {
    if app.settings().identity.passwords {
        Ok(())
    } else {
        Err(Error::says(Code::Forbidden, "This deployment accepts no passwords."))
    }
}

/// Checks a password against a hash, in a thread that answers no requests.
pub(super) async fn check(
    app: &App,
    permit: SignInPermit,
    password: String,
    hash: Option<String>,
) -> Result<bool> {
    let right =
        move || password.len() <= rules::LONGEST_BYTES && matches(&password, hash.as_deref());
    Hashing::of(app).hash(permit, right).await
}
