//! The attack: an attacker that fails is the proof of a release (R6). The decision that uses it is
//! called the gate.
//!
//! Before a table is released, the attacker gets everything that would then be known of its
//! question:
//!
//! - All sets, and all levels together. Levels that exclude each other add up, and classes add up
//!   to All.
//! - All earlier releases.
//! - Every answer that is public or ever was public.
//!
//! The module `certificate` defines what the attacker may know in addition. The attacker looks for
//! an answer that is the same in all assignments that are consistent with its knowledge.
//!
//! ```text
//! released questions -> problem (equivalence classes, limits) -> search -> certificate
//!     -> check, which contains no solver -> released, or not available
//! ```

mod admit;
mod attack_instance;
#[cfg(test)]
mod brute;
mod certificate;
mod differences;
mod exact_disclosure;
mod problem;
mod search;
mod tuples;

pub use admit::{
    Admission, Admitted, AttackerScenario, DecidedParts, MODEL_VERSION, Proof, ScenarioParameters,
    Sets,
};
pub use attack_instance::ResponseKnowledge;
#[cfg(test)]
pub use certificate::Certificate;
pub use differences::{Differences, Key};
#[cfg(test)]
pub use problem::Problem;
pub use problem::{ChangeConstraints, KnownResponse, ReleasedQuestion, Set};
#[cfg(test)]
pub use search::search;
pub use search::search_budget::SearchBudget;
