//! Ed25519 signatures: the id of a key, the written form of a public key, and the check of a signature.

use crate::error::{Code, Error, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// The id of a key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
#[must_use]
pub fn key_id(key: &VerifyingKey) -> String {
    hex::encode(&Sha256::digest(key.to_bytes())[..8])
}

/// A public key as the database and JWKS write it.
///
/// # Errors
/// When it is not an Ed25519 public key in base64url.
pub fn public_key(text: &str) -> Result<VerifyingKey> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| Error::says(Code::BadInput, "not an Ed25519 public key in base64url"))
}

/// Whether the signature is of this message by this key.
#[must_use]
pub fn verifies(key: &VerifyingKey, message: &[u8], signature: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(signature).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    bytes.is_some_and(|bytes| key.verify(message, &Signature::from_bytes(&bytes)).is_ok())
}

/// Whether the signature is of this message by the published key of an id.
///
/// # Errors
/// `BAD_INPUT` with the reason why not.
pub fn proves(published: &[VerifyingKey], id: &str, message: &[u8], signature: &str) -> Result<()> {
    let no = |why: String| Err(Error::says(Code::BadInput, why));
    match published.iter().find(|key| key_id(key) == id) {
        None => no(format!("no published key has the id {id}")),
        Some(key) if !verifies(key, message, signature) => no("the signature is not by this key over this statement".into()),
        Some(_) => Ok(()),
    }
}
