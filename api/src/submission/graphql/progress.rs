//! How far sections and parts have come.

use crate::submission::progress;
use async_graphql::{Object, SimpleObject};

/// How far a section has come.
#[derive(Debug)]
pub struct Progress {
    pub(super) section: String,
    pub(super) progress: progress::Progress,
}

/// How far a section has come: numbers of questions.
#[Object]
impl Progress {
    /// The section.
    async fn section(&self) -> &str {
        &self.section
    }
    /// Offered by the conditions: the sum of the five that follow. A question counts as offered where that depends on answers
    /// that are not granted to the viewer.
    async fn offered(&self) -> u32 {
        self.progress.offered
    }
    /// With a value.
    async fn answered(&self) -> u32 {
        self.progress.answered
    }
    /// Said not to apply.
    async fn not_applicable(&self) -> u32 {
        self.progress.not_applicable
    }
    /// Left unanswered on purpose.
    async fn declined(&self) -> u32 {
        self.progress.declined
    }
    /// Nothing new since the last edition.
    async fn nothing_new(&self) -> u32 {
        self.progress.nothing_new
    }
    /// Nothing said yet.
    async fn unanswered(&self) -> u32 {
        self.progress.unanswered
    }
    /// Hidden by a condition, as the answers say that the viewer sees.
    async fn hidden(&self) -> u32 {
        self.progress.hidden
    }
}

/// How far a part has come.
#[derive(SimpleObject, Debug)]
pub struct PartProgress {
    /// The part.
    pub(super) part: String,
    /// Numbers of questions over all its sections; `section` is empty.
    pub(super) progress: Progress,
}
