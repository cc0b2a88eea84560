//! Known devices: devices on which a person signed in before.
//!
//! On a known device, only its own wrong guesses lead to a wait. So a stranger keeps nobody out of
//! it.

use crate::{app::App, database::Tx, error::Result, identity::credential::store};
use ::entity::{known_device, person};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Time for which a device is known after its last sign-in: four years.
///
/// A survey is held every two or three years.
pub const KNOWN: TimeDelta = TimeDelta::days(1461);

/// Token of a device, and the hash by which the device is stored.
#[derive(Clone)]
pub(super) struct Device {
    /// Token that the device shows at its next sign-in. The token alone opens no session.
    pub token: String,
    /// SHA-256 of the token.
    pub hash: String,
}

impl Device {
    /// Makes a device with a new token.
    pub(super) fn new() -> Self {
        Self::of(URL_SAFE_NO_PAD.encode(crate::clock::random::<32>()))
    }

    fn of(token: String) -> Self {
        let hash = hex::encode(Sha256::digest(&token));
        Self { token, hash }
    }

    /// Returns the device that shows a token, if the person signed in on it before.
    pub(super) async fn known(
        app: &App,
        token: Option<&str>,
        person: Option<&person::Model>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let Some(token) = token else { return Ok(None) };
        let device = Self::of(token.to_owned());
        let known = store::device(app.read(), &device.hash).await?;
        let known = known.filter(|row| {
            Some(row.person) == person.map(|person| person.id) && now - row.seen_at < KNOWN
        });
        Ok(known.map(|_| device))
    }

    /// Stores the device as one of a person, seen now.
    pub(super) async fn keep(&self, tx: &Tx, person: Uuid, now: DateTime<Utc>) -> Result<()> {
        store::forget_devices(tx, person, now - KNOWN).await?;
        store::keep_device(
            tx,
            known_device::Model { hash: self.hash.clone(), person, seen_at: now },
        )
        .await
    }
}

/// Stores a new device of a person who signs in by another method than a password. Returns its
/// token.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn keep_new_device(
    tx: &Tx,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<String> {
    let device = Device::new();
    device.keep(tx, person, now).await?;
    Ok(device.token)
}
