//! Rules of successions: the parties and people who take part, and the status.

use crate::{
    error::{Code, Error, Result},
    identity::{
        same_human::is_same_human,
        two_people::rules::{Deployment, is_old_enough, is_seasoned, too_new},
    },
};
use ::entity::{
    person, succession,
    vocabulary::{Role, SuccessionParty, SuccessionStatus},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Time in which the second party can agree.
pub const AGREEABLE: TimeDelta = TimeDelta::days(7);

/// Checks that a person may take part in a succession, whoever speaks for the other party.
///
/// A focal point makes approvers, and could make one for this purpose. So an approver must have had
/// the role for seven days. The same holds for an administrator.
///
/// # Errors
/// Fails with `FORBIDDEN` for the successor, and for an approver or administrator of less than
/// seven days.
pub fn takes_part(
    person: &person::Model,
    successor: &str,
    deployment: &Deployment,
    now: DateTime<Utc>,
) -> Result<()> {
    if is_same_human(&person.email, successor) {
        return Err(Error::says(
            Code::Forbidden,
            "The successor can't take part in the succession.",
        ));
    }
    match person.role {
        Role::Approver if !is_seasoned(person, now) => Err(Error::says(
            Code::Forbidden,
            "An approver takes part in a succession after seven days in this role.",
        )),
        Role::Administrator if !is_old_enough(person, deployment, now) => Err(too_new()),
        _ => Ok(()),
    }
}

/// Checks that proposer and second party are two parties and two humans.
///
/// # Errors
/// Fails with `FORBIDDEN` if they are not.
pub fn are_two(
    proposer: &person::Model,
    proposed_as: SuccessionParty,
    other: &person::Model,
    agreed_as: SuccessionParty,
) -> Result<()> {
    if proposed_as == agreed_as
        || proposer.id == other.id
        || is_same_human(&proposer.email, &other.email)
    {
        return Err(Error::says(
            Code::Forbidden,
            "A succession needs two humans for two of these parties: Secretariat, outgoing focal point, approver of the State.",
        ));
    }
    Ok(())
}

/// Returns the status of a succession.
#[must_use]
pub fn status(row: &succession::Model, now: DateTime<Utc>) -> SuccessionStatus {
    if row.agreed_at.is_some() {
        SuccessionStatus::Completed
    } else if row.ended_at.is_some() {
        SuccessionStatus::Ended
    } else if row.expires_at <= now {
        SuccessionStatus::Expired
    } else {
        SuccessionStatus::Proposed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::vocabulary::{Official, PersonStatus};
    use uuid::Uuid;

    fn person(id: u128, email: &str, role: Role, days: i64) -> person::Model {
        let created_at = DateTime::<Utc>::UNIX_EPOCH - TimeDelta::days(days);
        person::Model {
            id: Uuid::from_u128(id),
            email: email.into(),
            name: String::new(),
            language: Official::En,
            role,
            state: None,
            status: PersonStatus::Active,
            password_hash: None,
            created_at,
            role_since: None,
        }
    }

    #[test]
    fn two_parties_by_two_humans_and_nothing_less() {
        use SuccessionParty::{Approver, FocalPoint, Secretariat};
        let (anna, ben) = (
            person(1, "anna@mfa.example", Role::FocalPoint, 9),
            person(2, "ben@mfa.example", Role::Approver, 9),
        );
        assert!(are_two(&anna, FocalPoint, &ben, Approver).is_ok());
        assert!(are_two(&anna, Secretariat, &ben, Secretariat).is_err(), "one party");
        assert!(are_two(&anna, FocalPoint, &anna, Approver).is_err(), "one person");
        let double = person(3, "anna+two@mfa.example", Role::Approver, 9);
        assert!(
            are_two(&anna, FocalPoint, &double, Approver).is_err(),
            "one human with two accounts"
        );
    }

    #[test]
    fn neither_the_successor_nor_a_new_approver_takes_part() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let takes_part = |person: &person::Model, successor| {
            takes_part(person, successor, &Deployment::default(), now)
        };
        let approver = |days| person(1, "anna@mfa.example", Role::Approver, days);
        assert!(takes_part(&approver(9), "ben@mfa.example").is_ok());
        assert!(takes_part(&approver(9), "Anna+new@mfa.example").is_err());
        assert!(takes_part(&approver(6), "ben@mfa.example").is_err());
        let anew = person::Model { role_since: Some(now - TimeDelta::days(1)), ..approver(99) };
        assert!(takes_part(&anew, "ben@mfa.example").is_err());
        assert!(
            takes_part(&person(1, "anna@mfa.example", Role::FocalPoint, 0), "ben@mfa.example")
                .is_ok()
        );
        assert!(
            takes_part(&person(1, "anna@un.example", Role::Administrator, 7), "ben@mfa.example")
                .is_ok()
        );
        assert!(
            takes_part(&person(1, "anna@un.example", Role::Administrator, 6), "ben@mfa.example")
                .is_err()
        );
    }
}
