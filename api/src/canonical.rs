//! Canonical JSON (RFC 8785) and its digest: the same content gives the same bytes, whoever writes it.

use ::entity::words::Sha256;
use serde::Serialize;
use sha2::Digest as _;

/// The canonical text of a value.
///
/// A value that JSON can't hold (a map with keys that are not text, a number that is not finite) is a mistake of the
/// program; it gives `null`.
#[must_use]
pub fn text(value: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(value).unwrap_or_else(|_| "null".into())
}

/// SHA-256 over the canonical text.
#[must_use]
pub fn sha256(value: &impl Serialize) -> Sha256 {
    digest(text(value).as_bytes())
}

/// SHA-256 over bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> Sha256 {
    let hex = hex::encode(sha2::Sha256::digest(bytes));
    #[expect(clippy::expect_used, reason = "a digest in hexadecimal is well formed")]
    hex.parse().expect("64 hexadecimal digits")
}
