//! The owner of integrations: a State, or the Secretariat for public data.

use crate::{
    access::{Administrator, Caller, FocalPoint, SteppedUp},
    audit::{Act, Chain},
    error::Result,
};
use ::entity::vocabulary::StateCode;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// The integrations of one owner: a State, or the Secretariat for public data.
///
/// A focal point sees those of the State, an administrator those for public data.
#[derive(Clone, Debug)]
pub struct IntegrationOwner {
    pub(super) state: Option<StateCode>,
    /// The person who acts; none for an operator who gave no name.
    pub(super) person: Option<Uuid>,
    /// True for the operator at the server's own terminal, who may change all integrations.
    pub(super) at_the_terminal: bool,
}

/// A caller who may mint, change and revoke the integrations of one owner.
///
/// The caller has a fresh second factor, or is at the server's own terminal.
#[derive(Clone, Debug)]
pub struct Minter(pub(super) IntegrationOwner);

impl std::ops::Deref for Minter {
    type Target = IntegrationOwner;
    fn deref(&self) -> &IntegrationOwner {
        &self.0
    }
}

impl IntegrationOwner {
    /// Returns the owner for whom the caller speaks: the State for its focal point, else the
    /// Secretariat.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, and with `FORBIDDEN` for every caller who is
    /// neither a focal point nor an administrator.
    pub fn of(caller: &Caller) -> Result<Self> {
        if let Ok(by) = caller.focal_point() {
            return Ok(Self::of_state(&by));
        }
        Ok(Self::of_public_data(&caller.administrator()?))
    }

    fn of_state(by: &FocalPoint) -> Self {
        Self { state: Some(by.state().clone()), person: Some(by.person()), at_the_terminal: false }
    }

    fn of_public_data(by: &Administrator) -> Self {
        Self { state: None, person: by.person_if_known(), at_the_terminal: by.is_operator() }
    }

    /// Returns the State; none for public data.
    #[must_use]
    pub const fn state(&self) -> Option<&StateCode> {
        self.state.as_ref()
    }

    pub(super) fn act(
        &self,
        verb: &'static str,
        subject: Uuid,
        at: DateTime<Utc>,
        mut detail: Value,
    ) -> Act {
        if self.person.is_none() {
            detail["by"] = "operator".into();
        }
        let chain = self.state.clone().map_or(Chain::Secretariat, Chain::State);
        Act { chain, verb, subject: subject.to_string(), person: self.person, at, detail }
    }
}

impl Minter {
    /// Returns the caller as a minter, who has a fresh second factor.
    ///
    /// # Errors
    /// Fails as [`IntegrationOwner::of`] does. Fails with `STEP_UP_REQUIRED` without a fresh second
    /// factor.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.focal_point() {
            Ok(by) => Ok(Self::focal_point(&by.stepped_up(now)?)),
            Err(_) => Ok(Self::administrator(&caller.administrator()?.stepped_up(now)?)),
        }
    }

    /// Returns a focal point as a minter for the State.
    #[must_use]
    pub fn focal_point(by: &SteppedUp<FocalPoint>) -> Self {
        Self(IntegrationOwner::of_state(by))
    }

    /// Returns an administrator as a minter for public data. The operator has no person unless
    /// named.
    #[must_use]
    pub fn administrator(by: &SteppedUp<Administrator>) -> Self {
        Self(IntegrationOwner::of_public_data(by))
    }
}
