//! The answers of States that consent shows to the Secretariat, in GraphQL.

mod places;
pub(super) mod shared;

pub use places::{SharedAnswerMutation, SharedAnswerQuery};
