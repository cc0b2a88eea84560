//! Federation: people sign in at the OpenID provider of their own State.
//!
//! One issuer belongs to one State, or to the Secretariat. A person's identity there is the issuer
//! and the subject of its tokens, never an e-mail address. A person who was invited here links the
//! identity once. The identity says nothing about roles.
//!
//! A provider is trusted no further. It may belong to another State, or may have been taken over.
//! So everything that it sends is checked, with limits on its size and its time.

mod conversation;
mod finish;
mod graphql;
mod outgoing;
mod provider;
mod refused;
mod secret;
mod store;
mod visit;

pub(super) use finish::forget;
pub use finish::{Finished, finish};
pub use graphql::{FederationMutation, FederationQuery};
pub use provider::{NewProvider, end_provider, register_provider, rotate_secret, sealed};
pub use visit::{Answer, Begun, answer, begin};
