//! Released tables, their rows and their cells.

use crate::export;
use ::disclosure::{Cell, ReleasedCell, ReleasedRow, ReleasedTable, Standing};
use ::entity::{
    release as row,
    vocabulary::{Official, QuestionCode, ReleaseStatus},
};
use async_graphql::{Enum, Object};
use std::sync::Arc;

/// The protected figures of one question, for all counted States or for the classes of one partition.
#[derive(Debug)]
pub struct Table {
    pub(super) table: Arc<ReleasedTable>,
    pub(super) release: Arc<row::Model>,
}

/// Whether a table is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TableStanding {
    /// There, by the rules of structure alone.
    Ungated,
    /// There: an attacker has failed on it.
    Gated,
    /// The hidden part is not available at this level. The table of all counted States, and a change, keep their base and their published
    /// counts, and every cell says NOT_AVAILABLE; the table of a partition has no rows, and a change whose series is broken has no cells.
    NotAvailable,
}

impl From<Standing> for TableStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Ungated => Self::Ungated,
            Standing::Gated => Self::Gated,
            Standing::NotAvailable => Self::NotAvailable,
        }
    }
}

/// The protected figures of one question, for all counted States or for the classes of one partition.
#[Object(name = "ReleasedTable")]
impl Table {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.table.question()
    }
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.table.partition()
    }
    /// Whether it is there.
    async fn standing(&self) -> TableStanding {
        self.table.standing().into()
    }
    /// One row for each class, or for classes merged because they are small. None of a partition whose table is NOT_AVAILABLE.
    async fn rows(&self) -> Vec<Row<'_>> {
        self.table.rows().iter().map(Row).collect()
    }
    /// The address of its chart, an SVG image, relative to the origin; null if the release is ungated.
    async fn chart(
        &self,
        #[graphql(desc = "The language of what is in words.", default_with = "Official::En")] language: Official,
    ) -> Option<String> {
        let is_public = self.release.status == ReleaseStatus::Gated;
        is_public.then(|| export::chart_link(self.release.number, self.table.question(), self.table.partition(), language))
    }
}

/// A row of a released table.
#[derive(Debug)]
pub struct Row<'a>(pub(super) &'a ReleasedRow);

/// A row of a released table.
#[Object(name = "ReleasedRow")]
impl<'a> Row<'a> {
    /// The classes that were merged into it; empty for all counted States. `_rest` stands for States in no class.
    async fn classes(&self) -> &[String] {
        self.0.classes()
    }
    /// How many States are counted on the question, exactly.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// How many of them have published their answer, exactly.
    async fn published_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each level.
    async fn cells(&self) -> Vec<TableCell<'a>> {
        self.0.cells().iter().map(TableCell).collect()
    }
}

/// A cell of a released table. Its two parts are never to be added up.
#[derive(Debug)]
pub struct TableCell<'a>(pub(super) &'a ReleasedCell);

/// What is said of the States whose answer is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HiddenPart {
    /// Nobody is hidden here: the number is exactly this.
    Exact,
    /// The share of the hidden States is in this band.
    Band,
    /// Not available at this level.
    NotAvailable,
    /// Nobody was asked.
    NotAsked,
}

/// A cell of a released table. Its two parts are never to be added up.
#[Object(name = "ReleasedCell")]
impl TableCell<'_> {
    /// The level, such as `chosen:strategy`, `at_least:partly`, `non_response`, `not_applicable`, `declined`. Of a choice in order of
    /// importance, `ranked:funding` counts who has the option among those ranked: neither ranks nor weights are counted.
    async fn level(&self) -> String {
        self.0.level().to_string()
    }
    /// How many States with a published answer hold the level, exactly.
    async fn published(&self) -> u32 {
        self.0.published()
    }
    /// What is said of the hidden States.
    async fn hidden(&self) -> HiddenPart {
        HiddenPart::from(self.0.hidden())
    }
    /// For EXACT: how many.
    async fn count(&self) -> Option<u32> {
        exact(self.0.hidden())
    }
    /// For BAND: the lower end of the share, in per cent: 0, 25, 50 or 75. It belongs to the band at 0 and 75, and not at 25 and 50: a
    /// share on a boundary is in the band further from the middle, and a half is in the one that ends at 50.
    async fn lower_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(lower, _)| lower)
    }
    /// For BAND: the upper end of the share, in per cent: 25, 50, 75 or 100. It belongs to the band at 25, 50 and 100, and not at 75.
    async fn upper_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(_, upper)| upper)
    }
}

impl From<Cell> for HiddenPart {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Exact { .. } => Self::Exact,
            Cell::Band { .. } => Self::Band,
            // A range is for analysts, and has another type there.
            Cell::NotAvailable | Cell::Range { .. } => Self::NotAvailable,
            Cell::NotAsked => Self::NotAsked,
        }
    }
}

pub(super) fn exact(cell: Cell) -> Option<u32> {
    if let Cell::Exact { count } = cell { Some(count) } else { None }
}

/// The ends of the share, in per cent.
pub(super) fn band(cell: Cell) -> Option<(u8, u8)> {
    if let Cell::Band { lower_percent, upper_percent } = cell { Some((lower_percent, upper_percent)) } else { None }
}
