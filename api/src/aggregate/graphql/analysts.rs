//! What analysts see of a release beside what everybody does.

use super::TableStanding;
use ::disclosure::{ReleasedCell, ReleasedRow, ReleasedTable};
use ::entity::vocabulary::QuestionCode;
use async_graphql::Object;

/// The figures of one question for the Secretariat.
#[derive(Debug)]
pub struct AnalystTable(pub(super) ReleasedTable);

/// The figures of one question for the Secretariat: counts of the States whose answer the Secretariat may not read, where
/// nobody's answer can be told from them.
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
    /// Whether it is there.
    async fn standing(&self) -> TableStanding {
        self.0.standing().into()
    }
    /// One row for each class, or for classes merged because they are small.
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
    /// The classes that were merged into it; empty for all counted States. `_rest` stands for States in no class.
    async fn classes(&self) -> &[String] {
        self.0.classes()
    }
    /// How many States are counted on the question, exactly.
    async fn base(&self) -> u32 {
        self.0.base()
    }
    /// Of how many of them the Secretariat may read the answer, exactly.
    async fn shared_base(&self) -> u32 {
        self.0.published_base()
    }
    /// One cell for each level.
    async fn cells(&self) -> Vec<AnalystCell> {
        let hidden = self.0.base() - self.0.published_base();
        self.0.cells().iter().cloned().map(|cell| AnalystCell { cell, hidden }).collect()
    }
}

/// A cell of a table for the Secretariat. Its two parts are never to be added up.
#[derive(Debug)]
pub struct AnalystCell {
    cell: ReleasedCell,
    hidden: u32,
}

/// A cell of a table for the Secretariat. Its two parts are never to be added up.
#[Object]
impl AnalystCell {
    /// The level, such as `chosen:strategy`, `at_least:partly`, `non_response`, `not_applicable`, `declined`.
    async fn level(&self) -> String {
        self.cell.level().to_string()
    }
    /// How many States hold the level whose answer the Secretariat may read, exactly.
    async fn shared(&self) -> u32 {
        self.cell.published()
    }
    /// At least so many of the hidden States hold it; null if it is not available.
    async fn least(&self) -> Option<u32> {
        self.cell.hidden().released_interval(self.hidden).map(|(least, _)| least)
    }
    /// At most so many do: the same number where the count is told. Near all and near none a range is told, of `range_minimum` integers
    /// (`Release.parameters`, `analysts`; of fewer hidden States than two of those hold, a half), and of what stands for no value a band.
    async fn most(&self) -> Option<u32> {
        self.cell.hidden().released_interval(self.hidden).map(|(_, most)| most)
    }
}
