//! Who may invite whom, how long an invitation holds, and when two addresses are likely one human's.

use crate::{
    access::two_people::rules::administrators_take_two,
    error::{Code, Error, Result},
};
use ::entity::{
    invitation,
    vocabulary::{InvitationStatus, Role},
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long an invitation can be redeemed.
pub const REDEEMABLE: TimeDelta = TimeDelta::hours(72);
/// How long it waits for its confirmation.
pub const CONFIRMABLE: TimeDelta = TimeDelta::days(7);
/// With this many wrong codes an invitation ends.
pub const TRIES: i64 = 5;
/// The most characters of a name.
const NAME: usize = 200;

/// An e-mail address as it is kept.
///
/// # Errors
/// `BAD_INPUT` when it has no name, no `@` or no domain.
pub fn address(text: &str) -> Result<String> {
    let email = text.trim().to_lowercase();
    let bad = |c: char| c.is_control() || c.is_whitespace();
    let formed = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if email.len() > 254 || !formed || email.contains(bad) {
        return Err(Error::says(Code::BadInput, "An e-mail address has a name, an @ and a domain."));
    }
    Ok(email)
}

/// A name as it is kept.
///
/// # Errors
/// `BAD_INPUT` when it is empty, too long or holds control characters.
pub fn name(text: &str) -> Result<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME || name.contains(char::is_control) {
        return Err(Error::says(Code::BadInput, "A name has 1 to 200 characters."));
    }
    Ok(name.to_owned())
}

/// Whether two addresses are likely to be read by one human: they differ at most in case, dots and what follows a `+`. A
/// mistaken yes costs a third person, a mistaken no lets one human agree with herself.
#[must_use]
pub fn is_same_human(one: &str, other: &str) -> bool {
    fn plain(address: &str) -> (String, String) {
        let address = address.trim().to_lowercase();
        let (name, host) = address.rsplit_once('@').unwrap_or((&address, ""));
        (name.split('+').next().unwrap_or_default().replace('.', ""), host.trim_end_matches('.').to_owned())
    }
    plain(one) == plain(other)
}

/// What a focal point invites to and changes between.
#[must_use]
pub const fn is_of_focal_point(role: Role) -> bool {
    matches!(role, Role::Approver | Role::Contributor | Role::Reader)
}

/// Whether somebody else has to confirm an invitation to this role. Who speaks for a State needs two people where the deployment
/// says so. Who administers needs two people once there ever were two administrators, whatever the deployment says; the very first
/// colleague of a sole administrator can have but one.
#[must_use]
pub const fn needs_confirmation(role: Role, approvals: u8, ever_administrators: usize) -> bool {
    match role {
        Role::FocalPoint => approvals > 1,
        Role::Administrator => administrators_take_two(ever_administrators),
        _ => false,
    }
}

/// Where an invitation stands.
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
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn an_address_has_a_name_an_at_and_a_domain() {
        for bad in ["", "a", "@b.c", "a@b", "a@b@c.d", "a b@c.d", "a\0@c.d", "a\u{202e}\n@c.d"] {
            assert!(address(bad).is_err(), "{bad:?}");
        }
        assert_eq!(address(" Anna.Li@MFA.example ").unwrap(), "anna.li@mfa.example");
    }

    #[test]
    fn one_human_is_known_behind_case_dots_and_tags() {
        for other in ["ANNA@mfa.example", "an.na@mfa.example", "anna+approver@mfa.example.", "a.nna+@MFA.example"] {
            assert!(is_same_human("anna@mfa.example", other), "{other}");
        }
        for other in ["anne@mfa.example", "anna@other.example", "anna@mfa.example.org"] {
            assert!(!is_same_human("anna@mfa.example", other), "{other}");
        }
    }

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
