//! Inputs of all draws for the answers of one State to one cycle.

use super::profile::Profile;
use crate::{
    demo::invent::chance::{chance, unit},
    instrument::Catalogue,
};
use chrono::{Datelike as _, NaiveDate};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// Share of the answers that a State repeats from the previous cycle.
const AGAIN: f64 = 0.85;

/// Inputs of all draws for the answers of one State to one cycle.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// The seed of the whole demonstration.
    pub seed: u64,
    /// The State.
    pub profile: &'a Profile,
    /// The cycle's key.
    pub cycle: &'a str,
    /// The previous cycle, if there was one. The State repeats most of its answers from there.
    pub before: Option<&'a str>,
    /// The period that the State reports on: first and last day.
    pub period: (NaiveDate, NaiveDate),
    /// The questions.
    pub catalogue: &'a Catalogue,
    /// 0 for the first draft. Each amendment has a variant of its own, with new draws.
    pub variant: u8,
}

impl Draw<'_> {
    /// Returns a generator for one question, or for another purpose, of this State and cycle.
    #[must_use]
    pub fn rng(&self, what: &str) -> ChaCha8Rng {
        chance(
            self.seed,
            &[self.profile.state.as_str(), self.drawn_in(what), what, &self.variant.to_string()],
        )
    }

    /// Returns the cycle whose chance decides: this one, or the previous one if the State repeats
    /// its answer.
    #[must_use]
    pub fn drawn_in(&self, what: &str) -> &str {
        let again =
            || unit(self.seed, &["again", self.profile.state.as_str(), self.cycle, what]) < AGAIN;
        self.before.filter(|_| again()).unwrap_or(self.cycle)
    }

    /// Returns the State's progress in a section, 0 to 1. All answers of the section depend on it,
    /// and so are consistent.
    #[must_use]
    pub fn level(&self, section: &str) -> f64 {
        let own = (unit(self.seed, &["section", self.profile.state.as_str(), section]) - 0.5) * 0.3;
        let ease = (unit(self.seed, &["ease", section]) - 0.5) * 0.2;
        let years = f64::from((self.period.1.year() - 2023).clamp(0, 10));
        (self.profile.maturity + own + ease + years * 0.025).clamp(0.02, 0.98)
    }

    /// Returns the relative frequency of an option, by option, question and region.
    #[must_use]
    pub fn weight(&self, question: &str, option: &str) -> f64 {
        let popular = 0.3 + unit(self.seed, &["option", option]);
        let here = 0.7 + 0.6 * unit(self.seed, &["question", question, option]);
        let region = 0.7 + 0.6 * unit(self.seed, &["region", &self.profile.group, option]);
        // A free text is the exception.
        let rare = if option == "other" { 0.12 } else { 1.0 };
        popular * here * region * rare
    }
}

/// Draws one of the items, all with equal probability.
pub(super) fn one<'t, T>(rng: &mut ChaCha8Rng, things: &'t [T]) -> Option<&'t T> {
    if things.is_empty() { None } else { things.get(rng.random_range(0..things.len())) }
}

/// Draws an integer near `mean`, at least 0.
pub(super) fn about(rng: &mut ChaCha8Rng, mean: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and not negative"
    )]
    let count = (mean + rng.random_range(-1.0..1.0)).round().max(0.0) as usize;
    count
}

/// Draws `count` different items, with probability by weight, in the order of the draws.
pub(super) fn several<T: Copy>(
    rng: &mut ChaCha8Rng,
    mut things: Vec<(T, f64)>,
    count: usize,
) -> Vec<T> {
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
