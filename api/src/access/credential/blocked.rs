//! The passwords that are guessed first, as data: `api/data/blocked_passwords.py` says how they are made and what they are not.

/// Hashes of stems: 40 bits each, sorted.
const HASHES: &[u8] = include_bytes!("../../../data/blocked_passwords.bin");
/// How many bytes of its SHA-256 stand for a stem. One good password in five million is refused by chance.
const BYTES: usize = 5;

/// Whether a password with this stem is blocked. One without any letter has no stem, and is.
#[must_use]
pub(super) fn is_blocked(stem: &str) -> bool {
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
