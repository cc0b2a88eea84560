//! Progress of sections and parts.

use crate::submission::working_copy::progress;
use async_graphql::{Object, SimpleObject};

/// Progress of a section: numbers of questions.
#[derive(Debug)]
pub struct Progress {
    pub(super) section: String,
    pub(super) progress: progress::Progress,
}

/// Progress of a section: numbers of questions.
#[Object]
impl Progress {
    /// Code of the section; empty for a part.
    async fn section(&self) -> &str {
        &self.section
    }
    /// Questions that the conditions offer: the sum of the next five numbers. If a condition
    /// depends on answers that are not granted to the viewer, its question counts as offered.
    async fn offered(&self) -> u32 {
        self.progress.offered
    }
    /// Questions answered with a value.
    async fn answered(&self) -> u32 {
        self.progress.answered
    }
    /// Questions marked as not applicable.
    async fn not_applicable(&self) -> u32 {
        self.progress.not_applicable
    }
    /// Questions that the State declines to answer.
    async fn declined(&self) -> u32 {
        self.progress.declined
    }
    /// Questions with nothing new since the last edition.
    async fn nothing_new(&self) -> u32 {
        self.progress.nothing_new
    }
    /// Questions not answered yet.
    async fn unanswered(&self) -> u32 {
        self.progress.unanswered
    }
    /// Questions that a condition hides, judged by the answers that the viewer sees.
    async fn hidden(&self) -> u32 {
        self.progress.hidden
    }
}

/// Progress of a part.
#[derive(SimpleObject, Debug)]
pub struct PartProgress {
    /// Code of the part.
    pub(super) part: String,
    /// Numbers of questions over all sections of the part. The `section` in it is empty.
    pub(super) progress: Progress,
}
