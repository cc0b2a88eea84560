//! A State's submission in GraphQL, and what consent shows of it to others.

mod input;
mod mutation;
mod output;
mod query;
mod shared;
mod types;

pub use mutation::SubmissionMutation;
pub use query::SubmissionQuery;
