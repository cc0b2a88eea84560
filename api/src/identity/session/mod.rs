//! Sessions. A sign-in opens a session, and a refresh token keeps it alive.
//!
//! The end of a session takes effect within two seconds on every instance.
//!
//! The row of a session stores the methods of the sign-in, the time of the last second factor, and
//! the end. An access token proves the session for five minutes. The refresh token is exchanged
//! once, for the next pair of tokens.

mod graphql;
mod open;
mod refresh;
mod refresh_token;
pub mod rules;
mod sign_out;
pub(super) mod store;

pub use graphql::{Session, SessionMutation, SessionQuery};
pub use open::Opening;
pub(super) use open::{add, confirm, end, end_all, open};
pub use refresh::refresh;
pub use refresh_token::RefreshToken;
pub use sign_out::sign_out;

use crate::{
    access::token::{self, Proof},
    app::App,
    error::Result,
};
use chrono::{DateTime, Utc};

/// Tokens that a sign-in or a refresh returns.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// Lifetime of the access token in seconds.
    pub expires_in: i64,
    /// Refresh token, which is exchanged for the next pair; none if the session can't be prolonged.
    pub refresh_token: Option<RefreshToken>,
}

impl Tokens {
    pub(in crate::identity) fn new(
        app: &App,
        proof: Proof,
        refresh_token: Option<RefreshToken>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let expires_in = i64::from(app.settings().tokens.seconds);
        let access_token = token::mint(app.keys(), &app.settings().tokens, proof, now, expires_in)?;
        Ok(Self { access_token, expires_in, refresh_token })
    }
}
