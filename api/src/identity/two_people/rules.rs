//! Rules of the second person of an act, and of the acts that take two people.

use crate::{
    error::{Code, Error, Result},
    identity::same_human::is_same_human,
};
use ::entity::{
    person,
    vocabulary::{PersonStatus, Role},
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Smallest age of an account that takes part in an act of two people.
///
/// A person who makes an account for this purpose has to wait this long. All others have this long
/// to notice it.
pub const SEASONED: TimeDelta = TimeDelta::days(7);

/// The facts about a deployment on which the rule depends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment {
    /// The first two administrators of the deployment.
    pub founders: Vec<Uuid>,
    /// True once a State has submitted an edition.
    pub has_editions: bool,
}

/// Returns true if a person has had the present role for [`SEASONED`].
#[must_use]
pub fn is_seasoned(person: &person::Model, now: DateTime<Utc>) -> bool {
    now >= person.role_since.unwrap_or(person.created_at) + SEASONED
}

/// Returns true if an administrator's account is old enough to be the second.
///
/// In the first days of a deployment no account is that old. So the first two administrators need
/// no age until a State has submitted. Before that, nothing can be released.
#[must_use]
pub fn is_old_enough(person: &person::Model, deployment: &Deployment, now: DateTime<Utc>) -> bool {
    let is_founder = deployment.founders.contains(&person.id) && person.role_since.is_none();
    is_seasoned(person, now) || (is_founder && !deployment.has_editions)
}

/// Returns true if two people are two humans, and the act does not concern the second.
#[must_use]
pub fn are_two(first: &person::Model, second: &person::Model, concerned: &[&str]) -> bool {
    let mut others = std::iter::once(first.email.as_str()).chain(concerned.iter().copied());
    first.id != second.id && !others.any(|address| is_same_human(address, &second.email))
}

/// Checks that a person may be the second.
///
/// # Errors
/// Fails with `FORBIDDEN` for the same account or human as the first, for a person whom the act
/// concerns, and for a new account. Fails with `STALE` if the first is no longer an administrator.
pub fn may_be_second(
    first: &person::Model,
    second: &person::Model,
    concerned: &[&str],
    deployment: &Deployment,
    now: DateTime<Utc>,
) -> Result<()> {
    if !are_two(first, second, concerned) {
        let sentence = "This act takes two people. The second neither began it nor is the person whom it concerns.";
        return Err(Error::says(Code::Forbidden, sentence));
    }
    if !is_old_enough(second, deployment, now) {
        return Err(too_new());
    }
    if first.status != PersonStatus::Active || first.role != Role::Administrator {
        return Err(Code::Stale.into());
    }
    Ok(())
}

/// Returns the refusal of a new account.
#[must_use]
pub fn too_new() -> Error {
    Error::says(
        Code::Forbidden,
        "An administrator takes part in an act of two people after seven days in this role.",
    )
}

/// Returns true if inviting or removing an administrator takes two people.
///
/// It does for ever, as soon as there have been two administrators.
#[must_use]
pub const fn administrators_take_two(ever: usize) -> bool {
    ever > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::entity::vocabulary::Official;

    fn person(id: u128, email: &str, days: i64) -> person::Model {
        person::Model {
            id: Uuid::from_u128(id),
            email: email.into(),
            name: String::new(),
            language: Official::En,
            role: Role::Administrator,
            state: None,
            status: PersonStatus::Active,
            password_hash: None,
            created_at: DateTime::<Utc>::UNIX_EPOCH - TimeDelta::days(days),
            role_since: None,
        }
    }

    #[test]
    fn the_second_is_another_human_of_seven_days_beside_one_who_still_administers() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let (anna, ben) = (person(1, "anna@un.example", 9), person(2, "ben@un.example", 7));
        let removed = person::Model { status: PersonStatus::Suspended, ..anna.clone() };
        let analyst = person::Model { role: Role::Analyst, ..anna.clone() };
        let back = person::Model { role_since: Some(now - TimeDelta::days(6)), ..ben.clone() };
        let (none, forbidden, stale) = (None, Some(Code::Forbidden), Some(Code::Stale));
        for (first, second, concerned, wanted) in [
            (&anna, &ben, "carl@un.example", none),
            (&anna, &anna, "carl@un.example", forbidden),
            (&anna, &person(3, "an.na+two@un.example", 99), "carl@un.example", forbidden),
            (&anna, &ben, "Ben+new@un.example", forbidden),
            (&anna, &person(3, "dora@un.example", 6), "carl@un.example", forbidden),
            (&anna, &back, "carl@un.example", forbidden),
            (&removed, &ben, "carl@un.example", stale),
            (&analyst, &ben, "carl@un.example", stale),
        ] {
            let judged = may_be_second(first, second, &[concerned], &Deployment::default(), now);
            assert_eq!(
                judged.err().map(|error| error.code()),
                wanted,
                "{} {}",
                first.email,
                second.email
            );
        }
    }

    #[test]
    fn a_founder_need_not_wait_until_a_state_has_submitted() {
        let (now, new) = (DateTime::<Utc>::UNIX_EPOCH, person(2, "ben@un.example", 0));
        let back = person::Model { role_since: Some(now), ..new.clone() };
        let deployment = |founder: u128, has_editions| Deployment {
            founders: vec![Uuid::from_u128(founder)],
            has_editions,
        };
        for (who, deployment, wanted) in [
            (&new, deployment(2, false), true),
            (&new, deployment(2, true), false),
            (&new, deployment(3, false), false),
            (&back, deployment(2, false), false),
        ] {
            assert_eq!(is_old_enough(who, &deployment, now), wanted, "{deployment:?}");
        }
    }

    #[test]
    fn two_administrators_once_are_two_for_ever() {
        assert_eq!([0, 1, 2, 3].map(administrators_take_two), [false, false, true, true]);
    }
}
