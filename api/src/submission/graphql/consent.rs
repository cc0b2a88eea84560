//! What a State has chosen, as its own people see it.

use ::entity::{
    consent_choice,
    vocabulary::{ConsentPurpose, ConsentScope, QuestionCode, ReaderLevel},
};
use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// What consent comes to for one question.
#[derive(SimpleObject, Debug)]
pub struct QuestionConsent {
    /// The question.
    pub(super) question: QuestionCode,
    /// Who may read the answer.
    pub(super) reader: ReaderLevel,
    /// Whether it may be counted in released tables.
    pub(super) countable: bool,
}

/// Whether a purpose is allowed.
#[derive(SimpleObject, Debug)]
pub struct PurposeConsent {
    /// The purpose.
    pub(super) purpose: ConsentPurpose,
    /// Whether it is allowed.
    pub(super) allowed: bool,
}

/// A line of the ledger of consent.
#[derive(Debug)]
pub struct ConsentChoice(pub consent_choice::Model);

/// A line of the ledger of consent.
#[Object]
impl ConsentChoice {
    /// Its place in the ledger, from 1.
    async fn ordinal(&self) -> i64 {
        self.0.ordinal
    }
    /// What it is about; null for a purpose.
    async fn scope(&self) -> Option<ConsentScope> {
        self.0.scope
    }
    /// The part, section or question; empty for the submission.
    async fn code(&self) -> &str {
        &self.0.scope_code
    }
    /// Who may read, when chosen.
    async fn reader(&self) -> Option<ReaderLevel> {
        self.0.reader
    }
    /// Whether to count, when chosen.
    async fn countable(&self) -> Option<bool> {
        self.0.countable
    }
    /// The purpose, when it is one.
    async fn purpose(&self) -> Option<ConsentPurpose> {
        self.0.purpose
    }
    /// Whether the purpose is allowed.
    async fn allowed(&self) -> Option<bool> {
        self.0.allowed
    }
    /// Who chose.
    async fn chosen_by(&self) -> ID {
        self.0.chosen_by.into()
    }
    /// When.
    async fn chosen_at(&self) -> DateTime<Utc> {
        self.0.chosen_at
    }
}
