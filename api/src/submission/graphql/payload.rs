//! Inputs and payloads of the mutations on a submission.

use crate::{
    access::{OwnState, RequestContext as _},
    consent::Choice,
    error::{Code, Error, Result},
    submission::{
        CurrentAnswer, Edit, Outcome,
        graphql::{
            answers::{
                answer::{Author, author, read},
                input::AnswerValueInput,
                output::AnswerValue,
            },
            edition::Edition,
            query::find,
            submission::Submission,
        },
    },
};
use ::entity::vocabulary::{
    ConsentPurpose, ConsentScope, CycleKey, Disposition, QuestionCode, ReaderLevel,
};
use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use chrono::{DateTime, Utc};

/// Answers to save.
#[derive(InputObject, Debug)]
pub struct SaveAnswersInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// 1 to 500 edits, each for a different question.
    pub(super) answers: Vec<AnswerInput>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// returns the first outcome and saves nothing. Other content is refused with
    /// `IDEMPOTENCY_MISMATCH`.
    pub(super) idempotency_key: Option<String>,
}

/// Edit of one answer.
#[derive(InputObject, Debug)]
pub struct AnswerInput {
    /// The question's code.
    question: String,
    /// Revision that the edit is based on; 0 if nothing was saved before.
    based_on: i32,
    /// Disposition. ANSWERED needs a value; no other disposition takes one.
    #[graphql(default_with = "Disposition::Answered")]
    disposition: Disposition,
    /// Value of the answer.
    value: Option<AnswerValueInput>,
}

impl AnswerInput {
    pub(super) fn edit(self) -> Result<Edit, Outcome> {
        let question = self.question.clone();
        let value = self.value.map(AnswerValueInput::value).transpose();
        let value = value.map_err(|error| Outcome::refused(question, &error))?;
        Ok(Edit {
            question: self.question,
            based_on: self.based_on.into(),
            disposition: self.disposition,
            value,
        })
    }
}

/// Result of a save.
#[derive(Debug)]
pub struct SaveAnswersPayload {
    pub(super) outcomes: Vec<SaveOutcome>,
    pub(super) saved_at: DateTime<Utc>,
    pub(super) own: OwnState,
    pub(super) cycle: CycleKey,
}

/// Result of a save.
#[Object]
impl SaveAnswersPayload {
    /// One outcome for each edit, in the order of the edits.
    async fn outcomes(&self) -> &[SaveOutcome] {
        &self.outcomes
    }
    /// Time of the save.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.saved_at
    }
    /// Submission after the save; null while it holds no answer that the viewer may see.
    async fn submission(&self, ctx: &Context<'_>) -> Result<Option<Submission>> {
        find(ctx.app(), self.own.clone(), &self.cycle).await
    }
}

/// Outcome of one edit.
#[derive(Union, Debug)]
pub enum SaveOutcome {
    /// The edit is the answer now.
    Saved(AnswerSaved),
    /// Another edit of the question was saved in the meantime.
    Conflict(AnswerConflict),
    /// The edit is refused, with a reason.
    Refused(AnswerRefused),
}

impl SaveOutcome {
    pub(super) fn of(outcome: Outcome, own: &OwnState) -> Result<Self> {
        Ok(match outcome {
            Outcome::Saved { question, revision } => {
                Self::Saved(AnswerSaved { question, revision })
            }
            Outcome::Conflict { question, disposition, value, theirs } => {
                Self::Conflict(AnswerConflict {
                    own: own.clone(),
                    question,
                    disposition,
                    value,
                    theirs,
                })
            }
            Outcome::Refused { question, code, sentence } => {
                let code = Code::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == code)
                    .unwrap_or(Code::BadInput);
                Self::Refused(AnswerRefused { written_question: question, code, sentence })
            }
        })
    }
}

/// Outcome of an edit that is the answer now.
#[derive(SimpleObject, Debug)]
pub struct AnswerSaved {
    /// The question.
    question: QuestionCode,
    /// Revision of the answer. Base the next edit on it.
    revision: i64,
}

/// Outcome of an edit that was based on another revision than the current one. Both values are
/// kept: the current one as the answer, the losing one in its history.
#[derive(Debug)]
pub struct AnswerConflict {
    own: OwnState,
    question: QuestionCode,
    disposition: Disposition,
    value: Option<String>,
    theirs: CurrentAnswer,
}

/// Outcome of an edit that was based on another revision than the current one. Both values are
/// kept: the current one as the answer, the losing one in its history.
#[Object]
impl AnswerConflict {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// Disposition of the losing edit.
    async fn your_disposition(&self) -> Disposition {
        self.disposition
    }
    /// Value of the losing edit; null unless answered.
    async fn your_value(&self) -> Result<Option<AnswerValue>> {
        read(self.value.as_deref())
    }
    /// Revision of the current answer. Base the next edit on it.
    async fn their_revision(&self) -> i64 {
        self.theirs.revision
    }
    /// Disposition of the current answer.
    async fn their_disposition(&self) -> Disposition {
        self.theirs.disposition
    }
    /// Value of the current answer; null unless answered.
    async fn their_value(&self) -> Result<Option<AnswerValue>> {
        read(self.theirs.value.as_deref())
    }
    /// Person who saved the current answer; null if that person has left the State.
    async fn their_author(&self, ctx: &Context<'_>) -> Result<Option<Author>> {
        author(ctx, &self.own, self.theirs.author).await
    }
    /// Time at which the current answer was saved; null if there is no answer.
    async fn their_saved_at(&self) -> Option<DateTime<Utc>> {
        self.theirs.saved_at
    }
}

/// Outcome of an edit that is refused: the question is unknown or not granted, or the value can't
/// be read or does not fit. The other edits of the save have their own outcomes.
#[derive(SimpleObject, Debug)]
pub struct AnswerRefused {
    /// Question code, as the save wrote it.
    written_question: String,
    /// Reason as a code, for a program.
    pub(super) code: Code,
    /// Reason as a sentence, for a person. It names the field or entry of the value.
    sentence: String,
}

/// Submission to submit or amend, with the State's consent.
#[derive(InputObject, Debug)]
pub struct SubmitSubmissionInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// True if the submission may be counted in released tables. If left out, earlier consent stays
    /// in force; without any, the submission is not counted.
    pub(super) countable: Option<bool>,
    /// Readers of the submission. If left out, earlier consent stays in force; without any, only
    /// the State reads it (`STATE_ONLY`).
    pub(super) reader: Option<ReaderLevel>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// returns the same edition. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    pub(super) idempotency_key: Option<String>,
}

/// Submission to withdraw.
#[derive(InputObject, Debug)]
pub struct WithdrawSubmissionInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and cycle within 24 hours
    /// changes nothing. Another cycle is refused with `IDEMPOTENCY_MISMATCH`.
    pub(super) idempotency_key: Option<String>,
}

/// Result of submitting or amending.
#[derive(SimpleObject, Debug)]
pub struct EditionPayload {
    /// New edition, with its receipt.
    pub(super) edition: Edition,
    /// Submission with the new edition.
    pub(super) submission: Submission,
}

/// Result of a change to a submission.
#[derive(SimpleObject, Debug)]
pub struct SubmissionPayload {
    /// Submission after the change.
    pub(super) submission: Submission,
}

/// Consent choices to make.
#[derive(InputObject, Debug)]
pub struct SetConsentInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// 1 to 500 choices, applied in this order.
    pub(super) choices: Vec<ConsentChoiceInput>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    pub(super) idempotency_key: Option<String>,
}

/// Consent choice, either about answers or about a purpose.
///
/// A choice about answers sets `scope`, and `reader` or `countable` or both. A choice about a
/// purpose sets `purpose` and `allowed`.
#[derive(InputObject, Debug)]
pub struct ConsentChoiceInput {
    /// Level of a choice about answers: submission, part, section or question.
    pub(super) scope: Option<ConsentScope>,
    /// Code of the part, section or question. Left out for the whole submission and for a purpose.
    pub(super) code: Option<String>,
    /// Readers to whom the answers are shown.
    pub(super) reader: Option<ReaderLevel>,
    /// True if the answers may be counted in released tables.
    pub(super) countable: Option<bool>,
    /// Purpose, such as the report of the Secretary-General.
    pub(super) purpose: Option<ConsentPurpose>,
    /// True if the State allows the purpose.
    pub(super) allowed: Option<bool>,
}

impl ConsentChoiceInput {
    pub(super) fn choice(self) -> Result<Choice> {
        match (self.scope, self.purpose, self.allowed) {
            (Some(scope), None, None) => Ok(Choice::Answers {
                scope,
                code: self.code.unwrap_or_default(),
                reader: self.reader,
                countable: self.countable,
            }),
            (None, Some(purpose), Some(allowed))
                if self.code.is_none() && self.reader.is_none() && self.countable.is_none() =>
            {
                Ok(Choice::Purpose(purpose, allowed))
            }
            _ => Err(Error::says(
                Code::BadInput,
                "A choice sets either scope, with reader or countable, or purpose and allowed.",
            )),
        }
    }
}

/// Result of setting consent.
#[derive(SimpleObject, Debug)]
pub struct SetConsentPayload {
    /// Submission after the choices.
    pub(super) submission: Submission,
    /// More specific choices, made earlier, that stay in force.
    pub(super) standing: Vec<ConsentPlace>,
}

/// Part of a submission for which consent was chosen.
#[derive(SimpleObject, Debug)]
pub struct ConsentPlace {
    /// Level of the choice.
    pub(super) scope: ConsentScope,
    /// Code of the part, section or question; empty for the whole submission.
    pub(super) code: String,
}

impl ConsentPlace {
    pub(super) fn is_chosen_by(&self, choice: &Choice) -> bool {
        matches!(choice, Choice::Answers { scope, code, .. } if *scope == self.scope && *code == self.code)
    }
}
