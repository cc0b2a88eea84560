//! The refresh token of a session.

use crate::keys::Keyring;
use ::entity::{refresh_token, session};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt;
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

    pub(super) fn successor(&self, keys: &Keyring) -> Self {
        Self::derived(keys, &self.0)
    }

    fn derived(keys: &Keyring, from: &[u8]) -> Self {
        // HMAC accepts keys of any length, so this never fails.
        let mac = Hmac::<Sha256>::new_from_slice(&keys.refresh_secret())
            .map(|mac| mac.chain_update(from).finalize());
        Self(mac.map(|mac| mac.into_bytes().into()).unwrap_or_else(|_| crate::clock::random()))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// Returns the token as the client gets it.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(super) fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    pub(super) fn row(&self, session: &session::Model, now: DateTime<Utc>) -> refresh_token::Model {
        refresh_token::Model {
            hash: self.hash(),
            session: session.id,
            epoch: session.epoch,
            issued_at: now,
            used_at: None,
        }
    }
}
