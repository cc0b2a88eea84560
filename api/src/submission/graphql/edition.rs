//! Editions and their differences, as the own State sees them.

use super::output::AnswerValue;
use crate::{
    access::Ask as _,
    error::Result,
    splice::RawJson,
    submission::{
        edition::{Difference, Given},
        link::{self, Linked, What},
    },
};
use ::entity::{
    edition as edition_row,
    vocabulary::{Disposition, QuestionCode, Sha256},
};
use async_graphql::{Context, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// A submitted, frozen, numbered copy of a submission.
#[derive(Debug)]
pub struct Edition(pub edition_row::Model);

/// A submitted, frozen, numbered copy of a submission.
#[Object]
impl Edition {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }
    /// SHA-256 over the document's canonical JSON (RFC 8785).
    async fn sha256(&self) -> &Sha256 {
        &self.0.sha256
    }
    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.submitted_at
    }
    /// The document, byte for byte as it was hashed.
    async fn document(&self) -> Result<RawJson> {
        RawJson::new(self.0.document.as_str())
    }
    /// The signed receipt, which anyone can verify offline with the published key.
    async fn receipt(&self) -> Result<RawJson> {
        RawJson::new(self.0.receipt.as_str())
    }
    /// Where the document can be downloaded for ten minutes, beside its receipt; relative to the origin. The link ends with the
    /// session that asked for it.
    async fn document_link(&self, ctx: &Context<'_>) -> Result<String> {
        self.link(ctx, What::Document)
    }
    /// Where the receipt can be downloaded for ten minutes; relative to the origin. The link ends with the session that asked for it.
    async fn receipt_link(&self, ctx: &Context<'_>) -> Result<String> {
        self.link(ctx, What::Receipt)
    }
}

impl Edition {
    fn link(&self, ctx: &Context<'_>, what: What) -> Result<String> {
        let session = ctx.caller().person()?.session;
        Ok(link::seal(ctx.world(), &Linked { submission: self.0.submission, edition: self.0.number, what, session }))
    }
}

/// One question on which two editions differ.
#[derive(SimpleObject, Debug)]
pub struct EditionDifference {
    /// The question.
    question: QuestionCode,
    /// What kind of saying the earlier edition holds; UNANSWERED where it says nothing.
    before: Disposition,
    /// The value of the earlier edition.
    value_before: Option<AnswerValue>,
    /// What kind of saying the later edition holds; UNANSWERED where it says nothing.
    after: Disposition,
    /// The value of the later edition.
    value_after: Option<AnswerValue>,
}

impl From<Difference> for EditionDifference {
    fn from(difference: Difference) -> Self {
        let disposition = |given: &Option<Given>| given.as_ref().map_or(Disposition::Unanswered, |given| given.disposition);
        let (before, after) = (disposition(&difference.before), disposition(&difference.after));
        let value = |given: Option<Given>| given.and_then(|given| given.value).map(AnswerValue::from);
        Self {
            question: difference.question,
            before,
            value_before: value(difference.before),
            after,
            value_after: value(difference.after),
        }
    }
}
