//! Who is asking, as the database knows it now.

use super::{integration::Integration, policy::Who, remembered::Remembered, store};
use crate::{
    error::{Code, Result},
    guard::Class,
};
use ::entity::vocabulary::{GrantRight, Official, QuestionCode, Role, StateCode};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use uuid::Uuid;

/// The scope of a right on every question: an integration's that no token narrows. It is no code, so that nobody can grant it.
pub(super) const EVERYTHING: &str = "*";

/// Who is asking.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody that we know: the public.
    Public,
    /// A person, signed in.
    Person(Arc<Person>),
    /// A machine client: never a person, whatever it may read or write.
    Integration(Arc<Integration>),
}

/// A person with role, State and grants, as of a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: Uuid,
    /// The session that the request came by.
    pub session: Uuid,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Official,
    /// What the person may do.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// When the session ends if nothing happens.
    pub ends_at: DateTime<Utc>,
    /// Until when the second factor that the session has shown is fresh; none when it has shown none.
    pub fresh_until: Option<DateTime<Utc>>,
    /// Sections and questions granted to a contributor: code, right, and until when.
    pub grants: Vec<(String, GrantRight, Option<DateTime<Utc>>)>,
    /// Made here alone, so that nobody else can pose as somebody.
    pub(super) made: Made,
}

/// The mark of a person that this folder made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made(pub(super) ());

impl Person {
    /// Whether a grant that holds `now` gives at least `right` on the question. Grants add up: the widest that holds decides, and
    /// each ends by itself.
    #[must_use]
    pub fn is_granted(&self, question: &QuestionCode, right: GrantRight, now: DateTime<Utc>) -> bool {
        self.held(right, now).any(|scope| scope == question.section() || scope == question.as_str() || scope == EVERYTHING)
    }

    /// Whether any grant that holds `now` gives at least `right` on something.
    #[must_use]
    pub fn has_grant(&self, right: GrantRight, now: DateTime<Utc>) -> bool {
        self.held(right, now).next().is_some()
    }

    /// The scopes of the grants that hold `now` and give at least `right`; at the moment of its end a grant holds no more.
    fn held(&self, right: GrantRight, now: DateTime<Utc>) -> impl Iterator<Item = &str> {
        let holds =
            move |given: &GrantRight, until: &Option<DateTime<Utc>>| *given >= right && until.is_none_or(|until| now < until);
        self.grants.iter().filter(move |(_, given, until)| holds(given, until)).map(|(scope, _, _)| scope.as_str())
    }
}

impl Caller {
    /// The person.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when nobody is signed in, `FORBIDDEN` for an integration.
    pub fn person(&self) -> Result<&Arc<Person>> {
        match self {
            Self::Public => Err(Code::Unauthenticated.into()),
            Self::Person(person) => Ok(person),
            Self::Integration(_) => Err(Code::Forbidden.into()),
        }
    }

    /// Who asks, as the policy sees it.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        match self {
            Self::Public => Who::Public,
            Self::Person(person) => Who::Person(person.role),
            Self::Integration(integration) => Who::Integration(&integration.scopes),
        }
    }

    /// Whose requests are limited alike.
    #[must_use]
    pub const fn class(&self) -> Class {
        match self {
            Self::Public => Class::Public,
            Self::Person(_) => Class::SignedIn,
            Self::Integration(_) => Class::Integration,
        }
    }
}

impl Remembered<Person> {
    /// The active person behind a session that has not ended.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when there is none.
    pub async fn of_session(&self, session: Uuid, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Arc<Person>> {
        let began = match self.get(session, |person| now < person.ends_at) {
            Ok(person) => return Ok(person),
            Err(began) => began,
        };
        let person = store::person_of_session(db, session, now).await?.ok_or(Code::Unauthenticated)?;
        Ok(self.keep(session, person, began))
    }
}
