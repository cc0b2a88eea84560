//! Answers and their history, as the people of their own State see them.

use crate::{
    access::{OwnState, RequestContext as _},
    error::Result,
    submission::{graphql::answers::output::AnswerValue, store::OwnSubmission},
};
use ::entity::{
    answer, answer_revision,
    vocabulary::{Disposition, QuestionCode, RevisionOutcome},
};
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Current answer to one question.
#[derive(Debug)]
pub struct Answer {
    pub(in crate::submission::graphql) own: OwnState,
    pub(in crate::submission::graphql) submission: OwnSubmission,
    pub(in crate::submission::graphql) row: answer::Model,
    pub(in crate::submission::graphql) hidden: Option<bool>,
}

/// Current answer to one question.
#[Object]
impl Answer {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.row.question
    }
    /// Revision of the answer: the number of saved changes, from 1. Base the next save on it.
    async fn revision(&self) -> i64 {
        self.row.revision
    }
    /// Disposition: answered, not applicable, declined, nothing new or unanswered.
    async fn disposition(&self) -> Disposition {
        self.row.disposition
    }
    /// Value; null unless the disposition is ANSWERED.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        read(self.row.value.as_deref())
    }
    /// True if a condition hides the question now. The answer is then kept, but neither counted nor
    /// submitted. Null if the condition depends on answers that are not granted to the viewer.
    async fn hidden(&self) -> Option<bool> {
        self.hidden
    }
    /// Person who saved the answer; null if that person has left the State.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, Some(self.row.author)).await
    }
    /// Time of the save.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.row.saved_at
    }
    /// All saved revisions, the current one included, and edits that lost a conflict; newest first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<AnswerRevision>> {
        let rows = self.submission.history(ctx.app().read(), &self.row.question).await?;
        Ok(rows.into_iter().map(|row| AnswerRevision { own: self.own.clone(), row }).collect())
    }
}

pub(in crate::submission::graphql) fn read(value: Option<&str>) -> Result<Option<AnswerValue>> {
    let value: Option<crate::submission::working_copy::value::Value> =
        value.map(serde_json::from_str).transpose()?;
    Ok(value.map(AnswerValue::from))
}

/// Edit in the history of an answer.
#[derive(Debug)]
pub struct AnswerRevision {
    own: OwnState,
    row: answer_revision::Model,
}

/// Edit in the history of an answer.
#[Object]
impl AnswerRevision {
    /// Outcome of the edit: saved as the answer, or kept after it lost a conflict.
    async fn outcome(&self) -> RevisionOutcome {
        self.row.outcome
    }
    /// Revision that the edit became; null if it lost a conflict.
    async fn revision(&self) -> Option<i64> {
        self.row.revision
    }
    /// Revision that the author had read before the edit; 0 if there was none.
    async fn based_on(&self) -> i64 {
        self.row.based_on
    }
    /// Disposition of the edit.
    async fn disposition(&self) -> Disposition {
        self.row.disposition
    }
    /// Value of the edit; null unless its disposition is ANSWERED.
    async fn value(&self) -> Result<Option<AnswerValue>> {
        read(self.row.value.as_deref())
    }
    /// Person who made the edit; null if that person has left the State.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, Some(self.row.author)).await
    }
    /// Time of the edit.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.row.saved_at
    }
}

/// Author of an answer or edit: a person of the viewer's own State.
#[derive(SimpleObject, Debug)]
pub struct Author {
    /// Identity of the person.
    id: ID,
    /// Name of the person.
    name: String,
}

/// Returns the author as people of the same State may know each other. An author who has left the
/// State is not named: the result is none.
pub(in crate::submission::graphql) async fn author(
    ctx: &Context<'_>,
    own: &OwnState,
    id: Option<Uuid>,
) -> Result<Option<Author>> {
    let Some(id) = id else { return Ok(None) };
    let row = crate::access::person_of_state(ctx.app().read(), own, id).await?;
    Ok(row.map(|row| Author { id: row.id.into(), name: row.name }))
}
