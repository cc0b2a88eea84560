//! Previews.

use super::super::{
    super::graphql::{Respondent, SeriesBreak},
    forecast::{ChangeForecast, ReleaseForecast, RowForecast, TableForecast, Withheld},
    propose::forecast_of,
};
use crate::{access::RequestContext as _, canonical, cycle::Cycle, error::Result, instrument};
use ::disclosure::CountedState;
use ::entity::{
    cycle as cycle_row,
    vocabulary::{QuestionCode, Sha256},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};
use tokio::sync::OnceCell;

/// Preview of a release: the parts to be shown or suppressed by public facts. The gate may suppress
/// more.
#[derive(Debug)]
pub struct Preview {
    cycle: cycle_row::Model,
    counted: Vec<CountedState>,
    as_of: DateTime<Utc>,
    /// Computed once, when a field first needs it.
    forecast_of: OnceCell<ReleaseForecast>,
}

impl Preview {
    pub(super) fn new(
        cycle: cycle_row::Model,
        counted: Vec<CountedState>,
        as_of: DateTime<Utc>,
    ) -> Self {
        Self { cycle, counted, as_of, forecast_of: OnceCell::new() }
    }

    /// Refuses a code that names no part, section or question of the instrument.
    async fn has(&self, ctx: &Context<'_>, within: Option<&str>) -> Result<()> {
        let instrument =
            instrument::store::published(ctx.app(), self.cycle.instrument_version).await?;
        instrument.catalogue.names(within)
    }

    async fn forecast_of(&self, ctx: &Context<'_>) -> Result<&ReleaseForecast> {
        let app = ctx.app();
        self.forecast_of
            .get_or_try_init(|| forecast_of(app, &self.cycle, self.counted.clone(), app.now()))
            .await
    }
}

/// Keeps the rows within a part, section or question, and converts them.
fn within<T: Clone, O>(
    all: &[T],
    question: fn(&T) -> &QuestionCode,
    within: Option<&str>,
    of: fn(T) -> O,
) -> Vec<O> {
    all.iter()
        .filter(|one| within.is_none_or(|within| question(one).is_within(within)))
        .cloned()
        .map(of)
        .collect()
}

/// Preview of a release: the parts to be shown or suppressed by public facts. The gate may suppress
/// more.
#[Object(name = "ReleasePreview")]
impl Preview {
    /// The cycle.
    async fn cycle(&self) -> Cycle {
        Cycle(self.cycle.clone())
    }
    /// The time at which the States, their editions and their consent are counted.
    async fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }
    /// SHA-256 over the counted States, their editions and their consent. It changes with every
    /// input of the release.
    async fn sha256(&self) -> Sha256 {
        canonical::sha256(&self.counted)
    }
    /// The States that the release would count and name.
    async fn respondents(&self) -> Vec<Respondent> {
        self.counted.iter().map(Respondent::of).collect()
    }
    /// The tables, in the instrument's order.
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only tables in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedTable>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(
            &self.forecast_of(ctx).await?.tables,
            |table| &table.question,
            within.as_deref(),
            PreviewedTable,
        ))
    }
    /// The changes since the previous released cycle, in the instrument's order.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only changes in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedChange>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(
            &self.forecast_of(ctx).await?.changes,
            |change| &change.question,
            within.as_deref(),
            PreviewedChange,
        ))
    }
    /// The additional tables for analysts, in the instrument's order.
    async fn analyst_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only tables in this part, section or question, such as `N`, `N.a` or `N.a.1`. BAD_INPUT for another code."
        )]
        within: Option<String>,
    ) -> Result<Vec<PreviewedTable>> {
        self.has(ctx, within.as_deref()).await?;
        Ok(self::within(
            &self.forecast_of(ctx).await?.analysts,
            |table| &table.question,
            within.as_deref(),
            PreviewedTable,
        ))
    }
}

/// Reason why a table would be suppressed, independent of the hidden answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WithheldBecause {
    /// Too few States are hidden, and merging classes does not change that.
    TooFew,
    /// The question is a follow-up: its base would reveal the triggering answer. Published answers
    /// are counted, and the hidden part is suppressed.
    FollowUp,
    /// The difference to another set of this release, or of an earlier one, is too small.
    FewInADifference,
    /// The attack can't run on the question, and a table without the attack is not released.
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

/// Preview of the change on one question.
#[derive(Debug)]
pub struct PreviewedChange(ChangeForecast);

/// Preview of the change on one question.
#[Object]
impl PreviewedChange {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// Reason why the question would not be compared with an earlier cycle. Null if it would be
    /// compared.
    async fn break_in_series(&self) -> Option<SeriesBreak> {
        self.0.because.map(Into::into)
    }
    /// The number of the release that this one would be compared with. Null if the series is
    /// broken.
    async fn since_release(&self) -> Option<i64> {
        self.0.since
    }
    /// Reason why the change would be suppressed. Null if the gate alone decides, or if the series
    /// is broken.
    async fn withheld(&self) -> Option<WithheldBecause> {
        self.0.withheld.map(Into::into)
    }
    /// Number of States that both releases would count on the question.
    async fn base(&self) -> u32 {
        self.0.base
    }
    /// Number of these States that have published both answers.
    async fn published_base(&self) -> u32 {
        self.0.published_base
    }
}

/// Preview of a table.
#[derive(Debug)]
pub struct PreviewedTable(TableForecast);

/// Preview of a table.
#[Object]
impl PreviewedTable {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// The partition. Null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition.as_deref()
    }
    /// Reason why the table would be suppressed. Null if the gate alone decides.
    async fn withheld(&self) -> Option<WithheldBecause> {
        self.0.withheld.map(Into::into)
    }
    /// The rows of the table.
    async fn rows(&self) -> Vec<PreviewedRow> {
        let row = |row: &RowForecast| PreviewedRow {
            classes: row.classes.clone(),
            base: row.base,
            published_base: row.published_base,
        };
        self.0.rows.iter().map(row).collect()
    }
}

/// Preview of a row.
#[derive(SimpleObject, Debug)]
pub struct PreviewedRow {
    /// The classes that would be merged into the row. Empty in the row of all counted States.
    classes: Vec<String>,
    /// Number of States that would be counted on the question.
    base: u32,
    /// Number of these States that have published their answer. In a table for analysts: number
    /// that show it to the Secretariat.
    published_base: u32,
}
