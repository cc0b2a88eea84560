//! What a State's people do with their submission.

use super::{
    input::AnswerValueInput,
    output::AnswerValue,
    query::find,
    types::{Author, Edition, Submission, author, read},
};
use crate::{
    access::OwnState,
    consent::{self, Choice},
    cycle,
    error::{Code, Error, Result},
    instrument,
    once::Once,
    submission::{self, Edit, Freeze, NewConsent, Outcome, Submit, Theirs, prepare, save_answers, store},
    world::{Ask as _, World},
};
use ::entity::words::{ConsentPurpose, ConsentScope, CycleKey, Disposition, QuestionCode, ReaderLevel};
use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;

/// Answers in one save, at most: all of an instrument and some more.
const MOST_EDITS: usize = 500;

/// What a State's people do with their submission.
#[derive(Debug, Default)]
pub struct SubmissionMutation;

#[Object]
impl SubmissionMutation {
    /// Saves answers, each with its own outcome: saved, conflict, or refused. Edits of different questions merge; an edit based
    /// on an older revision of the same question is a conflict, and both values are kept. The answer comes after the save is
    /// durable. For the focal point, and for contributors on what is granted.
    async fn save_answers(&self, ctx: &Context<'_>, input: SaveAnswersInput) -> Result<SaveAnswersPayload> {
        let by = ctx.caller().contributes()?;
        let world = ctx.world();
        if input.answers.is_empty() || input.answers.len() > MOST_EDITS {
            return Err(Error::says(Code::BadInput, format!("1 to {MOST_EDITS} answers are saved at once.")));
        }
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        let now = world.now();
        let edits = input.answers.into_iter().map(AnswerInput::edit).collect::<Vec<_>>();
        let asked = edits.iter().map(|edit| edit.as_ref().ok()).collect::<Vec<_>>();
        let once =
            Once::new(by.person(), "saveAnswers", input.idempotency_key, &json!({ "cycle": input.cycle, "answers": asked }))?;
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(edits.len());
        let mut good = Vec::new();
        for edit in edits {
            match edit {
                Ok(edit) => {
                    good.push(edit);
                    outcomes.push(None);
                }
                Err(refused) => outcomes.push(Some(refused)),
            }
        }
        let mut prepared = Vec::new();
        let verdicts = prepare(good, &by, &instrument.catalogue, now);
        for (place, verdict) in outcomes.iter_mut().filter(|outcome| outcome.is_none()).zip(verdicts) {
            match verdict {
                Ok(edit) => prepared.push(edit),
                Err(refused) => *place = Some(refused),
            }
        }
        let own: OwnState = (*by).clone();
        let saved = world
            .write((by, cycle.clone(), prepared, once, now), |tx, (by, cycle, prepared, once, now)| {
                Box::pin(async move { once.run(tx, *now, save_answers(tx, by, cycle, prepared, *now)).await })
            })
            .await?;
        let mut written = saved.outcomes.into_iter();
        let outcomes = outcomes.into_iter().filter_map(|outcome| outcome.or_else(|| written.next()));
        let outcomes = outcomes.map(|outcome| SaveOutcome::of(outcome, &own)).collect::<Result<_>>()?;
        Ok(SaveAnswersPayload { outcomes, saved_at: saved.saved_at, own, cycle: input.cycle })
    }

    /// Freezes an edition of the working copy and gives its receipt. An empty submission can be submitted. For the focal point.
    async fn submit_submission(&self, ctx: &Context<'_>, input: SubmitSubmissionInput) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Submit, input).await
    }

    /// Freezes a later edition. Refused when nothing has changed since the last one. For the focal point.
    async fn amend_submission(&self, ctx: &Context<'_>, input: SubmitSubmissionInput) -> Result<EditionPayload> {
        freeze(ctx, Freeze::Amend, input).await
    }

    /// Withdraws the submission from other readers and from later releases; the State still reads its editions. For the focal point.
    async fn withdraw_submission(&self, ctx: &Context<'_>, input: WithdrawSubmissionInput) -> Result<SubmissionPayload> {
        let by = ctx.caller().focal_point()?;
        let world = ctx.world();
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let once = Once::new(by.person(), "withdrawSubmission", input.idempotency_key, &input.cycle)?;
        let now = world.now();
        let own: OwnState = (*by).clone();
        world
            .write((by, cycle, once, now), |tx, (by, cycle, once, now)| {
                Box::pin(async move { once.run(tx, *now, submission::withdraw(tx, by, cycle, *now)).await })
            })
            .await?;
        changed(world, own, &input.cycle).await
    }

    /// Chooses who may read and what may be counted, and for which purposes. Reads change at once, tables with the next release.
    /// More specific choices that stand are listed. For the focal point, also after closing.
    async fn set_consent(&self, ctx: &Context<'_>, input: SetConsentInput) -> Result<SetConsentPayload> {
        let by = ctx.caller().focal_point()?;
        let world = ctx.world();
        let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
        let instrument = instrument::store::published(world, cycle.instrument_version).await?;
        let choices: Vec<Choice> = input.choices.into_iter().map(ConsentChoiceInput::choice).collect::<Result<_>>()?;
        let content = choices.iter().map(|choice| format!("{choice:?}")).collect::<Vec<_>>();
        let once =
            Once::new(by.person(), "setConsent", input.idempotency_key, &json!({ "cycle": input.cycle, "choices": content }))?;
        let new = NewConsent { cycle: cycle.clone(), choices: choices.clone() }.check(&instrument.catalogue)?;
        let now = world.now();
        let own: OwnState = (*by).clone();
        world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, submission::set_consent(tx, by, new, *now)).await })
            })
            .await?;
        let row = store::own(&own).submission(world.read(), cycle.id).await?.ok_or(Code::NotFound)?;
        let holds = consent::store::consent(world.read(), row.id).await?;
        let mut standing = Vec::new();
        for choice in &choices {
            if let Choice::Answers { scope, code, .. } = choice {
                let places = holds.standing(*scope, code).into_iter().map(|(scope, code)| ConsentPlace { scope, code });
                standing.extend(places.filter(|place| !choices.iter().any(|other| place.is_chosen_by(other))));
            }
        }
        Ok(SetConsentPayload { submission: Submission { own, row, cycle }, standing })
    }
}

async fn freeze(ctx: &Context<'_>, freeze: Freeze, input: SubmitSubmissionInput) -> Result<EditionPayload> {
    let by = ctx.caller().focal_point()?;
    let world = ctx.world();
    let cycle = cycle::store::cycle(world.read(), &input.cycle).await?;
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
    let content = json!({ "cycle": input.cycle, "countable": input.countable, "reader": input.reader });
    let mutation = if freeze == Freeze::Submit { "submitSubmission" } else { "amendSubmission" };
    let once = Once::new(by.person(), mutation, input.idempotency_key, &content)?;
    let what = Submit { freeze, cycle: cycle.clone(), instrument, countable: input.countable, reader: input.reader };
    let now = world.now();
    let own: OwnState = (*by).clone();
    let number = world
        .write((Arc::clone(world), by, what, once, now), |tx, (world, by, what, once, now)| {
            Box::pin(async move { once.run(tx, *now, submission::submit(tx, world, by, what, *now)).await })
        })
        .await?;
    let row = store::own(&own).submission(world.read(), cycle.id).await?.ok_or(Code::NotFound)?;
    let edition = Edition(row.edition(world.read(), number).await?);
    Ok(EditionPayload { edition, submission: Submission { own, row, cycle } })
}

async fn changed(world: &World, own: OwnState, cycle: &CycleKey) -> Result<SubmissionPayload> {
    let submission = find(world, own, cycle).await?.ok_or(Code::NotFound)?;
    Ok(SubmissionPayload { submission })
}

/// A save.
#[derive(InputObject, Debug)]
pub struct SaveAnswersInput {
    /// The cycle.
    cycle: CycleKey,
    /// 1 to 500 edits, each of another question.
    answers: Vec<AnswerInput>,
    /// Repeating a save with the same key and content within 24 hours gives the same outcome and saves nothing twice.
    idempotency_key: Option<String>,
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
    fn edit(self) -> Result<Edit, Outcome> {
        let question = self.question.clone();
        let value = self.value.map(AnswerValueInput::value).transpose();
        let refused =
            |error: Error| Outcome::Refused { question, code: error.code().as_str().into(), sentence: error.to_string() };
        let value = value.map_err(refused)?;
        Ok(Edit { question: self.question, based_on: self.based_on, disposition: self.disposition, value })
    }
}

/// What became of a save.
#[derive(Debug)]
pub struct SaveAnswersPayload {
    outcomes: Vec<SaveOutcome>,
    saved_at: DateTime<Utc>,
    own: OwnState,
    cycle: CycleKey,
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
    /// The submission after the save; null when every edit was refused and there is none yet.
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
    fn of(outcome: Outcome, own: &OwnState) -> Result<Self> {
        Ok(match outcome {
            Outcome::Saved { question, revision } => Self::Saved(AnswerSaved { question, revision }),
            Outcome::Conflict { question, disposition, value, theirs } => {
                Self::Conflict(AnswerConflict { own: own.clone(), question, disposition, value, theirs })
            }
            Outcome::Refused { question, code, sentence } => {
                let code = Code::ALL.iter().copied().find(|known| known.as_str() == code).unwrap_or(Code::BadInput);
                Self::Refused(AnswerRefused { question, code, sentence })
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
    /// The question, as written.
    question: String,
    /// Why, for a program.
    code: Code,
    /// Why, for a person.
    sentence: String,
}

/// A submission to freeze.
#[derive(InputObject, Debug)]
pub struct SubmitSubmissionInput {
    /// The cycle.
    cycle: CycleKey,
    /// Whether the submission may be counted in released tables; no until the State says so.
    countable: Option<bool>,
    /// Who may read the submission; STATE_ONLY until the State says otherwise.
    reader: Option<ReaderLevel>,
    /// Repeating with the same key and content within 24 hours gives the same edition.
    idempotency_key: Option<String>,
}

/// A submission to withdraw.
#[derive(InputObject, Debug)]
pub struct WithdrawSubmissionInput {
    /// The cycle.
    cycle: CycleKey,
    /// Repeating with the same key within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The new edition.
#[derive(SimpleObject, Debug)]
pub struct EditionPayload {
    /// The edition with its receipt.
    edition: Edition,
    /// The submission after it.
    submission: Submission,
}

/// The changed submission.
#[derive(SimpleObject, Debug)]
pub struct SubmissionPayload {
    /// The submission.
    submission: Submission,
}

/// Choices of consent.
#[derive(InputObject, Debug)]
pub struct SetConsentInput {
    /// The cycle.
    cycle: CycleKey,
    /// 1 to 500 choices, in order.
    choices: Vec<ConsentChoiceInput>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// One choice: either about answers (`scope`, with `reader` or `countable` or both), or about a purpose (`purpose` and `allowed`).
#[derive(InputObject, Debug)]
pub struct ConsentChoiceInput {
    /// What it is about.
    scope: Option<ConsentScope>,
    /// The part, section or question; left out for the whole submission.
    code: Option<String>,
    /// Who may read.
    reader: Option<ReaderLevel>,
    /// Whether it may be counted in released tables.
    countable: Option<bool>,
    /// A purpose.
    purpose: Option<ConsentPurpose>,
    /// Whether the purpose is allowed.
    allowed: Option<bool>,
}

impl ConsentChoiceInput {
    fn choice(self) -> Result<Choice> {
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
    submission: Submission,
    /// More specific choices that stand as they were.
    standing: Vec<ConsentPlace>,
}

/// A place where a choice stands.
#[derive(SimpleObject, Debug)]
pub struct ConsentPlace {
    /// What it is about.
    scope: ConsentScope,
    /// The part, section or question; empty for the submission.
    code: String,
}

impl ConsentPlace {
    fn is_chosen_by(&self, choice: &Choice) -> bool {
        matches!(choice, Choice::Answers { scope, code, .. } if *scope == self.scope && *code == self.code)
    }
}
