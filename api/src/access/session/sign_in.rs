//! Signing in with e-mail address and password, and signing out.

use super::{Opening, Tokens, open, open::end as end_sessions};
use crate::{
    access::{Person, password, store, token},
    error::{Code, Error, Result},
    world::World,
};
use ::entity::words::{PersonStatus, SessionEnd, SignInMethod};
use std::sync::Arc;

/// Checks the password and opens a session. Unknown, suspended and mistaken people get the same words after the same time.
///
/// # Errors
/// `SIGN_IN_REFUSED`, or `OVERLOADED` while as many passwords are being checked as configuration allows.
pub async fn sign_in(world: &Arc<World>, email: &str, password: String, device: String) -> Result<Tokens> {
    let permit = world.sign_in_permits().try_acquire_owned().map_err(|_| Error::from(Code::Overloaded))?;
    let email = email.trim().to_lowercase();
    // No address holds NUL, and PostgreSQL takes no text that does.
    let found = if email.contains('\0') { None } else { store::person_by_email(world.read(), &email).await? };
    let hash =
        found.as_ref().filter(|person| person.status == PersonStatus::Active).and_then(|person| person.password_hash.clone());
    let right = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        password.len() <= password::LONGEST_BYTES && password::matches(&password, hash.as_deref())
    });
    let right = right.await.map_err(Error::failure)?;
    let Some(person) = found.filter(|_| right) else { return Err(Code::SignInRefused.into()) };
    let now = world.now();
    let opening = Opening { methods: vec![SignInMethod::Password], device };
    let shared = Arc::clone(world);
    let (session, refresh_token) = world
        .write((shared, person, opening, now), |tx, (world, person, opening, now)| {
            Box::pin(async move { open(tx, world.keys(), person, opening, *now).await })
        })
        .await?;
    Tokens::new(world, token::Proof { person: session.person, session: session.id }, Some(refresh_token), now)
}

/// Ends the session; its tokens are refused from then on.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(world: &Arc<World>, person: &Person) -> Result<()> {
    let now = world.now();
    world
        .write((person.clone(), now), |tx, (person, now)| {
            Box::pin(async move {
                let (state, by) = (person.state.clone(), Some(person.id));
                end_sessions(tx, vec![person.session], state, SessionEnd::SignedOut, by, *now).await.map(drop)
            })
        })
        .await?;
    world.people().forget();
    Ok(())
}
