//! Passkeys (WebAuthn): several for each person, each with user verification.
//!
//! A passkey is bound to the host of the origin.
//!
//! A ceremony is a challenge that waits in the database for one answer. So any instance can take
//! the answer, and no answer is taken twice. If the counter of a passkey goes backwards, a copy of
//! the passkey exists. The passkey is then locked, and the person's sessions end.

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
    app::App,
    error::{Code, Error, Result},
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Builds the library's verifier for the host of the origin, and for that origin alone.
fn webauthn(app: &App) -> Result<Webauthn> {
    let origin = &app.settings().site.origin;
    let built = origin.domain().map(|host| {
        WebauthnBuilder::new(host, origin).and_then(|it| it.rp_name("National Survey").build())
    });
    built.and_then(std::result::Result::ok).ok_or_else(|| {
        Error::says(
            Code::Forbidden,
            "Passkeys need an origin with the name of a host, and this service has none.",
        )
    })
}
