//! Chance that repeats: every draw follows from the seed and from what it is for, and from nothing else.

use super::profile::Profile;
use crate::instrument::Catalogue;
use chrono::{Datelike as _, NaiveDate};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What a number between 0 and 1 is drawn for decides which it is.
#[must_use]
pub fn unit(seed: u64, what: &[&str]) -> f64 {
    // The upper 53 bits are as many as a double holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let of_one = (mix(seed, what) >> 11) as f64 / (1_u64 << 53) as f64;
    of_one
}

/// A generator for one purpose.
#[must_use]
pub fn chance(seed: u64, what: &[&str]) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(mix(seed, what))
}

/// FNV-1a over the words, spread by the finalizer of `SplitMix64`.
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

/// Of what was said in the cycle before, so much is said again.
const AGAIN: f64 = 0.85;

/// Everything that the answers of one State to one cycle are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// The seed of the whole demonstration.
    pub seed: u64,
    /// The State.
    pub profile: &'a Profile,
    /// The cycle's key.
    pub cycle: &'a str,
    /// The cycle before, where there was one: most of what the State said then it says again.
    pub before: Option<&'a str>,
    /// The period that the State reports on: its first and last day.
    pub period: (NaiveDate, NaiveDate),
    /// What is asked.
    pub catalogue: &'a Catalogue,
    /// 0 for the first draft; each amendment draws anew.
    pub variant: u8,
}

impl Draw<'_> {
    /// A generator for one question, or for another purpose of this State and cycle.
    #[must_use]
    pub fn rng(&self, what: &str) -> ChaCha8Rng {
        chance(self.seed, &[self.profile.state.as_str(), self.drawn_in(what), what, &self.variant.to_string()])
    }

    /// The cycle whose chance decides: this one, or the one before where the State says again what it said.
    #[must_use]
    pub fn drawn_in(&self, what: &str) -> &str {
        let again = || unit(self.seed, &["again", self.profile.state.as_str(), self.cycle, what]) < AGAIN;
        self.before.filter(|_| again()).unwrap_or(self.cycle)
    }

    /// How far the State has come in a section, 0 to 1: all answers of the section hang on it, and so agree with each other.
    #[must_use]
    pub fn level(&self, section: &str) -> f64 {
        let own = (unit(self.seed, &["section", self.profile.state.as_str(), section]) - 0.5) * 0.3;
        let ease = (unit(self.seed, &["ease", section]) - 0.5) * 0.2;
        let years = f64::from((self.period.1.year() - 2023).clamp(0, 10));
        (self.profile.maturity + own + ease + years * 0.025).clamp(0.02, 0.98)
    }

    /// How often an option is chosen, compared with its neighbours: by option, question and region.
    #[must_use]
    pub fn weight(&self, question: &str, option: &str) -> f64 {
        let popular = 0.3 + unit(self.seed, &["option", option]);
        let here = 0.7 + 0.6 * unit(self.seed, &["question", question, option]);
        let region = 0.7 + 0.6 * unit(self.seed, &["region", &self.profile.group, option]);
        // A text of one's own is the exception.
        let rare = if option == "other" { 0.12 } else { 1.0 };
        popular * here * region * rare
    }
}

/// One of the things, each as likely as another.
pub(super) fn one<'t, T>(rng: &mut ChaCha8Rng, things: &'t [T]) -> Option<&'t T> {
    if things.is_empty() { None } else { things.get(rng.random_range(0..things.len())) }
}

/// A number of things near `mean`, at least 0.
pub(super) fn about(rng: &mut ChaCha8Rng, mean: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and not negative")]
    let count = (mean + rng.random_range(-1.0..1.0)).round().max(0.0) as usize;
    count
}

/// So many different things, the weightier ones more likely, in the order in which they were drawn.
pub(super) fn several<T: Copy>(rng: &mut ChaCha8Rng, mut things: Vec<(T, f64)>, count: usize) -> Vec<T> {
    let mut drawn = Vec::new();
    while drawn.len() < count && !things.is_empty() {
        let total: f64 = things.iter().map(|(_, weight)| weight).sum();
        let mut at = rng.random_range(0.0..1.0) * total;
        let place = things.iter().position(|(_, weight)| {
            at -= weight;
            at <= 0.0
        });
        drawn.push(things.remove(place.unwrap_or(things.len() - 1)).0);
    }
    drawn
}
