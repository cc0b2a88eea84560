//! Answers that consent shows to others. They have a type of their own, so that a missing check
//! cannot show more.

use crate::{
    access::ReaderScope,
    consent,
    error::Result,
    submission::graphql::answers::{answer::read, output::AnswerValue},
};
use ::entity::{
    shared_answer,
    vocabulary::{Disposition, QuestionCode, ReaderLevel, StateCode},
};
use async_graphql::{Enum, Object};

/// Reason why a list withholds the disposition and value of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WithheldReason {
    /// The Secretariat reads such answers one by one, with `readSharedAnswer`. Each read is an act
    /// in the audit trail.
    ReadOneByOne,
}

/// Answer that consent shows to the viewer.
#[derive(Debug)]
pub struct SharedAnswer {
    row: shared_answer::Model,
    withheld: Option<WithheldReason>,
}

impl SharedAnswer {
    /// Makes an entry of a list for a reader of a level.
    pub(in crate::submission::graphql) fn listed(
        row: shared_answer::Model,
        reading: ReaderScope,
    ) -> Self {
        let one_by_one = consent::is_read_one_by_one(reading.at_least(), row.reader);
        Self { withheld: one_by_one.then_some(WithheldReason::ReadOneByOne), row }
    }
    /// Makes an answer that was read by itself, or by its own State.
    pub(in crate::submission::graphql) fn read(row: shared_answer::Model) -> Self {
        Self { row, withheld: None }
    }
    pub(in crate::submission::graphql) fn place(&self) -> (&StateCode, &QuestionCode) {
        (&self.row.state, &self.row.question)
    }
}

/// Answer that consent shows to the viewer.
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
    /// Disposition; null if it is withheld.
    async fn disposition(&self) -> Option<Disposition> {
        self.withheld.is_none().then_some(self.row.disposition)
    }
    /// Value; null unless answered, and null if it is withheld.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        if self.withheld.is_some() { Ok(None) } else { read(self.row.value.as_deref()) }
    }
    /// Reason why disposition and value are withheld; null if they are not.
    async fn withheld(&self) -> Option<WithheldReason> {
        self.withheld
    }
    /// Readers to whom the answer is shown.
    async fn reader(&self) -> ReaderLevel {
        self.row.reader
    }
    /// Edition that the answer comes from.
    async fn edition(&self) -> i32 {
        self.row.edition
    }
}
