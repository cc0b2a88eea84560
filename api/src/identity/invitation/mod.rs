//! Invitations. Each has a link that is redeemed once, and a code that travels apart from the link.
//!
//! An administrator invites administrators and focal points, and another administrator confirms. A
//! focal point invites the State's other people. A person who lost their credentials comes back by
//! a new invitation, which is made in the same way.

mod first;
mod graphql;
mod invite;
mod inviter;
mod redeem;
pub(super) mod rules;
mod secret;
pub(super) mod store;

pub use first::{first_link, first_link_anew, is_empty};
pub use graphql::{Invitation, InvitationMutation, InvitationQuery};
pub(super) use invite::by_two_parties;
pub use invite::{NewInvitation, confirm_invitation, end_invitation, invite};
pub use inviter::Inviter;
pub use redeem::{Redemption, redeem};
use rules::status;
pub use secret::{Token, code};
