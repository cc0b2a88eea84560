//! Repeatable chance: every draw follows only from the seed and from its purpose.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// Returns a number between 0 and 1 that follows from the seed and the purpose `what`.
#[must_use]
pub fn unit(seed: u64, what: &[&str]) -> f64 {
    // The upper 53 bits are as many as a double holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let of_one = (mix(seed, what) >> 11) as f64 / (1_u64 << 53) as f64;
    of_one
}

/// Returns a generator for one purpose.
#[must_use]
pub fn chance(seed: u64, what: &[&str]) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(mix(seed, what))
}

/// Hashes the words by FNV-1a, and spreads the hash by the finalizer of `SplitMix64`.
fn mix(seed: u64, what: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for word in what {
        for byte in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
