//! Releases one after the other, for simulations: what the ledger of a service would hold, without a database.

use super::{
    Parameters, ReleasedTable, Respondent, TablePlan,
    count::Count,
    gate::{Assumed, Attackers, Effort},
    round::{Ledger, Round},
};
use crate::cycle::{Lattice, REGIONAL};
use ::entity::words::{QuestionCode, StateCode};
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
            before.published.extend(public.iter().cloned());
        }
        let known = earlier.iter().filter(|before| before.cycle == cycle).flat_map(|before| before.published.iter().cloned());
        let published = known.chain(public).collect();
        let count = Count::of(plans, respondents);
        let round = Round { cycle, lattice: lattice.clone(), count, published, tables: BTreeMap::new(), codes: codes.clone() };
        let ledger = Ledger { earlier, round, parameters: parameters.clone(), assumed: assumed.clone() };
        let decided = ledger.decide(Effort::default());
        let Ledger { earlier: before, mut round, .. } = ledger;
        round.tables = decided.into_iter().map(|decided| (decided.question, decided.tables)).collect();
        let in_order = plans.iter().filter_map(|plan| round.tables.get(plan.question())).flatten();
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

fn public(respondents: &[Respondent]) -> BTreeSet<(StateCode, QuestionCode)> {
    let answers = respondents.iter().flat_map(|one| one.answers.iter().map(|(question, said)| (&one.state, question, said)));
    answers.filter(|(.., said)| said.public).map(|(state, question, _)| (state.clone(), question.clone())).collect()
}
