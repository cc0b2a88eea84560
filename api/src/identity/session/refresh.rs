//! Refresh tokens: opaque, 256 bits, hashed at rest, exchanged once. An old token ends its session.

use crate::{
    access::{self, Caches, token},
    app::App,
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        people,
        session::{
            RefreshToken, Tokens, open,
            rules::{self, RefreshOutcome},
            store,
        },
    },
};
use ::entity::{
    person, session,
    vocabulary::{PersonStatus, SessionEnd},
};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Outcome of an exchange. `Refused` is no error, because the transaction must commit that the
/// session was ended.
enum Exchanged {
    Next(Box<(person::Model, session::Model, RefreshToken)>),
    Refused,
}

/// Exchanges a refresh token for an access token and the next refresh token.
///
/// # Errors
/// Fails with `UNAUTHENTICATED` if the token is unknown or old, or if its session has ended. An old
/// token ends its session.
pub async fn refresh(app: &Arc<App>, text: &str) -> Result<Tokens> {
    let shown = RefreshToken::parse(text).ok_or(Code::Unauthenticated)?;
    let (now, next) = (app.now(), shown.successor(app.keys()));
    let exchange = || {
        let args = (shown.clone(), next.clone(), now);
        app.write(args, |tx, (shown, next, now)| {
            Box::pin(async move { exchange(tx, shown, next, *now).await })
        })
    };
    let exchanged = match exchange().await {
        // A faster request has committed. The token is now the one before, shown again.
        Err(error) if error.code() == Code::Stale => exchange().await,
        exchanged => exchanged,
    };
    let Exchanged::Next(made) = exchanged? else {
        Caches::of(app).people.forget();
        return Err(Code::Unauthenticated.into());
    };
    let (person, session, next) = *made;
    let proof = token::Proof { person: person.id, session: session.id };
    Tokens::new(app, proof, Some(next), now)
}

async fn exchange(
    tx: &Tx,
    shown: &RefreshToken,
    next: &RefreshToken,
    now: DateTime<Utc>,
) -> Result<Exchanged> {
    let hash = shown.hash();
    let Some(token) = store::token(tx, &hash).await? else { return Ok(Exchanged::Refused) };
    let Some(mut session) = store::hold(tx, token.session).await? else {
        return Ok(Exchanged::Refused);
    };
    // Read again after the lock: a faster request has committed, and this one must not look like
    // reuse.
    let Some(token) = store::token(tx, &hash).await? else { return Ok(Exchanged::Refused) };
    let person = people::store::person_by_id(tx, session.person).await?;
    let Some(person) = person.filter(|person| person.status == PersonStatus::Active) else {
        return Ok(Exchanged::Refused);
    };
    if session.ended_at.is_some() || access::session_lifetime::ends_at(&session, person.role) <= now
    {
        return Ok(Exchanged::Refused);
    }
    match rules::classify(&token, session.epoch, now) {
        RefreshOutcome::Again => {}
        RefreshOutcome::Newest => {
            if !store::rotate(tx, session.id, session.epoch, now).await? {
                // A faster request has written between this read and this write: the next attempt
                // sees its change.
                return Err(Error::from(Code::Stale));
            }
            session.epoch += 1;
            store::token_used(tx, &hash, now).await?;
            store::add_token(tx, next.row(&session, now)).await?;
        }
        RefreshOutcome::Reused => {
            let state = person.state.clone();
            open::end(tx, vec![session.id], state, SessionEnd::Reused, None, now).await?;
            return Ok(Exchanged::Refused);
        }
    }
    Ok(Exchanged::Next(Box::new((person, session, next.clone()))))
}
