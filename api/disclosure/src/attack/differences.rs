//! Differences between sets (R3): the States that remain when one released set is subtracted from
//! another.
//!
//! The decision reads the counted States and the hidden ones, which are public facts. It looks at
//! no answer.

use super::problem::ReleasedQuestion;
use crate::parameters::{Audience, Parameters};
use entity::vocabulary::StateCode;
use std::collections::BTreeSet;

/// Name of a set: the partition (none for All), and the classes that are shown together.
pub type Key = (Option<String>, Vec<String>);

/// States with the editions that are counted.
///
/// A State's response in another edition is another response, so a State that amends leaves the set
/// and enters it.
pub(super) type Members<'a> = BTreeSet<(&'a StateCode, i32)>;

/// Returns the hidden States among `states`.
pub(super) fn hidden<'a>(
    question: &ReleasedQuestion,
    states: &'a BTreeSet<StateCode>,
) -> Members<'a> {
    let edition = |state: &'a StateCode| {
        question.said.get(state).filter(|line| line.hidden).map(|line| (state, line.edition))
    };
    states.iter().filter_map(edition).collect()
}

/// The sizes of R3 for an audience.
#[derive(Clone, Copy, Debug)]
pub struct Differences {
    /// Least difference between sets of one release.
    beside: u32,
    /// Least change of a set from release to release.
    after: u32,
}

impl Differences {
    /// Reads the sizes of R3 for an audience.
    pub fn of(parameters: &Parameters, audience: Audience) -> Self {
        Self { beside: parameters.difference_minimum(audience), after: parameters.temporal_minimum }
    }
}

/// Returns true if two sets of one release may both be released.
///
/// # Guarantee
/// R3 within a release: 0 or at least `difference_minimum` hidden States are in the first set
/// alone, in the second alone, and in both.
pub(super) fn satisfies_difference_rule(
    one: &Members<'_>,
    other: &Members<'_>,
    rules: Differences,
) -> bool {
    let few = |number: usize| number > 0 && number < rules.beside as usize;
    ![one.difference(other).count(), other.difference(one).count(), one.intersection(other).count()]
        .into_iter()
        .any(few)
}

/// Returns true if a set may follow a set of an earlier release of the cycle.
///
/// # Guarantee
/// R3 over time: between two releases of a cycle, 0 or at least `temporal_minimum` hidden States
/// enter a set of the same classes. The same is true of the States that leave it. An amended
/// edition counts as one that leaves and one that enters. Sets of other classes satisfy R3 within a
/// release.
pub(super) fn satisfies_difference_rule_over_time(
    earlier: (&Key, &Members<'_>),
    later: (&Key, &Members<'_>),
    rules: Differences,
) -> bool {
    if earlier.0 != later.0 {
        return satisfies_difference_rule(earlier.1, later.1, rules);
    }
    let few = |number: usize| number > 0 && number < rules.after as usize;
    !few(later.1.difference(earlier.1).count()) && !few(earlier.1.difference(later.1).count())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn few_in_a_difference_are_refused_and_none_or_enough_are_not() {
        let states: Vec<StateCode> =
            (0..26u8).map(|n| format!("AA{}", char::from(b'A' + n)).parse().unwrap()).collect();
        let set = |from: usize, to: usize| {
            states[from..to].iter().map(|state| (state, 1)).collect::<Members<'_>>()
        };
        let all: Key = (None, vec![]);
        let class: Key = (Some("p".into()), vec!["a".into()]);
        let rules = Differences::of(&Parameters::default(), Audience::Everybody);
        for (one, other, together, follows) in [
            (set(0, 20), set(0, 20), true, true),
            (set(0, 20), set(0, 19), false, false),
            (set(0, 20), set(0, 16), false, false),
            (set(0, 20), set(0, 15), true, false),
            (set(0, 20), set(0, 11), true, false),
            (set(0, 20), set(0, 10), true, true),
            (set(0, 10), set(6, 26), false, false),
            (set(0, 10), set(5, 26), true, false),
            (set(0, 10), set(10, 26), true, true),
            (set(0, 10), set(0, 0), true, true),
        ] {
            assert_eq!(
                satisfies_difference_rule(&one, &other, rules),
                together,
                "{one:?} {other:?}"
            );
            assert_eq!(
                satisfies_difference_rule_over_time((&all, &one), (&all, &other), rules),
                follows,
                "{one:?} {other:?}"
            );
            assert_eq!(
                satisfies_difference_rule_over_time((&all, &one), (&class, &other), rules),
                together,
                "{one:?} {other:?}"
            );
        }
        for (amended, follows) in [(0, true), (1, false), (9, false), (10, true)] {
            let later: Members<'_> = (0..20)
                .map(|place| (&states[place], if place < amended { 2 } else { 1 }))
                .collect();
            assert_eq!(
                satisfies_difference_rule_over_time((&all, &set(0, 20)), (&all, &later), rules),
                follows,
                "{amended} have amended"
            );
        }
    }
}
