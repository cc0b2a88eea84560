//! WHAT A STATE ANSWERS: the working copy that several people fill in together, and the editions
//! that are frozen from it.
//!
//! Each edit of a save names the revision that it was based on. Edits of different questions always
//! merge. An edit based on an older revision of the same question is returned as a conflict with
//! both values, and neither is lost. A submitted edition is a canonical document with a digest. Its
//! receipt proves offline what was submitted.

pub mod editions;
mod graphql;
mod set_consent;
pub mod shared;
pub mod store;
pub mod verify;
pub mod working_copy;

pub use editions::withdraw;
pub use editions::{Freeze, Submit, submit};
pub use graphql::{SharedAnswerMutation, SharedAnswerQuery, SubmissionMutation, SubmissionQuery};
pub use set_consent::{NewConsent, set_consent};
pub use working_copy::{CurrentAnswer, Outcome, Saved, outcomes};
pub use working_copy::{Edit, Prepared, prepare, save_answers};
