//! Editions and their differences, as the people of their own State see them.

use crate::{
    access::RequestContext as _,
    error::Result,
    submission::{
        editions::{
            edition::Difference,
            link::{self, Linked, What},
            submitted_answer::SubmittedAnswer,
        },
        graphql::answers::output::AnswerValue,
    },
};
use ::entity::{
    edition as edition_row,
    vocabulary::{Disposition, QuestionCode, Sha256},
};
use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use edge::raw_json::RawJson;

/// A submitted, frozen, numbered copy of a submission.
#[derive(Debug)]
pub struct Edition(pub edition_row::Model);

/// A submitted, frozen, numbered copy of a submission.
#[Object]
impl Edition {
    /// Number of the edition, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }
    /// SHA-256 digest of the document's canonical JSON (RFC 8785).
    async fn sha256(&self) -> &Sha256 {
        &self.0.sha256
    }
    /// Time of submission.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.submitted_at
    }
    /// Document of the edition, byte for byte as it was hashed.
    async fn document(&self) -> Result<RawJson> {
        Ok(RawJson::new(self.0.document.as_str())?)
    }
    /// Signed receipt. Anyone can verify it offline with the published key.
    async fn receipt(&self) -> Result<RawJson> {
        Ok(RawJson::new(self.0.receipt.as_str())?)
    }
    /// Link to download the document, relative to the origin. The link works for ten minutes and
    /// ends with the session that asked for it. The receipt has its own link.
    async fn document_link(&self, ctx: &Context<'_>) -> Result<String> {
        self.link(ctx, What::Document)
    }
    /// Link to download the receipt, relative to the origin. The link works for ten minutes and
    /// ends with the session that asked for it.
    async fn receipt_link(&self, ctx: &Context<'_>) -> Result<String> {
        self.link(ctx, What::Receipt)
    }
}

impl Edition {
    fn link(&self, ctx: &Context<'_>, what: What) -> Result<String> {
        let session = ctx.caller().person()?.session;
        Ok(link::seal(
            ctx.app(),
            &Linked { submission: self.0.submission, edition: self.0.number, what, session },
        ))
    }
}

/// Question on which two editions differ.
#[derive(SimpleObject, Debug)]
pub struct EditionDifference {
    /// The question.
    question: QuestionCode,
    /// Disposition in the earlier edition; UNANSWERED if that edition does not hold the question.
    before: Disposition,
    /// Value in the earlier edition; null unless answered.
    value_before: Option<AnswerValue>,
    /// Disposition in the later edition; UNANSWERED if that edition does not hold the question.
    after: Disposition,
    /// Value in the later edition; null unless answered.
    value_after: Option<AnswerValue>,
}

impl From<Difference> for EditionDifference {
    fn from(difference: Difference) -> Self {
        let disposition = |given: &Option<SubmittedAnswer>| {
            given.as_ref().map_or(Disposition::Unanswered, |given| given.disposition)
        };
        let (before, after) = (disposition(&difference.before), disposition(&difference.after));
        let value = |given: Option<SubmittedAnswer>| {
            given.and_then(|given| given.value).map(AnswerValue::from)
        };
        Self {
            question: difference.question,
            before,
            value_before: value(difference.before),
            after,
            value_after: value(difference.after),
        }
    }
}
