//! Rules of invitations: the roles that a focal point gives, the times, and the same human behind
//! two addresses.

use crate::{
    error::{Result, at},
    identity::two_people::rules::administrators_take_two,
    text::single_line,
};
use ::entity::{
    invitation,
    vocabulary::{InvitationStatus, Role},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Time in which an invitation can be redeemed.
pub const REDEEMABLE: TimeDelta = TimeDelta::hours(72);
/// Time in which an invitation can be confirmed.
pub const CONFIRMABLE: TimeDelta = TimeDelta::days(7);
/// Number of wrong codes with which an invitation ends.
pub const TRIES: i64 = 5;
/// Longest name of a person, in characters as people count them.
const LONGEST_NAME: usize = 200;

/// Checks the name of a person, and returns it as it is stored: one line in normal form.
///
/// # Errors
/// Fails with `BAD_INPUT` if there is nothing to see in it, and with `BAD_TEXT` or `TOO_LONG`.
pub fn name(text: &str) -> Result<String> {
    at("`name`", single_line(text, LONGEST_NAME))
}

/// Returns true for the roles that a focal point may give and change.
#[must_use]
pub const fn is_of_focal_point(role: Role) -> bool {
    matches!(role, Role::Approver | Role::Contributor | Role::Reader)
}

/// Returns true if another administrator has to confirm an invitation to this role.
///
/// A focal point needs a confirmation if the deployment asks for two approvals. An administrator
/// needs one as soon as there have been two administrators, whatever the deployment asks for. A
/// sole administrator invites the second one alone, because nobody else could confirm.
#[must_use]
pub const fn needs_confirmation(role: Role, approvals: u8, ever_administrators: usize) -> bool {
    match role {
        Role::FocalPoint => approvals > 1,
        Role::Administrator => administrators_take_two(ever_administrators),
        _ => false,
    }
}

/// Returns the status of an invitation.
#[must_use]
pub fn status(invitation: &invitation::Model, now: DateTime<Utc>) -> InvitationStatus {
    if invitation.redeemed_at.is_some() {
        InvitationStatus::Redeemed
    } else if invitation.ended_at.is_some() || invitation.tries >= TRIES {
        InvitationStatus::Ended
    } else if invitation.expires_at <= now {
        InvitationStatus::Expired
    } else if invitation.token_hash.is_none() {
        InvitationStatus::AwaitingConfirmation
    } else {
        InvitationStatus::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_invite_those_who_speak_for_a_state_or_administer() {
        for role in Role::ALL.iter().copied() {
            let two = matches!(role, Role::FocalPoint | Role::Administrator);
            assert_eq!(needs_confirmation(role, 2, 2), two, "{role}");
            assert_eq!(needs_confirmation(role, 1, 2), role == Role::Administrator, "{role}");
        }
        assert!(needs_confirmation(Role::FocalPoint, 2, 1));
        assert!(!needs_confirmation(Role::Administrator, 2, 1));
    }
}
