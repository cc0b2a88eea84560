//! Removing people and changing their roles, which ends their sessions at once.
//!
//! The removal of an administrator takes two people.

mod change_role;
mod graphql;
pub(super) mod letter;
mod operator;
mod person_act;
mod remove;

pub(super) use change_role::become_role;
pub use change_role::change_role;
pub use graphql::PeopleMutation;
pub use operator::{end_sessions, operator, sessions, suspend};
pub(super) use person_act::PersonAct;
pub(super) use remove::leave;
pub(super) use remove::remove_administrator;
pub use remove::remove_person;
