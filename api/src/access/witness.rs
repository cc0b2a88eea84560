//! Witnesses: proofs that somebody may, with private fields and one maker, so that a forgotten check does not compile.

use super::caller::{Caller, Person};
use crate::error::{Code, Result};
use ::entity::words::{GrantRight, QuestionCode, ReaderLevel, Role, StateCode};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Somebody of a State, reading the State's own things: all of them, or the granted ones.
#[derive(Clone, Debug)]
pub struct OwnState {
    person: Arc<Person>,
    state: StateCode,
}

/// Somebody of a State who may save answers: its focal point, or a contributor within grants.
#[derive(Clone, Debug)]
pub struct Contributes(OwnState);

/// A State's focal point.
#[derive(Clone, Debug)]
pub struct FocalPoint(OwnState);

/// An analyst of the Secretariat; an administrator is one too.
#[derive(Clone, Debug)]
pub struct Analyst(Arc<Person>);

/// An administrator of the Secretariat.
#[derive(Clone, Debug)]
pub struct Administrator(Arc<Person>);

/// Which answers of others somebody may read: those that consent shows to this level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading(ReaderLevel);

/// A witness whose session has shown a second factor within the last five minutes: what submitting, consent, invitations, roles,
/// releases and keys ask for.
#[derive(Clone, Debug)]
pub struct Fresh<W>(W);

impl<W> Fresh<W> {
    fn of(witness: W, person: &Person, now: DateTime<Utc>) -> Result<Self> {
        match person.fresh_until {
            Some(until) if now < until => Ok(Self(witness)),
            _ => Err(Code::StepUpRequired.into()),
        }
    }
}

impl<W> std::ops::Deref for Fresh<W> {
    type Target = W;
    fn deref(&self) -> &W {
        &self.0
    }
}

impl FocalPoint {
    /// The focal point with a fresh second factor.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED` when the last one is older than five minutes, or there was none.
    pub fn fresh(self, now: DateTime<Utc>) -> Result<Fresh<Self>> {
        let person = Arc::clone(&self.0.person);
        Fresh::of(self, &person, now)
    }
}

impl Administrator {
    /// The administrator with a fresh second factor.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED` when the last one is older than five minutes, or there was none.
    pub fn fresh(self, now: DateTime<Utc>) -> Result<Fresh<Self>> {
        let person = Arc::clone(&self.0);
        Fresh::of(self, &person, now)
    }
}

impl OwnState {
    /// Somebody of a State with a fresh second factor.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED` when the last one is older than five minutes, or there was none.
    pub fn fresh(self, now: DateTime<Utc>) -> Result<Fresh<Self>> {
        let person = Arc::clone(&self.person);
        Fresh::of(self, &person, now)
    }
}

impl Caller {
    fn with<T>(&self, make: impl FnOnce(&Arc<Person>) -> Option<T>) -> Result<T> {
        make(self.person()?).ok_or_else(|| Code::Forbidden.into())
    }

    /// Anybody of a State.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for the Secretariat.
    pub fn own_state(&self) -> Result<OwnState> {
        self.with(|person| Some(OwnState { person: Arc::clone(person), state: person.state.clone()? }))
    }

    /// Somebody who may save answers.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for every other role.
    pub fn contributes(&self) -> Result<Contributes> {
        let own = self.own_state()?;
        if matches!(own.person.role, Role::FocalPoint | Role::Contributor) {
            Ok(Contributes(own))
        } else {
            Err(Code::Forbidden.into())
        }
    }

    /// A focal point.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for every other role.
    pub fn focal_point(&self) -> Result<FocalPoint> {
        let own = self.own_state()?;
        if own.person.role == Role::FocalPoint { Ok(FocalPoint(own)) } else { Err(Code::Forbidden.into()) }
    }

    /// Somebody of the Secretariat.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for a State's people.
    pub fn analyst(&self) -> Result<Analyst> {
        self.with(|person| matches!(person.role, Role::Analyst | Role::Administrator).then(|| Analyst(Arc::clone(person))))
    }

    /// An administrator.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for every other role.
    pub fn administrator(&self) -> Result<Administrator> {
        self.with(|person| (person.role == Role::Administrator).then(|| Administrator(Arc::clone(person))))
    }

    /// What the caller may read of others: the public what is public, States what is shown to States, the Secretariat what
    /// is shown to the Secretariat.
    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading(match self {
            Self::Public => ReaderLevel::Public,
            Self::Person(person) if person.state.is_some() => ReaderLevel::MemberStates,
            Self::Person(_) => ReaderLevel::Secretariat,
        })
    }
}

impl Reading {
    /// Answers whose consent is at least this wide.
    #[must_use]
    pub const fn at_least(self) -> ReaderLevel {
        self.0
    }

    /// The same eyes as another audience has, so that a focal point can see what others see; it shows no more than its own
    /// State's answers, which `witness` proves.
    #[must_use]
    pub const fn preview(_witness: &FocalPoint, audience: ReaderLevel) -> Self {
        Self(audience)
    }
}

impl OwnState {
    /// The State.
    #[must_use]
    pub const fn state(&self) -> &StateCode {
        &self.state
    }
    /// The person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.person.id
    }
    /// The role inside the State.
    #[must_use]
    pub fn role(&self) -> Role {
        self.person.role
    }
    /// Whether the person sees the answer to this question: a contributor what is granted, all others everything.
    #[must_use]
    pub fn sees(&self, question: &QuestionCode, now: DateTime<Utc>) -> bool {
        self.person.role != Role::Contributor || self.person.is_granted(question, GrantRight::Read, now)
    }
    /// Whether the person may save an answer to this question.
    #[must_use]
    pub fn writes(&self, question: &QuestionCode, now: DateTime<Utc>) -> bool {
        match self.person.role {
            Role::FocalPoint => true,
            Role::Contributor => self.person.is_granted(question, GrantRight::Write, now),
            _ => false,
        }
    }
    /// Whether there is any question to which the person may save an answer.
    #[must_use]
    pub fn writes_something(&self, now: DateTime<Utc>) -> bool {
        match self.person.role {
            Role::FocalPoint => true,
            Role::Contributor => self.person.has_grant(GrantRight::Write, now),
            _ => false,
        }
    }
    /// Whether the person sees everything of the State, and not only what is granted.
    ///
    /// # Errors
    /// `FORBIDDEN` for a contributor.
    pub fn sees_all(&self) -> Result<()> {
        if self.person.role == Role::Contributor { Err(Code::Forbidden.into()) } else { Ok(()) }
    }
}

impl std::ops::Deref for Contributes {
    type Target = OwnState;
    fn deref(&self) -> &OwnState {
        &self.0
    }
}

impl std::ops::Deref for FocalPoint {
    type Target = OwnState;
    fn deref(&self) -> &OwnState {
        &self.0
    }
}

impl From<FocalPoint> for Contributes {
    fn from(focal_point: FocalPoint) -> Self {
        Self(focal_point.0)
    }
}

impl From<FocalPoint> for OwnState {
    fn from(focal_point: FocalPoint) -> Self {
        focal_point.0
    }
}

impl Analyst {
    /// The person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.0.id
    }
}

impl Administrator {
    /// The person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.0.id
    }
    /// The person, for an act; none for the operator, unless the operator said who it is.
    #[must_use]
    pub fn person_if_known(&self) -> Option<Uuid> {
        Some(self.0.id).filter(|id| !id.is_nil())
    }
    /// Whether it is the operator at the server's own terminal.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.0.session.is_nil()
    }
    /// The operator at the server's own terminal, who acts for the Secretariat.
    #[must_use]
    pub fn operator() -> Self {
        Self::at_the_terminal(Uuid::nil(), "operator".into())
    }
    /// The operator at the server's own terminal, who said to be this person.
    pub(super) fn at_the_terminal(id: Uuid, name: String) -> Self {
        Self(Arc::new(Person {
            id,
            session: Uuid::nil(),
            name,
            language: ::entity::words::Official::En,
            role: Role::Administrator,
            state: None,
            ends_at: DateTime::<Utc>::MAX_UTC,
            fresh_until: Some(DateTime::<Utc>::MAX_UTC),
            grants: Vec::new(),
            made: super::caller::Made(()),
        }))
    }
}
