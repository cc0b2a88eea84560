//! Rules of the lifetime of a session, and of the age of its second factor.

use ::entity::{
    session,
    vocabulary::{Role, SignInMethod},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Longest lifetime of a session.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Time for which a second factor is fresh.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Returns the time for which a session may be idle.
///
/// It is 15 minutes for the roles that approve, submit or administer, and 30 for all others.
#[must_use]
pub const fn idle(role: Role) -> TimeDelta {
    match role {
        Role::Approver | Role::FocalPoint | Role::Administrator => TimeDelta::minutes(15),
        Role::Contributor | Role::Reader | Role::Analyst => TimeDelta::minutes(30),
    }
}

/// Returns the time at which a session of a person in this role ends if it is not refreshed.
///
/// A session of the demonstration does not end because it is idle.
#[must_use]
pub fn ends_at(session: &session::Model, role: Role) -> DateTime<Utc> {
    if uses(session, SignInMethod::Demo) {
        return session.expires_at;
    }
    session.expires_at.min(session.seen_at + idle(role))
}

/// Returns true if the session was opened, or confirmed later, by this method.
#[must_use]
pub fn uses(session: &session::Model, method: SignInMethod) -> bool {
    session.methods.split(' ').any(|used| used == method.as_str())
}

/// Returns the time until which the second factor of the session is fresh; none if it has shown
/// none.
#[must_use]
pub fn fresh_until(session: &session::Model) -> Option<DateTime<Utc>> {
    if uses(session, SignInMethod::Demo) {
        return Some(session.expires_at);
    }
    session.confirmed_at.map(|at| at + FRESH)
}

/// Writes methods as a session stores them: with a space between them.
#[must_use]
pub fn methods(used: &[SignInMethod]) -> String {
    used.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn session(methods: &[SignInMethod], confirmed_at: Option<i64>) -> session::Model {
        session::Model {
            id: uuid::Uuid::nil(),
            person: uuid::Uuid::nil(),
            methods: super::methods(methods),
            device: String::new(),
            epoch: 3,
            opened_at: at(0),
            confirmed_at: confirmed_at.map(at),
            seen_at: at(0),
            expires_at: at(0) + LONGEST,
            ended_at: None,
            ended_for: None,
        }
    }

    #[test]
    fn a_session_idles_for_the_time_of_its_role_and_never_beyond_its_end() {
        let mut row = session(&[SignInMethod::Password], None);
        for (role, minutes) in [
            (Role::FocalPoint, 15),
            (Role::Administrator, 15),
            (Role::Reader, 30),
            (Role::Analyst, 30),
        ] {
            assert_eq!(ends_at(&row, role), at(minutes * 60), "{role}");
        }
        row.seen_at = at(12 * 3600 - 60);
        assert_eq!(ends_at(&row, Role::Reader), row.expires_at);
        assert_eq!(ends_at(&session(&[SignInMethod::Demo], None), Role::FocalPoint), at(12 * 3600));
    }

    #[test]
    fn a_second_factor_is_fresh_for_five_minutes() {
        assert_eq!(fresh_until(&session(&[SignInMethod::Password], None)), None);
        assert_eq!(fresh_until(&session(&[SignInMethod::Passkey], Some(60))), Some(at(360)));
    }
}
