//! A State's own submission, as its people see it.

use super::{output::AnswerValue, shared::SharedAnswer};
use crate::{
    access::{OwnState, Reading, store as people},
    consent::{self, Consent},
    cycle::{self, Cycle},
    error::{Code, Result},
    instrument::{self, Published},
    splice::RawJson,
    submission::{
        edition::{self, Difference, Given},
        progress,
        store::{self, OwnSubmission},
    },
    world::{Ask as _, World},
};
use ::entity::{
    answer, answer_revision, consent_choice, edition as edition_row,
    words::{
        ConsentPurpose, ConsentScope, Disposition, QuestionCode, ReaderLevel, RevisionOutcome, Role, Sha256, StateCode,
        SubmissionStatus,
    },
};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// A State's own submission, with the witness that found it.
#[derive(Debug)]
pub struct Submission {
    pub(super) own: OwnState,
    pub(super) row: OwnSubmission,
    pub(super) cycle: ::entity::cycle::Model,
}

/// What the viewer can do with a submission now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "SubmissionAct")]
pub enum Act {
    /// `saveAnswers`.
    SaveAnswers,
    /// `submitSubmission`.
    Submit,
    /// `amendSubmission`.
    Amend,
    /// `withdrawSubmission`.
    Withdraw,
    /// `setConsent`.
    SetConsent,
}

impl Submission {
    async fn instrument(&self, world: &World) -> Result<Arc<Published>> {
        instrument::store::published(world, self.cycle.instrument_version).await
    }

    async fn given(&self, world: &World) -> Result<BTreeMap<QuestionCode, Given>> {
        let rows = self.row.answers(world.read(), None).await?;
        rows.iter().map(|row| Ok((row.question.clone(), edition::given(row)?))).collect()
    }

    async fn may_save(&self, world: &World) -> Result<bool> {
        let invitation = cycle::store::invitation(world.read(), self.cycle.id, self.own.state()).await?;
        Ok(cycle::may_save(&self.cycle, invitation.as_ref(), world.now()).is_ok())
    }
}

/// A State's answers to one cycle, as its own people see them. A contributor sees granted sections and questions alone, in
/// every list and count.
#[Object]
impl Submission {
    /// Identity.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// The State.
    async fn state_code(&self) -> &StateCode {
        &self.row.state
    }
    /// The cycle.
    async fn cycle(&self) -> Cycle {
        Cycle(self.cycle.clone())
    }
    /// How far it has come.
    async fn status(&self) -> SubmissionStatus {
        self.row.status
    }
    /// When the first act on it was.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
    /// What the viewer can do with it now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Vec<Act>> {
        use SubmissionStatus::{Amended, Draft, InApproval, Submitted, Withdrawn};
        let (role, status) = (self.own.role(), self.row.status);
        let is_open = self.may_save(ctx.world()).await?;
        let focal_point = role == Role::FocalPoint;
        let acts = [
            (Act::SaveAnswers, is_open && (focal_point || role == Role::Contributor)),
            (Act::Submit, is_open && focal_point && matches!(status, Draft | InApproval | Withdrawn)),
            (Act::Amend, is_open && focal_point && matches!(status, Submitted | Amended)),
            (Act::Withdraw, focal_point && matches!(status, Submitted | Amended)),
            (Act::SetConsent, focal_point),
        ];
        Ok(acts.into_iter().filter(|(_, can)| *can).map(|(act, _)| act).collect())
    }
    /// The current answers, in the instrument's order; those with no saved revision are left out.
    async fn answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`.")] within: Option<String>,
    ) -> Result<Vec<Answer>> {
        let world = ctx.world();
        let (instrument, now) = (self.instrument(world).await?, world.now());
        // One question is asked for by its key; anything wider needs all answers, whose conditions hang together.
        let rows = self.row.answers(world.read(), None).await?;
        let given = rows.iter().map(|row| Ok((row.question.clone(), edition::given(row)?))).collect::<Result<_>>()?;
        let hidden = edition::hidden(&instrument.catalogue, &given);
        let is_in = |code: &QuestionCode| {
            within.as_deref().is_none_or(|within| code.part() == within || code.section() == within || code.as_str() == within)
        };
        let mut rows: Vec<_> = rows.into_iter().filter(|row| is_in(&row.question) && self.own.sees(&row.question, now)).collect();
        rows.sort_by_key(|row| instrument.catalogue.place(row.question.as_str()));
        let answer = |row: answer::Model| Answer {
            hidden: hidden.contains(&row.question),
            own: self.own.clone(),
            row,
            submission: self.row.clone(),
        };
        Ok(rows.into_iter().map(answer).collect())
    }
    /// The current answer to one question; null where nothing is saved, or it is not granted.
    async fn answer(&self, ctx: &Context<'_>, question: QuestionCode) -> Result<Option<Answer>> {
        let world = ctx.world();
        if !self.own.sees(&question, world.now()) {
            return Ok(None);
        }
        let rows = self.row.answers(world.read(), Some(std::slice::from_ref(&question))).await?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        let instrument = self.instrument(world).await?;
        let conditional = instrument.catalogue.get(question.as_str()).is_some_and(|asked| asked.condition.is_some());
        let hidden = conditional && edition::hidden(&instrument.catalogue, &self.given(world).await?).contains(&question);
        Ok(Some(Answer { hidden, own: self.own.clone(), row, submission: self.row.clone() }))
    }
    /// How far each section has come, over the questions that the viewer sees.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Vec<Progress>> {
        let (instrument, now) = (self.instrument(ctx.world()).await?, ctx.world().now());
        let given = self.given(ctx.world()).await?;
        let sections = progress::progress(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        Ok(sections.into_iter().map(|(section, progress)| Progress { section, progress }).collect())
    }
    /// How far each part has come, over the questions that the viewer sees.
    async fn progress_by_part(&self, ctx: &Context<'_>) -> Result<Vec<PartProgress>> {
        let (instrument, now) = (self.instrument(ctx.world()).await?, ctx.world().now());
        let given = self.given(ctx.world()).await?;
        let sections = progress::progress(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        Ok(progress::by_part(&sections)
            .into_iter()
            .map(|(part, progress)| PartProgress { part, progress: Progress { section: String::new(), progress } })
            .collect())
    }
    /// The submitted editions, oldest first. Not for a contributor.
    async fn editions(&self, ctx: &Context<'_>) -> Result<Vec<Edition>> {
        self.own.sees_all()?;
        Ok(self.row.editions(ctx.world().read()).await?.into_iter().map(Edition).collect())
    }
    /// One edition; null where there is none of this number. Not for a contributor.
    async fn edition(&self, ctx: &Context<'_>, number: i32) -> Result<Option<Edition>> {
        self.own.sees_all()?;
        match self.row.edition(ctx.world().read(), number).await {
            Ok(row) => Ok(Some(Edition(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
    /// The questions on which two editions differ. Not for a contributor.
    async fn differences(&self, ctx: &Context<'_>, from: i32, to: i32) -> Result<Vec<EditionDifference>> {
        self.own.sees_all()?;
        let before = store::read(&self.row.edition(ctx.world().read(), from).await?)?;
        let after = store::read(&self.row.edition(ctx.world().read(), to).await?)?;
        Ok(edition::differences(&before.answers, &after.answers).into_iter().map(EditionDifference::from).collect())
    }
    /// What consent comes to for each question that takes an answer, in the instrument's order.
    async fn consent(&self, ctx: &Context<'_>) -> Result<Vec<QuestionConsent>> {
        self.own.sees_all()?;
        let instrument = self.instrument(ctx.world()).await?;
        let consent = consent::store::consent(ctx.world().read(), self.row.id).await?;
        let one = |question: &QuestionCode| {
            let holds = consent.for_question(question);
            QuestionConsent { question: question.clone(), reader: holds.reader, countable: holds.countable }
        };
        Ok(instrument.catalogue.answerable().map(|asked| one(&asked.code)).collect())
    }
    /// The purposes that the State allows; no until it says so.
    async fn purposes(&self, ctx: &Context<'_>) -> Result<Vec<PurposeConsent>> {
        self.own.sees_all()?;
        let consent: Consent = consent::store::consent(ctx.world().read(), self.row.id).await?;
        Ok(ConsentPurpose::ALL
            .iter()
            .map(|purpose| PurposeConsent { purpose: *purpose, allowed: consent.allows(*purpose) })
            .collect())
    }
    /// The ledger of consent, oldest line first: every choice with its time and person.
    async fn consent_ledger(&self, ctx: &Context<'_>) -> Result<Vec<ConsentChoice>> {
        self.own.sees_all()?;
        Ok(consent::store::ledger(ctx.world().read(), self.row.id).await?.into_iter().map(ConsentChoice).collect())
    }
    /// What others read of the newest edition: the same rows that they get. For the focal point.
    async fn preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose eyes: SECRETARIAT, MEMBER_STATES or PUBLIC.", name = "as")] audience: ReaderLevel,
    ) -> Result<Vec<SharedAnswer>> {
        let focal_point = ctx.caller().focal_point()?;
        let reading = Reading::preview(&focal_point, audience);
        let rows =
            consent::store::shared(ctx.world().read(), reading, self.cycle.id, Some(focal_point.state()), None, None, 1_000)
                .await?;
        Ok(rows.into_iter().map(SharedAnswer).collect())
    }
}

/// The current answer to one question.
#[derive(Debug)]
pub struct Answer {
    own: OwnState,
    submission: OwnSubmission,
    row: answer::Model,
    hidden: bool,
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
    /// Whether a condition hides the question now: the answer is kept, and is neither counted nor submitted.
    async fn hidden(&self) -> bool {
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

/// How far a section has come.
#[derive(Debug)]
pub struct Progress {
    section: String,
    progress: progress::Progress,
}

/// How far a section has come: numbers of questions.
#[Object]
impl Progress {
    /// The section.
    async fn section(&self) -> &str {
        &self.section
    }
    /// Offered by the conditions: the sum of the five that follow.
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
    /// Hidden by a condition.
    async fn hidden(&self) -> u32 {
        self.progress.hidden
    }
}

/// How far a part has come.
#[derive(SimpleObject, Debug)]
pub struct PartProgress {
    /// The part.
    part: String,
    /// Numbers of questions over all its sections; `section` is empty.
    progress: Progress,
}

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
    /// Where the document can be downloaded for ten minutes, beside its receipt; relative to the origin.
    async fn document_link(&self, ctx: &Context<'_>) -> String {
        crate::submission::link::seal(ctx.world(), self.0.submission, self.0.number, crate::submission::link::What::Document)
    }
    /// Where the receipt can be downloaded for ten minutes; relative to the origin.
    async fn receipt_link(&self, ctx: &Context<'_>) -> String {
        crate::submission::link::seal(ctx.world(), self.0.submission, self.0.number, crate::submission::link::What::Receipt)
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

/// What consent comes to for one question.
#[derive(SimpleObject, Debug)]
pub struct QuestionConsent {
    /// The question.
    question: QuestionCode,
    /// Who may read the answer.
    reader: ReaderLevel,
    /// Whether it may be counted in released tables.
    countable: bool,
}

/// Whether a purpose is allowed.
#[derive(SimpleObject, Debug)]
pub struct PurposeConsent {
    /// The purpose.
    purpose: ConsentPurpose,
    /// Whether it is allowed.
    allowed: bool,
}

/// A line of the ledger of consent.
#[derive(Debug)]
pub struct ConsentChoice(consent_choice::Model);

/// A line of the ledger of consent.
#[Object]
impl ConsentChoice {
    /// Its place in the ledger, from 1.
    async fn ordinal(&self) -> i64 {
        self.0.ordinal
    }
    /// What it is about; null for a purpose.
    async fn scope(&self) -> Option<ConsentScope> {
        self.0.scope
    }
    /// The part, section or question; empty for the submission.
    async fn code(&self) -> &str {
        &self.0.scope_code
    }
    /// Who may read, when chosen.
    async fn reader(&self) -> Option<ReaderLevel> {
        self.0.reader
    }
    /// Whether to count, when chosen.
    async fn countable(&self) -> Option<bool> {
        self.0.countable
    }
    /// The purpose, when it is one.
    async fn purpose(&self) -> Option<ConsentPurpose> {
        self.0.purpose
    }
    /// Whether the purpose is allowed.
    async fn allowed(&self) -> Option<bool> {
        self.0.allowed
    }
    /// Who chose.
    async fn chosen_by(&self) -> ID {
        self.0.chosen_by.into()
    }
    /// When.
    async fn chosen_at(&self) -> DateTime<Utc> {
        self.0.chosen_at
    }
}
