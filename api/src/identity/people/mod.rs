//! People: adding and removing them, and changing their roles.
//!
//! A removal or a change of role ends the sessions of the person at once. The removal of an
//! administrator takes two people.

mod add_person;
mod change_role;
mod graphql;
pub(super) mod letter;
mod operator;
mod person_act;
mod remove;
pub(super) mod store;

pub use add_person::{NewPerson, add_person};
pub(super) use change_role::become_role;
pub use change_role::change_role;
pub use graphql::{PeopleMutation, PeopleQuery};
pub use operator::{end_sessions, operator, sessions, suspend};
pub(super) use person_act::PersonAct;
pub(super) use remove::leave;
pub(super) use remove::remove_administrator;
pub use remove::remove_person;
