//! Tables: the only maker of a [`ReleasedTable`], and so the only way by which a count leaves.
//!
//! A row has two parts that are never added. Published answers are exact, because every reader
//! could count them. Hidden answers are given as a band of the share, if the row has at least
//! [`Parameters::hidden_minimum`] hidden States. If it has none, the hidden part is 0 and the row
//! is complete. There is no total, mean or rank. The base is exact, because it follows from the
//! published list of counted States.
//!
//! # Classes and All
//!
//! All without the rows of a partition is the unnamed rest, which has passed the size too (see
//! `lattice`). The bands of a partition's rows and of All constrain each other. Lower ends of some
//! rows may add up to the upper end of All, so that the level has no State in another row. Sizes
//! cannot prevent this, because it depends on the answers; this is the task of the gate. Until the
//! gate has admitted a table, the table stands as [`Standing::Ungated`].

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

/// Stage of a table on its way to publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Made by the structural rules alone, before the attack.
    Ungated,
    /// The attack found no disclosure.
    Gated,
    /// Not available at this level.
    NotAvailable,
}

/// The protected figures of one question, for All or for the classes of one partition.
///
/// A stored table is frozen: it is read back as it was stored.
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
    /// Returns the question.
    #[must_use]
    pub fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// Returns the partition; `None` for All.
    #[must_use]
    pub fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }
    /// Marks the table as admitted by the gate. A table that is not available stays so.
    pub fn gated(mut self) -> Self {
        if self.standing == Standing::Ungated {
            self.standing = Standing::Gated;
        }
        self
    }
    /// Suppresses the table, with the same content as a table that is too small.
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
    /// Returns the stage of the table.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }
    /// Returns the rows: one for All, or one for each class or merged class of a partition, in the
    /// order of declaration.
    ///
    /// A partition that is not available has no row. If All is not available, its row holds the
    /// published part alone.
    #[must_use]
    pub fn rows(&self) -> &[ReleasedRow] {
        &self.rows
    }
}

impl ReleasedRow {
    /// Returns the keys of the classes that are shown together; empty for All. `_rest` stands for
    /// the States in no class.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }
    /// Returns the number of States of the set that are counted on the question.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.base
    }
    /// Returns the number of these States whose answer the audience reads.
    ///
    /// Every reader reads public answers. Analysts also read the answers that are shown to the
    /// Secretariat. The other States are the hidden ones.
    #[must_use]
    pub fn published_base(&self) -> u32 {
        self.published_base
    }
    /// Returns one cell for each level, in the order of the plan.
    #[must_use]
    pub fn cells(&self) -> &[ReleasedCell] {
        &self.cells
    }
}

impl ReleasedCell {
    /// Returns the level.
    #[must_use]
    pub fn level(&self) -> &Level {
        &self.level
    }
    /// Returns the exact number of published answers that hold the level.
    #[must_use]
    pub fn published(&self) -> u32 {
        self.published
    }
    /// Returns the figure of the hidden States that hold the level. It is never to be added to the
    /// published count.
    #[must_use]
    pub fn hidden(&self) -> Cell {
        self.hidden
    }
}

/// Returns the protected tables of a release for everybody. See [`tables_for`].
#[must_use]
pub fn release_tables(
    plans: &[TablePlan],
    respondents: &[Respondent],
    lattice: &Lattice,
    parameters: &Parameters,
) -> Vec<ReleasedTable> {
    tables_for(Audience::Everybody, plans, respondents, lattice, parameters)
}

/// Returns the protected tables of a release: for each planned question one for All, then one for
/// each partition.
///
/// The lattice must have passed [`Lattice::check`]. The same inputs give the same bytes, in
/// whatever order the respondents come.
#[must_use]
pub fn tables_for(
    audience: Audience,
    plans: &[TablePlan],
    respondents: &[Respondent],
    lattice: &Lattice,
    parameters: &Parameters,
) -> Vec<ReleasedTable> {
    let tables = |plan| {
        let maker = Maker {
            plan,
            tabulation: Tabulation::of(plan, respondents, audience.reader()),
            parameters,
            audience,
        };
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
        self.table(
            None,
            if self.is_few(size) { Standing::NotAvailable } else { Standing::Ungated },
            vec![row],
        )
    }

    fn partition(&self, partition: &'a Partition) -> ReleasedTable {
        let roster = self.tabulation.roster();
        let row =
            |group: Group<'a>| self.row(group.keys().map(str::to_owned).collect(), group.states);
        match recode(partition, &roster, |size| self.is_few(size)) {
            Some(groups) => self.table(
                Some(partition),
                Standing::Ungated,
                groups.into_iter().map(row).collect(),
            ),
            None => self.table(Some(partition), Standing::NotAvailable, Vec::new()),
        }
    }

    fn table(
        &self,
        partition: Option<&Partition>,
        standing: Standing,
        rows: Vec<ReleasedRow>,
    ) -> ReleasedTable {
        let partition = partition.map(|partition| partition.key.clone());
        ReleasedTable { question: self.plan.question().clone(), partition, standing, rows }
    }

    fn row(
        &self,
        classes: Vec<String>,
        set: impl IntoIterator<Item = &'a StateCode>,
    ) -> ReleasedRow {
        let counts = self.tabulation.count(set);
        let protector =
            CellProtector::of(self.plan, counts.base, counts.size, self.audience, self.parameters);
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
        ReleasedRow {
            classes,
            base: counts.base,
            published_base: counts.base - counts.size.hidden,
            cells,
        }
    }
}
