//! The passwords that attackers guess first, as data.
//!
//! `api/data/blocked_passwords.py` says how the list is made, and what it does not cover.

/// Hashes of the stems: 40 bits each, sorted.
const HASHES: &[u8] = include_bytes!("../../../../data/blocked_passwords.bin");
/// Number of bytes of the SHA-256 of a stem that are stored. So one good password in five million
/// is refused by chance.
const BYTES: usize = 5;

/// Returns true if passwords with this stem are blocked. An empty stem (no letters) is blocked.
#[must_use]
pub(in crate::identity::credential) fn is_blocked(stem: &str) -> bool {
    use sha2::{Digest as _, Sha256};
    let hash = Sha256::digest(stem.as_bytes());
    let (hashes, _) = HASHES.as_chunks::<BYTES>();
    stem.is_empty() || hashes.binary_search_by(|known| known.as_slice().cmp(&hash[..BYTES])).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_sorted_and_without_doubles() {
        let (hashes, rest) = HASHES.as_chunks::<BYTES>();
        assert!(rest.is_empty() && hashes.len() > 50_000, "{}", hashes.len());
        assert!(hashes.windows(2).all(|two| two[0] < two[1]));
    }
}
