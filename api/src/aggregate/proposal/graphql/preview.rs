//! Previews.

use super::super::{
    super::graphql::{Respondent, SeriesBreak},
    forecast::{ChangeForecast, ReleaseForecast, RowForecast, TableForecast, Withheld},
    propose::forecast_of,
};
use crate::{access::Ask as _, canonical, cycle::Cycle, error::Result, instrument};
use ::disclosure::CountedState;
use ::entity::{
    cycle as cycle_row,
    vocabulary::{QuestionCode, Sha256},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use tokio::sync::OnceCell;

/// What a release would show and withhold, as far as public facts say. The gate may withhold more.
#[derive(Debug)]
pub struct Preview {
    cycle: cycle_row::Model,
    counted: Vec<CountedState>,
    as_of: DateTime<Utc>,
    /// Worked out once, whatever is asked of it.
    forecast_of: OnceCell<ReleaseForecast>,
}

impl Preview {
    pub(super) fn new(cycle: cycle_row::Model, counted: Vec<CountedState>, as_of: DateTime<Utc>) -> Self {
        Self { cycle, counted, as_of, forecast_of: OnceCell::new() }
    }

    /// Refuses what names no part, section or question of the instrument.
    async fn has(&self, ctx: &Context<'_>, within: Option<&str>) -> Result<()> {
        let instrument = instrument::store::published(ctx.world(), self.cycle.instrument_version).await?;
        instrument.catalogue.names(within)
    }

    async fn forecast_of(&self, ctx: &Context<'_>) -> Result<&ReleaseForecast> {
        let world = ctx.world();
        self.forecast_of.get_or_try_init(|| forecast_of(world, &self.cycle, self.counted.clone(), world.now())).await
    }
}

/// What lies within a part, section or question that the instrument has.
fn within<T: Clone, O>(all: &[T], question: fn(&T) -> &QuestionCode, within: Option<&str>, of: fn(T) -> O) -> Vec<O> {
    all.iter().filter(|one| within.is_none_or(|within| question(one).is_within(within))).cloned().map(of).collect()
}

/// What a release would show and withhold, as far as public facts say. The gate may withhold more.
#[Object(name = "ReleasePreview")]
impl Preview {
    /// The cycle.
    async fn cycle(&self) -> Cycle {
        Cycle(self.cycle.clone())
    }
    /// The moment that it is a picture of.
    async fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }
    /// SHA-256 over who is counted and with what: it changes when anything does that the release is made from.
    async fn sha256(&self) -> Sha256 {
        canonical::sha256(&self.counted)
    }
    /// The States that would be counted, and named.
    async fn respondents(&self) -> Vec<Respondent> {
        self.counted.iter().map(Respondent::of).collect()
    }
    /// The tables, in the instrument's order.
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedTable>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(&self.forecast_of(ctx).await?.tables, |table| &table.question, within.as_deref(), PreviewedTable))
    }
    /// What would be told of changes since the last released cycle before, in the instrument's order.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedChange>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(&self.forecast_of(ctx).await?.changes, |change| &change.question, within.as_deref(), PreviewedChange))
    }
    /// The tables that analysts would see besides, in the instrument's order.
    async fn analyst_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`; BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedTable>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(&self.forecast_of(ctx).await?.analysts, |table| &table.question, within.as_deref(), PreviewedTable))
    }
}

/// Why a table would not be available, whatever was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WithheldBecause {
    /// Too few States have not published their answer, and merging classes does not mend it.
    TooFew,
    /// It follows up another question: how many were asked would tell who gave the answer that calls for it. Published answers are counted,
    /// and nothing is told of the others.
    FollowUp,
    /// The difference to another set of this release, or of an earlier one, is too small.
    FewInADifference,
    /// No attacker can be tried on it.
    NotJudged,
}

impl From<Withheld> for WithheldBecause {
    fn from(why: Withheld) -> Self {
        match why {
            Withheld::TooFew => Self::TooFew,
            Withheld::FollowUp => Self::FollowUp,
            Withheld::FewInADifference => Self::FewInADifference,
            Withheld::NotJudged => Self::NotJudged,
        }
    }
}

/// What a release to be would tell of changes on a question.
#[derive(Debug)]
pub struct PreviewedChange(ChangeForecast);

/// What a release to be would tell of changes on a question.
#[Object]
impl PreviewedChange {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// Why it would not be compared with an earlier cycle; null if it would.
    async fn break_in_series(&self) -> Option<SeriesBreak> {
        self.0.because.map(Into::into)
    }
    /// The number of the release that it would be compared with; null if the series is broken.
    async fn since_release(&self) -> Option<i64> {
        self.0.since
    }
    /// Why it would not be available; null if the gate alone decides, or the series is broken.
    async fn withheld(&self) -> Option<WithheldBecause> {
        self.0.withheld.map(Into::into)
    }
    /// How many States both releases would count on the question.
    async fn base(&self) -> u32 {
        self.0.base
    }
    /// How many of them have published both answers.
    async fn published_base(&self) -> u32 {
        self.0.published_base
    }
}

/// A table of a release to be.
#[derive(Debug)]
pub struct PreviewedTable(TableForecast);

/// A table of a release to be.
#[Object]
impl PreviewedTable {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
    }
    /// Why it would not be available; null if the gate alone decides.
    async fn withheld(&self) -> Option<WithheldBecause> {
        self.0.withheld.map(Into::into)
    }
    /// Its rows.
    async fn rows(&self) -> Vec<PreviewedRow> {
        let row =
            |row: &RowForecast| PreviewedRow { classes: row.classes.clone(), base: row.base, published_base: row.published_base };
        self.0.rows.iter().map(row).collect()
    }
}

/// A row of a table to be.
#[derive(SimpleObject, Debug)]
pub struct PreviewedRow {
    /// The classes that would be shown together; empty for all counted States.
    classes: Vec<String>,
    /// How many States would be counted on the question.
    base: u32,
    /// How many of them have published their answer; in a table for analysts, how many show it to the Secretariat.
    published_base: u32,
}
