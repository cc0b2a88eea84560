//! GraphQL types of a State's submission, and of the answers that consent shows to others.

mod answers;
mod consent;
mod edition;
mod mutation;
mod payload;
mod progress;
mod query;
mod shared_answers;
mod submission;

pub use mutation::SubmissionMutation;
pub use query::SubmissionQuery;
pub use shared_answers::{SharedAnswerMutation, SharedAnswerQuery};
