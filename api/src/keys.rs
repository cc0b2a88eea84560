//! Signing keys: Ed25519, one for each purpose. The private halves are in a file that only its
//! owner can read. The public halves are in the database and stay published for ever, so that old
//! receipts verify.
//!
//! For each purpose, one key signs and the next key is published beforehand. Earlier keys are
//! retired, or revoked if they are no longer trusted. All other secrets are derived from a part of
//! the file that no rotation changes. A running process learns within a second which token keys are
//! accepted. It signs with the newest key as soon as its key file holds it.
//!
//! A key file and a database are a pair. `rules` compares them, and `open` makes a new pair whole
//! or not at all. `succeed` brings a database from a backup up to a newer key file. [`adopt()`]
//! gives a database another key file if its own is lost.

mod adopt;
mod file;
mod open;

mod rules;
mod store;
mod succeed;

pub use adopt::{Adopted, adopt};
pub(crate) use file::KeyFile;
pub use open::check;
pub(crate) use open::turn;

pub use rules::{FileNeeded, Pair};
pub(crate) use store::{add, publish_all, stand};

use crate::{
    database::Db,
    error::Result,
    signature::{key_id, public_key},
};
use ::entity::{
    public_key as row,
    vocabulary::{KeyPurpose, KeyStatus},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

/// Time for which tokens of a retired key are accepted. Outside the demonstration, no token lives
/// longer.
const OVERLAP: TimeDelta = TimeDelta::minutes(11);

/// Keys that tokens may be signed with, by id, and the time until which each is accepted.
type VerifyingKeys = HashMap<String, (VerifyingKey, Option<DateTime<Utc>>)>;

/// Keys that sign, with their ids, by purpose.
type Signing = BTreeMap<KeyPurpose, (String, SigningKey)>;

/// Private keys, by purpose.
pub struct Keyring {
    file: PathBuf,
    signing: RwLock<Signing>,
    secret: [u8; 32],
    accepted: RwLock<VerifyingKeys>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(KeyPurpose::ALL.iter().map(|purpose| (purpose, self.kid(*purpose))))
            .finish()
    }
}

impl Keyring {
    /// Reads from the database which token keys are accepted, and from the key file which keys sign
    /// now. Returns true if either has changed.
    ///
    /// The process's own token key is accepted until it is revoked. So an instance whose key file
    /// was not brought up to date after a rotation still works.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn refresh(&self, db: &Db) -> Result<bool> {
        let rows = store::all(db.read()).await?;
        let follows = self.follow(&rows);
        let own = self.kid(KeyPurpose::Token);
        let until =
            |row: &row::Model| row.retired_at.filter(|_| row.kid != own).map(|at| at + OVERLAP);
        let accepted: VerifyingKeys = rows
            .iter()
            .filter(|row| row.purpose == KeyPurpose::Token && row.status != KeyStatus::Revoked)
            .map(|row| Ok((row.kid.clone(), (public_key(&row.public)?, until(row)))))
            .collect::<Result<_>>()?;
        let mut known = self.accepted.write().unwrap_or_else(PoisonError::into_inner);
        let is_changed = *known != accepted;
        *known = accepted;
        Ok(is_changed || follows)
    }

    /// Signs from now on with the keys that are active in the database, if the key file holds them.
    /// Returns true if a signing key has changed.
    fn follow(&self, known: &[row::Model]) -> bool {
        let active = known
            .iter()
            .filter(|row| row.status == KeyStatus::Active && row.kid != self.kid(row.purpose));
        let behind: Vec<_> = active.collect();
        if behind.is_empty() {
            return false;
        }
        // A running process keeps its keys if the file can't be read or belongs to another
        // deployment.
        let Ok(keys) = KeyFile::read(&self.file) else { return false };
        let mut followed = false;
        for row in behind {
            let found = [keys.active(row.purpose).ok(), keys.next(row.purpose).ok().flatten()]
                .into_iter()
                .flatten();
            if let Some(key) = found.into_iter().find(|key| key_id(&key.verifying_key()) == row.kid)
            {
                let mut signing = self.signing.write().unwrap_or_else(PoisonError::into_inner);
                signing.insert(row.purpose, (row.kid.clone(), key));
                followed = true;
            }
        }
        followed
    }

    fn signing(&self, purpose: KeyPurpose) -> (String, SigningKey) {
        self.signing.read().unwrap_or_else(PoisonError::into_inner)[&purpose].clone()
    }

    /// Returns the key that verifies tokens with this key id, if it is still accepted.
    #[must_use]
    pub fn verifying_key(&self, kid: &str, now: DateTime<Utc>) -> Option<VerifyingKey> {
        let known = self.accepted.read().unwrap_or_else(PoisonError::into_inner);
        known
            .get(kid)
            .filter(|(_, until)| until.is_none_or(|until| now < until))
            .map(|(key, _)| *key)
    }

    /// Returns the id of the signing key.
    #[must_use]
    pub fn kid(&self, purpose: KeyPurpose) -> String {
        self.signing(purpose).0
    }

    /// Returns the id of the signing key, and the private key as a PKCS #8 document for the token
    /// library.
    pub(crate) fn pkcs8(&self, purpose: KeyPurpose) -> (String, Vec<u8>) {
        // RFC 8410: the fixed head of an Ed25519 private key, before its 32 bytes.
        const HEAD: [u8; 16] = [
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ];
        let (kid, key) = self.signing(purpose);
        (kid, [HEAD.as_slice(), &key.to_bytes()].concat())
    }

    /// Returns the secret that seals cursors. Instances with the same key file have the same
    /// secret.
    pub(crate) fn cursor_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey cursor")
    }

    /// Returns the secret that refresh tokens are derived from. Instances with the same key file
    /// have the same secret.
    pub(crate) fn refresh_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey refresh")
    }

    /// Returns the secret that codes of invitations are derived from. Instances with the same key
    /// file have the same secret.
    pub(crate) fn invitation_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey invitation")
    }

    /// Returns the secret that seals secrets at rest. Instances with the same key file have the
    /// same secret.
    pub(crate) fn sealing_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey sealing")
    }

    /// Returns the secret that seals providers' secrets, and that authorization requests are
    /// derived from. Instances with the same key file have the same secret.
    pub(crate) fn federation_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey federation")
    }

    /// Returns the secret that narrower tokens of integrations are derived from. Instances with the
    /// same key file have the same secret.
    pub(crate) fn narrower_secret(&self) -> [u8; 32] {
        self.derive(b"national-survey narrower")
    }

    /// Derives a secret from the secret of the key file, which stays the same when keys rotate.
    ///
    /// HKDF with SHA-256 (RFC 5869), without a salt. `info` separates the derived secrets.
    #[expect(clippy::expect_used, reason = "HKDF gives up to 8,160 bytes")]
    fn derive(&self, info: &[u8]) -> [u8; 32] {
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, &self.secret).expand(info, &mut derived).expect("32 bytes");
        derived
    }

    /// Returns the public key: 32 bytes.
    #[must_use]
    pub fn public(&self, purpose: KeyPurpose) -> [u8; 32] {
        self.signing(purpose).1.verifying_key().to_bytes()
    }

    /// Signs a message. Returns the id of the signing key, and the signature in base64url without
    /// padding.
    #[must_use]
    pub fn sign(&self, purpose: KeyPurpose, message: &[u8]) -> (String, String) {
        let (kid, key) = self.signing(purpose);
        (kid, URL_SAFE_NO_PAD.encode(key.sign(message).to_bytes()))
    }
}

/// Returns every public key of every purpose, retired ones included.
///
/// # Errors
/// Fails if the database fails.
pub async fn published(db: &Db) -> Result<Vec<row::Model>> {
    store::all(db.read()).await
}
