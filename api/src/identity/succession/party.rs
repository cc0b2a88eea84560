//! A party to a succession.

use crate::{
    access::{Administrator, Caller, FocalPoint, OwnState, SteppedUp, policy::Who},
    error::Result,
};
use ::entity::vocabulary::{Role, StateCode, SuccessionParty};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A caller who speaks for a party, with a fresh second factor.
#[derive(Clone, Debug)]
pub enum Party {
    /// An administrator, for the Secretariat.
    Secretariat(SteppedUp<Administrator>),
    /// The outgoing focal point.
    FocalPoint(SteppedUp<FocalPoint>),
    /// An approver of the State.
    Approver(SteppedUp<OwnState>),
}

impl Party {
    /// Returns the party for which the caller can speak.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, and with `FORBIDDEN` for every other role and
    /// for integrations. Fails with `STEP_UP_REQUIRED` without a fresh second factor.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.who() {
            Who::Person(Role::Administrator) => {
                Ok(Self::Secretariat(caller.administrator()?.stepped_up(now)?))
            }
            Who::Person(Role::Approver) => Ok(Self::Approver(caller.own_state()?.stepped_up(now)?)),
            _ => Ok(Self::FocalPoint(caller.focal_point()?.stepped_up(now)?)),
        }
    }

    /// Returns the party as the database stores it.
    #[must_use]
    pub const fn word(&self) -> SuccessionParty {
        match self {
            Self::Secretariat(_) => SuccessionParty::Secretariat,
            Self::FocalPoint(_) => SuccessionParty::FocalPoint,
            Self::Approver(_) => SuccessionParty::Approver,
        }
    }

    /// Returns the person.
    #[must_use]
    pub fn person(&self) -> Uuid {
        match self {
            Self::Secretariat(by) => by.person(),
            Self::FocalPoint(by) => by.person(),
            Self::Approver(by) => by.person(),
        }
    }

    /// Returns the State; none for the Secretariat.
    #[must_use]
    pub fn own_state(&self) -> Option<&StateCode> {
        match self {
            Self::Secretariat(_) => None,
            Self::FocalPoint(by) => Some(by.state()),
            Self::Approver(by) => Some(by.state()),
        }
    }
}
