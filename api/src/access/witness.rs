//! Witnesses: proofs that somebody may, with private fields and one maker, so that a forgotten check does not compile.

use super::{
    caller::{Caller, Person},
    integration::Through,
};
use crate::{
    audit,
    error::{Code, Result},
};
use ::entity::vocabulary::{GrantRight, QuestionCode, ReaderLevel, Role, StateCode};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Somebody of a State, reading the State's own things: all of them, or the granted ones. An integration of the State is one
/// too: a contributor, in the name of whoever minted it.
#[derive(Clone, Debug)]
pub struct OwnState {
    person: Arc<Person>,
    state: StateCode,
    through: Option<Through>,
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

    /// Anybody of a State, and an integration of it with a scope for the State's own answers.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for the Secretariat and for all other integrations.
    pub fn own_state(&self) -> Result<OwnState> {
        if let Self::Integration(integration) = self {
            let (person, state, through) = integration.in_the_name_of_its_minter().ok_or(Code::Forbidden)?;
            return Ok(OwnState { person: Arc::new(person), state, through: Some(through) });
        }
        self.with(|person| Some(OwnState { person: Arc::clone(person), state: person.state.clone()?, through: None }))
    }

    /// Somebody who may save answers.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for every other role.
    pub fn contributes(&self) -> Result<Contributes> {
        let own = self.own_state()?;
        let may = own.through.as_ref().is_none_or(|through| through.writes);
        if may && matches!(own.person.role, Role::FocalPoint | Role::Contributor) {
            Ok(Contributes(own))
        } else {
            Err(Code::Forbidden.into())
        }
    }

    /// A focal point: a person, and never an integration.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for every other role.
    pub fn focal_point(&self) -> Result<FocalPoint> {
        self.person()?;
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
    /// is shown to the Secretariat, an integration what is public.
    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading(match self {
            Self::Public | Self::Integration(_) => ReaderLevel::Public,
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
    /// The person; of an integration, whoever minted it.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.person.id
    }
    /// The integration through which it comes; none for people.
    #[must_use]
    pub fn integration(&self) -> Option<Uuid> {
        self.through.as_ref().map(|through| through.integration)
    }
    /// The role inside the State.
    #[must_use]
    pub fn role(&self) -> Role {
        self.person.role
    }
    /// Whether the person sees the answer to this question: a contributor what is granted, all others everything.
    #[must_use]
    pub fn sees(&self, question: &QuestionCode, now: DateTime<Utc>) -> bool {
        let may = self.through.as_ref().is_none_or(|through| through.reads);
        may && (self.person.role != Role::Contributor || self.person.is_granted(question, GrantRight::Read, now))
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
            language: ::entity::vocabulary::Official::En,
            role: Role::Administrator,
            state: None,
            ends_at: DateTime::<Utc>::MAX_UTC,
            fresh_until: Some(DateTime::<Utc>::MAX_UTC),
            grants: Vec::new(),
            made: super::caller::Made(()),
        }))
    }
}

impl audit::OfState for OwnState {
    fn state(&self) -> &StateCode {
        &self.state
    }
}

impl audit::OfSecretariat for Administrator {}
