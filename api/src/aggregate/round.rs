//! A release as the gate sees it: what was counted, and which sets its tables show.

use super::{
    Parameters, ReleasedTable, Respondent, Standing, TablePlan,
    count::Count,
    disclosure::release_tables,
    gate::{Admission, Assumed, Attackers, Effort, Key, Proof, Set, Sets, Sheet},
};
use crate::cycle::{Lattice, REST};
use ::entity::words::{QuestionCode, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// One release: made before, or to be made.
pub(super) struct Round {
    /// The place of its cycle in time.
    pub(super) cycle: usize,
    pub(super) lattice: Lattice,
    pub(super) count: Count,
    /// What has become public since, or was before.
    pub(super) published: BTreeSet<(StateCode, QuestionCode)>,
    /// Its tables, by question; none yet for one to be made.
    pub(super) tables: BTreeMap<QuestionCode, Vec<ReleasedTable>>,
    /// What the questions of the release to be are called here, where they mean the same.
    pub(super) codes: BTreeMap<QuestionCode, QuestionCode>,
}

/// The tables of one question, with the proof that they may be seen.
pub(super) struct Decided {
    pub(super) question: QuestionCode,
    pub(super) tables: Vec<ReleasedTable>,
    pub(super) proof: Option<Proof>,
}

/// The ledger of releases, and the one to be made or to be verified.
pub(super) struct Ledger {
    /// Oldest cycle first.
    pub(super) earlier: Vec<Round>,
    pub(super) round: Round,
    pub(super) parameters: Parameters,
    pub(super) assumed: Assumed,
}

/// The tables of a first release, gated, against these blocs: what [`super::release`] makes, for simulations.
#[must_use]
pub fn gated_tables(
    plans: &[TablePlan],
    respondents: Vec<Respondent>,
    lattice: Lattice,
    parameters: Parameters,
    blocs: Vec<BTreeSet<StateCode>>,
) -> Vec<ReleasedTable> {
    let round = Round {
        cycle: 0,
        lattice,
        count: Count::of(plans, respondents),
        published: BTreeSet::new(),
        tables: BTreeMap::new(),
        codes: BTreeMap::new(),
    };
    let assumed = Assumed { attackers: Attackers { coalition: parameters.coalition, blocs }, regions: BTreeMap::new() };
    let ledger = Ledger { earlier: Vec::new(), round, parameters, assumed };
    ledger.decide(Effort::default()).into_iter().flat_map(|decided| decided.tables).collect()
}

impl Ledger {
    /// Makes the tables of every question, in the order of the plan.
    pub(super) fn decide(&self, effort: Effort) -> Vec<Decided> {
        let decide = |(question, tables): (QuestionCode, Vec<ReleasedTable>)| {
            let found = self.admission(&question, &tables).map(|admission| admission.admit(effort));
            let (admitted, proof) = found.unwrap_or_else(|| (vec![false; tables.len()], None));
            let tables = tables.into_iter().zip(admitted);
            let tables = tables.map(|(table, is)| if is { table.gated() } else { table.withheld() }).collect();
            Decided { question, tables, proof }
        };
        self.structural().into_iter().map(decide).collect()
    }

    /// What is wrong with the tables of a release, against what its inputs and its proofs say: one sentence each.
    pub(super) fn findings(&self, proofs: &BTreeMap<QuestionCode, Proof>) -> Vec<String> {
        let mut findings = Vec::new();
        let structural = self.structural();
        for (question, tables) in &structural {
            let Some(stored) = self.round.tables.get(question).filter(|stored| stored.len() == tables.len()) else {
                findings.push(format!("{question}: its tables are missing or too many."));
                continue;
            };
            let admitted: Vec<bool> = stored.iter().map(|table| table.standing() != Standing::NotAvailable).collect();
            for ((stored, made), is) in stored.iter().zip(tables).zip(&admitted) {
                let again = if *is { made.clone().gated() } else { made.clone().withheld() };
                if *stored != again {
                    let partition = stored.partition().unwrap_or("all");
                    findings.push(format!("{question}, {partition}: the figures are not those of the sealed inputs."));
                }
            }
            let admission = self.admission(question, tables);
            if !admission.is_some_and(|admission| admission.is_proved(&admitted, proofs.get(question))) {
                findings.push(format!("{question}: the certificate does not prove that nobody's answer is determined."));
            }
        }
        let known = |question: &&QuestionCode| !structural.iter().any(|(known, _)| known == *question);
        findings.extend(self.round.tables.keys().filter(known).map(|question| format!("{question}: there is no such question.")));
        findings
    }

    /// The tables by the rules of structure alone.
    pub(super) fn structural(&self) -> Vec<(QuestionCode, Vec<ReleasedTable>)> {
        let count = &self.round.count;
        let tables = release_tables(&count.plans, &count.respondents, &self.round.lattice, &self.parameters);
        let mut of: BTreeMap<QuestionCode, Vec<ReleasedTable>> = BTreeMap::new();
        for table in tables {
            of.entry(table.question().clone()).or_default().push(table);
        }
        count.plans.iter().filter_map(|plan| of.remove_entry(plan.question())).collect()
    }

    /// What decides over the tables of a question; none if nothing can.
    pub(super) fn admission(&self, question: &QuestionCode, tables: &[ReleasedTable]) -> Option<Admission<'_>> {
        let (sheet, tables) = self.round.sheet(question, tables)?;
        let mut earlier = Vec::new();
        for round in &self.earlier {
            let Some(code) = round.codes.get(question) else { continue };
            let Some(released) = round.tables.get(code) else { continue };
            // What was released and can't be understood any more can't be judged either: nothing is let through.
            let (mut sheet, sets) = round.sheet(code, released)?;
            let sets: Vec<(Key, Set)> = sets.into_iter().flatten().flatten().collect();
            sheet.sets = sets.iter().map(|(_, set)| set.clone()).collect();
            earlier.push((sheet, sets.into_iter().map(|(key, _)| key).collect()));
        }
        Some(Admission { sheet, tables, earlier, parameters: &self.parameters, assumed: &self.assumed })
    }
}

impl Round {
    /// What is said on a question, and the sets of its tables that are available.
    fn sheet(&self, question: &QuestionCode, tables: &[ReleasedTable]) -> Option<(Sheet, Vec<Sets>)> {
        let plan = self.count.plan(question)?;
        let said = self.count.lines(plan, &self.published);
        let hidden = |states: &BTreeSet<StateCode>| {
            let hidden = states.iter().filter(|state| said.get(*state).is_some_and(|line| line.hidden)).count();
            u32::try_from(hidden).unwrap_or(u32::MAX)
        };
        let table = |table: &ReleasedTable| -> Sets {
            let row = |row: &super::ReleasedRow| {
                let states = self.members(table.partition(), row.classes(), said.keys());
                let number = hidden(&states);
                let cells = row.cells().iter().map(|cell| cell.hidden().says(number)).collect();
                ((table.partition().map(str::to_owned), row.classes().to_vec()), Set { states, cells })
            };
            (table.standing() != Standing::NotAvailable).then(|| table.rows().iter().map(row).collect())
        };
        let sets = tables.iter().map(table).collect();
        let shape = plan.shape()?.clone();
        Some((Sheet { cycle: self.cycle, shape, sets: Vec::new(), said }, sets))
    }

    /// The counted States of a row.
    fn members<'a>(
        &self,
        partition: Option<&str>,
        classes: &[String],
        counted: impl Iterator<Item = &'a StateCode>,
    ) -> BTreeSet<StateCode> {
        let Some(partition) = partition else { return counted.cloned().collect() };
        let classes_of = self.lattice.partitions.iter().filter(|one| one.key == partition).flat_map(|one| &one.classes);
        let places: BTreeMap<&StateCode, &str> =
            classes_of.flat_map(|class| class.states.iter().map(|state| (state, class.key.as_str()))).collect();
        let class = |state: &&StateCode| {
            let class = places.get(*state).copied().unwrap_or(REST);
            classes.iter().any(|key| key == class)
        };
        counted.filter(class).cloned().collect()
    }
}
