//! Editions and their differences, as the people of their own State see them.

use crate::{
    access::RequestContext as _,
    error::Result,
    submission::{
        editions::{
            edition::{Difference, InEdition},
            link::{self, Linked, What},
        },
        graphql::answers::output::AnswerValue,
    },
};
use ::entity::{
    edition as edition_row,
    vocabulary::{Disposition, QuestionCode, Sha256},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
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

/// Answer to a question in an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum EditionDisposition {
    /// The State gave a value.
    Answered,
    /// The question does not apply to the State.
    NotApplicable,
    /// The State declined to answer.
    Declined,
    /// Nothing has changed since the State's previous submission.
    NothingNew,
    /// The question was asked, and the State left it open.
    Unanswered,
    /// A condition hid the question, so that it was not asked.
    NotAsked,
}

/// Question on which two editions differ.
#[derive(SimpleObject, Debug)]
pub struct EditionDifference {
    /// The question.
    question: QuestionCode,
    /// Disposition in the earlier edition.
    before: EditionDisposition,
    /// Value in the earlier edition; null unless answered.
    value_before: Option<AnswerValue>,
    /// Disposition in the later edition.
    after: EditionDisposition,
    /// Value in the later edition; null unless answered.
    value_after: Option<AnswerValue>,
}

impl From<Difference> for EditionDifference {
    fn from(difference: Difference) -> Self {
        let (before, value_before) = shown(difference.before);
        let (after, value_after) = shown(difference.after);
        Self { question: difference.question, before, value_before, after, value_after }
    }
}

fn shown(held: InEdition) -> (EditionDisposition, Option<AnswerValue>) {
    let given = match held {
        InEdition::Answer(given) => given,
        InEdition::Unanswered => return (EditionDisposition::Unanswered, None),
        InEdition::NotAsked => return (EditionDisposition::NotAsked, None),
    };
    let disposition = match given.disposition {
        Disposition::Answered => EditionDisposition::Answered,
        Disposition::NotApplicable => EditionDisposition::NotApplicable,
        Disposition::Declined => EditionDisposition::Declined,
        Disposition::NothingNew => EditionDisposition::NothingNew,
        Disposition::Unanswered => EditionDisposition::Unanswered,
    };
    (disposition, given.value.map(AnswerValue::from))
}
