//! Sessions: a sign-in opens one, a refresh token keeps it alive, and its end takes effect within two seconds everywhere.
//!
//! The session's row says by which methods somebody signed in, when they last proved a second factor, and when it ends. An
//! access token proves the session for five minutes; the refresh token is exchanged for the next pair, once.

mod graphql;
mod open;
mod refresh;
pub mod rules;
mod sign_out;
pub(super) mod store;

pub use graphql::{Session, SessionMutation, SessionQuery};
pub use open::Opening;
pub(super) use open::{add, confirm, end, end_all, open};
pub use refresh::{RefreshToken, refresh};
pub use sign_out::sign_out;

use super::token::{self, Proof};
use crate::{error::Result, world::World};
use chrono::{DateTime, Utc};

/// What a sign-in or a refresh gives.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// Its lifetime in seconds.
    pub expires_in: i64,
    /// What the next pair is got by; none where the session is not to be prolonged.
    pub refresh_token: Option<RefreshToken>,
}

impl Tokens {
    pub(in crate::access) fn new(
        world: &World,
        proof: Proof,
        refresh_token: Option<RefreshToken>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let expires_in = i64::from(world.config().access_token_seconds);
        let access_token = token::mint(world.keys(), world.config(), proof, now, expires_in)?;
        Ok(Self { access_token, expires_in, refresh_token })
    }
}
