//! Cycles in GraphQL.

mod cycle;
mod input;
mod lattice;
mod mutation;
mod query;

pub use cycle::Cycle;
pub use mutation::{CycleMutation, regional};
pub use query::CycleQuery;
