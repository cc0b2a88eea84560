//! An act on a person, which is recorded in the chain of the State and in that of the Secretariat.

use crate::{
    audit::{self, Act, Chain},
    database::Tx,
    error::Result,
};
use ::entity::vocabulary::StateCode;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// An act on a person, an invitation, a succession or a removal.
#[derive(Clone, Debug)]
pub(in crate::identity) struct PersonAct {
    /// The State of the person; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Name of the act, as `noun.verb`.
    pub verb: &'static str,
    /// Identifier of the person, invitation, succession or removal.
    pub subject: Uuid,
    /// The person who acts; none for an operator who gave no name.
    pub person: Option<Uuid>,
    /// Further details of the act.
    pub detail: Value,
    /// Time of the act.
    pub at: DateTime<Utc>,
}

impl PersonAct {
    /// Records the act in the chain of the State, and in that of the Secretariat if the Secretariat
    /// acted.
    ///
    /// So each party sees the acts that concern it. The State's chain always comes first, so that
    /// two such acts never wait for each other.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub(in crate::identity) async fn record(self, tx: &Tx, by_secretariat: bool) -> Result<()> {
        let Self { state, verb, subject, person, mut detail, at } = self;
        let subject = subject.to_string();
        if let Some(state) = &state {
            let chain = Chain::State(state.clone());
            audit::record(
                tx,
                Act::new(chain, verb, subject.clone(), at).by(person).detail(detail.clone()),
            )
            .await?;
            detail["state"] = state.as_str().into();
        }
        if state.is_none() || by_secretariat {
            audit::record(tx, Act::of_secretariat(verb, subject, at).by(person).detail(detail))
                .await?;
        }
        Ok(())
    }
}
