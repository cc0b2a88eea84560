//! Releases one after the other, for simulations: what the ledger of a service would hold, without a database.

use crate::{
    attack::{MODEL_VERSION, ResponseKnowledge, ScenarioParameters, SearchBudget},
    lattice::{Lattice, REGIONAL},
    ledger::{Count, Ledger, LedgerEntry, ReleasedContent, Shared, TO_BE},
    parameters::Parameters,
    protect::{ReleasedChange, ReleasedTable, Since},
    tabulate::{Respondent, TablePlan},
};
use ::entity::vocabulary::{QuestionCode, ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// A release as it would be by the rules of structure alone, and as it is after the gate.
#[derive(Clone, Debug)]
pub struct SimulatedRelease {
    /// No attacker was tried on it.
    pub ungated: SimulatedTables,
    /// An attacker has failed on what it holds.
    pub gated: SimulatedTables,
}

/// What a release shows, in the order of the plan.
#[derive(Clone, Debug)]
pub struct SimulatedTables {
    /// For everybody.
    pub tables: Vec<ReleasedTable>,
    /// For everybody.
    pub changes: Vec<ReleasedChange>,
    /// For analysts.
    pub analysts: Vec<ReleasedTable>,
}

/// The tables of a first release, gated, against these blocs, for simulations.
#[must_use]
pub fn gated_tables(
    plans: &[TablePlan],
    respondents: Vec<Respondent>,
    lattice: Lattice,
    parameters: Parameters,
    blocs: Vec<BTreeSet<StateCode>>,
) -> Vec<ReleasedTable> {
    let round = LedgerEntry {
        number: TO_BE,
        cycle: 0,
        lattice,
        count: Count::of(plans, respondents),
        shared: Shared::new(),
        shows: BTreeMap::new(),
        codes: BTreeMap::new(),
    };
    let attackers = ResponseKnowledge { coalition: parameters.coalition, blocs };
    let assumed = ScenarioParameters { rules: MODEL_VERSION, attackers, regions: BTreeMap::new(), at: None };
    let later = parameters.later();
    let ledger = Ledger { earlier: Vec::new(), round, since: BTreeMap::new(), parameters, assumed, later };
    ledger.decide(SearchBudget::default()).into_iter().flat_map(|decided| decided.shown.tables).collect()
}

/// The tables of releases one after the other, each gated beside all before it. A release is given as the place of its cycle in time,
/// oldest first, and the answers that it counts; within a cycle a State says the same. No change is told.
#[must_use]
pub fn gated_releases(
    plans: &[TablePlan],
    releases: Vec<(usize, Vec<Respondent>)>,
    lattice: &Lattice,
    parameters: &Parameters,
    blocs: &[BTreeSet<StateCode>],
) -> Vec<Vec<ReleasedTable>> {
    let mut play = ReleaseSeries::new(plans, lattice, parameters, blocs, false);
    releases.into_iter().map(|(cycle, respondents)| play.gated(cycle, respondents)).map(|shown| shown.tables).collect()
}

/// Releases one after the other, as [`gated_releases`], with what each tells of changes since the cycle before, and analysts. They are
/// numbered from 1.
#[must_use]
pub fn simulated_releases(
    plans: &[TablePlan],
    releases: Vec<(usize, Vec<Respondent>)>,
    lattice: &Lattice,
    parameters: &Parameters,
    blocs: &[BTreeSet<StateCode>],
) -> Vec<SimulatedRelease> {
    let mut play = ReleaseSeries::new(plans, lattice, parameters, blocs, true);
    releases.into_iter().map(|(cycle, respondents)| play.release(cycle, respondents)).collect()
}

/// A ledger that grows: a series of releases, each gated beside all before it.
pub struct ReleaseSeries<'a> {
    plans: &'a [TablePlan],
    lattice: &'a Lattice,
    parameters: &'a Parameters,
    assumed: ScenarioParameters,
    /// Whether changes are told.
    changes: bool,
    earlier: Vec<LedgerEntry>,
}

impl<'a> ReleaseSeries<'a> {
    /// Before the first release. With `changes`, each tells of the changes since the cycle before, too.
    #[must_use]
    pub fn new(
        plans: &'a [TablePlan],
        lattice: &'a Lattice,
        parameters: &'a Parameters,
        blocs: &[BTreeSet<StateCode>],
        changes: bool,
    ) -> Self {
        let attackers = ResponseKnowledge { coalition: parameters.coalition, blocs: blocs.to_vec() };
        let assumed = ScenarioParameters { rules: MODEL_VERSION, attackers, regions: regions(lattice), at: None };
        Self { plans, lattice, parameters, assumed, changes, earlier: Vec::new() }
    }

    fn release(&mut self, cycle: usize, respondents: Vec<Respondent>) -> SimulatedRelease {
        let ledger = self.ledger(cycle, respondents);
        let ungated = ledger.structural().into_iter().map(|shown| (shown.change.question().clone(), shown)).collect();
        let ungated = self.in_order(&ungated);
        SimulatedRelease { ungated, gated: self.decide(ledger) }
    }

    /// The next release: of the cycle at this place in time, which is not before that of the last one, and of the answers that it
    /// counts; within a cycle a State says the same.
    pub fn gated(&mut self, cycle: usize, respondents: Vec<Respondent>) -> SimulatedTables {
        let ledger = self.ledger(cycle, respondents);
        self.decide(ledger)
    }

    /// Everything before, and what is to be released.
    fn ledger(&mut self, cycle: usize, respondents: Vec<Respondent>) -> Ledger {
        let shown = shown(&respondents);
        for before in self.earlier.iter_mut().filter(|before| before.cycle == cycle) {
            widen(&mut before.shared, &shown);
        }
        let mut shared = Shared::new();
        for before in self.earlier.iter().filter(|before| before.cycle == cycle) {
            widen(&mut shared, &before.shared);
        }
        widen(&mut shared, &shown);
        let codes = self.plans.iter().map(|plan| (plan.question().clone(), plan.question().clone())).collect();
        let number = i64::try_from(self.earlier.len() + 1).unwrap_or(i64::MAX);
        let count = Count::of(self.plans, respondents);
        let round = LedgerEntry { number, cycle, lattice: self.lattice.clone(), count, shared, shows: BTreeMap::new(), codes };
        Ledger {
            since: self.since(cycle),
            earlier: std::mem::take(&mut self.earlier),
            round,
            parameters: self.parameters.clone(),
            assumed: self.assumed.clone(),
            later: self.parameters.later(),
        }
    }

    /// What each question is compared with: the last release of the cycle that was last before.
    fn since(&self, cycle: usize) -> BTreeMap<QuestionCode, Since> {
        let before = self.earlier.iter().filter(|one| self.changes && one.cycle < cycle);
        let Some(before) = before.max_by_key(|one| (one.cycle, one.number)) else { return BTreeMap::new() };
        let same = |question: &QuestionCode| Since::Release { number: before.number, question: question.clone() };
        self.plans.iter().map(|plan| (plan.question().clone(), same(plan.question()))).collect()
    }

    fn decide(&mut self, ledger: Ledger) -> SimulatedTables {
        let decided = ledger.decide(SearchBudget::default());
        let Ledger { earlier, mut round, .. } = ledger;
        round.shows = decided.into_iter().map(|decided| (decided.question, decided.shown)).collect();
        let tables = self.in_order(&round.shows);
        self.earlier = earlier;
        self.earlier.push(round);
        tables
    }

    fn in_order(&self, shows: &BTreeMap<QuestionCode, ReleasedContent>) -> SimulatedTables {
        let shown = || self.plans.iter().filter_map(|plan| shows.get(plan.question()));
        SimulatedTables {
            tables: shown().flat_map(|shown| &shown.tables).cloned().collect(),
            changes: shown().map(|shown| shown.change.clone()).collect(),
            analysts: shown().flat_map(|shown| &shown.analysts).cloned().collect(),
        }
    }
}

/// The region of each State, by the regional partition.
fn regions(lattice: &Lattice) -> BTreeMap<StateCode, usize> {
    let regional = lattice.partitions.iter().filter(|partition| partition.key == REGIONAL).flat_map(|one| &one.classes);
    regional.enumerate().flat_map(|(place, class)| class.states.iter().map(move |state| (state.clone(), place))).collect()
}

/// To whom answers are shown, where to anybody.
fn shown(respondents: &[Respondent]) -> Shared {
    let answers = respondents.iter().flat_map(|one| one.answers.iter().map(|(question, said)| (&one.state, question, said)));
    answers
        .filter(|(.., said)| said.shown > ReaderLevel::StateOnly)
        .map(|(state, question, said)| ((state.clone(), question.clone(), 0), said.shown))
        .collect()
}

/// What was shown once counts as shown for ever.
fn widen(shared: &mut Shared, more: &Shared) {
    for (answer, level) in more {
        let widest = shared.entry(answer.clone()).or_insert(*level);
        *widest = (*widest).max(*level);
    }
}

#[cfg(test)]
#[path = "simulate_tests.rs"]
mod tests;
