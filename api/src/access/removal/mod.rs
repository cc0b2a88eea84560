//! HOW AN ADMINISTRATOR LEAVES: one administrator proposes the removal, a second one confirms it, and it is done.
//!
//! The one who is to be removed can neither confirm nor withdraw it. Where nobody else could confirm, as with two administrators of
//! whom one is to go, the operator removes at the server's terminal.

mod confirm;
mod graphql;
mod propose;
mod rules;
pub(super) mod store;

pub use confirm::{confirm_removal, end_removal};
pub use graphql::{Removal, RemovalMutation, RemovalQuery};
pub use propose::propose_removal;
use rules::status;
