//! Releases one after the other, for simulations: what the ledger of a service would hold, without a database.

use super::{
    Parameters, ReleasedTable, Respondent, TablePlan,
    count::{Count, Shared},
    gate::{Assumed, Attackers, Effort},
    round::{Ledger, Round},
};
use crate::cycle::{Lattice, REGIONAL};
use ::entity::words::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

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
    let attackers = Attackers { coalition: parameters.coalition, blocs: blocs.to_vec() };
    let assumed = Assumed { attackers, regions: regions(lattice) };
    let codes: BTreeMap<_, _> = plans.iter().map(|plan| (plan.question().clone(), plan.question().clone())).collect();
    let (mut earlier, mut made): (Vec<Round>, _) = (Vec::new(), Vec::new());
    for (cycle, respondents) in releases {
        let public = public(&respondents);
        for before in earlier.iter_mut().filter(|before| before.cycle == cycle) {
            before.shared.extend(public.clone());
        }
        let known = earlier.iter().filter(|before| before.cycle == cycle).flat_map(|before| before.shared.clone());
        let shared = known.chain(public).collect();
        let count = Count::of(plans, respondents);
        let number = i64::try_from(made.len()).unwrap_or(i64::MAX);
        let (lattice, codes, shows) = (lattice.clone(), codes.clone(), BTreeMap::new());
        let round = Round { number, cycle, lattice, count, shared, shows, codes };
        let (parameters, assumed, nobody) = (parameters.clone(), assumed.clone(), Attackers::default());
        let ledger = Ledger { earlier, round, since: BTreeMap::new(), parameters, assumed, nobody };
        let decided = ledger.decide(Effort::default());
        let Ledger { earlier: before, mut round, .. } = ledger;
        round.shows = decided.into_iter().map(|decided| (decided.question, decided.shown)).collect();
        let in_order = plans.iter().filter_map(|plan| round.shows.get(plan.question())).flat_map(|shown| &shown.tables);
        made.push(in_order.cloned().collect());
        earlier = before;
        earlier.push(round);
    }
    made
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
