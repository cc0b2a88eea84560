//! Tabulation: the figures that a question may have, and their exact counts.
//!
//! Raw counts live in this crate and do not leave it: a [`Tabulation`] can be neither printed,
//! stored nor sent.

mod answer_space;
mod level;
mod plan;
mod responses;
mod size;

pub use answer_space::{AnswerSpace, ChangeCategory, Mask};
pub use level::Level;
pub use plan::{Countable, ResponseValue, TablePlan, Together, plan};
pub use responses::{Respondent, Response, Roster, Tabulation};
pub use size::Size;
