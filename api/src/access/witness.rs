//! Witnesses: proofs that a caller may do something.
//!
//! A witness has private fields and one maker. So code that forgets the check does not compile.

use crate::{
    access::{
        caller::{Caller, person::Person},
        integration::ActingIntegration,
    },
    audit,
    error::{Code, Result},
};
use ::entity::{
    person,
    vocabulary::{GrantRight, PersonStatus, QuestionCode, ReaderLevel, Role, StateCode},
};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// A caller of a State who reads the State's own answers: all of them, or the granted ones.
///
/// An integration of the State is one too. It acts as a contributor, in the name of the person who
/// minted it.
#[derive(Clone, Debug)]
pub struct OwnState {
    person: Arc<Person>,
    state: StateCode,
    through: Option<ActingIntegration>,
}

/// A caller of a State who may save answers: its focal point, or a contributor within their grants.
#[derive(Clone, Debug)]
pub struct Contributor(OwnState);

/// The focal point of a State.
#[derive(Clone, Debug)]
pub struct FocalPoint(OwnState);

/// An analyst of the Secretariat. An administrator is one too.
#[derive(Clone, Debug)]
pub struct Analyst(Arc<Person>);

/// An administrator of the Secretariat.
#[derive(Clone, Debug)]
pub struct Administrator(Arc<Person>);

/// The level at which a caller reads answers of other States: what consent shows to this level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderScope(ReaderLevel);

/// A witness whose session has shown a second factor within the last five minutes.
///
/// Submitting, consent, invitations, roles, releases and keys require it.
#[derive(Clone, Debug)]
pub struct SteppedUp<W>(W);

impl<W> SteppedUp<W> {
    fn of(witness: W, person: &Person, now: DateTime<Utc>) -> Result<Self> {
        match person.fresh_until {
            Some(until) if now < until => Ok(Self(witness)),
            _ => Err(Code::StepUpRequired.into()),
        }
    }
}

impl<W> std::ops::Deref for SteppedUp<W> {
    type Target = W;
    fn deref(&self) -> &W {
        &self.0
    }
}

impl FocalPoint {
    /// Returns the focal point as a witness with a fresh second factor.
    ///
    /// # Errors
    /// Fails with `STEP_UP_REQUIRED` if the last second factor is older than five minutes, or there
    /// was none.
    pub fn stepped_up(self, now: DateTime<Utc>) -> Result<SteppedUp<Self>> {
        let person = Arc::clone(&self.0.person);
        SteppedUp::of(self, &person, now)
    }
}

impl Administrator {
    /// Returns the administrator as a witness with a fresh second factor.
    ///
    /// # Errors
    /// Fails with `STEP_UP_REQUIRED` if the last second factor is older than five minutes, or there
    /// was none.
    pub fn stepped_up(self, now: DateTime<Utc>) -> Result<SteppedUp<Self>> {
        let person = Arc::clone(&self.0);
        SteppedUp::of(self, &person, now)
    }
}

impl OwnState {
    /// Returns the caller of a State as a witness with a fresh second factor.
    ///
    /// # Errors
    /// Fails with `STEP_UP_REQUIRED` if the last second factor is older than five minutes, or there
    /// was none.
    pub fn stepped_up(self, now: DateTime<Utc>) -> Result<SteppedUp<Self>> {
        let person = Arc::clone(&self.person);
        SteppedUp::of(self, &person, now)
    }
}

impl Caller {
    fn with<T>(&self, make: impl FnOnce(&Arc<Person>) -> Option<T>) -> Result<T> {
        make(self.person()?).ok_or_else(|| Code::Forbidden.into())
    }

    /// Returns the caller as a reader of their own State's answers.
    ///
    /// This is any person of a State, and an integration of a State with a scope for its own
    /// answers.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, with `FORBIDDEN` for the Secretariat and for
    /// all other integrations.
    pub fn own_state(&self) -> Result<OwnState> {
        if let Self::Integration(integration) = self {
            let (person, state, through) =
                integration.in_the_name_of_its_minter().ok_or(Code::Forbidden)?;
            return Ok(OwnState { person: Arc::new(person), state, through: Some(through) });
        }
        self.with(|person| {
            Some(OwnState {
                person: Arc::clone(person),
                state: person.state.clone()?,
                through: None,
            })
        })
    }

    /// Returns the caller as one who may save answers.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, with `FORBIDDEN` for every other caller.
    pub fn contributor(&self) -> Result<Contributor> {
        let own = self.own_state()?;
        let may = own.through.as_ref().is_none_or(|through| through.writes);
        if may && matches!(own.person.role, Role::FocalPoint | Role::Contributor) {
            Ok(Contributor(own))
        } else {
            Err(Code::Forbidden.into())
        }
    }

    /// Returns the caller as a focal point: a person, and never an integration.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, with `FORBIDDEN` for every other caller.
    pub fn focal_point(&self) -> Result<FocalPoint> {
        self.person()?;
        let own = self.own_state()?;
        if own.person.role == Role::FocalPoint {
            Ok(FocalPoint(own))
        } else {
            Err(Code::Forbidden.into())
        }
    }

    /// Returns the caller as a person of the Secretariat.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, with `FORBIDDEN` for people of a State and for
    /// integrations.
    pub fn analyst(&self) -> Result<Analyst> {
        self.with(|person| {
            matches!(person.role, Role::Analyst | Role::Administrator)
                .then(|| Analyst(Arc::clone(person)))
        })
    }

    /// Returns the caller as an administrator.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, with `FORBIDDEN` for every other caller.
    pub fn administrator(&self) -> Result<Administrator> {
        self.with(|person| {
            (person.role == Role::Administrator).then(|| Administrator(Arc::clone(person)))
        })
    }

    /// Returns the level at which the caller reads answers of other States.
    ///
    /// The public and integrations read what consent makes public. People of a State read what
    /// consent shows to States. People of the Secretariat read what consent shows to the
    /// Secretariat.
    #[must_use]
    pub fn reader_scope(&self) -> ReaderScope {
        ReaderScope(match self {
            Self::Public | Self::Integration(_) => ReaderLevel::Public,
            Self::Person(person) if person.state.is_some() => ReaderLevel::MemberStates,
            Self::Person(_) => ReaderLevel::Secretariat,
        })
    }
}

impl ReaderScope {
    /// Returns the narrowest consent of the answers that are read: this level or a wider one.
    #[must_use]
    pub const fn at_least(self) -> ReaderLevel {
        self.0
    }

    /// Returns the level of another audience, so that a focal point can preview what that audience
    /// sees.
    ///
    /// `_witness` proves a focal point. Use the level for answers of that focal point's State only.
    #[must_use]
    pub const fn preview(_witness: &FocalPoint, audience: ReaderLevel) -> Self {
        Self(audience)
    }
}

impl OwnState {
    /// Returns the State.
    #[must_use]
    pub const fn state(&self) -> &StateCode {
        &self.state
    }
    /// Returns the person. For an integration, this is the person who minted it.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.person.id
    }
    /// Returns the integration through which the request comes; none for people.
    #[must_use]
    pub fn integration(&self) -> Option<Uuid> {
        self.through.as_ref().map(|through| through.integration)
    }
    /// Returns the role inside the State.
    #[must_use]
    pub fn role(&self) -> Role {
        self.person.role
    }
    /// Returns true if the caller may read the answer to this question.
    ///
    /// A contributor reads granted questions, every other role reads all. An integration also needs
    /// a scope that reads.
    #[must_use]
    pub fn sees(&self, question: &QuestionCode, now: DateTime<Utc>) -> bool {
        let may = self.through.as_ref().is_none_or(|through| through.reads);
        may && (self.person.role != Role::Contributor
            || self.person.is_granted(question, GrantRight::Read, now))
    }
    /// Returns true if the caller may save an answer to this question.
    #[must_use]
    pub fn writes(&self, question: &QuestionCode, now: DateTime<Utc>) -> bool {
        match self.person.role {
            Role::FocalPoint => true,
            Role::Contributor => self.person.is_granted(question, GrantRight::Write, now),
            _ => false,
        }
    }
    /// Returns true if there is any question to which the caller may save an answer.
    #[must_use]
    pub fn writes_something(&self, now: DateTime<Utc>) -> bool {
        match self.person.role {
            Role::FocalPoint => true,
            Role::Contributor => self.person.has_grant(GrantRight::Write, now),
            _ => false,
        }
    }
    /// Checks that the caller reads all answers of the State, and not only granted ones.
    ///
    /// # Errors
    /// Fails with `FORBIDDEN` for a contributor.
    pub fn sees_all(&self) -> Result<()> {
        if self.person.role == Role::Contributor { Err(Code::Forbidden.into()) } else { Ok(()) }
    }
}

impl std::ops::Deref for Contributor {
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

impl From<FocalPoint> for Contributor {
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
    /// Returns the person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.0.id
    }
}

impl Administrator {
    /// Returns the person; the nil identifier for an operator who gave no name.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.0.id
    }
    /// Returns the person for an act; none for an operator who gave no name.
    #[must_use]
    pub fn person_if_known(&self) -> Option<Uuid> {
        Some(self.0.id).filter(|id| !id.is_nil())
    }
    /// Returns true if the administrator is the operator at the server's own terminal.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.0.session.is_nil()
    }
    /// Returns the operator at the server's own terminal, who acts for the Secretariat.
    #[must_use]
    pub fn operator() -> Self {
        Self::without_a_session(Uuid::nil(), "operator".into())
    }
    /// Returns the operator at the server's own terminal, who gave the name of this person. None if
    /// the person is no active administrator.
    #[must_use]
    pub fn at_the_terminal(person: person::Model) -> Option<Self> {
        let is_active = person.status == PersonStatus::Active;
        (person.role == Role::Administrator && is_active)
            .then(|| Self::without_a_session(person.id, person.name))
    }
    fn without_a_session(id: Uuid, name: String) -> Self {
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
            sealed: crate::access::caller::person::Sealed(()),
        }))
    }
}

impl audit::OfState for OwnState {
    fn state(&self) -> &StateCode {
        &self.state
    }
}

impl audit::OfSecretariat for Administrator {}
