//! A State's own submission, as its people see it.

use crate::{
    access::{OwnState, ReaderScope, RequestContext as _},
    aggregate::{self, MirrorLine},
    consent::{self, Consent},
    cycle::Cycle,
    error::{Code, Result},
    submission::{
        editions::{edition, visibility::visibility},
        graphql::{
            answers::{answer::Answer, hints::Hint},
            consent::{ConsentChoice, PurposeConsent, QuestionConsent},
            edition::{Edition, EditionDifference},
            progress::{PartProgress, Progress},
            shared_answers::shared::SharedAnswer,
        },
        store::{self, OwnSubmission, SubmissionRows},
        working_copy::{hints, progress},
    },
};
use ::entity::{
    answer, cycle as cycle_row,
    vocabulary::{ConsentPurpose, QuestionCode, ReaderLevel, Role, StateCode, SubmissionStatus},
};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// State's own submission, with the witness that found it.
#[derive(Debug)]
pub struct Submission {
    pub(super) own: OwnState,
    pub(super) row: OwnSubmission,
    pub(super) instrument_version: Uuid,
    /// The cycle, if it was read already.
    pub(super) cycle: Option<cycle_row::Model>,
    /// A question and its answer, if they were read together with the submission.
    pub(super) ahead: Option<(QuestionCode, Option<answer::Model>)>,
}

/// Act that a viewer may do on a submission.
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
    /// Makes the submission of a cycle.
    pub(super) fn of(own: OwnState, row: OwnSubmission, cycle: cycle_row::Model) -> Self {
        Self {
            own,
            row,
            instrument_version: cycle.instrument_version,
            cycle: Some(cycle),
            ahead: None,
        }
    }

    /// Makes the submission from one read, which may hold the answer to a named question.
    pub(super) fn found(
        own: OwnState,
        found: SubmissionRows,
        question: Option<QuestionCode>,
    ) -> Self {
        let ahead = question.map(|question| (question, found.answer));
        Self {
            own,
            row: found.submission,
            instrument_version: found.instrument_version,
            cycle: None,
            ahead,
        }
    }
}

/// A State's answers to one cycle, as the State's own people see them.
///
/// A contributor sees only granted sections and questions, in every list and count, and nothing
/// that was computed from other answers.
#[Object]
impl Submission {
    /// Identity of the submission.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// The State.
    async fn state_code(&self) -> &StateCode {
        &self.row.state
    }
    /// The cycle.
    async fn cycle(&self, ctx: &Context<'_>) -> Result<Cycle> {
        Ok(Cycle(self.cycle_row(ctx.app()).await?))
    }
    /// Status of the submission.
    async fn status(&self) -> SubmissionStatus {
        self.row.status
    }
    /// Time of the first act on the submission. Not for a contributor: the act may have been on an
    /// answer that is not granted to them.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
    /// Acts that the viewer may do on the submission now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Vec<Act>> {
        use SubmissionStatus::{Amended, Draft, Submitted, Withdrawn};
        let (role, status) = (self.own.role(), self.row.status);
        let is_open = self.may_save(ctx.app()).await?;
        let focal_point = role == Role::FocalPoint;
        let acts = [
            (Act::SaveAnswers, is_open && self.own.writes_something(ctx.app().now())),
            (Act::Submit, is_open && focal_point && matches!(status, Draft | Withdrawn)),
            (Act::Amend, is_open && focal_point && matches!(status, Submitted | Amended)),
            (Act::Withdraw, focal_point && matches!(status, Submitted | Amended)),
            (Act::SetConsent, focal_point),
        ];
        Ok(acts.into_iter().filter(|(_, can)| *can).map(|(act, _)| act).collect())
    }
    /// Current answers, in the instrument's order. Questions without a saved revision are left out.
    async fn answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only answers to this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Answer>> {
        let app = ctx.app();
        let (instrument, now) = (self.instrument(app).await?, app.now());
        instrument.catalogue.names(within.as_deref())?;
        // All answers are read, because conditions depend on each other. `answer` reads one by its
        // key.
        let rows = self.row.seen(app.read(), &self.own, None, now).await?;
        let given = rows
            .iter()
            .map(|row| Ok((row.question.clone(), edition::given(row)?)))
            .collect::<Result<_>>()?;
        let visibility =
            visibility(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        let is_in =
            |code: &QuestionCode| within.as_deref().is_none_or(|within| code.is_within(within));
        let mut rows: Vec<_> = rows.into_iter().filter(|row| is_in(&row.question)).collect();
        rows.sort_by_key(|row| instrument.catalogue.place(row.question.as_str()));
        let answer = |row: answer::Model| Answer {
            hidden: visibility
                .get(&row.question)
                .map_or(Some(false), |visibility| visibility.hidden()),
            own: self.own.clone(),
            row,
            submission: self.row.clone(),
        };
        Ok(rows.into_iter().map(answer).collect())
    }
    /// Current answer to one question; null if nothing is saved, or the question is not granted.
    async fn answer(&self, ctx: &Context<'_>, question: QuestionCode) -> Result<Option<Answer>> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let Some(row) = self.answer_row(app, &question).await? else { return Ok(None) };
        // `hidden` takes all answers, so it is computed only if it is selected.
        let asks = ctx.look_ahead().field("hidden").exists();
        let hidden = if asks { self.hides(app, &question, now).await? } else { Some(false) };
        Ok(Some(Answer { hidden, own: self.own.clone(), row, submission: self.row.clone() }))
    }
    /// Progress of each section, from the questions and answers that the viewer sees.
    async fn progress(&self, ctx: &Context<'_>) -> Result<Vec<Progress>> {
        let sections = self.sections(ctx.app()).await?;
        Ok(sections.into_iter().map(|(section, progress)| Progress { section, progress }).collect())
    }
    /// Progress of each part, from the questions and answers that the viewer sees.
    async fn progress_by_part(&self, ctx: &Context<'_>) -> Result<Vec<PartProgress>> {
        let sections = self.sections(ctx.app()).await?;
        Ok(progress::by_part(&sections)
            .into_iter()
            .map(|(part, progress)| PartProgress {
                part,
                progress: Progress { section: String::new(), progress },
            })
            .collect())
    }
    /// Hints about the State's own answers: open follow-ups, and contradictions.
    ///
    /// Hints are advice, from the answers that the viewer sees. They block nothing, and nobody
    /// outside the State sees any.
    async fn hints(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only hints that concern this part, section or question. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<Hint>> {
        let (instrument, now) = (self.instrument(ctx.app()).await?, ctx.app().now());
        instrument.catalogue.names(within.as_deref())?;
        let given = self.given(ctx.app()).await?;
        let mut found =
            hints::hints(&instrument.catalogue, &given, |question| self.own.sees(question, now));
        found.retain(|hint| within.as_deref().is_none_or(|within| hint.is_within(within)));
        Ok(found.into_iter().map(Hint).collect())
    }
    /// The State's own answers beside the figures of the sets that the State is in, as a release
    /// shows them.
    ///
    /// Null if the submission is a draft or withdrawn, or if the cycle has no such release. A
    /// contributor sees granted questions only.
    async fn mirror(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Number of a release that passed the gate.")] release: i32,
        #[graphql(
            desc = "Only this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Option<Vec<MirrorLine>>> {
        aggregate::mirror(ctx.app(), &self.own, &self.row, release.into(), within.as_deref()).await
    }
    /// Submitted editions, oldest first. Not for a contributor.
    async fn editions(&self, ctx: &Context<'_>) -> Result<Vec<Edition>> {
        self.own.sees_all()?;
        Ok(self.row.editions(ctx.app().read()).await?.into_iter().map(Edition).collect())
    }
    /// One edition; null if there is none with this number. Not for a contributor.
    async fn edition(&self, ctx: &Context<'_>, number: i32) -> Result<Option<Edition>> {
        self.own.sees_all()?;
        match self.row.edition(ctx.app().read(), number).await {
            Ok(row) => Ok(Some(Edition(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
    /// Questions on which two editions differ. Not for a contributor.
    async fn differences(
        &self,
        ctx: &Context<'_>,
        from: i32,
        to: i32,
    ) -> Result<Vec<EditionDifference>> {
        self.own.sees_all()?;
        let before = store::read(&self.row.edition(ctx.app().read(), from).await?)?;
        let after = store::read(&self.row.edition(ctx.app().read(), to).await?)?;
        let instrument = self.instrument(ctx.app()).await?;
        Ok(edition::differences(&instrument.catalogue, &before.answers, &after.answers)
            .into_iter()
            .map(EditionDifference::from)
            .collect())
    }
    /// Consent in force for each question that takes an answer, in the instrument's order. Not for
    /// a contributor.
    async fn consent(&self, ctx: &Context<'_>) -> Result<Vec<QuestionConsent>> {
        self.own.sees_all()?;
        let instrument = self.instrument(ctx.app()).await?;
        let consent = consent::store::consent(ctx.app().read(), self.row.id).await?;
        let one = |question: &QuestionCode| {
            let holds = consent.for_question(question);
            QuestionConsent {
                question: question.clone(),
                reader: holds.reader,
                countable: holds.countable,
            }
        };
        Ok(instrument.catalogue.answerable().map(|asked| one(&asked.code)).collect())
    }
    /// Purposes, each with the State's consent; not allowed until the State says so. Not for a
    /// contributor.
    async fn purposes(&self, ctx: &Context<'_>) -> Result<Vec<PurposeConsent>> {
        self.own.sees_all()?;
        let consent: Consent = consent::store::consent(ctx.app().read(), self.row.id).await?;
        Ok(ConsentPurpose::ALL
            .iter()
            .map(|purpose| PurposeConsent { purpose: *purpose, allowed: consent.allows(*purpose) })
            .collect())
    }
    /// Consent ledger, oldest choice first, with the time and person of each. Not for a
    /// contributor.
    async fn consent_ledger(&self, ctx: &Context<'_>) -> Result<Vec<ConsentChoice>> {
        self.own.sees_all()?;
        Ok(consent::store::ledger(ctx.app().read(), self.row.id)
            .await?
            .into_iter()
            .map(ConsentChoice)
            .collect())
    }
    /// Answers of the newest edition as an audience reads them, from the same rows. For the focal
    /// point.
    ///
    /// The Secretariat reads the content of answers that are not public one by one, with
    /// `readSharedAnswer`.
    async fn preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Audience: SECRETARIAT, MEMBER_STATES or PUBLIC.", name = "as")] audience: ReaderLevel,
    ) -> Result<Vec<SharedAnswer>> {
        let focal_point = ctx.caller().focal_point()?;
        let reading = ReaderScope::preview(&focal_point, audience);
        let rows = consent::store::shared(
            ctx.app().read(),
            reading,
            self.row.cycle,
            Some(focal_point.state()),
            None,
            None,
            1_000,
        )
        .await?;
        Ok(rows.into_iter().map(SharedAnswer::read).collect())
    }
}
