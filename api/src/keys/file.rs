//! The key file: base64url of each 32-byte private key, readable by its owner alone, and replaced whole or not at all.

use crate::error::{Error, Result};
use ::entity::words::KeyPurpose;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io::Write as _, path::Path};

/// What the file holds.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    token: String,
    receipt: String,
    checkpoint: String,
    /// The keys that sign after the next rotation, by purpose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    next: BTreeMap<KeyPurpose, String>,
    /// What everything follows from that is no signature; it stays when keys rotate. In files of before it was a part, it is the
    /// token key of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl KeyFile {
    /// Random keys.
    pub(super) fn random() -> Self {
        let text = || URL_SAFE_NO_PAD.encode(crate::world::random::<32>());
        Self { token: text(), receipt: text(), checkpoint: text(), next: BTreeMap::new(), secret: Some(text()) }
    }

    /// Reads the file.
    pub(super) fn read(file: &Path) -> Result<Self> {
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
        serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))
    }

    /// Makes the file where there is none.
    pub(super) fn create(&self, file: &Path) -> Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(file).map_err(Error::failure)?;
        out.write_all(serde_json::to_string_pretty(self)?.as_bytes()).map_err(Error::failure)?;
        out.sync_all().map_err(Error::failure)
    }

    /// Puts this in place of the file, whole or not at all.
    pub(super) fn replace(&self, file: &Path) -> Result<()> {
        let beside = file.with_extension("json.replacing");
        let _ = std::fs::remove_file(&beside);
        self.create(&beside)?;
        std::fs::rename(&beside, file).map_err(Error::failure)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::failure)
    }

    /// The key that signs.
    pub(super) fn active(&self, purpose: KeyPurpose) -> Result<SigningKey> {
        key(match purpose {
            KeyPurpose::Token => &self.token,
            KeyPurpose::Receipt => &self.receipt,
            KeyPurpose::Checkpoint => &self.checkpoint,
        })
    }

    /// The key that signs after the next rotation, if there is one.
    pub(super) fn next(&self, purpose: KeyPurpose) -> Result<Option<SigningKey>> {
        self.next.get(&purpose).map(|text| key(text)).transpose()
    }

    /// What everything follows from that is no signature.
    pub(super) fn secret(&self) -> Result<[u8; 32]> {
        Ok(key(self.secret.as_ref().unwrap_or(&self.token))?.to_bytes())
    }

    /// Sets the key that signs after the next rotation. What else follows from keys is kept apart from then on.
    pub(super) fn set_next(&mut self, purpose: KeyPurpose, key: &SigningKey) {
        self.secret.get_or_insert_with(|| self.token.clone());
        self.next.insert(purpose, URL_SAFE_NO_PAD.encode(key.to_bytes()));
    }

    /// Lets the next key sign from now on.
    pub(super) fn promote(&mut self, purpose: KeyPurpose) {
        let Some(next) = self.next.remove(&purpose) else { return };
        match purpose {
            KeyPurpose::Token => self.token = next,
            KeyPurpose::Receipt => self.receipt = next,
            KeyPurpose::Checkpoint => self.checkpoint = next,
        }
    }
}

fn key(text: &str) -> Result<SigningKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .map(|bytes| SigningKey::from_bytes(&bytes))
        .ok_or_else(|| Error::failure("key file: a key is not 32 bytes in base64url"))
}
