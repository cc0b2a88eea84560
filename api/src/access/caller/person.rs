//! A person who is signed in, with the rights of the moment.

use ::entity::vocabulary::{GrantRight, Official, QuestionCode, Role, StateCode};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Scope of a right on every question: the scope of an integration that no narrower token
/// restricts.
///
/// The text is no section or question code, so no grant can name it.
pub(in crate::access) const EVERYTHING: &str = "*";

/// A person with role, State and grants, read from the database at most 1.5 seconds ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Identifier of the person.
    pub id: Uuid,
    /// The session of the request; for an integration, its key or narrower token.
    pub session: Uuid,
    /// Name of the person.
    pub name: String,
    /// Preferred official language of the person.
    pub language: Official,
    /// Role of the person in the State or in the Secretariat.
    pub role: Role,
    /// The State of the person; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Time at which the session ends if it is not refreshed.
    pub ends_at: DateTime<Utc>,
    /// Time until which the session's second factor is fresh; none if the session has shown none.
    pub fresh_until: Option<DateTime<Utc>>,
    /// Grants of a contributor: the code of the section or question, the right, and the end.
    pub grants: Vec<(String, GrantRight, Option<DateTime<Utc>>)>,
    /// Mark that only `access` can make, so that no other code can build a `Person`.
    pub(in crate::access) sealed: Sealed,
}

/// Mark that the value was made in `access`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed(pub(in crate::access) ());

impl Person {
    /// Returns true if a grant in force at `now` gives at least `right` on the question.
    ///
    /// Grants add up: the widest right among the grants in force decides, and each grant ends
    /// separately.
    #[must_use]
    pub fn is_granted(
        &self,
        question: &QuestionCode,
        right: GrantRight,
        now: DateTime<Utc>,
    ) -> bool {
        self.held(right, now).any(|scope| {
            scope == question.section() || scope == question.as_str() || scope == EVERYTHING
        })
    }

    /// Returns true if any grant in force at `now` gives at least `right` on a section or question.
    #[must_use]
    pub fn has_grant(&self, right: GrantRight, now: DateTime<Utc>) -> bool {
        self.held(right, now).next().is_some()
    }

    /// Returns the scopes of the grants in force at `now` that give at least `right`.
    ///
    /// A grant is no longer in force at the moment of its end.
    fn held(&self, right: GrantRight, now: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let holds = move |given: &GrantRight, until: &Option<DateTime<Utc>>| {
            *given >= right && until.is_none_or(|until| now < until)
        };
        self.grants
            .iter()
            .filter(move |(_, given, until)| holds(given, until))
            .map(|(scope, _, _)| scope.as_str())
    }
}
