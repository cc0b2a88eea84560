//! Arrangements of released rows: overviews by option set, and participation by class.

use super::{Row, TableCell, TableStanding};
use crate::{
    aggregate::{
        read::overview::{self, Attendance, Order, OverviewRow},
        store,
    },
    app::App,
    cycle,
    error::Result,
    instrument,
};
use ::disclosure::{Lattice, Level};
use ::entity::{
    release as row,
    vocabulary::{OptionCode, QuestionCode},
};
use async_graphql::{Enum, InputObject, Object, SimpleObject};

/// The order of a line's cells. There is no finer order, because a finer order would rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CellOrder {
    /// The order of the instrument.
    Instrument,
    /// By the band of the hidden share, highest first, and within a band in the instrument's order.
    /// Cells without a band come last.
    Band,
}

/// A class of the lattice of a cycle.
#[derive(InputObject, Debug)]
pub struct ReleasedClassInput {
    /// The partition, such as `un_regional_group`.
    partition: String,
    /// The class, such as `african`. `_rest` for the States in no class.
    class: String,
}

/// The arguments of an overview.
#[derive(Debug)]
pub(super) struct OverviewArguments {
    pub(super) option_set: String,
    pub(super) within: Option<String>,
    pub(super) of: Option<ReleasedClassInput>,
    pub(super) order: CellOrder,
}

/// Arranges the frozen rows of a release side by side.
pub(super) async fn overview(
    app: &App,
    release: &row::Model,
    asked: OverviewArguments,
) -> Result<Overview> {
    let db = app.read();
    let cycle = cycle::store::cycle_by_id(db, release.cycle).await?;
    let instrument = instrument::store::published(app, cycle.instrument_version).await?;
    let lattice: Lattice = serde_json::from_str(&cycle.lattice)?;
    let questions = overview::questions(&instrument.document, &asked.option_set)?;
    instrument.catalogue.names(asked.within.as_deref())?;
    let of = asked
        .of
        .as_ref()
        .map(|of| overview::class(&lattice, &of.partition, &of.class))
        .transpose()?;
    let mut tables = store::tables(db, release.number, None).await?;
    tables.retain(|(question, _)| {
        questions.contains(&question.as_str())
            && asked.within.as_deref().is_none_or(|within| question.is_within(within))
    });
    tables.sort_by_key(|(question, _)| instrument.catalogue.place(question.as_str()));
    let order = if asked.order == CellOrder::Band { Order::Band } else { Order::Instrument };
    let lines = overview::lines(&tables, of, order);
    let options = instrument
        .document
        .choices(None, Some(&asked.option_set))
        .iter()
        .map(|choice| choice.id.parse());
    let columns = overview::columns(&lines, &options.collect::<Result<Vec<OptionCode>, _>>()?);
    Ok(Overview { option_set: asked.option_set, columns, lines })
}

/// Questions that take their options from one set, side by side: an arrangement of a release's
/// rows, without a new figure.
#[derive(Debug)]
pub struct Overview {
    option_set: String,
    columns: Vec<Level>,
    lines: Vec<OverviewRow>,
}

/// Questions that take their options from one set, side by side: an arrangement of a release's
/// rows, without a new figure.
#[Object(name = "ReleasedOverview")]
impl Overview {
    /// The option set.
    async fn option_set(&self) -> &str {
        &self.option_set
    }
    /// Every level that occurs, in the order of the set's options. It does not depend on the order
    /// of the cells.
    async fn columns(&self) -> Vec<OverviewColumn> {
        let column = |level: &Level| OverviewColumn {
            level: level.to_string(),
            option: level.option().cloned(),
        };
        self.columns.iter().map(column).collect()
    }
    /// One line for each question, in the instrument's order: choices with these options, and
    /// record lists by their area.
    async fn lines(&self) -> Vec<OverviewLine> {
        self.lines.iter().cloned().map(OverviewLine).collect()
    }
}

/// A column of an overview.
#[derive(SimpleObject, Debug)]
pub struct OverviewColumn {
    /// The level, such as `at_least:partly`.
    level: String,
    /// The option that the level is about. Null for a level without an option, such as
    /// `non_response`. Columns of one option belong together.
    option: Option<OptionCode>,
}

/// A question of an overview.
#[derive(Debug)]
pub struct OverviewLine(OverviewRow);

/// A question of an overview.
#[Object]
impl OverviewLine {
    /// The question.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// Standing of the question's table: gated, ungated or not available.
    async fn standing(&self) -> TableStanding {
        self.0.standing.into()
    }
    /// The frozen row that the cells come from.
    ///
    /// If the table of all counted States is NOT_AVAILABLE, the row has its base and published
    /// counts and no hidden part. If the table of a class is NOT_AVAILABLE, the row is null.
    async fn row(&self) -> Option<Row<'_>> {
        self.0.row.as_ref().map(Row)
    }
    /// The row's cells in the requested order. Empty without a row.
    async fn cells(&self) -> Vec<TableCell<'_>> {
        self.0.cells.iter().map(TableCell).collect()
    }
}

/// Numbers of invited and of counted States in a class. Both are public facts.
#[derive(SimpleObject, Debug)]
pub struct ClassParticipation {
    /// The partition. Null for all States.
    partition: Option<String>,
    /// The class. Null for all States, `_rest` for the States in no class.
    class: Option<String>,
    /// Number of States invited up to `asOf` of the release.
    invited: u32,
    /// Number of States that the release counts.
    counted: u32,
}

impl From<Attendance> for ClassParticipation {
    fn from(attendance: Attendance) -> Self {
        let (partition, class) = attendance.of.unzip();
        Self { partition, class, invited: attendance.invited, counted: attendance.counted }
    }
}
