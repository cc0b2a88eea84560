//! Successions of focal points: one party proposes the successor, and another party agrees.
//!
//! The agreement completes the succession. The successor becomes the focal point, the outgoing
//! person's sessions and grants end at once, and every draft stays with the State.
//!
//! The parties are the Secretariat, the outgoing focal point and the State's approver. Two of them
//! have to agree, by two humans.

mod agree;
mod graphql;
mod party;
mod propose;
mod rules;
mod store;

pub use agree::{Completed, agree_to_succession};
pub use graphql::{Succession, SuccessionMutation, SuccessionQuery};
pub use party::Party;
pub use propose::{NewSuccession, propose_succession};
use rules::status;
