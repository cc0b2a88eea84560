//! Secrets at rest, sealed with a key that is derived from the key file, and bound to their person.

use crate::{
    error::{Error, Result},
    keys::Keyring,
};
use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// Length of the AES-GCM nonce, which precedes the sealed bytes.
const NONCE: usize = 12;

/// Seals a secret of a person.
///
/// The database alone does not reveal the secret. A sealed secret that is copied to another person
/// does not open.
///
/// # Errors
/// Fails if the secret is longer than AES-GCM can seal; no secret here is.
pub(in crate::identity::credential) fn seal(
    keys: &Keyring,
    person: Uuid,
    secret: &[u8],
) -> Result<String> {
    let nonce: [u8; NONCE] = crate::clock::random();
    let cipher = Aes256Gcm::new(&keys.sealing_secret().into());
    let payload = Payload { msg: secret, aad: person.as_bytes() };
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), payload)
        .map_err(|_| Error::failure("sealing failed"))?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Opens a sealed secret of a person.
///
/// # Errors
/// Fails if the secret was sealed for another person or with another key file, or was changed.
pub(in crate::identity::credential) fn open(
    keys: &Keyring,
    person: Uuid,
    sealed: &str,
) -> Result<Vec<u8>> {
    let wrong = || Error::failure("a sealed secret does not open with this key file");
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| wrong())?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
    let cipher = Aes256Gcm::new(&keys.sealing_secret().into());
    cipher
        .decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: person.as_bytes() })
        .map_err(|_| wrong())
}
