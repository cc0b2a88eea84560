//! A State's own submission, as its people see it.

use super::{
    answer::Answer,
    consent::{ConsentChoice, PurposeConsent, QuestionConsent},
    edition::{Edition, EditionDifference},
    hints::Hint,
    progress::{PartProgress, Progress},
    shared::SharedAnswer,
};
use crate::{
    access::{Ask as _, OwnState, Reading},
    aggregate::{self, MirrorLine},
    consent::{self, Consent},
    cycle::Cycle,
    error::{Code, Result},
    submission::{
        edition, hints,
        offered::offered,
        progress,
        store::{self, Found, OwnSubmission},
    },
};
use ::entity::{
    answer, cycle as cycle_row,
    vocabulary::{ConsentPurpose, QuestionCode, ReaderLevel, Role, StateCode, SubmissionStatus},
};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A State's own submission, with the witness that found it.
#[derive(Debug)]
pub struct Submission {
    pub(super) own: OwnState,
    pub(super) row: OwnSubmission,
    pub(super) instrument_version: Uuid,
    /// The cycle, where it was read already.
    pub(super) cycle: Option<cycle_row::Model>,
    /// A question, with its answer, that was looked ahead to.
    pub(super) ahead: Option<(QuestionCode, Option<answer::Model>)>,
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
    /// A submission of the cycle.
    pub(super) fn of(own: OwnState, row: OwnSubmission, cycle: cycle_row::Model) -> Self {
        Self { own, row, instrument_version: cycle.instrument_version, cycle: Some(cycle), ahead: None }
    }

    /// A submission as it was found, with the answer to the question that was named.
    pub(super) fn found(own: OwnState, found: Found, question: Option<QuestionCode>) -> Self {
        let ahead = question.map(|question| (question, found.answer));
        Self { own, row: found.submission, instrument_version: found.instrument_version, cycle: None, ahead }
    }
}

/// A State's answers to one cycle, as its own people see them. A contributor sees granted sections and questions alone, in
/// every list and count, and nothing that was worked out from any other answer.
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
    async fn cycle(&self, ctx: &Context<'_>) -> Result<Cycle> {
        Ok(Cycle(self.cycle_row(ctx.world()).await?))
    }
    /// How far it has come.
    async fn status(&self) -> SubmissionStatus {
        self.row.status
    }
    /// When the first act on it was. Not for a contributor: the act may have been on an answer that is not granted.
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
            (Act::SaveAnswers, is_open && self.own.writes_something(ctx.world().now())),
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
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Answer>> {
        let world = ctx.world();
        let (instrument, now) = (self.instrument(world).await?, world.now());
        instrument.catalogue.names(within.as_deref())?;
        // One question is asked for by its key; anything wider needs all answers, whose conditions hang together.
        let rows = self.row.seen(world.read(), &self.own, None, now).await?;
        let given = rows.iter().map(|row| Ok((row.question.clone(), edition::given(row)?))).collect::<Result<_>>()?;
        let offered = offered(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        let is_in = |code: &QuestionCode| within.as_deref().is_none_or(|within| code.is_within(within));
        let mut rows: Vec<_> = rows.into_iter().filter(|row| is_in(&row.question)).collect();
        rows.sort_by_key(|row| instrument.catalogue.place(row.question.as_str()));
        let answer = |row: answer::Model| Answer {
            hidden: offered.get(&row.question).map_or(Some(false), |offered| offered.hidden()),
            own: self.own.clone(),
            row,
            submission: self.row.clone(),
        };
        Ok(rows.into_iter().map(answer).collect())
    }
    /// The current answer to one question; null where nothing is saved, or it is not granted.
    async fn answer(&self, ctx: &Context<'_>, question: QuestionCode) -> Result<Option<Answer>> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let Some(row) = self.answer_row(world, &question).await? else { return Ok(None) };
        // Only who asks for it pays for it.
        let asks = ctx.look_ahead().field("hidden").exists();
        let hidden = if asks { self.hides(world, &question, now).await? } else { Some(false) };
        Ok(Some(Answer { hidden, own: self.own.clone(), row, submission: self.row.clone() }))
    }
    /// How far each section has come, over the questions that the viewer sees and from their answers alone.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Vec<Progress>> {
        let sections = self.sections(ctx.world()).await?;
        Ok(sections.into_iter().map(|(section, progress)| Progress { section, progress }).collect())
    }
    /// How far each part has come, over the questions that the viewer sees and from their answers alone.
    async fn progress_by_part(&self, ctx: &Context<'_>) -> Result<Vec<PartProgress>> {
        let sections = self.sections(ctx.world()).await?;
        Ok(progress::by_part(&sections)
            .into_iter()
            .map(|(part, progress)| PartProgress { part, progress: Progress { section: String::new(), progress } })
            .collect())
    }
    /// What the answers say about one another: follow-ups left open, and contradictions. Advice, worked out from the answers that the
    /// viewer sees; it blocks nothing, and nobody outside the State is shown any.
    async fn hints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that concern this part, section or question; BAD_INPUT for another code.")] within: Option<
            String,
        >,
    ) -> Result<Vec<Hint>> {
        let (instrument, now) = (self.instrument(ctx.world()).await?, ctx.world().now());
        instrument.catalogue.names(within.as_deref())?;
        let given = self.given(ctx.world()).await?;
        let mut found = hints::hints(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        found.retain(|hint| within.as_deref().is_none_or(|within| hint.is_within(within)));
        Ok(found.into_iter().map(Hint).collect())
    }
    /// The State itself, by its own edition, beside the sets that it is in, as a release of the cycle shows them; null where the
    /// submission does not stand, or the cycle has no such release. A contributor sees the questions that are granted.
    async fn mirror(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of a release that passed the gate.")] release: i64,
        #[graphql(desc = "Only this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code.")]
        within: Option<String>,
    ) -> Result<Option<Vec<MirrorLine>>> {
        aggregate::mirror(ctx.world(), &self.own, &self.row, release, within.as_deref()).await
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
    /// What others read of the newest edition: the same rows that they get; the Secretariat gets the content of those that are not
    /// public one by one, by `readSharedAnswer`. For the focal point.
    async fn preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose eyes: SECRETARIAT, MEMBER_STATES or PUBLIC.", name = "as")] audience: ReaderLevel,
    ) -> Result<Vec<SharedAnswer>> {
        let focal_point = ctx.caller().focal_point()?;
        let reading = Reading::preview(&focal_point, audience);
        let rows =
            consent::store::shared(ctx.world().read(), reading, self.row.cycle, Some(focal_point.state()), None, None, 1_000)
                .await?;
        Ok(rows.into_iter().map(SharedAnswer::read).collect())
    }
}
