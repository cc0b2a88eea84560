//! Signing keys: Ed25519, one for each purpose. The private halves live in a file that only its owner can read; the
//! public halves live in the database and stay published for ever, so that old receipts verify.

use crate::{
    database::Db,
    error::{Error, Result},
};
use ::entity::{
    public_key,
    words::{KeyPurpose, KeyStatus},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fmt, io::Write as _, path::Path};

/// The private keys, by purpose.
pub struct Keyring {
    keys: BTreeMap<KeyPurpose, (String, SigningKey)>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.keys.iter().map(|(purpose, (kid, _))| (purpose, kid))).finish()
    }
}

/// The file: base64url of each 32-byte private key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    token: String,
    receipt: String,
    checkpoint: String,
}

impl Keyring {
    /// Reads the key file, or makes it where there is none, and publishes the public halves.
    ///
    /// # Errors
    /// When the file can't be read or made, others may read it, or the database knows other keys.
    pub async fn open(file: &Path, db: &Db, now: DateTime<Utc>) -> Result<Self> {
        let ring = if file.exists() { Self::load(file)? } else { Self::make(file)? };
        for (purpose, (kid, key)) in &ring.keys {
            ring.publish(db, *purpose, kid, &key.verifying_key(), now).await?;
        }
        Ok(ring)
    }

    fn load(file: &Path) -> Result<Self> {
        let wrong = |why: String| Error::failure(format!("key file {}: {why}", file.display()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(file).map_err(|e| wrong(e.to_string()))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(wrong("others may read it; set its mode to 600".into()));
            }
        }
        let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
        let parsed: KeyFile = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        let key = |text: &str| -> Result<SigningKey> {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            bytes.map(|bytes| SigningKey::from_bytes(&bytes)).ok_or_else(|| wrong("a key is not 32 bytes in base64url".into()))
        };
        Ok(Self::of([
            (KeyPurpose::Token, key(&parsed.token)?),
            (KeyPurpose::Receipt, key(&parsed.receipt)?),
            (KeyPurpose::Checkpoint, key(&parsed.checkpoint)?),
        ]))
    }

    fn make(file: &Path) -> Result<Self> {
        let ring = Self::of([KeyPurpose::Token, KeyPurpose::Receipt, KeyPurpose::Checkpoint].map(|purpose| {
            let key = SigningKey::from_bytes(&crate::world::random::<32>());
            (purpose, key)
        }));
        let text = |purpose| URL_SAFE_NO_PAD.encode(ring.keys[&purpose].1.to_bytes());
        let content = KeyFile {
            token: text(KeyPurpose::Token),
            receipt: text(KeyPurpose::Receipt),
            checkpoint: text(KeyPurpose::Checkpoint),
        };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(file).map_err(Error::failure)?;
        out.write_all(serde_json::to_string_pretty(&content)?.as_bytes()).map_err(Error::failure)?;
        out.sync_all().map_err(Error::failure)?;
        Ok(ring)
    }

    fn of(keys: [(KeyPurpose, SigningKey); 3]) -> Self {
        Self { keys: keys.into_iter().map(|(purpose, key)| (purpose, (kid(&key.verifying_key()), key))).collect() }
    }

    async fn publish(&self, db: &Db, purpose: KeyPurpose, kid: &str, key: &VerifyingKey, now: DateTime<Utc>) -> Result<()> {
        let active = public_key::Entity::find()
            .filter(public_key::Column::Purpose.eq(purpose))
            .filter(public_key::Column::Status.eq(KeyStatus::Active))
            .all(db.read())
            .await?;
        match active.first() {
            Some(known) if known.kid == kid => Ok(()),
            Some(_) => Err(Error::failure(format!(
                "the database knows another active {purpose} key than the key file: give the key file that belongs to it"
            ))),
            None => {
                let row = public_key::ActiveModel {
                    kid: Set(kid.to_owned()),
                    purpose: Set(purpose),
                    public: Set(URL_SAFE_NO_PAD.encode(key.to_bytes())),
                    status: Set(KeyStatus::Active),
                    created_at: Set(now),
                    retired_at: Set(None),
                };
                db.write(row, |tx, row| {
                    Box::pin(async move {
                        row.clone().insert(tx).await?;
                        Ok(())
                    })
                })
                .await
            }
        }
    }

    /// The key's id.
    #[must_use]
    pub fn kid(&self, purpose: KeyPurpose) -> &str {
        &self.keys[&purpose].0
    }

    /// The private key as a PKCS #8 document, for the token library.
    pub(crate) fn pkcs8(&self, purpose: KeyPurpose) -> Vec<u8> {
        // RFC 8410: the fixed head of an Ed25519 private key, then its 32 bytes.
        const HEAD: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        [HEAD.as_slice(), &self.keys[&purpose].1.to_bytes()].concat()
    }

    /// What cursors are sealed with: the same on every instance that has the same key file.
    pub(crate) fn cursor_secret(&self) -> [u8; 32] {
        let secret = self.keys[&KeyPurpose::Token].1.to_bytes();
        Sha256::digest([b"national-survey cursor\n".as_slice(), &secret].concat()).into()
    }

    /// What refresh tokens follow from: the same on every instance that has the same key file.
    pub(crate) fn refresh_secret(&self) -> [u8; 32] {
        let secret = self.keys[&KeyPurpose::Token].1.to_bytes();
        Sha256::digest([b"national-survey refresh\n".as_slice(), &secret].concat()).into()
    }

    /// What secrets at rest are sealed with: the same on every instance that has the same key file.
    pub(crate) fn sealing_secret(&self) -> [u8; 32] {
        let secret = self.keys[&KeyPurpose::Token].1.to_bytes();
        Sha256::digest([b"national-survey sealing\n".as_slice(), &secret].concat()).into()
    }

    /// What providers' secrets are sealed with, and what a visit to one follows from: the same on every instance that has the same
    /// key file.
    pub(crate) fn federation_secret(&self) -> [u8; 32] {
        let secret = self.keys[&KeyPurpose::Token].1.to_bytes();
        Sha256::digest([b"national-survey federation\n".as_slice(), &secret].concat()).into()
    }

    /// What narrower tokens of integrations follow from: the same on every instance that has the same key file.
    pub(crate) fn narrower_secret(&self) -> [u8; 32] {
        let secret = self.keys[&KeyPurpose::Token].1.to_bytes();
        Sha256::digest([b"national-survey narrower\n".as_slice(), &secret].concat()).into()
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self, purpose: KeyPurpose) -> [u8; 32] {
        self.keys[&purpose].1.verifying_key().to_bytes()
    }

    /// Signs; base64url without padding.
    #[must_use]
    pub fn sign(&self, purpose: KeyPurpose, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.keys[&purpose].1.sign(message).to_bytes())
    }
}

/// The id of a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
#[must_use]
pub fn kid(key: &VerifyingKey) -> String {
    hex::encode(&Sha256::digest(key.to_bytes())[..8])
}

/// A public key as the database and JWKS write it.
///
/// # Errors
/// When it is not an Ed25519 public key in base64url.
pub fn public(text: &str) -> Result<VerifyingKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| Error::says(crate::error::Code::BadInput, "not an Ed25519 public key in base64url"))
}

/// Whether the signature is of this message by this key.
#[must_use]
pub fn verifies(key: &VerifyingKey, message: &[u8], signature: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(signature).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    bytes.is_some_and(|bytes| key.verify(message, &Signature::from_bytes(&bytes)).is_ok())
}

/// Every public key of a purpose, retired ones included.
///
/// # Errors
/// When the database fails.
pub async fn published(db: &Db) -> Result<Vec<public_key::Model>> {
    Ok(public_key::Entity::find().all(db.read()).await?)
}
