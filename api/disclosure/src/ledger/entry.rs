//! A release as the gate sees it: its counted answers, and the sets of its tables.

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

/// The number of a candidate release, which has no number yet.
pub const TO_BE: i64 = i64::MAX;

/// One release: an earlier one, or the candidate.
pub struct LedgerEntry {
    /// Number of the release.
    pub number: i64,
    /// The place of its cycle in time.
    pub cycle: usize,
    /// The lattice of its tables.
    pub lattice: Lattice,
    /// The counted answers.
    pub count: Count,
    /// The readers to whom answers are or were shown.
    pub shared: Shared,
    /// The released content of each question; empty for a candidate.
    pub shows: BTreeMap<QuestionCode, ReleasedContent>,
    /// The codes in this release of the candidate's questions: by lineage `same`, or equal codes.
    pub codes: BTreeMap<QuestionCode, QuestionCode>,
}

/// The released content of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedContent {
    /// Tables for everybody.
    pub tables: Vec<ReleasedTable>,
    /// The change, for everybody.
    pub change: ReleasedChange,
    /// Tables for analysts.
    pub analysts: Vec<ReleasedTable>,
}

impl ReleasedContent {
    /// Returns true if the other content has as many tables.
    pub fn is_like(&self, other: &Self) -> bool {
        self.tables.len() == other.tables.len() && self.analysts.len() == other.analysts.len()
    }
}

impl LedgerEntry {
    /// Returns a released question with the sets of all these tables, and the keys of the sets of
    /// the first audience.
    pub fn seen(
        &self,
        question: &QuestionCode,
        tables: &[(Audience, &[ReleasedTable])],
    ) -> Option<(ReleasedQuestion, Vec<Key>)> {
        let mut all: Vec<(Key, Set)> = Vec::new();
        let mut keys = None;
        let mut seen = None;
        for (audience, tables) in tables {
            let (released_question, sets) = self.released_question(question, tables, *audience)?;
            all.extend(sets.into_iter().flatten().flatten());
            // The structural rules over time compare only sets of one audience.
            keys.get_or_insert_with(|| all.iter().map(|(key, _)| key.clone()).collect());
            seen = Some(released_question);
        }
        let sets = all.into_iter().map(|(_, set)| set).collect();
        Some((ReleasedQuestion { sets, ..seen? }, keys?))
    }

    /// Returns the responses to a question, and the sets of its available tables.
    pub fn released_question(
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
                let cells = row
                    .cells()
                    .iter()
                    .map(|cell| cell.hidden().released_interval(number))
                    .collect();
                (
                    (table.partition().map(str::to_owned), row.classes().to_vec()),
                    Set { states, cells },
                )
            };
            (table.standing() != Standing::NotAvailable)
                .then(|| table.rows().iter().map(row).collect())
        };
        let sets = tables.iter().map(table).collect();
        let shape = plan.shape()?.clone();
        Some((
            ReleasedQuestion {
                release: self.number,
                cycle: self.cycle,
                shape,
                sets: Vec::new(),
                said,
            },
            sets,
        ))
    }

    /// Returns the responses to a question in an earlier release, of the States whose answer may
    /// still be compared.
    ///
    /// A State is left out if it has withdrawn its edition since, or if its answer may no longer be
    /// counted.
    pub fn since(&self, earlier: &Self, plan: &TablePlan) -> BTreeMap<StateCode, KnownResponse> {
        let mut said = earlier.count.lines(plan, &earlier.shared);
        let is_gone = |one: &&CountedState| {
            let uncounted = one.uncounted_from.get(&earlier.number);
            one.withdrawn_from.contains(&earlier.number)
                || uncounted.is_some_and(|codes| codes.contains(plan.question()))
        };
        for one in self.count.counted.iter().filter(is_gone) {
            said.remove(&one.state);
        }
        said
    }

    /// Returns the counted States of a row.
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
