//! The answers of States that consent shows to the Secretariat, in GraphQL.

mod places;
mod search;
pub(super) mod shared;

pub use places::{SharedAnswerMutation, SharedAnswerQuery};
