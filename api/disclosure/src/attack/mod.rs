//! THE GATE: an attacker who fails is the proof (R6).
//!
//! Before a table is released, everything that would then be known of its question is given to an attacker: all sets, all levels
//! together (levels that exclude each other add up, and classes add up to All), all releases before, and every answer that is or ever was
//! public. What he may know besides is in `certificate`. He looks for an answer that is the same in all worlds that fit.
//!
//! ```text
//! sheets -> problem (equivalence classes, limits) -> search -> certificate -> check, which knows no solver -> released, or not available
//! ```

mod admit;
#[cfg(test)]
mod brute;
mod certificate;
mod differences;
mod exact_disclosure;
mod local_search;
mod problem;
mod search;
mod solver;
mod tuples;

pub use admit::{Admission, Admitted, AttackerScenario, DecidedParts, MODEL_VERSION, Proof, ScenarioParameters, Sets};
#[cfg(test)]
pub use certificate::Certificate;
pub use certificate::ResponseKnowledge;
pub use differences::{Differences, Key};
#[cfg(test)]
pub use problem::Problem;
pub use problem::{ChangeConstraints, KnownResponse, ReleasedQuestion, Set};
pub use search::SearchBudget;
#[cfg(test)]
pub use search::search;
