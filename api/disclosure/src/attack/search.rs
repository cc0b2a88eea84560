//! The search for worlds: the truth, then a move or an exchange of few States, then a linear program, then an integer program.
//!
//! Nothing here is believed: [`Certificate::check`] looks at what comes out, and where nothing comes out in time, nothing is released.
//! Each is tried with States that turn in all releases [alike](Reach::Alike) before it is tried with any.

use super::{
    certificate::{Attackers, Case, Certificate, Knowledge, Move, Target},
    problem::{Problem, Tuple},
    solver,
    tuples::{Reach, Tuples},
};
use std::collections::{BTreeMap, BTreeSet};

/// How much may be tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Moves looked at for one world.
    pub moves: usize,
    /// Seconds for one linear or integer program.
    pub seconds: f64,
}

impl Default for Effort {
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
pub fn search(problem: &Problem, attackers: &Attackers, effort: Effort) -> Option<Certificate> {
    let case = Case::of(problem, attackers)?;
    if case.is_told() {
        return None;
    }
    let mut search = Search::of(&case, effort);
    for target in case.targets() {
        while let Some(knows) = case.unserved(target, &search.worlds, &search.tuples.all) {
            let world = search.world(target, &knows)?;
            let before = search.worlds.len();
            let tuples = &search.tuples.all;
            let good = case.is_possible(&world, tuples) && case.serves(target, &world, tuples, &knows);
            if !good || before == WORLDS {
                return None;
            }
            search.worlds.push(world);
        }
    }
    Some(search.certificate())
}

pub(super) struct Search<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) effort: Effort,
    worlds: Vec<Vec<Move>>,
    pub(super) tuples: Tuples<'a>,
    /// Of each atom: what was fitted to what was broken.
    pub(super) fitted: Vec<BTreeSet<usize>>,
    /// Of each atom: the true tuples.
    pub(super) held: Vec<Vec<usize>>,
    pub(super) looked: usize,
}

impl<'a> Search<'a> {
    fn of(case: &'a Case<'a>, effort: Effort) -> Self {
        let atoms = case.problem.atoms.len();
        let held = |atom: usize| case.classes.keys().filter(move |class| class.atom == atom).map(|class| class.tuple).collect();
        Self {
            case,
            effort,
            worlds: Vec::new(),
            tuples: Tuples::of(case.problem),
            fitted: vec![BTreeSet::new(); atoms],
            held: (0..atoms).map(held).collect(),
            looked: 0,
        }
    }

    /// A world that fits what somebody knows and in which a State that he does not know meets the target.
    fn world(&mut self, target: Target, knows: &Knowledge) -> Option<Vec<Move>> {
        if let Some(world) = [Reach::Alike, Reach::Any].into_iter().find_map(|reach| self.moves(target, knows, reach)) {
            return Some(world);
        }
        if self.effort.seconds <= 0.0 {
            return None;
        }
        [Reach::Alike, Reach::Any].into_iter().find_map(|reach| self.program(target, knows, reach))
    }

    /// As a program finds it.
    fn program(&mut self, target: Target, knows: &Knowledge, reach: Reach) -> Option<Vec<Move>> {
        let universe = self.universe(target, reach);
        let world = |universe: &[Vec<usize>]| solver::world(self.case, &self.tuples, universe, target, knows, self.effort);
        // Whatever turns in an atom can mostly be made up for among its kin, and the program is a fraction of the whole.
        let kin = self.kin(target.atom);
        let places = |(atom, places): (usize, &Vec<usize>)| if kin.contains(&atom) { places.clone() } else { Vec::new() };
        let near: Vec<Vec<usize>> = universe.iter().enumerate().map(places).collect();
        world(&near).or_else(|| if kin.len() < universe.len() { world(&universe) } else { None })
    }

    /// The atoms that something is said of together with this one, and with no more than half of all.
    fn kin(&self, atom: usize) -> BTreeSet<usize> {
        let (all, limits) = (self.case.problem.atoms.len(), &self.tuples.limits);
        let with = |limit: &usize| (0..all).filter(|atom| limits[*atom].binary_search(limit).is_ok()).collect::<Vec<_>>();
        let few = limits[atom].iter().map(with).filter(|atoms| 2 * atoms.len() <= all);
        few.flatten().chain([atom]).collect()
    }

    /// The tuples that the programs may give to each atom: the true ones, and what is near them; of too many, those that turn the target.
    fn universe(&mut self, target: Target, reach: Reach) -> Vec<Vec<usize>> {
        (0..self.case.problem.atoms.len())
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
        let worlds = self
            .worlds
            .iter()
            .map(|world| world.iter().map(|Move(atom, from, to, count)| Move(*atom, place(*from), place(*to), *count)).collect());
        let worlds = worlds.collect();
        Certificate { tuples, worlds }
    }
}
