//! GraphQL types of a State's submission, and of the answers that consent shows to others.

mod answer;
mod consent;
mod edition;
mod hints;
mod input;
mod mutation;
mod output;
mod payload;
mod places;
mod progress;
mod query;
mod seen;
mod shared;
mod submission;

pub use mutation::SubmissionMutation;
pub use places::{SharedAnswerMutation, SharedAnswerQuery};
pub use query::SubmissionQuery;
