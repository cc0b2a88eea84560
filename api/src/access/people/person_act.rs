//! The act of doing something to somebody: recorded where they belong, and also where it came from.

use crate::{
    audit::{self, Act, Chain},
    database::Tx,
    error::Result,
};
use ::entity::vocabulary::StateCode;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// Something that was done to a person, an invitation or a succession.
#[derive(Clone, Debug)]
pub(in crate::access) struct PersonAct {
    /// The State that they belong to; none for the Secretariat.
    pub state: Option<StateCode>,
    /// `noun.verb`.
    pub verb: &'static str,
    /// What it was done to.
    pub subject: Uuid,
    /// Who did it; none for the operator.
    pub person: Option<Uuid>,
    /// What else is to be known.
    pub detail: Value,
    /// When.
    pub at: DateTime<Utc>,
}

impl PersonAct {
    /// Records it in the State's chain, and in the Secretariat's where the Secretariat did it: each sees what concerns it. The
    /// State's comes first, always, so that two of these never wait for each other.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::access) async fn record(self, tx: &Tx, by_secretariat: bool) -> Result<()> {
        let Self { state, verb, subject, person, mut detail, at } = self;
        let subject = subject.to_string();
        if let Some(state) = &state {
            let chain = Chain::State(state.clone());
            audit::record(tx, Act { chain, verb, subject: subject.clone(), person, at, detail: detail.clone() }).await?;
            detail["state"] = state.as_str().into();
        }
        if state.is_none() || by_secretariat {
            audit::record(tx, Act { chain: Chain::Secretariat, verb, subject, person, at, detail }).await?;
        }
        Ok(())
    }
}
