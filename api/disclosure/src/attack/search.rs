//! The search for counterexamples: local search, then a linear program, then an integer program.
//!
//! ```text
//! for each sensitive cell (equivalence class, release, level, value):
//!   while an attacker determines the cell from the counterexamples found so far:
//!     1  local search from the truth: few reassignments
//!     2  linear program near the cell's class, then over all classes; integer if not whole
//!     3  check: the assignment satisfies all limits and is a counterexample for the attacker
//!     4  keep it; later cells and attackers try it first
//!     if a step fails or the certificate is full: no certificate, so the table is suppressed
//! ```
//!
//! Invariant: every kept assignment satisfies all limits. When the loop of a cell ends, no attacker
//! determines the cell.
//!
//! The result need not be trusted: [`Certificate::check`] decides. Each method first tries to
//! change a State's answers in all releases [alike](Reach::Alike), then in any release alone.

mod local_search;
pub(super) mod search_budget;
pub(super) mod solver;

use crate::attack::{
    attack_instance::{AttackInstance, Knowledge, Reassignment, ResponseKnowledge, SensitiveCell},
    certificate::Certificate,
    problem::{Problem, Tuple},
    search::search_budget::SearchBudget,
    tuples::{Reach, Tuples},
};
use std::collections::{BTreeMap, BTreeSet};

/// Number of fitted tuples that the programs get for each equivalence class.
const FITTED: usize = 100;
/// Number of nearby tuples that the programs get for each equivalence class.
const NEAR: usize = 200;
/// Greatest number of counterexamples in a certificate.
const WORLDS: usize = 20_000;

/// Returns a certificate that no attacker determines a hidden answer; `None` if the search finds
/// none.
///
/// # Guarantee
/// None that a release depends on: the caller checks the certificate with [`Certificate::check`].
pub fn search(
    problem: &Problem,
    attackers: &ResponseKnowledge,
    effort: SearchBudget,
) -> Option<Certificate> {
    let case = AttackInstance::of(problem, attackers)?;
    if case.is_exactly_disclosed() {
        return None;
    }
    let mut search = Search::of(&case, effort);
    for target in case.sensitive_cells() {
        while let Some(knows) =
            case.find_determining_attacker(target, &search.counterexamples, &search.tuples.all)
        {
            let counterexample = search.counterexample(target, &knows)?;
            let before = search.counterexamples.len();
            let tuples = &search.tuples.all;
            let good = case.is_possible(&counterexample, tuples)
                && case.is_counterexample_for(target, &counterexample, tuples, &knows);
            if !good || before == WORLDS {
                return None;
            }
            search.counterexamples.push(counterexample);
        }
    }
    Some(search.certificate())
}

pub(super) struct Search<'a> {
    pub(super) case: &'a AttackInstance<'a>,
    pub(super) effort: SearchBudget,
    counterexamples: Vec<Vec<Reassignment>>,
    pub(super) tuples: Tuples<'a>,
    /// For each equivalence class: the tuples that were fitted to broken limits.
    pub(super) fitted: Vec<BTreeSet<usize>>,
    /// For each equivalence class: the true tuples.
    pub(super) held: Vec<Vec<usize>>,
    pub(super) looked: usize,
}

impl<'a> Search<'a> {
    fn of(case: &'a AttackInstance<'a>, effort: SearchBudget) -> Self {
        let equivalence_classes = case.problem.equivalence_classes.len();
        let held = |profile: usize| {
            case.classes
                .keys()
                .filter(move |class| class.profile == profile)
                .map(|class| class.tuple)
                .collect()
        };
        Self {
            case,
            effort,
            counterexamples: Vec::new(),
            tuples: Tuples::of(case.problem),
            fitted: vec![BTreeSet::new(); equivalence_classes],
            held: (0..equivalence_classes).map(held).collect(),
            looked: 0,
        }
    }

    /// Returns an assignment that is consistent with the attacker's knowledge and in which an
    /// unknown State meets the target.
    fn counterexample(
        &mut self,
        target: SensitiveCell,
        knows: &Knowledge,
    ) -> Option<Vec<Reassignment>> {
        if let Some(counterexample) = [Reach::Alike, Reach::Any]
            .into_iter()
            .find_map(|reach| self.moves(target, knows, reach))
        {
            return Some(counterexample);
        }
        if self.effort.seconds <= 0.0 {
            return None;
        }
        [Reach::Alike, Reach::Any].into_iter().find_map(|reach| self.program(target, knows, reach))
    }

    /// Returns an assignment that a program finds.
    fn program(
        &mut self,
        target: SensitiveCell,
        knows: &Knowledge,
        reach: Reach,
    ) -> Option<Vec<Reassignment>> {
        let candidate_reassignments = self.candidate_reassignments(target, reach);
        let counterexample = |candidate_reassignments: &[Vec<usize>]| {
            solver::counterexample(
                self.case,
                &self.tuples,
                candidate_reassignments,
                target,
                knows,
                self.effort,
            )
        };
        // A change in a class can mostly be balanced in classes that share a set with it, and this
        // program is much smaller.
        let classes_sharing_a_set_with = self.classes_sharing_a_set_with(target.profile);
        let places = |(profile, places): (usize, &Vec<usize>)| {
            if classes_sharing_a_set_with.contains(&profile) { places.clone() } else { Vec::new() }
        };
        let near: Vec<Vec<usize>> =
            candidate_reassignments.iter().enumerate().map(places).collect();
        counterexample(&near).or_else(|| {
            if classes_sharing_a_set_with.len() < candidate_reassignments.len() {
                counterexample(&candidate_reassignments)
            } else {
                None
            }
        })
    }

    /// Returns the equivalence classes that share a limit with this one. Limits that count more
    /// than half of all classes are ignored.
    fn classes_sharing_a_set_with(&self, profile: usize) -> BTreeSet<usize> {
        let (all, limits) = (self.case.problem.equivalence_classes.len(), &self.tuples.limits);
        let with = |limit: &usize| {
            (0..all)
                .filter(|profile| limits[*profile].binary_search(limit).is_ok())
                .collect::<Vec<_>>()
        };
        let few = limits[profile]
            .iter()
            .map(with)
            .filter(|equivalence_classes| 2 * equivalence_classes.len() <= all);
        few.flatten().chain([profile]).collect()
    }

    /// Returns the tuples that the programs may assign in each equivalence class: the true ones,
    /// nearby ones and fitted ones.
    ///
    /// If too many are near, those remain that meet the target or hold a single level in its
    /// release.
    fn candidate_reassignments(&mut self, target: SensitiveCell, reach: Reach) -> Vec<Vec<usize>> {
        (0..self.case.problem.equivalence_classes.len())
            .map(|profile| {
                let held = self.held[profile].clone();
                let mut all: BTreeSet<usize> = BTreeSet::new();
                for from in &held {
                    all.extend(
                        self.tuples.near(profile, *from, &held, reach).iter().map(|near| near.to),
                    );
                }
                if all.len() > NEAR {
                    let plain = |mask: u128| mask.count_ones() == 1;
                    all.retain(|tuple| {
                        let tuple = &self.tuples.all[*tuple];
                        target.is_met(tuple) || tuple[target.question].is_some_and(plain)
                    });
                    all = all.into_iter().take(NEAR).collect();
                }
                all.extend(held);
                all.extend(self.fitted[profile].iter().take(FITTED));
                all.into_iter().collect()
            })
            .collect()
    }

    /// Returns the certificate, without the tuples that no counterexample uses.
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
        let counterexamples = self.counterexamples.iter().map(|counterexample| {
            counterexample
                .iter()
                .map(|Reassignment { class: profile, from, to, states: count }| Reassignment {
                    class: *profile,
                    from: place(*from),
                    to: place(*to),
                    states: *count,
                })
                .collect()
        });
        let counterexamples = counterexamples.collect();
        Certificate { tuples, counterexamples }
    }
}
