//! What the mutations of a submission take and give.

use super::{
    answer::{Author, author, read},
    edition::Edition,
    input::AnswerValueInput,
    output::AnswerValue,
    query::find,
    submission::Submission,
};
use crate::{
    access::{Ask as _, OwnState},
    consent::Choice,
    error::{Code, Error, Result},
    submission::{Edit, Outcome, Theirs},
};
use ::entity::vocabulary::{ConsentPurpose, ConsentScope, CycleKey, Disposition, QuestionCode, ReaderLevel};
use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use chrono::{DateTime, Utc};

/// A save.
#[derive(InputObject, Debug)]
pub struct SaveAnswersInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// 1 to 500 edits, each of another question.
    pub(super) answers: Vec<AnswerInput>,
    /// Repeating a save with the same key and content within 24 hours gives the same outcome and saves nothing twice.
    pub(super) idempotency_key: Option<String>,
}

/// An edit of one answer.
#[derive(InputObject, Debug)]
pub struct AnswerInput {
    /// The question's code.
    question: String,
    /// The revision that the edit is based on; 0 where nothing was saved.
    based_on: i64,
    /// What kind of saying it is; a value goes with ANSWERED alone.
    #[graphql(default_with = "Disposition::Answered")]
    disposition: Disposition,
    /// The value.
    value: Option<AnswerValueInput>,
}

impl AnswerInput {
    pub(super) fn edit(self) -> Result<Edit, Outcome> {
        let question = self.question.clone();
        let value = self.value.map(AnswerValueInput::value).transpose();
        let value = value.map_err(|error| Outcome::refused(question, &error))?;
        Ok(Edit { question: self.question, based_on: self.based_on, disposition: self.disposition, value })
    }
}

/// What became of a save.
#[derive(Debug)]
pub struct SaveAnswersPayload {
    pub(super) outcomes: Vec<SaveOutcome>,
    pub(super) saved_at: DateTime<Utc>,
    pub(super) own: OwnState,
    pub(super) cycle: CycleKey,
}

/// What became of a save.
#[Object]
impl SaveAnswersPayload {
    /// One outcome for every edit, in its order.
    async fn outcomes(&self) -> &[SaveOutcome] {
        &self.outcomes
    }
    /// When it was saved.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.saved_at
    }
    /// The submission after the save; null when it holds nothing yet that the viewer sees.
    async fn submission(&self, ctx: &Context<'_>) -> Result<Option<Submission>> {
        find(ctx.world(), self.own.clone(), &self.cycle).await
    }
}

/// What became of one edit.
#[derive(Union, Debug)]
pub enum SaveOutcome {
    /// It is the answer now.
    Saved(AnswerSaved),
    /// Somebody had saved the question in the meantime.
    Conflict(AnswerConflict),
    /// It can't be an answer to this question.
    Refused(AnswerRefused),
}

impl SaveOutcome {
    pub(super) fn of(outcome: Outcome, own: &OwnState) -> Result<Self> {
        Ok(match outcome {
            Outcome::Saved { question, revision } => Self::Saved(AnswerSaved { question, revision }),
            Outcome::Conflict { question, disposition, value, theirs } => {
                Self::Conflict(AnswerConflict { own: own.clone(), question, disposition, value, theirs })
            }
            Outcome::Refused { question, code, sentence } => {
                let code = Code::ALL.iter().copied().find(|known| known.as_str() == code).unwrap_or(Code::BadInput);
                Self::Refused(AnswerRefused { written_question: question, code, sentence })
            }
        })
    }
}

/// The edit is the answer now.
#[derive(SimpleObject, Debug)]
pub struct AnswerSaved {
    /// The question.
    question: QuestionCode,
    /// The answer's revision; base the next edit on it.
    revision: i64,
}

/// The edit was based on an older revision. Both values are kept: the standing one as the answer, the losing one in its history.
#[derive(Debug)]
pub struct AnswerConflict {
    own: OwnState,
    question: QuestionCode,
    disposition: Disposition,
    value: Option<String>,
    theirs: Theirs,
}

/// The edit was based on an older revision. Both values are kept: the standing one as the answer, the losing one in its history.
#[Object]
impl AnswerConflict {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// What kind of saying the losing edit was.
    async fn your_disposition(&self) -> Disposition {
        self.disposition
    }
    /// The losing value.
    async fn your_value(&self) -> Result<Option<AnswerValue>> {
        read(self.value.as_deref())
    }
    /// The revision that stands; base the next edit on it.
    async fn their_revision(&self) -> i64 {
        self.theirs.revision
    }
    /// What kind of saying stands.
    async fn their_disposition(&self) -> Disposition {
        self.theirs.disposition
    }
    /// The value that stands.
    async fn their_value(&self) -> Result<Option<AnswerValue>> {
        read(self.theirs.value.as_deref())
    }
    /// Who saved what stands.
    async fn their_author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, self.theirs.author).await
    }
    /// When what stands was saved.
    async fn their_saved_at(&self) -> Option<DateTime<Utc>> {
        self.theirs.saved_at
    }
}

/// The edit can't be an answer to this question.
#[derive(SimpleObject, Debug)]
pub struct AnswerRefused {
    /// The question, as it was written in the save.
    written_question: String,
    /// Why, for a program.
    pub(super) code: Code,
    /// Why, for a person.
    sentence: String,
}

/// A submission to freeze.
#[derive(InputObject, Debug)]
pub struct SubmitSubmissionInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Whether the submission may be counted in released tables; no until the State says so.
    pub(super) countable: Option<bool>,
    /// Who may read the submission; STATE_ONLY until the State says otherwise.
    pub(super) reader: Option<ReaderLevel>,
    /// Repeating with the same key and content within 24 hours gives the same edition.
    pub(super) idempotency_key: Option<String>,
}

/// A submission to withdraw.
#[derive(InputObject, Debug)]
pub struct WithdrawSubmissionInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Repeating with the same key within 24 hours does nothing twice.
    pub(super) idempotency_key: Option<String>,
}

/// The new edition.
#[derive(SimpleObject, Debug)]
pub struct EditionPayload {
    /// The edition with its receipt.
    pub(super) edition: Edition,
    /// The submission after it.
    pub(super) submission: Submission,
}

/// The changed submission.
#[derive(SimpleObject, Debug)]
pub struct SubmissionPayload {
    /// The submission.
    pub(super) submission: Submission,
}

/// Choices of consent.
#[derive(InputObject, Debug)]
pub struct SetConsentInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// 1 to 500 choices, in order.
    pub(super) choices: Vec<ConsentChoiceInput>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    pub(super) idempotency_key: Option<String>,
}

/// One choice: either about answers (`scope`, with `reader` or `countable` or both), or about a purpose (`purpose` and `allowed`).
#[derive(InputObject, Debug)]
pub struct ConsentChoiceInput {
    /// What it is about.
    pub(super) scope: Option<ConsentScope>,
    /// The part, section or question; left out for the whole submission.
    pub(super) code: Option<String>,
    /// Who may read.
    pub(super) reader: Option<ReaderLevel>,
    /// Whether it may be counted in released tables.
    pub(super) countable: Option<bool>,
    /// A purpose.
    pub(super) purpose: Option<ConsentPurpose>,
    /// Whether the purpose is allowed.
    pub(super) allowed: Option<bool>,
}

impl ConsentChoiceInput {
    pub(super) fn choice(self) -> Result<Choice> {
        match (self.scope, self.purpose, self.allowed) {
            (Some(scope), None, None) => {
                Ok(Choice::Answers { scope, code: self.code.unwrap_or_default(), reader: self.reader, countable: self.countable })
            }
            (None, Some(purpose), Some(allowed)) if self.code.is_none() && self.reader.is_none() && self.countable.is_none() => {
                Ok(Choice::Purpose(purpose, allowed))
            }
            _ => Err(Error::says(
                Code::BadInput,
                "A choice is either about answers (scope, with reader or countable) or about a purpose (purpose and allowed).",
            )),
        }
    }
}

/// The submission, and what a coarser choice left standing.
#[derive(SimpleObject, Debug)]
pub struct SetConsentPayload {
    /// The submission.
    pub(super) submission: Submission,
    /// More specific choices that stand as they were.
    pub(super) standing: Vec<ConsentPlace>,
}

/// A place where a choice stands.
#[derive(SimpleObject, Debug)]
pub struct ConsentPlace {
    /// What it is about.
    pub(super) scope: ConsentScope,
    /// The part, section or question; empty for the submission.
    pub(super) code: String,
}

impl ConsentPlace {
    pub(super) fn is_chosen_by(&self, choice: &Choice) -> bool {
        matches!(choice, Choice::Answers { scope, code, .. } if *scope == self.scope && *code == self.code)
    }
}
