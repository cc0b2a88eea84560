//! The content of a release as the database stores it.

use crate::canonical;
use ::disclosure::ledger::ReleasedContent;
use ::entity::vocabulary::QuestionCode;
use serde::Serialize;

/// Frozen content of one question, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StoredContent {
    pub(crate) question: QuestionCode,
    pub(crate) tables: String,
    pub(crate) change: Option<String>,
    pub(crate) analysts: Option<String>,
}

impl StoredContent {
    /// Converts the released content of a question to its stored form.
    pub(crate) fn of(question: &QuestionCode, shown: &ReleasedContent) -> Self {
        Self {
            question: question.clone(),
            tables: canonical::text(&shown.tables),
            change: Some(canonical::text(&shown.change)),
            analysts: Some(canonical::text(&shown.analysts)),
        }
    }
}
