//! The search for worlds: the truth, then a move or an exchange of few States, then a linear program, then an integer program.
//!
//! Nothing here is believed: [`Certificate::check`] looks at what comes out, and where nothing comes out in time, nothing is released.
//! Each is tried with States that turn in all releases [alike](Reach::Alike) before it is tried with any.

use super::{
    certificate::{AttackInstance, Certificate, Knowledge, Reassignment, ResponseKnowledge, SensitiveCell},
    problem::{Problem, Tuple},
    solver,
    tuples::{Reach, Tuples},
};
use std::collections::{BTreeMap, BTreeSet};

/// How much may be tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchBudget {
    /// Reassignments looked at for one world.
    pub moves: usize,
    /// Seconds for one linear or integer program.
    pub seconds: f64,
}

impl Default for SearchBudget {
    fn default() -> Self {
        Self { moves: 20_000, seconds: 1.0 }
    }
}

/// So many of the fitted tuples are given to the programs.
const FITTED: usize = 100;
/// So many of those that are near are given to the programs for each atom.
const NEAR: usize = 200;
/// So many worlds a certificate has at most.
const WORLDS: usize = 20_000;

/// A certificate that no attacker determines anything, if one is found.
pub fn search(problem: &Problem, attackers: &ResponseKnowledge, effort: SearchBudget) -> Option<Certificate> {
    let case = AttackInstance::of(problem, attackers)?;
    if case.is_exactly_disclosed() {
        return None;
    }
    let mut search = Search::of(&case, effort);
    for target in case.sensitive_cells() {
        while let Some(knows) = case.find_determining_attacker(target, &search.worlds, &search.tuples.all) {
            let world = search.world(target, &knows)?;
            let before = search.worlds.len();
            let tuples = &search.tuples.all;
            let good = case.is_possible(&world, tuples) && case.is_counterexample_for(target, &world, tuples, &knows);
            if !good || before == WORLDS {
                return None;
            }
            search.worlds.push(world);
        }
    }
    Some(search.certificate())
}

pub(super) struct Search<'a> {
    pub(super) case: &'a AttackInstance<'a>,
    pub(super) effort: SearchBudget,
    worlds: Vec<Vec<Reassignment>>,
    pub(super) tuples: Tuples<'a>,
    /// Of each atom: what was fitted to what was broken.
    pub(super) fitted: Vec<BTreeSet<usize>>,
    /// Of each atom: the true tuples.
    pub(super) held: Vec<Vec<usize>>,
    pub(super) looked: usize,
}

impl<'a> Search<'a> {
    fn of(case: &'a AttackInstance<'a>, effort: SearchBudget) -> Self {
        let equivalence_classes = case.problem.equivalence_classes.len();
        let held = |atom: usize| case.classes.keys().filter(move |class| class.atom == atom).map(|class| class.tuple).collect();
        Self {
            case,
            effort,
            worlds: Vec::new(),
            tuples: Tuples::of(case.problem),
            fitted: vec![BTreeSet::new(); equivalence_classes],
            held: (0..equivalence_classes).map(held).collect(),
            looked: 0,
        }
    }

    /// A world that fits what somebody knows and in which a State that he does not know meets the target.
    fn world(&mut self, target: SensitiveCell, knows: &Knowledge) -> Option<Vec<Reassignment>> {
        if let Some(world) = [Reach::Alike, Reach::Any].into_iter().find_map(|reach| self.moves(target, knows, reach)) {
            return Some(world);
        }
        if self.effort.seconds <= 0.0 {
            return None;
        }
        [Reach::Alike, Reach::Any].into_iter().find_map(|reach| self.program(target, knows, reach))
    }

    /// As a program finds it.
    fn program(&mut self, target: SensitiveCell, knows: &Knowledge, reach: Reach) -> Option<Vec<Reassignment>> {
        let candidate_reassignments = self.candidate_reassignments(target, reach);
        let world = |candidate_reassignments: &[Vec<usize>]| {
            solver::world(self.case, &self.tuples, candidate_reassignments, target, knows, self.effort)
        };
        // Whatever turns in an atom can mostly be made up for among its classes_sharing_a_set_with, and the program is a fraction of the whole.
        let classes_sharing_a_set_with = self.classes_sharing_a_set_with(target.atom);
        let places = |(atom, places): (usize, &Vec<usize>)| {
            if classes_sharing_a_set_with.contains(&atom) { places.clone() } else { Vec::new() }
        };
        let near: Vec<Vec<usize>> = candidate_reassignments.iter().enumerate().map(places).collect();
        world(&near).or_else(|| {
            if classes_sharing_a_set_with.len() < candidate_reassignments.len() { world(&candidate_reassignments) } else { None }
        })
    }

    /// The equivalence classes that something is said of together with this one, and with no more than half of all.
    fn classes_sharing_a_set_with(&self, atom: usize) -> BTreeSet<usize> {
        let (all, limits) = (self.case.problem.equivalence_classes.len(), &self.tuples.limits);
        let with = |limit: &usize| (0..all).filter(|atom| limits[*atom].binary_search(limit).is_ok()).collect::<Vec<_>>();
        let few = limits[atom].iter().map(with).filter(|equivalence_classes| 2 * equivalence_classes.len() <= all);
        few.flatten().chain([atom]).collect()
    }

    /// The tuples that the programs may give to each atom: the true ones, and what is near them; of too many, those that turn the target.
    fn candidate_reassignments(&mut self, target: SensitiveCell, reach: Reach) -> Vec<Vec<usize>> {
        (0..self.case.problem.equivalence_classes.len())
            .map(|atom| {
                let held = self.held[atom].clone();
                let mut all: BTreeSet<usize> = BTreeSet::new();
                for from in &held {
                    all.extend(self.tuples.near(atom, *from, &held, reach).iter().map(|near| near.to));
                }
                if all.len() > NEAR {
                    let plain = |mask: u128| mask.count_ones() == 1;
                    all.retain(|tuple| {
                        let tuple = &self.tuples.all[*tuple];
                        target.is_met(tuple) || tuple[target.sheet].is_some_and(plain)
                    });
                    all = all.into_iter().take(NEAR).collect();
                }
                all.extend(held);
                all.extend(self.fitted[atom].iter().take(FITTED));
                all.into_iter().collect()
            })
            .collect()
    }

    /// What was found, without the tuples that no world needs.
    fn certificate(self) -> Certificate {
        let true_ones = self.case.problem.tuples.len();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut tuples: Vec<Tuple> = Vec::new();
        let mut place = |tuple: usize| {
            if tuple < true_ones {
                return tuple;
            }
            *places.entry(tuple).or_insert_with(|| {
                tuples.push(self.tuples.all[tuple].clone());
                true_ones + tuples.len() - 1
            })
        };
        let worlds = self.worlds.iter().map(|world| {
            world
                .iter()
                .map(|Reassignment { class: atom, from, to, states: count }| Reassignment {
                    class: *atom,
                    from: place(*from),
                    to: place(*to),
                    states: *count,
                })
                .collect()
        });
        let worlds = worlds.collect();
        Certificate { tuples, worlds }
    }
}
