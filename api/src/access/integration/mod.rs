//! Integrations: machine clients that read and write by scope, and never act for a State.
//!
//! A State's focal point mints them for the State, an administrator for public data alone. An integration proves who it is by
//! signing (RFC 7523, `private_key_jwt`) and gets an access token of five minutes. What it writes counts as written by whoever
//! minted it, and it works for as long as that person may mint it: when the person leaves, is suspended or gets another role, it
//! stops. A narrower token reads sections of one integration until a date, and ends with it.

mod assertion;
mod authorize;
mod graphql;
mod key;
mod known;
mod mint;
mod narrow;
pub mod rules;
mod store;

pub use authorize::{Granted, NARROWER, Refusal, by_assertion, by_narrower_token, token_endpoint};
pub use graphql::{IntegrationMutation, IntegrationQuery};
pub use key::PublicKey;
pub use known::Integration;
pub(super) use known::Through;
pub use mint::{NewIntegration, add_key, end_key, mint_integration, revoke_integration};
use narrow::text as narrower_text;
pub use narrow::{NewNarrowerToken, end_narrower_token, narrow_integration};
use rules::{scopes_of, works};
pub use store::{by_operator, keys, of_operator};

use super::{Administrator, Caller, FocalPoint, Fresh};
use crate::{
    audit::{Act, Chain},
    error::Result,
};
use ::entity::vocabulary::StateCode;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// Whose integrations: a State's, which its focal point sees, or those for public data, which an administrator sees.
#[derive(Clone, Debug)]
pub struct Whose {
    state: Option<StateCode>,
    /// None for the operator who has not said who it is.
    person: Option<Uuid>,
    /// Whether it is the operator at the server's own terminal, who may change anybody's.
    at_the_terminal: bool,
}

/// Whoever may mint, change and revoke these integrations: with a fresh second factor, or at the server's own terminal.
#[derive(Clone, Debug)]
pub struct Minter(Whose);

impl std::ops::Deref for Minter {
    type Target = Whose;
    fn deref(&self) -> &Whose {
        &self.0
    }
}

impl Whose {
    /// Those of the caller: the State's for its focal point, those for public data for an administrator.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, or `FORBIDDEN` for everybody else.
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

    /// The State; none for public data.
    #[must_use]
    pub const fn state(&self) -> Option<&StateCode> {
        self.state.as_ref()
    }

    fn act(&self, verb: &'static str, subject: Uuid, at: DateTime<Utc>, mut detail: Value) -> Act {
        if self.person.is_none() {
            detail["by"] = "operator".into();
        }
        let chain = self.state.clone().map_or(Chain::Secretariat, Chain::State);
        Act { chain, verb, subject: subject.to_string(), person: self.person, at, detail }
    }
}

impl Minter {
    /// The caller with a fresh second factor.
    ///
    /// # Errors
    /// As [`Whose::of`], and `STEP_UP_REQUIRED`.
    pub fn of(caller: &Caller, now: DateTime<Utc>) -> Result<Self> {
        match caller.focal_point() {
            Ok(by) => Ok(Self::focal_point(&by.fresh(now)?)),
            Err(_) => Ok(Self::administrator(&caller.administrator()?.fresh(now)?)),
        }
    }

    /// A focal point, for the State.
    #[must_use]
    pub fn focal_point(by: &Fresh<FocalPoint>) -> Self {
        Self(Whose::of_state(by))
    }

    /// An administrator, for public data; the operator at the terminal is one without a person.
    #[must_use]
    pub fn administrator(by: &Fresh<Administrator>) -> Self {
        Self(Whose::of_public_data(by))
    }
}
