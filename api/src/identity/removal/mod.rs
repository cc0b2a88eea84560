//! Removing an administrator: one administrator proposes it, and a second one confirms it.
//!
//! The confirmation completes the removal. The administrator to remove can neither confirm nor
//! withdraw it. If nobody else could confirm it, the operator removes the administrator at the
//! server's terminal. This is the case with two administrators, one of whom is to be removed.

mod confirm;
mod graphql;
mod propose;
mod rules;
pub(super) mod store;

pub use confirm::{confirm_removal, end_removal};
pub use graphql::{Removal, RemovalMutation, RemovalQuery};
pub use propose::propose_removal;
use rules::status;
