//! Simulated series of releases: the ledger of a service, without a database.

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

/// A release by the structural rules alone, and the same release after the gate.
#[derive(Clone, Debug)]
pub struct SimulatedRelease {
    /// The release before the attack.
    pub ungated: SimulatedTables,
    /// The release after the attack found no disclosure.
    pub gated: SimulatedTables,
}

/// Content of a simulated release, in the order of the plan.
#[derive(Clone, Debug)]
pub struct SimulatedTables {
    /// Tables for everybody.
    pub tables: Vec<ReleasedTable>,
    /// Changes for everybody.
    pub changes: Vec<ReleasedChange>,
    /// Tables for analysts.
    pub analysts: Vec<ReleasedTable>,
}

/// Returns the gated tables of a first release, against these blocs.
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
    let assumed =
        ScenarioParameters { rules: MODEL_VERSION, attackers, regions: BTreeMap::new(), at: None };
    let later = parameters.later();
    let ledger =
        Ledger { earlier: Vec::new(), round, since: BTreeMap::new(), parameters, assumed, later };
    ledger
        .decide(SearchBudget::default())
        .into_iter()
        .flat_map(|decided| decided.shown.tables)
        .collect()
}

/// Returns the tables of a series of releases, each gated beside all earlier ones.
///
/// A release is the place of its cycle in time, oldest first, and the counted responses. Within a
/// cycle a State's response stays the same. No changes are released.
#[must_use]
pub fn gated_releases(
    plans: &[TablePlan],
    releases: Vec<(usize, Vec<Respondent>)>,
    lattice: &Lattice,
    parameters: &Parameters,
    blocs: &[BTreeSet<StateCode>],
) -> Vec<Vec<ReleasedTable>> {
    let mut play = ReleaseSeries::new(plans, lattice, parameters, blocs, false);
    releases
        .into_iter()
        .map(|(cycle, respondents)| play.gated(cycle, respondents))
        .map(|shown| shown.tables)
        .collect()
}

/// Returns a series of releases as [`gated_releases`] does, with changes since the cycle before and
/// with tables for analysts. The releases are numbered from 1.
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

/// Growing ledger: a series of releases, each gated beside all earlier ones.
pub struct ReleaseSeries<'a> {
    plans: &'a [TablePlan],
    lattice: &'a Lattice,
    parameters: &'a Parameters,
    assumed: ScenarioParameters,
    /// True if changes are released.
    changes: bool,
    earlier: Vec<LedgerEntry>,
}

impl<'a> ReleaseSeries<'a> {
    /// Starts a series without a release. With `changes`, each release also gives the changes since
    /// the cycle before.
    #[must_use]
    pub fn new(
        plans: &'a [TablePlan],
        lattice: &'a Lattice,
        parameters: &'a Parameters,
        blocs: &[BTreeSet<StateCode>],
        changes: bool,
    ) -> Self {
        let attackers =
            ResponseKnowledge { coalition: parameters.coalition, blocs: blocs.to_vec() };
        let assumed = ScenarioParameters {
            rules: MODEL_VERSION,
            attackers,
            regions: regions(lattice),
            at: None,
        };
        Self { plans, lattice, parameters, assumed, changes, earlier: Vec::new() }
    }

    fn release(&mut self, cycle: usize, respondents: Vec<Respondent>) -> SimulatedRelease {
        let ledger = self.ledger(cycle, respondents);
        let ungated = ledger
            .structural()
            .into_iter()
            .map(|shown| (shown.change.question().clone(), shown))
            .collect();
        let ungated = self.in_order(&ungated);
        SimulatedRelease { ungated, gated: self.decide(ledger) }
    }

    /// Makes the next release, of the cycle at this place in time.
    ///
    /// The cycle must not be before that of the last release. Within a cycle a State's response
    /// stays the same.
    pub fn gated(&mut self, cycle: usize, respondents: Vec<Respondent>) -> SimulatedTables {
        let ledger = self.ledger(cycle, respondents);
        self.decide(ledger)
    }

    /// Returns the ledger of all earlier releases and the candidate.
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
        let codes = self
            .plans
            .iter()
            .map(|plan| (plan.question().clone(), plan.question().clone()))
            .collect();
        let number = i64::try_from(self.earlier.len() + 1).unwrap_or(i64::MAX);
        let count = Count::of(self.plans, respondents);
        let round = LedgerEntry {
            number,
            cycle,
            lattice: self.lattice.clone(),
            count,
            shared,
            shows: BTreeMap::new(),
            codes,
        };
        Ledger {
            since: self.since(cycle),
            earlier: std::mem::take(&mut self.earlier),
            round,
            parameters: self.parameters.clone(),
            assumed: self.assumed.clone(),
            later: self.parameters.later(),
        }
    }

    /// Returns the comparison of each question: with the last release of the latest earlier cycle.
    fn since(&self, cycle: usize) -> BTreeMap<QuestionCode, Since> {
        let before = self.earlier.iter().filter(|one| self.changes && one.cycle < cycle);
        let Some(before) = before.max_by_key(|one| (one.cycle, one.number)) else {
            return BTreeMap::new();
        };
        let same = |question: &QuestionCode| Since::Release {
            number: before.number,
            question: question.clone(),
        };
        self.plans.iter().map(|plan| (plan.question().clone(), same(plan.question()))).collect()
    }

    fn decide(&mut self, ledger: Ledger) -> SimulatedTables {
        let decided = ledger.decide(SearchBudget::default());
        let Ledger { earlier, mut round, .. } = ledger;
        round.shows =
            decided.into_iter().map(|decided| (decided.question, decided.shown)).collect();
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

/// Returns the region of each State, by the regional partition.
fn regions(lattice: &Lattice) -> BTreeMap<StateCode, usize> {
    let regional = lattice
        .partitions
        .iter()
        .filter(|partition| partition.key == REGIONAL)
        .flat_map(|one| &one.classes);
    regional
        .enumerate()
        .flat_map(|(place, class)| class.states.iter().map(move |state| (state.clone(), place)))
        .collect()
}

/// Returns the readers of each shown answer.
fn shown(respondents: &[Respondent]) -> Shared {
    let answers = respondents
        .iter()
        .flat_map(|one| one.answers.iter().map(|(question, said)| (&one.state, question, said)));
    answers
        .filter(|(.., said)| said.shown > ReaderLevel::StateOnly)
        .map(|(state, question, said)| ((state.clone(), question.clone(), 0), said.shown))
        .collect()
}

/// Widens the readers of answers: an answer that was shown once counts as shown for ever.
fn widen(shared: &mut Shared, more: &Shared) {
    for (answer, level) in more {
        let widest = shared.entry(answer.clone()).or_insert(*level);
        *widest = (*widest).max(*level);
    }
}

#[cfg(test)]
#[path = "simulate_tests.rs"]
mod tests;
