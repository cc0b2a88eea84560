//! What consent shows of a State's answers to others: its own type, so that a missing check can't widen it.

use super::{answer::read, output::AnswerValue};
use crate::error::Result;
use ::entity::{
    shared_answer,
    words::{Disposition, QuestionCode, ReaderLevel, StateCode},
};
use async_graphql::Object;

/// An answer that consent shows to the viewer.
#[derive(Debug)]
pub struct SharedAnswer(pub shared_answer::Model);

/// An answer that consent shows to the viewer.
#[Object]
impl SharedAnswer {
    /// The State.
    async fn state_code(&self) -> &StateCode {
        &self.0.state
    }
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// What kind of saying it is.
    async fn disposition(&self) -> Disposition {
        self.0.disposition
    }
    /// The value; null unless answered.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        read(self.0.value.as_deref())
    }
    /// Who may read it.
    async fn reader(&self) -> ReaderLevel {
        self.0.reader
    }
    /// The edition it comes from.
    async fn edition(&self) -> i32 {
        self.0.edition
    }
}
