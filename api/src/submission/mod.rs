//! WHAT A STATE ANSWERS: the working copy that several people fill in together, and the editions
//! that are frozen from it.
//!
//! Each edit of a save names the revision that it was based on. Edits of different questions always
//! merge. An edit based on an older revision of the same question is returned as a conflict with
//! both values, and neither is lost. A submitted edition is a canonical document with a digest. Its
//! receipt proves offline what was submitted.

pub mod check;
pub mod edition;
mod graphql;
pub mod hints;
mod history;
pub mod link;
pub mod offered;
mod outcome;
pub mod progress;
pub mod receipt;
mod save_answers;
mod set_consent;
pub mod shared;
pub mod store;
mod submit;
pub mod text;
pub mod value;
pub mod verify;
mod withdraw;

pub use graphql::{SharedAnswerMutation, SharedAnswerQuery, SubmissionMutation, SubmissionQuery};
pub use outcome::{Outcome, Saved, Theirs, outcomes};
pub use save_answers::{Edit, Prepared, prepare, save_answers};
pub use set_consent::{NewConsent, set_consent};
pub use submit::{Freeze, Submit, submit};
pub use withdraw::withdraw;
