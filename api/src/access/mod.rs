//! WHAT MAY YOU: the caller of a request, and witnesses of the caller's rights.
//!
//! A request carries a token, and the token proves a session. The session's person is read from the
//! database, with role and State. From then on authority is a type. A function that needs a focal
//! point takes a [`FocalPoint`], which only this folder makes.
//!
//! Authorisation never looks at the state of things, and the state machine never looks at the
//! caller.

mod caller;
mod context;
mod grant_section;
mod graphql;
pub mod integration;
pub mod policy;
pub mod session_lifetime;
pub mod store;
pub mod token;
mod witness;

pub use caller::Caller;
pub use caller::person::Person;
pub use caller::timed_cache::TimedCache;
pub use context::{Caches, RequestContext, page};
pub use grant_section::{NewGrant, grant_section, revoke_grant};
pub use graphql::{AccessMutation, AccessQuery, Grant, Person as PersonObject, Viewer};
pub use integration::{IntegrationMutation, IntegrationQuery};
pub(crate) use store::{end_grants, person_of_state};
pub use witness::{
    Administrator, Analyst, Contributor, FocalPoint, OwnState, ReaderScope, SteppedUp,
};
