//! Consent choices of a State, as its own people see them.

use ::entity::{
    consent_choice,
    vocabulary::{ConsentPurpose, ConsentScope, QuestionCode, ReaderLevel},
};
use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// Consent in force for one question.
#[derive(SimpleObject, Debug)]
pub struct QuestionConsent {
    /// The question.
    pub(super) question: QuestionCode,
    /// Readers to whom the answer is shown.
    pub(super) reader: ReaderLevel,
    /// True if the answer may be counted in released tables.
    pub(super) countable: bool,
}

/// Consent of the State to one purpose.
#[derive(SimpleObject, Debug)]
pub struct PurposeConsent {
    /// The purpose.
    pub(super) purpose: ConsentPurpose,
    /// True if the State allows the purpose.
    pub(super) allowed: bool,
}

/// Choice in the consent ledger.
#[derive(Debug)]
pub struct ConsentChoice(pub consent_choice::Model);

/// Choice in the consent ledger.
#[Object]
impl ConsentChoice {
    /// Position in the ledger, from 1.
    async fn ordinal(&self) -> i64 {
        self.0.ordinal
    }
    /// Level of the choice: submission, part, section or question. Null for a purpose.
    async fn scope(&self) -> Option<ConsentScope> {
        self.0.scope
    }
    /// Code of the part, section or question. Empty for the whole submission and for a purpose.
    async fn code(&self) -> &str {
        &self.0.scope_code
    }
    /// Readers to whom the answers are shown; null if this choice does not set them.
    async fn reader(&self) -> Option<ReaderLevel> {
        self.0.reader
    }
    /// True if the answers may be counted; null if this choice does not set it.
    async fn countable(&self) -> Option<bool> {
        self.0.countable
    }
    /// Purpose that the choice is about; null for a choice about answers.
    async fn purpose(&self) -> Option<ConsentPurpose> {
        self.0.purpose
    }
    /// True if the State allows the purpose; null for a choice about answers.
    async fn allowed(&self) -> Option<bool> {
        self.0.allowed
    }
    /// Identity of the person who made the choice.
    async fn chosen_by(&self) -> ID {
        self.0.chosen_by.into()
    }
    /// Time of the choice.
    async fn chosen_at(&self) -> DateTime<Utc> {
        self.0.chosen_at
    }
}
