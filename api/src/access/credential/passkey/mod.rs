//! Passkeys (WebAuthn): registered several to a person, each with user verification, and bound to the host of the origin.
//!
//! A ceremony is a challenge that waits in the database for one answer, so that any instance takes it, and none twice. A passkey
//! whose counter goes backwards has a copy somewhere: it is locked, and the person's sessions end.

mod assertion;
mod ceremony;
mod graphql;
mod register;
mod remove;
mod store;

pub use assertion::{finish_sign_in, finish_step_up, start_sign_in, start_step_up};
pub use ceremony::Challenge;
pub use graphql::{Passkey, PasskeyMutation, PasskeyQuery};
pub use register::{finish_registration, start_registration};
pub(super) use remove::forget;

use crate::{
    error::{Code, Error, Result},
    world::World,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The library, told who we are: the host of the origin, and the origin alone.
fn webauthn(world: &World) -> Result<Webauthn> {
    let origin = &world.config().origin;
    let built =
        origin.domain().map(|host| WebauthnBuilder::new(host, origin).and_then(|it| it.rp_name("National Survey").build()));
    built.and_then(std::result::Result::ok).ok_or_else(|| {
        Error::says(Code::Forbidden, "Passkeys need an origin with the name of a host, and this service has none.")
    })
}
