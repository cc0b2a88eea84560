//! Who is asking, as the database knows it now.

use super::store;
use crate::error::{Code, Result};
use ::entity::words::{GrantRight, Official, QuestionCode, Role, StateCode};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How long a person is remembered: every change takes effect within it, on every instance.
const REMEMBERED: Duration = Duration::from_millis(1_500);
/// How many are remembered.
const MOST: usize = 10_000;

/// Who is asking.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody that we know: the public.
    Public,
    /// A person, signed in.
    Person(Arc<Person>),
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
    /// Whether a grant that holds `now` gives at least `right` on the question.
    #[must_use]
    pub fn is_granted(&self, question: &QuestionCode, right: GrantRight, now: DateTime<Utc>) -> bool {
        self.grants.iter().any(|(scope, given, until)| {
            *given >= right
                && until.is_none_or(|until| now < until)
                && (scope == question.section() || scope == question.as_str())
        })
    }
}

impl Caller {
    /// The person.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when nobody is signed in.
    pub fn person(&self) -> Result<&Arc<Person>> {
        match self {
            Self::Public => Err(Code::Unauthenticated.into()),
            Self::Person(person) => Ok(person),
        }
    }

    /// Whose requests are counted and limited together.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Public => None,
            Self::Person(person) => Some(person.role),
        }
    }
}

/// People by session, remembered for at most a second and a half.
#[derive(Debug, Default)]
pub struct People {
    seen: Mutex<HashMap<Uuid, (Instant, Arc<Person>)>>,
}

impl People {
    /// The active person behind a session that has not ended.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when there is none.
    pub async fn of_session(&self, session: Uuid, db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Arc<Person>> {
        if let Some((at, person)) = self.lock().get(&session)
            && at.elapsed() < REMEMBERED
            && now < person.ends_at
        {
            return Ok(Arc::clone(person));
        }
        let person = Arc::new(store::person_of_session(db, session, now).await?.ok_or(Code::Unauthenticated)?);
        let mut seen = self.lock();
        if seen.len() >= MOST {
            seen.retain(|_, (at, _)| at.elapsed() < REMEMBERED);
        }
        seen.insert(session, (Instant::now(), Arc::clone(&person)));
        Ok(person)
    }

    /// Forgets everybody: after a change to a person, session or grant on this instance.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, (Instant, Arc<Person>)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
