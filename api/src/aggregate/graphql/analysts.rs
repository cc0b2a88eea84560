//! Tables for Secretariat analysts, beside the tables that everybody reads.

use super::TableStanding;
use ::disclosure::{ReleasedCell, ReleasedRow, ReleasedTable};
use ::entity::vocabulary::QuestionCode;
use async_graphql::Object;

/// The figures of one question for the Secretariat.
#[derive(Debug)]
pub struct AnalystTable(pub(super) ReleasedTable);

/// The figures of one question for the Secretariat: counts of the States whose answer the
/// Secretariat may not read.
///
/// A count is released only if the attack determines no State's answer from it.
#[Object]
impl AnalystTable {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        self.0.question()
    }
    /// The partition; null for all counted States.
    async fn partition(&self) -> Option<&str> {
        self.0.partition()
    }
    /// Standing of the table: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.0.standing().into()
    }
    /// One row for each class, or for several small classes merged into one.
    async fn rows(&self) -> Vec<AnalystRow> {
        self.0.rows().iter().cloned().map(AnalystRow).collect()
    }
}

/// A row of a table for the Secretariat.
#[derive(Debug)]
pub struct AnalystRow(ReleasedRow);

/// A row of a table for the Secretariat.
#[Object]
impl AnalystRow {
    /// The classes merged into the row. Empty in the row of all counted States. `_rest` stands for
    /// the States in no class.
    async fn classes(&self) -> &[String] {
        self.0.classes()
    }
    /// Exact number of States counted on the question.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// Exact number of these States whose answer the Secretariat may read.
    async fn shared_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each level.
    async fn cells(&self) -> Vec<AnalystCell> {
        let hidden = self.0.base() - self.0.published_base();
        self.0.cells().iter().cloned().map(|cell| AnalystCell { cell, hidden }).collect()
    }
}

/// A cell of a table for the Secretariat. Do not add its two parts, `shared` and the interval,
/// together.
#[derive(Debug)]
pub struct AnalystCell {
    cell: ReleasedCell,
    hidden: u32,
}

/// A cell of a table for the Secretariat. Do not add its two parts, `shared` and the interval,
/// together.
#[Object]
impl AnalystCell {
    /// The level, such as `chosen:strategy`, `at_least:partly`, `non_response`, `not_applicable`,
    /// `declined`.
    async fn level(&self) -> String {
        self.cell.level().to_string()
    }
    /// Exact number of States that hold the level and whose answer the Secretariat may read.
    async fn shared(&self) -> u32 {
        self.cell.published()
    }
    /// Least number of hidden States that hold the level. Null if the hidden part is not available.
    async fn least(&self) -> Option<u32> {
        self.cell.hidden().released_interval(self.hidden).map(|(least, _)| least)
    }
    /// Greatest number of hidden States that hold the level. Equal to `least` if the count is
    /// exact.
    ///
    /// Near all and near none, the two ends give a range of `range_minimum` integers
    /// (`Release.parameters`, under `analysts`). If there are too few hidden States for two such
    /// ranges, each range is a half. For a level that is not counted (no value, not chosen, the
    /// last option of a single choice), they give its band.
    async fn most(&self) -> Option<u32> {
        self.cell.hidden().released_interval(self.hidden).map(|(_, most)| most)
    }
}
