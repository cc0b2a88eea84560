//! Disclosure: the only maker of a [`ReleasedTable`], and so the only door through which a count leaves.
//!
//! A row has two parts that are never added up. Published answers anybody could count, so they are exact. Of the hidden States
//! a row says in which band of the share they hold a level, where at least [`Parameters::hidden_minimum`] of them are in
//! the row; where none is, the hidden part is 0 and the row is complete. There is no total, mean or rank, and the base, which
//! follows from the published list of counted States, is exact.
//!
//! **Classes and All.** What All has beyond the rows of a partition is the unnamed rest, which passed the size too (`lattice`).
//! The bands of a partition's rows and of All bind each other: lower ends of some rows may reach the upper end of All and leave
//! nothing to another row. Sizes can't prevent that, since it lies in the answers; it is what the gate is for. Until a gate has
//! passed a table it stands as [`Standing::Ungated`].

use super::{
    bands::{Cell, Precision},
    recode::{Group, recode},
    size::CellProtector,
};
use crate::{
    lattice::{Lattice, Partition},
    parameters::{Audience, Parameters},
    tabulate::{Level, Respondent, Size, TablePlan, Tabulation},
};
use entity::vocabulary::{QuestionCode, StateCode};
use serde::{Deserialize, Serialize};

/// How far a table has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Made by the rules of structure alone: no attacker has failed on it yet.
    Ungated,
    /// An attacker has failed on it.
    Gated,
    /// Not available at this level.
    NotAvailable,
}

/// The protected figures of one question, for All or for the classes of one partition. Read back as it was stored, it is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedTable {
    question: QuestionCode,
    partition: Option<String>,
    standing: Standing,
    rows: Vec<ReleasedRow>,
}

/// The figures of one set of States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedRow {
    classes: Vec<String>,
    base: u32,
    published_base: u32,
    cells: Vec<ReleasedCell>,
}

/// The figures of one level in one set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedCell {
    level: Level,
    published: u32,
    hidden: Cell,
}

impl ReleasedTable {
    /// The question.
    #[must_use]
    pub fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// The partition; `None` for All.
    #[must_use]
    pub fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }
    /// The same, after an attacker has failed on it. What is not available stays so.
    pub fn gated(mut self) -> Self {
        if self.standing == Standing::Ungated {
            self.standing = Standing::Gated;
        }
        self
    }
    /// The same, not available: as if it had been too small from the beginning.
    pub fn withheld(mut self) -> Self {
        self.standing = Standing::NotAvailable;
        if self.partition.is_some() {
            self.rows.clear();
        }
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.hidden = Cell::NotAvailable;
        }
        self
    }
    /// How far it has come.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }
    /// One row for All; for a partition one for each class or merged classes, in the order of declaration, and none if it is not
    /// available. The row of an All that is not available holds the published part alone.
    #[must_use]
    pub fn rows(&self) -> &[ReleasedRow] {
        &self.rows
    }
}

impl ReleasedRow {
    /// The keys of the classes that are shown together, `_rest` being the States in no class; empty for All.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }
    /// The States of the set that are counted on the question.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.base
    }
    /// Those of them whose answer the audience is shown: everybody those that are public, analysts those that the Secretariat may read.
    /// The others are the hidden States.
    #[must_use]
    pub fn published_base(&self) -> u32 {
        self.published_base
    }
    /// One cell for each level, in the order of the plan.
    #[must_use]
    pub fn cells(&self) -> &[ReleasedCell] {
        &self.cells
    }
}

impl ReleasedCell {
    /// The level.
    #[must_use]
    pub fn level(&self) -> &Level {
        &self.level
    }
    /// The States that are seen to hold it, exactly.
    #[must_use]
    pub fn published(&self) -> u32 {
        self.published
    }
    /// What is said of the hidden States that hold it. Never to be added to the published count.
    #[must_use]
    pub fn hidden(&self) -> Cell {
        self.hidden
    }
}

/// The protected tables of a release, for everybody: see [`tables_for`].
#[must_use]
pub fn release_tables(
    plans: &[TablePlan],
    respondents: &[Respondent],
    lattice: &Lattice,
    parameters: &Parameters,
) -> Vec<ReleasedTable> {
    tables_for(Audience::Everybody, plans, respondents, lattice, parameters)
}

/// The protected tables of a release: for each planned question one for All, then one for each partition of the lattice, which
/// has passed [`Lattice::check`]. The same bytes for the same inputs, in whatever order the respondents come.
#[must_use]
pub fn tables_for(
    audience: Audience,
    plans: &[TablePlan],
    respondents: &[Respondent],
    lattice: &Lattice,
    parameters: &Parameters,
) -> Vec<ReleasedTable> {
    let tables = |plan| {
        let maker = Maker { plan, tabulation: Tabulation::of(plan, respondents, audience.reader()), parameters, audience };
        let partitions = lattice.partitions.iter().map(|partition| maker.partition(partition));
        [maker.all()].into_iter().chain(partitions).collect::<Vec<_>>()
    };
    plans.iter().flat_map(tables).collect()
}

struct Maker<'a> {
    plan: &'a TablePlan,
    tabulation: Tabulation<'a>,
    parameters: &'a Parameters,
    audience: Audience,
}

impl<'a> Maker<'a> {
    fn is_few(&self, size: Size) -> bool {
        self.parameters.is_few(self.plan, size, self.audience)
    }

    fn all(&self) -> ReleasedTable {
        let roster = self.tabulation.roster();
        let mut size = Size::default();
        roster.states().for_each(|(_, one)| size += one);
        let row = self.row(Vec::new(), roster.states().map(|(state, _)| state));
        self.table(None, if self.is_few(size) { Standing::NotAvailable } else { Standing::Ungated }, vec![row])
    }

    fn partition(&self, partition: &'a Partition) -> ReleasedTable {
        let roster = self.tabulation.roster();
        let row = |group: Group<'a>| self.row(group.keys().map(str::to_owned).collect(), group.states);
        match recode(partition, &roster, |size| self.is_few(size)) {
            Some(groups) => self.table(Some(partition), Standing::Ungated, groups.into_iter().map(row).collect()),
            None => self.table(Some(partition), Standing::NotAvailable, Vec::new()),
        }
    }

    fn table(&self, partition: Option<&Partition>, standing: Standing, rows: Vec<ReleasedRow>) -> ReleasedTable {
        let partition = partition.map(|partition| partition.key.clone());
        ReleasedTable { question: self.plan.question().clone(), partition, standing, rows }
    }

    fn row(&self, classes: Vec<String>, set: impl IntoIterator<Item = &'a StateCode>) -> ReleasedRow {
        let counts = self.tabulation.count(set);
        let protector = CellProtector::of(self.plan, counts.base, counts.size, self.audience, self.parameters);
        let precision = |level: &Level| match self.audience {
            Audience::Analysts if self.plan.is_counted(level) => {
                Precision::Count { ends: self.parameters.analysts.range_minimum }
            }
            _ => Precision::Band,
        };
        let cell = |(level, &(published, count)): (&Level, &(u32, u32))| ReleasedCell {
            level: level.clone(),
            published,
            hidden: protector.protect(count, precision(level)),
        };
        let cells = self.plan.levels().iter().zip(&counts.levels).map(cell).collect();
        ReleasedRow { classes, base: counts.base, published_base: counts.base - counts.size.hidden, cells }
    }
}
