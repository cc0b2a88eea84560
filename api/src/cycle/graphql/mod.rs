//! Cycles in GraphQL.

mod input;
mod mutation;
mod query;
mod types;

pub use mutation::{CycleMutation, regional};
pub use query::CycleQuery;
pub use types::Cycle;
