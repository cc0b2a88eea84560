//! Federation: people sign in at the OpenID provider of their own State.
//!
//! One issuer belongs to one State, or to the Secretariat. A person's identity there is the issuer
//! and the subject of its tokens, never an e-mail address. A person who was invited here links the
//! identity once. The identity says nothing about roles.
//!
//! A provider is trusted no further. It may belong to another State, or may have been taken over.
//! So everything that it sends is checked, with limits on its size and its time.

mod authorization_request;
mod callback;
mod egress_client;
mod graphql;
mod oidc_client;
mod provider;
mod refused;
mod secret;
mod store;

pub use authorization_request::{Answer, AuthorizationRequest, answer, begin};
pub(super) use callback::forget;
pub use callback::{Finished, finish};
pub use graphql::{FederationMutation, FederationQuery};
pub use provider::{NewProvider, end_provider, register_provider, rotate_secret, sealed};
