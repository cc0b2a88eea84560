//! Signing keys: Ed25519, one for each purpose. The private halves live in a file that only its owner can read; the
//! public halves live in the database and stay published for ever, so that old receipts verify.
//!
//! For each purpose one key signs, the next one is published beforehand, and those before are retired, or revoked when they are
//! not to be trusted. What else is secret follows from a part of the file that no rotation touches. A process that runs learns within
//! a second which token keys are accepted, and signs with the newest as soon as its key file has them.
//!
//! A key file and a database are a pair. `rules` compares them, `open` makes a new pair whole or not at all, `succeed` brings a
//! database from a backup up to a newer key file, and [`adopt()`] gives a database another key file where its own is lost.

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
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

/// How long tokens of a retired key are accepted: longer than any of them lives.
const OVERLAP: TimeDelta = TimeDelta::minutes(11);

/// Keys that tokens may be signed with, by their ids, and until when.
type Accepted = HashMap<String, (VerifyingKey, Option<DateTime<Utc>>)>;

/// The keys that sign, with their ids, by purpose.
type Signing = BTreeMap<KeyPurpose, (String, SigningKey)>;

/// The private keys, by purpose.
pub struct Keyring {
    file: PathBuf,
    signing: RwLock<Signing>,
    secret: [u8; 32],
    accepted: RwLock<Accepted>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(KeyPurpose::ALL.iter().map(|purpose| (purpose, self.kid(*purpose)))).finish()
    }
}

impl Keyring {
    /// Learns from the database which keys tokens may be signed with, and from the key file the keys that sign by now; whether that
    /// has changed. The own key is accepted until it is revoked: an instance whose key file nobody has brought up to date since a
    /// rotation goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learn(&self, db: &Db) -> Result<bool> {
        let rows = store::all(db.read()).await?;
        let follows = self.follow(&rows);
        let own = self.kid(KeyPurpose::Token);
        let until = |row: &row::Model| row.retired_at.filter(|_| row.kid != own).map(|at| at + OVERLAP);
        let accepted: Accepted = rows
            .iter()
            .filter(|row| row.purpose == KeyPurpose::Token && row.status != KeyStatus::Revoked)
            .map(|row| Ok((row.kid.clone(), (public_key(&row.public)?, until(row)))))
            .collect::<Result<_>>()?;
        let mut known = self.accepted.write().unwrap_or_else(PoisonError::into_inner);
        let is_changed = *known != accepted;
        *known = accepted;
        Ok(is_changed || follows)
    }

    /// Signs from now on with what the database says to be active, where the key file has it; whether anything changed.
    fn follow(&self, known: &[row::Model]) -> bool {
        let active = known.iter().filter(|row| row.status == KeyStatus::Active && row.kid != self.kid(row.purpose));
        let behind: Vec<_> = active.collect();
        if behind.is_empty() {
            return false;
        }
        // A file that can't be read, or is not this deployment's, changes nothing for a process that runs.
        let Ok(keys) = KeyFile::read(&self.file) else { return false };
        let mut followed = false;
        for row in behind {
            let found = [keys.active(row.purpose).ok(), keys.next(row.purpose).ok().flatten()].into_iter().flatten();
            if let Some(key) = found.into_iter().find(|key| key_id(&key.verifying_key()) == row.kid) {
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

    /// The key that tokens with this id are verified with, if they are still accepted.
    #[must_use]
    pub fn accepted(&self, kid: &str, now: DateTime<Utc>) -> Option<VerifyingKey> {
        let known = self.accepted.read().unwrap_or_else(PoisonError::into_inner);
        known.get(kid).filter(|(_, until)| until.is_none_or(|until| now < until)).map(|(key, _)| *key)
    }

    /// The key's id.
    #[must_use]
    pub fn kid(&self, purpose: KeyPurpose) -> String {
        self.signing(purpose).0
    }

    /// The key's id, and the private key as a PKCS #8 document, for the token library.
    pub(crate) fn pkcs8(&self, purpose: KeyPurpose) -> (String, Vec<u8>) {
        // RFC 8410: the fixed head of an Ed25519 private key, then its 32 bytes.
        const HEAD: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        let (kid, key) = self.signing(purpose);
        (kid, [HEAD.as_slice(), &key.to_bytes()].concat())
    }

    /// What cursors are sealed with: the same on every instance that has the same key file.
    pub(crate) fn cursor_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey cursor\n")
    }

    /// What refresh tokens follow from: the same on every instance that has the same key file.
    pub(crate) fn refresh_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey refresh\n")
    }

    /// What the codes of invitations follow from: the same on every instance that has the same key file.
    pub(crate) fn invitation_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey invitation\n")
    }

    /// What secrets at rest are sealed with: the same on every instance that has the same key file.
    pub(crate) fn sealing_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey sealing\n")
    }

    /// What providers' secrets are sealed with, and what a visit to one follows from: the same on every instance that has the same
    /// key file.
    pub(crate) fn federation_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey federation\n")
    }

    /// What narrower tokens of integrations follow from: the same on every instance that has the same key file.
    pub(crate) fn narrower_secret(&self) -> [u8; 32] {
        self.follows(b"national-survey narrower\n")
    }

    /// What follows from the secret of the key file, which stays when keys rotate.
    fn follows(&self, what: &[u8]) -> [u8; 32] {
        Sha256::digest([what, &self.secret].concat()).into()
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self, purpose: KeyPurpose) -> [u8; 32] {
        self.signing(purpose).1.verifying_key().to_bytes()
    }

    /// Signs; back come the id of the key that did, and the signature in base64url without padding.
    #[must_use]
    pub fn sign(&self, purpose: KeyPurpose, message: &[u8]) -> (String, String) {
        let (kid, key) = self.signing(purpose);
        (kid, URL_SAFE_NO_PAD.encode(key.sign(message).to_bytes()))
    }
}

/// Every public key of a purpose, retired ones included.
///
/// # Errors
/// When the database fails.
pub async fn published(db: &Db) -> Result<Vec<row::Model>> {
    store::all(db.read()).await
}
