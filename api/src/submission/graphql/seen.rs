//! Reads behind the fields of a submission, limited to what the viewer may see.

use super::submission::Submission;
use crate::{
    cycle,
    error::Result,
    instrument::{self, Published},
    submission::{
        editions::{edition, submitted_answer::Given, visibility::offered},
        working_copy::progress,
    },
    world::World,
};
use ::entity::{answer, cycle as cycle_row, vocabulary::QuestionCode};
use chrono::{DateTime, Utc};
use std::{collections::BTreeMap, sync::Arc};

impl Submission {
    pub(super) async fn instrument(&self, world: &World) -> Result<Arc<Published>> {
        instrument::store::published(world, self.instrument_version).await
    }

    pub(super) async fn cycle_row(&self, world: &World) -> Result<cycle_row::Model> {
        match &self.cycle {
            Some(cycle) => Ok(cycle.clone()),
            None => cycle::store::cycle_by_id(world.read(), self.row.cycle).await,
        }
    }

    /// Returns the current answer to a question, if the viewer sees it.
    pub(super) async fn answer_row(&self, world: &World, question: &QuestionCode) -> Result<Option<answer::Model>> {
        match &self.ahead {
            Some((known, row)) if known == question => Ok(row.clone()),
            _ => Ok(self
                .row
                .seen(world.read(), &self.own, Some(std::slice::from_ref(question)), world.now())
                .await?
                .into_iter()
                .next()),
        }
    }

    /// Returns true if a condition hides the question, and none if the viewer may not know.
    ///
    /// Conditions depend on each other, so all answers that the viewer sees are read.
    pub(super) async fn hides(&self, world: &World, question: &QuestionCode, now: DateTime<Utc>) -> Result<Option<bool>> {
        let instrument = self.instrument(world).await?;
        if instrument.catalogue.get(question.as_str()).is_none_or(|asked| asked.condition.is_none()) {
            return Ok(Some(false));
        }
        let offered = offered(&instrument.catalogue, &self.given(world).await?, |question| self.own.sees(question, now));
        Ok(offered.get(question).map_or(Some(false), |offered| offered.hidden()))
    }

    /// Returns the current answers that the viewer sees, and nothing of any other answer.
    pub(super) async fn given(&self, world: &World) -> Result<BTreeMap<QuestionCode, Given>> {
        let rows = self.row.seen(world.read(), &self.own, None, world.now()).await?;
        rows.iter().map(|row| Ok((row.question.clone(), edition::given(row)?))).collect()
    }

    pub(super) async fn sections(&self, world: &World) -> Result<Vec<(String, progress::Progress)>> {
        let (instrument, now) = (self.instrument(world).await?, world.now());
        let given = self.given(world).await?;
        Ok(progress::progress(&instrument.catalogue, &given, |question| self.own.sees(question, now)))
    }

    pub(super) async fn may_save(&self, world: &World) -> Result<bool> {
        let invitation = cycle::store::invitation(world.read(), self.row.cycle, self.own.state()).await?;
        Ok(cycle::may_save(&self.cycle_row(world).await?, invitation.as_ref(), world.now()).is_ok())
    }
}
