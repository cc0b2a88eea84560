//! People, sessions, tokens and witnesses: the identity and the rights of a caller.
//!
//! A request carries a token, and the token proves a session. The person of the session is read
//! from the database, with role and State. From then on, authority is a type: a function that needs
//! a focal point takes a [`FocalPoint`], and only this folder can make one. Authorisation never
//! looks at the state of a cycle or submission. The state machine never looks at the caller.

mod add_person;
mod caller;
mod context;
pub mod credential;
mod demo;
pub mod federation;
mod grant_section;
mod graphql;
pub mod integration;
pub mod invitation;
pub mod people;
pub mod policy;
mod remembered;
pub mod removal;
pub mod session;
pub mod store;
pub mod succession;
pub mod token;
pub mod two_people;
mod witness;

pub use add_person::{NewPerson, add_person};
pub use caller::{Caller, Person};
pub use context::{Ask, Caches, page};
pub use credential::{
    SignIn, SignedIn,
    passkey::{PasskeyMutation, PasskeyQuery},
    password, sign_in,
};
pub use demo::{demo_people, open_demo_session};
pub use federation::{FederationMutation, FederationQuery};
pub use grant_section::{NewGrant, grant_section, revoke_grant};
pub use graphql::{AccessMutation, AccessQuery, Grant, Person as PersonObject, Viewer};
pub use integration::{IntegrationMutation, IntegrationQuery};
pub use invitation::{
    InvitationMutation, InvitationQuery, Inviter, NewInvitation, Redemption, Token, confirm_invitation, end_invitation, invite,
    redeem,
};
pub use people::{PeopleMutation, change_role, remove_person};
pub use remembered::Remembered;
pub use removal::{RemovalMutation, RemovalQuery, confirm_removal, end_removal};
pub use session::{SessionMutation, SessionQuery, refresh, sign_out};
pub use succession::{SuccessionMutation, SuccessionQuery};
pub use witness::{Administrator, Analyst, Contributes, FocalPoint, Fresh, OwnState, Reading};
