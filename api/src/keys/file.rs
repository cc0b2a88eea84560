//! Key file: base64url of each 32-byte private key. Only its owner can read it, and it is replaced
//! whole or not at all.

use super::rules::FileKeys;
use crate::{
    error::{Error, Result},
    signature,
};
use ::entity::vocabulary::KeyPurpose;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Content of the key file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    token: String,
    receipt: String,
    checkpoint: String,
    /// Keys that sign after the next rotation, by purpose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    next: BTreeMap<KeyPurpose, String>,
    /// Public halves of the keys that signed before, by purpose, oldest first. A database from a
    /// backup learns them from here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    earlier: BTreeMap<KeyPurpose, Vec<EarlierKey>>,
    /// Secret that everything but signatures is derived from. It stays the same when keys rotate.
    /// Older files have none: their token key at that time is the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// Public half of a key that signed before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlierKey {
    /// Ed25519 public key, base64url without padding.
    pub public: String,
    /// True if the key is no longer trusted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}

impl EarlierKey {
    /// Returns the key's id.
    pub(super) fn kid(&self) -> Result<String> {
        Ok(signature::key_id(&signature::public_key(&self.public)?))
    }
}

impl KeyFile {
    /// Makes random keys with a random secret.
    pub(super) fn random() -> Self {
        let text = || URL_SAFE_NO_PAD.encode(crate::clock::random::<32>());
        Self {
            token: text(),
            receipt: text(),
            checkpoint: text(),
            next: BTreeMap::new(),
            earlier: BTreeMap::new(),
            secret: Some(text()),
        }
    }

    /// Makes random keys with the secret of this file, so that everything but signatures stays
    /// valid.
    pub(crate) fn renewed(&self) -> Self {
        Self {
            secret: Some(self.secret.clone().unwrap_or_else(|| self.token.clone())),
            ..Self::random()
        }
    }

    /// Reads the file and checks every key in it.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let wrong = |why: String| Error::failure(format!("key file {}: {why}", file.display()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode =
                std::fs::metadata(file).map_err(|e| wrong(e.to_string()))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(wrong("others may read it; set its mode to 600".into()));
            }
        }
        let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
        // The message of the parser may quote a key.
        let whole = serde_json::from_str(&text).ok().filter(Self::is_whole);
        whole.ok_or_else(|| {
            wrong("it is empty, cut short, or no key file. Put back the whole file; nothing has been changed".to_owned())
        })
    }

    fn is_whole(&self) -> bool {
        let keys = [&self.token, &self.receipt, &self.checkpoint]
            .into_iter()
            .chain(self.next.values())
            .chain(&self.secret);
        let mut earlier = self.earlier.values().flatten();
        keys.into_iter().all(|text| key(text).is_ok())
            && earlier.all(|earlier| earlier.kid().is_ok())
    }

    /// Creates the file. Fails if it exists.
    pub(crate) fn create(&self, file: &Path) -> Result<()> {
        let wrong =
            |error: std::io::Error| Error::failure(format!("key file {}: {error}", file.display()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(file).map_err(wrong)?;
        let written = out
            .write_all(serde_json::to_string_pretty(self)?.as_bytes())
            .and_then(|()| out.sync_all());
        written.map_err(|error| {
            let _ = std::fs::remove_file(file);
            wrong(error)
        })
    }

    /// Replaces the file by this content, whole or not at all.
    pub(crate) fn replace(&self, file: &Path) -> Result<()> {
        let beside = file.with_extension("json.replacing");
        let _ = std::fs::remove_file(&beside);
        self.create(&beside)?;
        rename(&beside, file)
    }

    /// Returns the key that signs.
    pub(crate) fn active(&self, purpose: KeyPurpose) -> Result<SigningKey> {
        key(match purpose {
            KeyPurpose::Token => &self.token,
            KeyPurpose::Receipt => &self.receipt,
            KeyPurpose::Checkpoint => &self.checkpoint,
        })
    }

    /// Returns the key that signs after the next rotation, if there is one.
    pub(crate) fn next(&self, purpose: KeyPurpose) -> Result<Option<SigningKey>> {
        self.next.get(&purpose).map(|text| key(text)).transpose()
    }

    /// Returns the keys that signed before, oldest first.
    pub(super) fn earlier(&self, purpose: KeyPurpose) -> &[EarlierKey] {
        self.earlier.get(&purpose).map_or(&[], Vec::as_slice)
    }

    /// Returns the ids of all keys, by purpose.
    pub(super) fn all_ids(&self) -> Result<BTreeMap<KeyPurpose, FileKeys>> {
        KeyPurpose::ALL.iter().map(|purpose| Ok((*purpose, self.ids(*purpose)?))).collect()
    }

    /// Returns the ids of the keys for one purpose.
    pub(super) fn ids(&self, purpose: KeyPurpose) -> Result<FileKeys> {
        let id = |key: SigningKey| signature::key_id(&key.verifying_key());
        Ok(FileKeys {
            active: id(self.active(purpose)?),
            next: self.next(purpose)?.map(id),
            earlier: self.earlier(purpose).iter().map(EarlierKey::kid).collect::<Result<_>>()?,
        })
    }

    /// Returns the secret that everything but signatures is derived from.
    pub(crate) fn secret(&self) -> Result<[u8; 32]> {
        Ok(key(self.secret.as_ref().unwrap_or(&self.token))?.to_bytes())
    }

    /// Sets the key that signs after the next rotation. The first call also stores the secret
    /// separately, because the token key may change from then on.
    pub(crate) fn set_next(&mut self, purpose: KeyPurpose, key: &SigningKey) {
        self.secret.get_or_insert_with(|| self.token.clone());
        self.next.insert(purpose, URL_SAFE_NO_PAD.encode(key.to_bytes()));
    }

    /// Makes the next key the signing key, and records the public half of the earlier one.
    pub(crate) fn promote(&mut self, purpose: KeyPurpose, revoked: bool) -> Result<()> {
        let before = self.active(purpose)?.verifying_key();
        let Some(next) = self.next.remove(&purpose) else { return Ok(()) };
        let public = URL_SAFE_NO_PAD.encode(before.to_bytes());
        self.earlier.entry(purpose).or_default().push(EarlierKey { public, revoked });
        match purpose {
            KeyPurpose::Token => self.token = next,
            KeyPurpose::Receipt => self.receipt = next,
            KeyPurpose::Checkpoint => self.checkpoint = next,
        }
        Ok(())
    }

    /// Records that an earlier key is no longer trusted. Returns true if this changed the file.
    pub(crate) fn distrust(&mut self, kid: &str) -> bool {
        let mut all = self.earlier.values_mut().flatten();
        let found = all.find(|earlier| earlier.kid().is_ok_and(|id| id == kid));
        found.is_some_and(|earlier| !std::mem::replace(&mut earlier.revoked, true))
    }
}

/// Returns the name of a pending key file, whose keys the database does not have yet.
pub(crate) fn pending(file: &Path) -> PathBuf {
    file.with_extension("json.new")
}

/// Renames a file in its folder, so that a crash leaves the old name or the new one.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to)
        .and_then(|()| std::fs::File::open(folder(to)).and_then(|folder| folder.sync_all()))
        .map_err(|error| Error::failure(format!("key file {}: {error}", to.display())))
}

/// Returns the folder of a file.
pub(crate) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn key(text: &str) -> Result<SigningKey> {
    let bytes =
        URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .map(|bytes| SigningKey::from_bytes(&bytes))
        .ok_or_else(|| Error::failure("key file: a key is not 32 bytes in base64url"))
}
