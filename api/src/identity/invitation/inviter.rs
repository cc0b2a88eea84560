//! The person who invites.

use crate::{
    access::{Administrator, Caller, FocalPoint, SteppedUp, policy::Who},
    error::{Code, Result},
    identity::invitation::rules::{self},
};
use ::entity::vocabulary::{Role, StateCode};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A caller who may invite and remove people, with a fresh second factor.
#[derive(Clone, Debug)]
pub enum Inviter {
    /// A focal point, for approvers, contributors and readers of their State.
    FocalPoint(SteppedUp<FocalPoint>),
    /// An administrator, for focal points and for people of the Secretariat.
    Administrator(SteppedUp<Administrator>),
}

impl Inviter {
    /// Returns the caller as an inviter.
    ///
    /// # Errors
    /// Fails with `UNAUTHENTICATED` for the public, and with `FORBIDDEN` for every other role and
    /// for integrations. Fails with `STEP_UP_REQUIRED` without a fresh second factor.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.who() {
            Who::Person(Role::Administrator) => {
                Ok(Self::Administrator(caller.administrator()?.stepped_up(now)?))
            }
            _ => Ok(Self::FocalPoint(caller.focal_point()?.stepped_up(now)?)),
        }
    }

    /// Returns the State; none for an administrator.
    #[must_use]
    pub fn state(&self) -> Option<&StateCode> {
        match self {
            Self::FocalPoint(by) => Some(by.state()),
            Self::Administrator(_) => None,
        }
    }

    /// Returns the person; none for an operator who gave no name.
    #[must_use]
    pub fn person(&self) -> Option<Uuid> {
        match self {
            Self::FocalPoint(by) => Some(by.person()),
            Self::Administrator(by) => by.person_if_known(),
        }
    }

    /// Returns true for the operator at the server's own terminal, whose invitations need no
    /// confirmation.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        matches!(self, Self::Administrator(by) if by.is_operator())
    }

    pub(super) fn may_invite(&self, role: Role, state: Option<&StateCode>) -> Result<()> {
        let may = match self {
            Self::FocalPoint(by) => rules::is_of_focal_point(role) && state == Some(by.state()),
            Self::Administrator(by) if by.is_operator() => {
                matches!(role, Role::Analyst | Role::Administrator) != state.is_some()
            }
            Self::Administrator(_) => match role {
                Role::FocalPoint => state.is_some(),
                Role::Analyst | Role::Administrator => state.is_none(),
                _ => false,
            },
        };
        if may { Ok(()) } else { Err(Code::Forbidden.into()) }
    }
}
