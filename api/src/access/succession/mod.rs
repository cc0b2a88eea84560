//! HOW A FOCAL POINT CHANGES: one party proposes, another agrees, and it is done: the successor comes in, the outgoing person's
//! sessions and grants end at once, and every draft stays with the State.
//!
//! The parties are the Secretariat, the outgoing focal point and the State's approver; two of them have to agree, by two humans.

mod agree;
mod graphql;
mod propose;
mod rules;
mod store;

pub use agree::{Completed, agree_to_succession};
pub use graphql::{Succession, SuccessionMutation, SuccessionQuery};
pub use propose::{NewSuccession, Party, propose_succession};
use rules::status;
