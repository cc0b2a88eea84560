//! Integrations: machine clients that read and write by scope, and never act for a State.
//!
//! A focal point mints integrations for the State. An administrator mints integrations for public
//! data only. An integration proves its identity with a signature (RFC 7523, `private_key_jwt`),
//! and gets an access token of five minutes.
//!
//! An integration writes in the name of the person who minted it. It works as long as that person
//! may mint it: it stops when the person leaves, is suspended or gets another role.
//!
//! A narrower token reads some sections through one integration until a date, and ends with that
//! integration.

mod acting;
mod authorize;
mod down_scope;
mod graphql;
mod key;
mod mint;
mod minter;
pub mod rules;
mod store;

pub(super) use acting::ActingIntegration;
pub use acting::Integration;
pub use authorize::{Granted, NARROWER, Refusal, by_assertion, by_narrower_token, token_endpoint};
use down_scope::text as narrower_text;
pub use down_scope::{NewDownScopedToken, down_scope_integration, end_down_scoped_token};
pub use graphql::{IntegrationMutation, IntegrationQuery};
pub use key::PublicKey;
pub use mint::{NewIntegration, add_key, end_key, mint_integration, revoke_integration};
pub use minter::{IntegrationOwner, Minter};
use rules::{scopes_of, works};
pub(super) use store::found;
pub use store::{by_operator, keys, of_operator};
