//! Reads behind the fields of a submission, limited to what the viewer may see.

use crate::{
    app::App,
    cycle,
    error::Result,
    instrument::{self, Published},
    submission::{
        editions::{edition, submitted_answer::SubmittedAnswer, visibility::visibility},
        graphql::submission::Submission,
        working_copy::progress,
    },
};
use ::entity::{answer, cycle as cycle_row, vocabulary::QuestionCode};
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, sync::Arc};

impl Submission {
    pub(in crate::submission::graphql) async fn instrument(
        &self,
        app: &App,
    ) -> Result<Arc<Published>> {
        instrument::store::published(app, self.instrument_version).await
    }

    pub(in crate::submission::graphql) async fn cycle_row(
        &self,
        app: &App,
    ) -> Result<cycle_row::Model> {
        match &self.cycle {
            Some(cycle) => Ok(cycle.clone()),
            None => cycle::store::cycle_by_id(app.read(), self.row.cycle).await,
        }
    }

    /// Returns the current answer to a question, if the viewer sees it.
    pub(in crate::submission::graphql) async fn answer_row(
        &self,
        app: &App,
        question: &QuestionCode,
    ) -> Result<Option<answer::Model>> {
        match &self.ahead {
            Some((known, row)) if known == question => Ok(row.clone()),
            _ => Ok(self
                .row
                .seen(app.read(), &self.own, Some(std::slice::from_ref(question)), app.now())
                .await?
                .into_iter()
                .next()),
        }
    }

    /// Returns true if a condition hides the question, and none if the viewer may not know.
    ///
    /// Conditions depend on each other, so all answers that the viewer sees are read.
    pub(in crate::submission::graphql) async fn hides(
        &self,
        app: &App,
        question: &QuestionCode,
        now: DateTime<Utc>,
    ) -> Result<Option<bool>> {
        let instrument = self.instrument(app).await?;
        if instrument.catalogue.get(question.as_str()).is_none_or(|asked| asked.condition.is_none())
        {
            return Ok(Some(false));
        }
        let visibility = visibility(&instrument.catalogue, &self.given(app).await?, |question| {
            self.own.sees(question, now)
        });
        Ok(visibility.get(question).map_or(Some(false), |visibility| visibility.hidden()))
    }

    /// Returns the current answers that the viewer sees, and nothing of any other answer.
    pub(in crate::submission::graphql) async fn given(
        &self,
        app: &App,
    ) -> Result<BTreeMap<QuestionCode, SubmittedAnswer>> {
        let rows = self.row.seen(app.read(), &self.own, None, app.now()).await?;
        rows.iter().map(|row| Ok((row.question.clone(), edition::given(row)?))).collect()
    }

    pub(in crate::submission::graphql) async fn sections(
        &self,
        app: &App,
    ) -> Result<Vec<(String, progress::Progress)>> {
        let (instrument, now) = (self.instrument(app).await?, app.now());
        let given = self.given(app).await?;
        Ok(progress::progress(&instrument.catalogue, &given, |question| {
            self.own.sees(question, now)
        }))
    }

    pub(in crate::submission::graphql) async fn may_save(&self, app: &App) -> Result<bool> {
        let invitation =
            cycle::store::invitation(app.read(), self.row.cycle, self.own.state()).await?;
        Ok(cycle::may_save(&self.cycle_row(app).await?, invitation.as_ref(), app.now()).is_ok())
    }
}
