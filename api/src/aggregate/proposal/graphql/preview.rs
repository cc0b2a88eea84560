//! Previews.

use super::super::{
    super::{graphql::Respondent, store::CountedState},
    foresee::{Foreseen, ForeseenRow, Withheld},
    propose::foreseen,
};
use crate::{canonical, cycle::Cycle, error::Result, world::Ask as _};
use ::entity::{
    cycle as cycle_row,
    words::{QuestionCode, Sha256},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// What a release would show and withhold, as far as public facts say. The gate may withhold more.
#[derive(Debug)]
pub struct Preview {
    pub(super) cycle: cycle_row::Model,
    pub(super) counted: Vec<CountedState>,
    pub(super) as_of: DateTime<Utc>,
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
        #[graphql(desc = "Only those of this part, section or question, such as `N`, `N.a` or `N.a.1`.")] within: Option<String>,
    ) -> Result<Vec<PreviewedTable>> {
        let world = ctx.world();
        let mut tables = foreseen(world, &self.cycle, self.counted.clone(), world.now()).await?;
        tables.retain(|table| within.as_deref().is_none_or(|within| table.question.is_within(within)));
        Ok(tables.into_iter().map(PreviewedTable).collect())
    }
}

/// Why a table would not be available, whatever was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WithheldBecause {
    /// Too few States have not published their answer, and merging classes does not mend it.
    TooFew,
    /// The difference to another set of this release, or of an earlier one, is too small.
    FewInADifference,
    /// No attacker can be tried on it.
    NotJudged,
}

/// A table of a release to be.
#[derive(Debug)]
pub struct PreviewedTable(Foreseen);

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
        self.0.withheld.map(|why| match why {
            Withheld::TooFew => WithheldBecause::TooFew,
            Withheld::FewInADifference => WithheldBecause::FewInADifference,
            Withheld::NotJudged => WithheldBecause::NotJudged,
        })
    }
    /// Its rows.
    async fn rows(&self) -> Vec<PreviewedRow> {
        let row =
            |row: &ForeseenRow| PreviewedRow { classes: row.classes.clone(), base: row.base, published_base: row.published_base };
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
    /// How many of them have published their answer.
    published_base: u32,
}
