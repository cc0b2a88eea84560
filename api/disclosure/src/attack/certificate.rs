//! The certificate: counterexamples that prove that no attacker determines a hidden answer, and the
//! function that checks them.
//!
//! A State's answer is **determined** at a level if it is the same in every assignment that is
//! consistent with the attacker's knowledge. So for every equivalence class, every level and both
//! values there must be a counterexample. This is an assignment in which a State of the class that
//! the attacker does not know holds the level, or does not.
//!
//! [`Certificate::check`] adds and compares, and contains no solver. The search that found the
//! counterexamples may be wrong or give up. Nothing is released that the check did not prove.
//!
//! The attacker may know nothing in addition (K0). It may also know the answers of one hidden State
//! (K1), of a bloc (K2), or of any two States (K4). Every attacker sees all releases that the
//! problem holds (K3). An attacker that knows a State's tuple takes an assignment for possible only
//! if some State of that equivalence class holds this tuple.
//!
//! A fact that an attacker knows without any release is not disclosed by a release, and no
//! suppression can hide it. For example, few answers of a region changed, and the attacker knows
//! which. A State that publishes one of its two answers has then told it the other.

use super::attack_instance::{AttackInstance, Reassignment, ResponseKnowledge};
use super::problem::{Problem, Tuple};
use serde::{Deserialize, Serialize};

/// Counterexamples, each as its difference from the truth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Tuples that no State holds in truth. Their places continue those of the true tuples.
    #[serde(with = "written")]
    pub tuples: Vec<Tuple>,
    /// The counterexamples. The truth itself is the first assignment and is not listed.
    pub counterexamples: Vec<Vec<Reassignment>>,
}

impl From<(usize, usize, usize, u32)> for Reassignment {
    fn from((class, from, to, states): (usize, usize, usize, u32)) -> Self {
        Self { class, from, to, states }
    }
}

impl From<Reassignment> for (usize, usize, usize, u32) {
    fn from(one: Reassignment) -> Self {
        (one.class, one.from, one.to, one.states)
    }
}

impl Certificate {
    /// Returns true if the certificate proves that no attacker determines a sensitive cell.
    ///
    /// # Guarantee
    /// R6 under K0–K4: each hidden State, level and attacker of `attackers` has a counterexample
    /// among the listed assignments and the truth. A counterexample satisfies every limit of the
    /// problem and is consistent with the attacker's knowledge. In it, a State of the same
    /// equivalence class that the attacker does not know answers differently. Facts that the
    /// attacker knows without any release are excepted.
    ///
    /// The check adds and compares, and contains no solver. A wrong or interrupted search can
    /// therefore only suppress a table and never release one.
    pub fn check(&self, problem: &Problem, attackers: &ResponseKnowledge) -> bool {
        let Some(case) = AttackInstance::of(problem, attackers) else { return false };
        let mut tuples = problem.tuples.clone();
        tuples.extend(self.tuples.iter().cloned());
        let possible = self
            .counterexamples
            .iter()
            .all(|counterexample| case.is_possible(counterexample, &tuples));
        possible
            && case.sensitive_cells().all(|target| {
                case.find_determining_attacker(target, &self.counterexamples, &tuples).is_none()
            })
    }
}

/// Masks as hexadecimal text, because JSON numbers cannot hold 128 bits.
mod written {
    use super::Tuple;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(tuples: &[Tuple], to: S) -> Result<S::Ok, S::Error> {
        let text =
            |tuple: &Tuple| tuple.iter().map(|mask| mask.map(|mask| format!("{mask:x}"))).collect();
        tuples.iter().map(text).collect::<Vec<Vec<Option<String>>>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Tuple>, D::Error> {
        let text: Vec<Vec<Option<String>>> = Vec::deserialize(from)?;
        let mask =
            |text: Option<String>| text.map(|text| u128::from_str_radix(&text, 16)).transpose();
        let tuples =
            text.into_iter().map(|tuple| tuple.into_iter().map(mask).collect::<Result<Tuple, _>>());
        tuples.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}
