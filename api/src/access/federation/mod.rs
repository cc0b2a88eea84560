//! Federation: people sign in at their own State's OpenID provider.
//!
//! One issuer belongs to one State, or to the Secretariat. Who somebody is there is the issuer and the subject of its tokens, never an
//! e-mail address; it is linked once, by a person who was invited here, and says nothing of roles. A provider is not trusted beyond
//! that: it may be another State's, or taken over, and what it says is checked, measured and timed.

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
