//! What consent shows of a State's answers to others: its own type, so that a missing check can't widen it.

use super::{answer::read, output::AnswerValue};
use crate::{access::Reading, consent, error::Result};
use ::entity::{
    shared_answer,
    vocabulary::{Disposition, QuestionCode, ReaderLevel, StateCode},
};
use async_graphql::{Enum, Object};

/// Why a list does not say what an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WithheldReason {
    /// It is for the Secretariat to read one by one, by `readSharedAnswer`, and each read is an act.
    ReadOneByOne,
}

/// An answer that consent shows to the viewer.
#[derive(Debug)]
pub struct SharedAnswer {
    row: shared_answer::Model,
    withheld: Option<WithheldReason>,
}

impl SharedAnswer {
    /// One of a list of them, for who reads at a level.
    pub(super) fn listed(row: shared_answer::Model, reading: Reading) -> Self {
        let one_by_one = consent::is_read_one_by_one(reading.at_least(), row.reader);
        Self { withheld: one_by_one.then_some(WithheldReason::ReadOneByOne), row }
    }
    /// One that was read by itself, or by its own State.
    pub(super) fn read(row: shared_answer::Model) -> Self {
        Self { row, withheld: None }
    }
    pub(super) fn place(&self) -> (&StateCode, &QuestionCode) {
        (&self.row.state, &self.row.question)
    }
}

/// An answer that consent shows to the viewer.
#[Object]
impl SharedAnswer {
    /// The State.
    async fn state_code(&self) -> &StateCode {
        &self.row.state
    }
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.row.question
    }
    /// What kind of saying it is; null where it is withheld.
    async fn disposition(&self) -> Option<Disposition> {
        self.withheld.is_none().then_some(self.row.disposition)
    }
    /// The value; null unless answered, and where it is withheld.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        if self.withheld.is_some() { Ok(None) } else { read(self.row.value.as_deref()) }
    }
    /// Why disposition and value are not here; null where they are.
    async fn withheld(&self) -> Option<WithheldReason> {
        self.withheld
    }
    /// Who may read it.
    async fn reader(&self) -> ReaderLevel {
        self.row.reader
    }
    /// The edition it comes from.
    async fn edition(&self) -> i32 {
        self.row.edition
    }
}
