//! Refresh tokens: opaque, 256 bits, hashed at rest, exchanged once. An old token ends its session.

use crate::{
    access::{self, Caches, token},
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        people,
        session::{
            Tokens, open,
            rules::{self, Shown},
            store,
        },
    },
    keys::Keyring,
    world::World,
};
use ::entity::{
    person, refresh_token, session,
    vocabulary::{PersonStatus, SessionEnd},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::{fmt, sync::Arc};
use uuid::Uuid;

/// A refresh token.
///
/// The next token is derived from it and a secret of the service. So a client that shows it again
/// at once gets the same next token, and nobody else can make that token.
#[derive(Clone)]
pub struct RefreshToken([u8; 32]);

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken")
    }
}

impl RefreshToken {
    pub(super) fn first(keys: &Keyring, session: Uuid) -> Self {
        let seed: [u8; 32] = crate::clock::random();
        Self::derived(keys, &[session.as_bytes().as_slice(), &seed].concat())
    }

    fn successor(&self, keys: &Keyring) -> Self {
        Self::derived(keys, &self.0)
    }

    fn derived(keys: &Keyring, from: &[u8]) -> Self {
        // HMAC accepts keys of any length, so this never fails.
        let mac = Hmac::<Sha256>::new_from_slice(&keys.refresh_secret()).map(|mac| mac.chain_update(from).finalize());
        Self(mac.map(|mac| mac.into_bytes().into()).unwrap_or_else(|_| crate::clock::random()))
    }

    fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// Returns the token as the client gets it.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    pub(super) fn row(&self, session: &session::Model, now: DateTime<Utc>) -> refresh_token::Model {
        refresh_token::Model { hash: self.hash(), session: session.id, epoch: session.epoch, issued_at: now, used_at: None }
    }
}

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
pub async fn refresh(world: &Arc<World>, text: &str) -> Result<Tokens> {
    let shown = RefreshToken::parse(text).ok_or(Code::Unauthenticated)?;
    let (now, next) = (world.now(), shown.successor(world.keys()));
    let exchange = || {
        let args = (shown.clone(), next.clone(), now);
        world.write(args, |tx, (shown, next, now)| Box::pin(async move { exchange(tx, shown, next, *now).await }))
    };
    let exchanged = match exchange().await {
        // A faster request has committed. The token is now the one before, shown again.
        Err(error) if error.code() == Code::Stale => exchange().await,
        exchanged => exchanged,
    };
    let Exchanged::Next(made) = exchanged? else {
        Caches::of(world).people.forget();
        return Err(Code::Unauthenticated.into());
    };
    let (person, session, next) = *made;
    let proof = token::Proof { person: person.id, session: session.id };
    Tokens::new(world, proof, Some(next), now)
}

async fn exchange(tx: &Tx, shown: &RefreshToken, next: &RefreshToken, now: DateTime<Utc>) -> Result<Exchanged> {
    let hash = shown.hash();
    let Some(token) = store::token(tx, &hash).await? else { return Ok(Exchanged::Refused) };
    let Some(mut session) = store::hold(tx, token.session).await? else { return Ok(Exchanged::Refused) };
    // Read again after the lock: a faster request has committed, and this one must not look like
    // reuse.
    let Some(token) = store::token(tx, &hash).await? else { return Ok(Exchanged::Refused) };
    let person = people::store::person_by_id(tx, session.person).await?;
    let Some(person) = person.filter(|person| person.status == PersonStatus::Active) else { return Ok(Exchanged::Refused) };
    if session.ended_at.is_some() || access::session_lifetime::ends_at(&session, person.role) <= now {
        return Ok(Exchanged::Refused);
    }
    match rules::shown(&token, session.epoch, now) {
        Shown::Again => {}
        Shown::Newest => {
            if !store::rotate(tx, session.id, session.epoch, now).await? {
                // A faster request has written between this read and this write: the next attempt
                // sees its change.
                return Err(Error::from(Code::Stale));
            }
            session.epoch += 1;
            store::token_used(tx, &hash, now).await?;
            store::add_token(tx, next.row(&session, now)).await?;
        }
        Shown::Reused => {
            let state = person.state.clone();
            open::end(tx, vec![session.id], state, SessionEnd::Reused, None, now).await?;
            return Ok(Exchanged::Refused);
        }
    }
    Ok(Exchanged::Next(Box::new((person, session, next.clone()))))
}
