//! WHO ARE YOU: people, their credentials, invitations, sessions, providers and successions.
//!
//! A person is invited, sets up a credential, and signs in. The sign-in opens a session. The folder
//! [`access`](crate::access) turns the session into a caller.

pub mod credential;
mod demo;
pub mod federation;
pub mod invitation;
pub mod people;
pub mod removal;
mod same_human;
pub mod session;
pub mod succession;
pub mod two_people;

pub use credential::{
    SignIn, SignedIn,
    passkey::{PasskeyMutation, PasskeyQuery},
    password, sign_in,
};
pub use demo::{demo_people, open_demo_session};
pub use federation::{FederationMutation, FederationQuery};
pub use invitation::{
    InvitationMutation, InvitationQuery, Inviter, NewInvitation, Redemption, Token,
    confirm_invitation, end_invitation, invite, redeem,
};
pub use people::{NewPerson, PeopleMutation, PeopleQuery, add_person, change_role, remove_person};
pub use removal::{RemovalMutation, RemovalQuery, confirm_removal, end_removal};
pub use session::{SessionMutation, SessionQuery, refresh, sign_out};
pub use succession::{SuccessionMutation, SuccessionQuery};
