//! Invitations. Each has a link that is redeemed once, and a code that travels apart from the link.
//!
//! An administrator invites administrators and focal points, and another administrator confirms. A
//! focal point invites the State's other people. A person who lost their credentials comes back by
//! a new invitation, which is made in the same way.

mod first;
mod graphql;
mod invite;
mod redeem;
pub(super) mod rules;
mod secret;
pub(super) mod store;

pub use crate::identity::invitation::first::{first_link, first_link_anew, is_empty};
pub use crate::identity::invitation::graphql::{Invitation, InvitationMutation, InvitationQuery};
pub(super) use crate::identity::invitation::invite::by_two_parties;
pub use crate::identity::invitation::invite::{Inviter, NewInvitation, confirm_invitation, end_invitation, invite};
pub use crate::identity::invitation::redeem::{Redemption, redeem};
use crate::identity::invitation::rules::status;
pub use crate::identity::invitation::secret::{Token, code};
