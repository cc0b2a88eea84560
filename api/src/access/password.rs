//! Passwords: argon2id, checked by a bounded number at a time, in equal time for people that do not exist.

use crate::error::{Code, Error, Result};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation as _;

/// The shortest password, in characters as people count them.
pub const SHORTEST: usize = 15;
/// The longest, in bytes: more is no safer, and hashing it costs.
pub const LONGEST_BYTES: usize = 1024;

/// A password's hash in the PHC string format.
///
/// # Errors
/// `BAD_INPUT` when the password is shorter than 15 characters or longer than 1,024 bytes.
pub fn hash(password: &str) -> Result<String> {
    if password.graphemes(true).count() < SHORTEST || password.len() > LONGEST_BYTES {
        return Err(Error::says(Code::BadInput, "A password has at least 15 characters and at most 1,024 bytes."));
    }
    Ok(Argon2::default().hash_password(password.as_bytes()).map_err(Error::failure)?.to_string())
}

/// Whether the password is the hashed one. Without a hash it takes as long and says no.
#[must_use]
pub fn matches(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| self::hash("nobody has this password").unwrap_or_default());
    let known = PasswordHash::new(hash.unwrap_or(nobody));
    let right = known.is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
    right && hash.is_some()
}
