//! A release as the gate sees it: what was counted, and which sets its tables show.

use super::counted::{Count, CountedState, Shared};
use crate::{
    attack::{Key, KnownResponse, ReleasedQuestion, Set, Sets},
    lattice::{Lattice, Partition, REST},
    parameters::Audience,
    protect::{ReleasedChange, ReleasedRow, ReleasedTable, Standing},
    tabulate::TablePlan,
};
use ::entity::vocabulary::{QuestionCode, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// The number of a release to be, which has none.
pub const TO_BE: i64 = i64::MAX;

/// One release: made before, or to be made.
pub struct LedgerEntry {
    /// Its number.
    pub number: i64,
    /// The place of its cycle in time.
    pub cycle: usize,
    /// The sets of States that its tables divide by.
    pub lattice: Lattice,
    /// The counted answers.
    pub count: Count,
    /// To whom answers are or were shown.
    pub shared: Shared,
    /// What it shows; nothing yet of one to be made.
    pub shows: BTreeMap<QuestionCode, ReleasedContent>,
    /// What the questions of the release to be are called here, where they mean the same.
    pub codes: BTreeMap<QuestionCode, QuestionCode>,
}

/// What a release shows of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedContent {
    /// For everybody.
    pub tables: Vec<ReleasedTable>,
    /// For everybody.
    pub change: ReleasedChange,
    /// For analysts.
    pub analysts: Vec<ReleasedTable>,
}

impl ReleasedContent {
    /// Whether it has as many parts.
    pub fn is_like(&self, other: &Self) -> bool {
        self.tables.len() == other.tables.len() && self.analysts.len() == other.analysts.len()
    }
}

impl LedgerEntry {
    /// What was seen of a question, with what its sets are called; those of the first tables first.
    pub fn seen(&self, question: &QuestionCode, tables: &[(Audience, &[ReleasedTable])]) -> Option<(ReleasedQuestion, Vec<Key>)> {
        let mut all: Vec<(Key, Set)> = Vec::new();
        let mut keys = None;
        let mut seen = None;
        for (audience, tables) in tables {
            let (sheet, sets) = self.sheet(question, tables, *audience)?;
            all.extend(sets.into_iter().flatten().flatten());
            // Only the sets of one audience follow each other by the rules of structure.
            keys.get_or_insert_with(|| all.iter().map(|(key, _)| key.clone()).collect());
            seen = Some(sheet);
        }
        let sets = all.into_iter().map(|(_, set)| set).collect();
        Some((ReleasedQuestion { sets, ..seen? }, keys?))
    }

    /// What is said on a question, and the sets of its tables that are available.
    pub fn sheet(
        &self,
        question: &QuestionCode,
        tables: &[ReleasedTable],
        audience: Audience,
    ) -> Option<(ReleasedQuestion, Vec<Sets>)> {
        let plan = self.count.plan(question)?;
        let said = self.count.lines(plan, &self.shared);
        let hidden = self.count.hidden(plan, audience.reader());
        let table = |table: &ReleasedTable| -> Sets {
            let row = |row: &ReleasedRow| {
                let mut states = self.members(table.partition(), row.classes(), said.keys());
                states.retain(|state| hidden.contains(state));
                let number = u32::try_from(states.len()).unwrap_or(u32::MAX);
                let cells = row.cells().iter().map(|cell| cell.hidden().released_interval(number)).collect();
                ((table.partition().map(str::to_owned), row.classes().to_vec()), Set { states, cells })
            };
            (table.standing() != Standing::NotAvailable).then(|| table.rows().iter().map(row).collect())
        };
        let sets = tables.iter().map(table).collect();
        let shape = plan.shape()?.clone();
        Some((ReleasedQuestion { release: self.number, cycle: self.cycle, shape, sets: Vec::new(), said }, sets))
    }

    /// What was said on a question in an earlier release, by those who have not withdrawn it since, and whose answer may still be counted.
    pub fn since(&self, earlier: &Self, plan: &TablePlan) -> BTreeMap<StateCode, KnownResponse> {
        let mut said = earlier.count.lines(plan, &earlier.shared);
        let is_gone = |one: &&CountedState| {
            let uncounted = one.uncounted_from.get(&earlier.number);
            one.withdrawn_from.contains(&earlier.number) || uncounted.is_some_and(|codes| codes.contains(plan.question()))
        };
        for one in self.count.counted.iter().filter(is_gone) {
            said.remove(&one.state);
        }
        said
    }

    /// The counted States of a row.
    fn members<'a>(
        &self,
        partition: Option<&str>,
        classes: &[String],
        counted: impl Iterator<Item = &'a StateCode>,
    ) -> BTreeSet<StateCode> {
        let Some(partition) = partition else { return counted.cloned().collect() };
        let homes = self.lattice.partition(partition).map(Partition::homes);
        let in_it = |state: &&StateCode| {
            let class = homes.as_ref().map_or(REST, |homes| homes.of(state));
            classes.iter().any(|key| key == class)
        };
        counted.filter(in_it).cloned().collect()
    }
}
