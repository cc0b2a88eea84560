//! Answers and their history, as the own State sees them.

use super::output::AnswerValue;
use crate::{
    access::{Ask as _, OwnState, store as people},
    error::Result,
    submission::store::OwnSubmission,
};
use ::entity::{
    answer, answer_revision,
    vocabulary::{Disposition, QuestionCode, RevisionOutcome},
};
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The current answer to one question.
#[derive(Debug)]
pub struct Answer {
    pub(super) own: OwnState,
    pub(super) submission: OwnSubmission,
    pub(super) row: answer::Model,
    pub(super) hidden: Option<bool>,
}

/// The current answer to one question.
#[Object]
impl Answer {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.row.question
    }
    /// Counts the saved changes, from 1; base the next save on it.
    async fn revision(&self) -> i64 {
        self.row.revision
    }
    /// What kind of saying it is.
    async fn disposition(&self) -> Disposition {
        self.row.disposition
    }
    /// The value; null unless answered.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        read(self.row.value.as_deref())
    }
    /// Whether a condition hides the question now: the answer is kept, and is neither counted nor submitted. Null where that
    /// depends on answers that are not granted to the viewer.
    async fn hidden(&self) -> Option<bool> {
        self.hidden
    }
    /// Who saved it.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, Some(self.row.author)).await
    }
    /// When it was saved.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.row.saved_at
    }
    /// What was saved before, and what lost a conflict, newest first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<AnswerRevision>> {
        let rows = self.submission.history(ctx.world().read(), &self.row.question).await?;
        Ok(rows.into_iter().map(|row| AnswerRevision { own: self.own.clone(), row }).collect())
    }
}

pub(super) fn read(value: Option<&str>) -> Result<Option<AnswerValue>> {
    let value: Option<crate::submission::value::Value> = value.map(serde_json::from_str).transpose()?;
    Ok(value.map(AnswerValue::from))
}

/// One edit in the history of an answer.
#[derive(Debug)]
pub struct AnswerRevision {
    own: OwnState,
    row: answer_revision::Model,
}

/// One edit in the history of an answer.
#[Object]
impl AnswerRevision {
    /// Whether it became the answer, or lost a conflict.
    async fn outcome(&self) -> RevisionOutcome {
        self.row.outcome
    }
    /// The revision that it became; null for one that lost.
    async fn revision(&self) -> Option<i64> {
        self.row.revision
    }
    /// The revision that its author had seen; 0 for none.
    async fn based_on(&self) -> i64 {
        self.row.based_on
    }
    /// What kind of saying it was.
    async fn disposition(&self) -> Disposition {
        self.row.disposition
    }
    /// Its value; null unless answered.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        read(self.row.value.as_deref())
    }
    /// Whose edit it was.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, Some(self.row.author)).await
    }
    /// When.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.row.saved_at
    }
}

/// The person of the own State who saved something.
#[derive(SimpleObject, Debug)]
pub struct Author {
    /// Identity.
    id: ID,
    /// Name.
    name: String,
}

/// The author, as the own State's people may know each other; an author who has left the State has no name here.
pub(super) async fn author(ctx: &Context<'_>, own: &OwnState, id: Option<Uuid>) -> Result<Option<Author>> {
    let Some(id) = id else { return Ok(None) };
    let row = people::person(ctx.world().read(), own, id).await?;
    Ok(row.map(|row| Author { id: row.id.into(), name: row.name }))
}
