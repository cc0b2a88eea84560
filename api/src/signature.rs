//! Ed25519 signatures: the id of a key, the written form of a public key, and the check of a
//! signature.

use crate::error::{Code, Error, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// Returns the id of a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
#[must_use]
pub fn key_id(key: &VerifyingKey) -> String {
    hex::encode(&Sha256::digest(key.to_bytes())[..8])
}

/// Parses a public key in the form of the database and of JWKS.
///
/// # Errors
/// Fails with `BAD_INPUT` if the text is not an Ed25519 public key in base64url.
pub fn public_key(text: &str) -> Result<VerifyingKey> {
    let bytes =
        URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| Error::says(Code::BadInput, "not an Ed25519 public key in base64url"))
}

/// Returns true if the signature is by this key over this message.
#[must_use]
pub fn verifies(key: &VerifyingKey, message: &[u8], signature: &str) -> bool {
    let bytes =
        URL_SAFE_NO_PAD.decode(signature).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    bytes.is_some_and(|bytes| key.verify(message, &Signature::from_bytes(&bytes)).is_ok())
}

/// Checks that the signature is by the published key with an id, over this message.
///
/// # Errors
/// Fails with `BAD_INPUT`, and gives the reason.
pub fn proves(published: &[VerifyingKey], id: &str, message: &[u8], signature: &str) -> Result<()> {
    let no = |why: String| Err(Error::says(Code::BadInput, why));
    match published.iter().find(|key| key_id(key) == id) {
        None => no(format!("no published key has the id {id}")),
        Some(key) if !verifies(key, message, signature) => {
            no("the signature is not by this key over this statement".into())
        }
        Some(_) => Ok(()),
    }
}
