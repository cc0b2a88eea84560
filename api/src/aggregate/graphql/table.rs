//! Released tables, their rows and their cells.

use crate::export;
use ::disclosure::{Cell, ReleasedCell, ReleasedRow, ReleasedTable, Standing};
use ::entity::{
    release as row,
    vocabulary::{Official, QuestionCode, ReleaseStatus},
};
use async_graphql::{Enum, Object};
use std::sync::Arc;

/// The protected figures of one question, for all counted States or for the classes of one
/// partition.
#[derive(Debug)]
pub struct Table {
    pub(super) table: Arc<ReleasedTable>,
    pub(super) release: Arc<row::Model>,
}

/// Standing of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TableStanding {
    /// Released: protected by the size rules, without the attack.
    Ungated,
    /// Released: no attacker scenario determines a hidden answer.
    Gated,
    /// The hidden part is suppressed.
    ///
    /// The table of all counted States, and a change, keep their base and their published counts,
    /// and every cell has the hidden part NOT_AVAILABLE. The table of a partition has no rows. A
    /// change whose series is broken has no cells.
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

/// The protected figures of one question, for all counted States or for the classes of one
/// partition.
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
    /// Standing of the table: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.table.standing().into()
    }
    /// One row for each class, or for several small classes merged into one. Empty if the table of
    /// a partition is NOT_AVAILABLE.
    async fn rows(&self) -> Vec<Row<'_>> {
        self.table.rows().iter().map(Row).collect()
    }
    /// The address of the chart, an SVG image, relative to the origin. Null if the release is
    /// UNGATED.
    async fn chart(
        &self,
        #[graphql(desc = "The language of the texts.", default_with = "Official::En")]
        language: Official,
    ) -> Option<String> {
        let is_public = self.release.status == ReleaseStatus::Gated;
        is_public.then(|| {
            export::chart_link(
                self.release.number,
                self.table.question(),
                self.table.partition(),
                language,
            )
        })
    }
}

/// A row of a released table.
#[derive(Debug)]
pub struct Row<'a>(pub(super) &'a ReleasedRow);

/// A row of a released table.
#[Object(name = "ReleasedRow")]
impl<'a> Row<'a> {
    /// The classes merged into the row. Empty in the row of all counted States. `_rest` stands for
    /// the States in no class.
    async fn classes(&self) -> &[String] {
        self.0.classes()
    }
    /// Exact number of States counted on the question.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// Exact number of these States that have published their answer.
    async fn published_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each level.
    async fn cells(&self) -> Vec<TableCell<'a>> {
        self.0.cells().iter().map(TableCell).collect()
    }
}

/// A cell of a released table. Do not add its published and hidden parts together.
#[derive(Debug)]
pub struct TableCell<'a>(pub(super) &'a ReleasedCell);

/// The form in which the hidden States of a cell are released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HiddenPart {
    /// No State of the set is hidden: the number is exact.
    Exact,
    /// The share of the hidden States that hold the level is in this band.
    Band,
    /// Suppressed at this level.
    NotAvailable,
    /// No State of the set was asked the question.
    NotAsked,
}

/// A cell of a released table. Do not add its published and hidden parts together.
#[Object(name = "ReleasedCell")]
impl TableCell<'_> {
    /// The level, such as `chosen:strategy`, `at_least:partly`, `non_response`, `not_applicable`,
    /// `declined`.
    ///
    /// For a choice in order of importance, `ranked:funding` counts the States that rank the option
    /// at all. Ranks and weights are not counted.
    async fn level(&self) -> String {
        self.0.level().to_string()
    }
    /// Exact number of States with a published answer that hold the level.
    async fn published(&self) -> u32 {
        self.0.published()
    }
    /// The form in which the hidden States are released.
    async fn hidden(&self) -> HiddenPart {
        HiddenPart::from(self.0.hidden())
    }
    /// For EXACT: the number of hidden States that hold the level. Else null.
    async fn count(&self) -> Option<u32> {
        exact(self.0.hidden())
    }
    /// For BAND: the lower end of the share in per cent (0, 25, 50 or 75). Else null.
    ///
    /// The lower end belongs to the band at 0 and 75, and not at 25 and 50. A share on a boundary
    /// belongs to the band further from the middle, and a half to the band that ends at 50.
    async fn lower_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(lower, _)| lower)
    }
    /// For BAND: the upper end of the share in per cent (25, 50, 75 or 100). Else null.
    ///
    /// The upper end belongs to the band at 25, 50 and 100, and not at 75.
    async fn upper_percent(&self) -> Option<u8> {
        band(self.0.hidden()).map(|(_, upper)| upper)
    }
}

impl From<Cell> for HiddenPart {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Exact { .. } => Self::Exact,
            Cell::Band { .. } => Self::Band,
            // Ranges are released to analysts only, by a GraphQL type of their own.
            Cell::NotAvailable | Cell::Range { .. } => Self::NotAvailable,
            Cell::NotAsked => Self::NotAsked,
        }
    }
}

pub(super) fn exact(cell: Cell) -> Option<u32> {
    if let Cell::Exact { count } = cell { Some(count) } else { None }
}

/// Returns the ends of the share, in per cent.
pub(super) fn band(cell: Cell) -> Option<(u8, u8)> {
    if let Cell::Band { lower_percent, upper_percent } = cell {
        Some((lower_percent, upper_percent))
    } else {
        None
    }
}
