//! Signing in with e-mail address and password, and signing out.

use super::{Person, password, store, token};
use crate::{
    audit::{self, Act, Chain},
    error::{Code, Error, Result},
    world::{World, new_id},
};
use ::entity::{session, words::PersonStatus};
use chrono::TimeDelta;
use serde_json::json;
use std::sync::Arc;

/// A session ends by itself after this many hours.
const SESSION_HOURS: i64 = 12;

/// What a sign-in gives.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The access token.
    pub access_token: String,
    /// Its lifetime in seconds.
    pub expires_in: i64,
}

/// Checks the password and opens a session. Unknown, suspended and mistaken people get the same words after the same time.
///
/// # Errors
/// `SIGN_IN_REFUSED`, or `OVERLOADED` while as many passwords are being checked as configuration allows.
pub async fn sign_in(world: &Arc<World>, email: &str, password: String) -> Result<SignedIn> {
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
    let session = session::Model {
        id: new_id(),
        person: person.id,
        method: "password".into(),
        opened_at: now,
        expires_at: now + TimeDelta::hours(SESSION_HOURS),
        ended_at: None,
    };
    let proof = token::Proof { person: person.id, session: session.id };
    world
        .write((session, person), |tx, (session, person)| {
            Box::pin(async move {
                store::open_session(tx, session.clone()).await?;
                let chain = person.state.clone().map_or(Chain::Secretariat, Chain::State);
                audit::record(
                    tx,
                    Act {
                        chain,
                        verb: "session.open",
                        subject: session.id.to_string(),
                        person: Some(person.id),
                        at: session.opened_at,
                        detail: json!({ "method": session.method }),
                    },
                )
                .await
            })
        })
        .await?;
    let expires_in = i64::from(world.config().access_token_seconds);
    Ok(SignedIn { access_token: token::mint(world.keys(), world.config(), proof, now, expires_in)?, expires_in })
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
                store::end_session(tx, person.session, *now).await?;
                let chain = person.state.clone().map_or(Chain::Secretariat, Chain::State);
                audit::record(
                    tx,
                    Act {
                        chain,
                        verb: "session.end",
                        subject: person.session.to_string(),
                        person: Some(person.id),
                        at: *now,
                        detail: json!({}),
                    },
                )
                .await
            })
        })
        .await?;
    world.people().forget();
    Ok(())
}
