//! Releases one after the other, for simulations: what the ledger of a service would hold, without a database.

use super::{
    Parameters, ReleasedChange, ReleasedTable, Respondent, Since, TablePlan,
    count::{Count, Shared},
    gate::{Assumed, Attackers, Effort},
    round::{Ledger, Round},
};
use crate::cycle::{Lattice, REGIONAL};
use ::entity::words::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// A series of releases, each gated beside all before it.
pub struct Played<'a> {
    plans: &'a [TablePlan],
    lattice: &'a Lattice,
    parameters: &'a Parameters,
    assumed: Assumed,
    with_changes: bool,
    earlier: Vec<Round>,
}

/// What a release shows.
pub struct PlayedRelease {
    /// For everybody, in the order of the plans.
    pub tables: Vec<ReleasedTable>,
    /// In the order of the plans, how answers changed since the release before.
    pub changes: Vec<ReleasedChange>,
    /// For analysts.
    pub analysts: Vec<ReleasedTable>,
}

impl<'a> Played<'a> {
    /// Before the first release. With `with_changes`, each tells of the changes since the one before, too.
    #[must_use]
    pub fn new(
        plans: &'a [TablePlan],
        lattice: &'a Lattice,
        parameters: &'a Parameters,
        blocs: &[BTreeSet<StateCode>],
        with_changes: bool,
    ) -> Self {
        let attackers = Attackers { coalition: parameters.coalition, blocs: blocs.to_vec() };
        let assumed = Assumed { attackers, regions: regions(lattice) };
        Self { plans, lattice, parameters, assumed, with_changes, earlier: Vec::new() }
    }

    /// The next release: of the cycle at this place in time, which is not before that of the last one, and of the answers that it
    /// counts; within a cycle a State says the same.
    pub fn release(&mut self, cycle: usize, respondents: Vec<Respondent>) -> PlayedRelease {
        let public = public(&respondents);
        for before in self.earlier.iter_mut().filter(|before| before.cycle == cycle) {
            before.shared.extend(public.clone());
        }
        let known = self.earlier.iter().filter(|before| before.cycle == cycle).flat_map(|before| before.shared.clone());
        let shared = known.chain(public).collect();
        let questions = || self.plans.iter().map(|plan| plan.question().clone());
        let before = self.earlier.iter().rfind(|before| self.with_changes && before.cycle < cycle).map(|before| before.number);
        let since = before
            .into_iter()
            .flat_map(|number| questions().map(move |question| (question.clone(), Since::Release { number, question })));
        let round = Round {
            number: i64::try_from(self.earlier.len()).unwrap_or(i64::MAX),
            cycle,
            lattice: self.lattice.clone(),
            count: Count::of(self.plans, respondents),
            shared,
            shows: BTreeMap::new(),
            codes: questions().map(|question| (question.clone(), question)).collect(),
        };
        let ledger = Ledger {
            since: since.collect(),
            earlier: std::mem::take(&mut self.earlier),
            round,
            parameters: self.parameters.clone(),
            assumed: self.assumed.clone(),
            nobody: Attackers::default(),
        };
        let decided = ledger.decide(Effort::default());
        let Ledger { earlier, mut round, .. } = ledger;
        round.shows = decided.into_iter().map(|decided| (decided.question, decided.shown)).collect();
        let shown = || self.plans.iter().filter_map(|plan| round.shows.get(plan.question()));
        let made = PlayedRelease {
            tables: shown().flat_map(|shown| shown.tables.clone()).collect(),
            changes: shown().map(|shown| shown.change.clone()).collect(),
            analysts: shown().flat_map(|shown| shown.analysts.clone()).collect(),
        };
        self.earlier = earlier;
        self.earlier.push(round);
        made
    }
}

/// The tables of releases one after the other, each gated beside all before it. A release is given as the place of its cycle in time,
/// oldest first, and the answers that it counts; within a cycle a State says the same.
#[must_use]
pub fn gated_releases(
    plans: &[TablePlan],
    releases: Vec<(usize, Vec<Respondent>)>,
    lattice: &Lattice,
    parameters: &Parameters,
    blocs: &[BTreeSet<StateCode>],
) -> Vec<Vec<ReleasedTable>> {
    let mut played = Played::new(plans, lattice, parameters, blocs, false);
    releases.into_iter().map(|(cycle, respondents)| played.release(cycle, respondents).tables).collect()
}

/// The region of each State, by the regional partition.
fn regions(lattice: &Lattice) -> BTreeMap<StateCode, usize> {
    let regional = lattice.partitions.iter().filter(|partition| partition.key == REGIONAL).flat_map(|one| &one.classes);
    regional.enumerate().flat_map(|(place, class)| class.states.iter().map(move |state| (state.clone(), place))).collect()
}

fn public(respondents: &[Respondent]) -> Shared {
    let answers = respondents.iter().flat_map(|one| one.answers.iter().map(|(question, said)| (&one.state, question, said)));
    answers
        .filter(|(.., said)| said.is_public())
        .map(|(state, question, _)| ((state.clone(), question.clone(), 0), ReaderLevel::Public))
        .collect()
}
