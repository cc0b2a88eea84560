//! WHAT HAPPENED: the trail of accepted acts, hash-chained, one chain for each State and one for the Secretariat.
//!
//! An act is recorded in the transaction that it records, so nothing is accepted without its act and no act stands for
//! something that was not accepted. Each act's hash covers the one before: an edited, removed or reordered act breaks its
//! chain where it stands. Signed checkpoints of all heads catch a chain that was cut short or written anew.

mod checkpoint;
mod graphql;
mod rules;
mod store;
mod verify;
mod witness;

pub use checkpoint::checkpoint;
pub use graphql::AuditQuery;
pub use rules::{Act, Chain, Finding};
pub(crate) use store::latest_of_secretariat;
pub use store::{acts_of_secretariat, acts_of_state, record};
pub use verify::verify;
pub use witness::{OfSecretariat, OfState};
