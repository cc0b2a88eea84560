//! WHAT HAPPENED: the audit trail of accepted acts, hash-chained, with one chain for each State and
//! one for the Secretariat.
//!
//! An act is recorded in the transaction of its change, so there is no change without its act, and
//! no act without its change. The hash of each act covers the hash of the act before. An edited,
//! removed or reordered act breaks its chain at its place. Signed checkpoints of all chain heads
//! reveal a chain that was cut short or written anew.

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
