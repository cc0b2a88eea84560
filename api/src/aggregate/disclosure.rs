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

use super::bands::{BandRules, Bands, Cell, Precision};
use super::level::Level;
use super::merge::{Group, merge};
use super::plan::TablePlan;
use super::tabulate::{Respondent, Tabulation};
use crate::cycle::{Lattice, Partition};
use entity::words::{QuestionCode, ReaderLevel, StateCode};
use serde::{Deserialize, Serialize};

/// The parameters of a release: configuration, stored with the release, and public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// R2: a set has no hidden State or at least so many.
    pub hidden_minimum: u32,
    /// R3: two sets of a release differ in no hidden State or in at least so many.
    pub difference_minimum: u32,
    /// R3: no hidden State or at least so many enter or leave a set between two releases of a cycle.
    pub temporal_minimum: u32,
    /// R6: so many States may pool what they know, whoever they are.
    pub coalition: u32,
    /// R6: organizations whose members may pool what they know, by code.
    pub blocs: Vec<String>,
    /// R4: how fine the bands may be.
    pub bands: BandRules,
    /// What analysts may see beside it.
    pub analysts: AnalystRules,
}

/// The sizes at which analysts see counts rather than bands. Analysts hold no answers of their own, so these are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalystRules {
    /// A set has no hidden State or at least so many.
    pub hidden_minimum: u32,
    /// Two sets of a release differ in no hidden State or in at least so many.
    pub difference_minimum: u32,
}

impl Default for AnalystRules {
    fn default() -> Self {
        Self { hidden_minimum: 5, difference_minimum: 3 }
    }
}

/// Whom a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever asks: bands.
    Everybody,
    /// The Secretariat: counts, where none of the hidden States can be told from them.
    Analysts,
}

impl Audience {
    /// Who reads what is shown to these counts it himself.
    pub(super) fn reader(self) -> ReaderLevel {
        match self {
            Self::Everybody => ReaderLevel::Public,
            Self::Analysts => ReaderLevel::Secretariat,
        }
    }
}

impl Parameters {
    /// The first of them that no deployment should release by, and what would be right. Looser ones would still be held by the gate,
    /// which would withhold more than it lets through.
    #[must_use]
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let size = |least: u32, is: u32| (least..=100).contains(&is);
        let checks = [
            (size(10, self.hidden_minimum), "hidden_minimum", "10 to 100 States"),
            (size(5, self.difference_minimum), "difference_minimum", "5 to 100 States"),
            (size(10, self.temporal_minimum), "temporal_minimum", "10 to 100 States"),
            ((1..=2).contains(&self.coalition), "coalition", "1 or 2 States"),
            (size(3, self.bands.quarter_minimum), "bands.quarter_minimum", "3 to 100 integers"),
            (size(3, self.bands.half_minimum), "bands.half_minimum", "3 to 100 integers"),
            (size(2, self.bands.inner_minimum), "bands.inner_minimum", "2 to 100 integers"),
            (size(5, self.analysts.hidden_minimum), "analysts.hidden_minimum", "5 to 100 States"),
            (size(3, self.analysts.difference_minimum), "analysts.difference_minimum", "3 to 100 States"),
        ];
        checks.into_iter().find(|(right, ..)| !right).map(|(_, name, right)| (name, right))
    }

    /// The least hidden States of a set.
    pub(super) fn hidden_minimum(&self, audience: Audience) -> u32 {
        match audience {
            Audience::Everybody => self.hidden_minimum,
            Audience::Analysts => self.analysts.hidden_minimum,
        }
    }
    /// The least hidden States by which two sets of a release differ.
    pub(super) fn difference_minimum(&self, audience: Audience) -> u32 {
        match audience {
            Audience::Everybody => self.difference_minimum,
            Audience::Analysts => self.analysts.difference_minimum,
        }
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            hidden_minimum: 10,
            difference_minimum: 5,
            temporal_minimum: 10,
            coalition: 2,
            blocs: vec!["EU".to_owned()],
            bands: BandRules::default(),
            analysts: AnalystRules::default(),
        }
    }
}

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
    pub(super) fn gated(mut self) -> Self {
        if self.standing == Standing::Ungated {
            self.standing = Standing::Gated;
        }
        self
    }
    /// The same, not available: as if it had been too small from the beginning.
    pub(super) fn withheld(mut self) -> Self {
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
    fn minimum(&self) -> u32 {
        self.parameters.hidden_minimum(self.audience)
    }

    fn all(&self) -> ReleasedTable {
        let roster = self.tabulation.roster();
        let hidden = roster.states().filter(|(_, hidden)| *hidden).count();
        let few = hidden > 0 && hidden < self.minimum() as usize;
        let row = self.row(Vec::new(), roster.states().map(|(state, _)| state));
        self.table(None, if few { Standing::NotAvailable } else { Standing::Ungated }, vec![row])
    }

    fn partition(&self, partition: &'a Partition) -> ReleasedTable {
        let roster = self.tabulation.roster();
        let row = |group: Group<'a>| self.row(group.keys().map(str::to_owned).collect(), group.states);
        match merge(partition, &roster, self.minimum()) {
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
        // The size is asked again here, at the door, whatever was decided about the rows before.
        let bands = Some(counts.hidden).filter(|&hidden| hidden >= self.minimum());
        let bands = bands.and_then(|hidden| Bands::of(hidden, self.parameters.bands));
        let precision = |level: &Level| match self.audience {
            Audience::Analysts if self.plan.is_counted(level) => Precision::Count,
            _ => Precision::Band,
        };
        let hidden = |level: &Level, count| match &bands {
            _ if counts.base == 0 => Cell::NotAsked,
            _ if counts.hidden == 0 => Cell::Exact { count: 0 },
            Some(bands) => bands.says(count, precision(level)),
            None => Cell::NotAvailable,
        };
        let cell = |(level, &(published, count)): (&Level, &(u32, u32))| ReleasedCell {
            level: level.clone(),
            published,
            hidden: hidden(level, count),
        };
        let cells = self.plan.levels().iter().zip(&counts.levels).map(cell).collect();
        ReleasedRow { classes, base: counts.base, published_base: counts.base - counts.hidden, cells }
    }
}
