//! The search for worlds: the truth, then a move or an exchange of few States, then a linear program, then an integer program.
//!
//! Nothing here is believed: [`Certificate::check`] looks at what comes out, and where nothing comes out in time, nothing is released.

use super::{
    certificate::{Attackers, Case, Certificate, Class, Knowledge, Move, Target},
    problem::{Problem, Slot, Sum, Tuple},
    solver,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How much may be tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Effort {
    /// Moves looked at for one world.
    pub(crate) moves: usize,
    /// Seconds for one linear or integer program.
    pub(crate) seconds: f64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { moves: 20_000, seconds: 1.0 }
    }
}

/// So many moves make one world at most, before the programs are asked.
const DEPTH: usize = 16;
/// So many of the most promising moves are followed.
const WIDTH: usize = 3;
/// Of so many answers each, every pair in two releases is tried.
const PAIRED: usize = 16;
/// So many of the fitted tuples are given to the programs.
const FITTED: usize = 100;
/// So many worlds a certificate has at most.
const WORLDS: usize = 20_000;

/// A certificate that no attacker determines anything, if one is found.
pub(crate) fn search(problem: &Problem, attackers: &Attackers, effort: Effort) -> Option<Certificate> {
    let case = Case::of(problem, attackers)?;
    if case.is_told() {
        return None;
    }
    let mut search = Search::of(&case, effort);
    for target in case.targets() {
        while let Some(knows) = case.unserved(target, &search.worlds, &search.tuples) {
            let world = search.world(target, &knows)?;
            let before = search.worlds.len();
            let good = case.is_possible(&world, &search.tuples) && case.serves(target, &world, &search.tuples, &knows);
            if !good || before == WORLDS {
                return None;
            }
            search.worlds.push(world);
        }
    }
    Some(search.certificate())
}

struct Search<'a> {
    case: &'a Case<'a>,
    effort: Effort,
    worlds: Vec<Vec<Move>>,
    tuples: Vec<Tuple>,
    places: HashMap<Tuple, usize>,
    near: HashMap<(usize, usize), Vec<usize>>,
    /// Of each atom: what was fitted to what was broken.
    fitted: Vec<BTreeSet<usize>>,
    /// Of each atom: the true tuples, and the limits that count it.
    held: Vec<Vec<usize>>,
    limits: Vec<Vec<usize>>,
    looked: usize,
}

/// What a move does: to how many limits by how much.
type Turn = Vec<(usize, i64)>;

impl<'a> Search<'a> {
    fn of(case: &'a Case<'a>, effort: Effort) -> Self {
        let problem = case.problem;
        let places = problem.tuples.iter().cloned().enumerate().map(|(place, tuple)| (tuple, place)).collect();
        let held = |atom: usize| case.classes.keys().filter(move |class| class.atom == atom).map(|class| class.tuple).collect();
        let counts = |atom: usize| {
            let counted = |limit: &usize| problem.atoms[atom].is_counted(problem.limits[*limit].over);
            (0..problem.limits.len()).filter(counted).collect()
        };
        Self {
            case,
            effort,
            worlds: Vec::new(),
            tuples: problem.tuples.clone(),
            places,
            near: HashMap::new(),
            fitted: vec![BTreeSet::new(); problem.atoms.len()],
            held: (0..problem.atoms.len()).map(held).collect(),
            limits: (0..problem.atoms.len()).map(counts).collect(),
            looked: 0,
        }
    }

    /// A world that fits what somebody knows and in which a State that he does not know meets the target.
    fn world(&mut self, target: Target, knows: &Knowledge) -> Option<Vec<Move>> {
        self.looked = 0;
        let mut sums: Vec<i64> = self.case.problem.limits.iter().map(|limit| limit.truth).collect();
        let mut world = Vec::new();
        if self.step(target, knows, &mut world, &mut sums, DEPTH) {
            return Some(world);
        }
        if self.effort.seconds <= 0.0 {
            return None;
        }
        let universe = self.universe(target);
        let world =
            |universe: &[Vec<usize>]| solver::world(self.case, &self.tuples, universe, target, knows, self.effort.seconds);
        // Whatever turns in an atom can mostly be made up for among its kin, and the program is a fraction of the whole.
        let kin = self.kin(target.atom);
        let near: Vec<Vec<usize>> = universe
            .iter()
            .enumerate()
            .map(|(atom, places)| if kin.contains(&atom) { places.clone() } else { Vec::new() })
            .collect();
        world(&near).or_else(|| if kin.len() < universe.len() { world(&universe) } else { None })
    }

    /// The atoms that something is said of together with this one, and with no more than half of all.
    fn kin(&self, atom: usize) -> BTreeSet<usize> {
        let all = self.case.problem.atoms.len();
        let with = |limit: &usize| (0..all).filter(|atom| self.limits[*atom].binary_search(limit).is_ok()).collect::<Vec<_>>();
        let few = self.limits[atom].iter().map(with).filter(|atoms| 2 * atoms.len() <= all);
        few.flatten().chain([atom]).collect()
    }

    /// Adds moves until the target is met and every limit holds.
    fn step(&mut self, target: Target, knows: &Knowledge, world: &mut Vec<Move>, sums: &mut [i64], left: usize) -> bool {
        let problem = self.case.problem;
        let broken = (0..sums.len()).find(|limit| self.off(*limit, sums[*limit]) != 0);
        if !world.is_empty() && broken.is_none() {
            return self.case.serves(target, world, &self.tuples, knows);
        }
        if left == 0 {
            return false;
        }
        let now: i64 = (0..sums.len()).map(|limit| self.off(limit, sums[limit]).abs()).sum();
        let atoms: Vec<usize> = match broken {
            None => vec![target.atom],
            Some(limit) => (0..problem.atoms.len()).filter(|atom| self.limits[*atom].binary_search(&limit).is_ok()).collect(),
        };
        let mut moves: Vec<(i64, Move, Turn)> = Vec::new();
        for atom in atoms {
            for from in self.held[atom].clone() {
                let class = Class { atom, tuple: from };
                let floor = knows.iter().find(|(known, _)| *known == class).map_or(0, |(_, count)| i64::from(*count));
                if self.case.number(class, world) <= floor {
                    continue;
                }
                let mut near = self.near(atom, from);
                near.extend(self.fitted(atom, from, target, broken, sums));
                for to in near {
                    if self.looked >= self.effort.moves {
                        break;
                    }
                    if broken.is_some_and(|limit| !self.mends(limit, sums[limit], (atom, from, to))) {
                        continue;
                    }
                    self.looked += 1;
                    let (was, is) = (target.is_met(&self.tuples[from]), target.is_met(&self.tuples[to]));
                    let first = broken.is_none();
                    let wrong = if first { was || !is } else { atom == target.atom && was && !is };
                    if wrong {
                        continue;
                    }
                    let turn = self.turn(atom, from, to);
                    let change = |(limit, by): &(usize, i64)| {
                        self.off(*limit, sums[*limit] + by).abs() - self.off(*limit, sums[*limit]).abs()
                    };
                    let after = now + turn.iter().map(change).sum::<i64>();
                    if after == 0 {
                        // Everything holds: no better move can be found.
                        world.push(Move(atom, from, to, 1));
                        if self.case.serves(target, world, &self.tuples, knows) {
                            return true;
                        }
                        world.pop();
                    } else if first || after < now {
                        moves.push((after, Move(atom, from, to, 1), turn));
                    }
                }
            }
        }
        moves.sort_by_key(|(after, ..)| *after);
        for (_, one, turn) in moves.into_iter().take(WIDTH) {
            turn.iter().for_each(|(limit, by)| sums[*limit] += by);
            world.push(one);
            if self.step(target, knows, world, sums, left - 1) {
                return true;
            }
            world.pop();
            turn.iter().for_each(|(limit, by)| sums[*limit] -= by);
        }
        false
    }

    /// Whether a move turns a sum towards its limit.
    fn mends(&self, limit: usize, sum: i64, (atom, from, to): (usize, usize, usize)) -> bool {
        let (of, over) = (&self.case.problem.atoms[atom], self.case.problem.limits[limit].over);
        let by = of.counts(over, &self.tuples[to]) - of.counts(over, &self.tuples[from]);
        by != 0 && by.signum() != self.off(limit, sum).signum()
    }

    /// How far a sum is outside of its limit.
    fn off(&self, limit: usize, sum: i64) -> i64 {
        let limit = &self.case.problem.limits[limit];
        (sum - limit.most).max(0) + (sum - limit.least).min(0)
    }

    fn turn(&self, atom: usize, from: usize, to: usize) -> Turn {
        let problem = self.case.problem;
        let of = &problem.atoms[atom];
        let by = |limit: &usize| {
            let over = problem.limits[*limit].over;
            let by = of.counts(over, &self.tuples[to]) - of.counts(over, &self.tuples[from]);
            (by != 0).then_some((*limit, by))
        };
        self.limits[atom].iter().filter_map(by).collect()
    }

    /// Tuples that a State of the atom may hold and that differ little from one.
    fn near(&mut self, atom: usize, from: usize) -> Vec<usize> {
        if let Some(near) = self.near.get(&(atom, from)) {
            return near.clone();
        }
        let problem = self.case.problem;
        let of = &problem.atoms[atom];
        let tuple = &self.tuples[from];
        let mut found: BTreeSet<Tuple> = self.held[atom].iter().take(64).map(|other| self.tuples[*other].clone()).collect();
        for (sheet, slot) in of.kind.slots.iter().enumerate() {
            let (Slot::Hidden { same_as: None, .. }, Some(mask)) = (slot, tuple[sheet]) else { continue };
            for other in problem.shapes[sheet].near(mask) {
                let mut one = tuple.clone();
                one[sheet] = Some(other);
                of.tie(&mut one);
                let mut all = tuple.clone();
                let same =
                    all.iter_mut().zip(&of.kind.slots).filter(|(m, s)| **m == Some(mask) && matches!(s, Slot::Hidden { .. }));
                same.for_each(|(mask, _)| *mask = Some(other));
                of.tie(&mut all);
                found.extend([one, all]);
            }
        }
        for (before, after) in problem.pairs() {
            let (Some(was), Some(is)) = (tuple[before], tuple[after]) else { continue };
            let [was, is] = [problem.shapes[before].near(was), problem.shapes[after].near(is)];
            // Of many options there are too many pairs; where one is missing, at worst more is withheld.
            if was.len().max(is.len()) > PAIRED {
                continue;
            }
            for (was, is) in was.iter().flat_map(|was| is.iter().map(move |is| (*was, *is))) {
                let mut both = tuple.clone();
                (both[before], both[after]) = (Some(was), Some(is));
                of.tie(&mut both);
                found.insert(both);
            }
        }
        found.remove(tuple);
        found.retain(|tuple| problem.allows(of, tuple));
        let near: Vec<usize> = found.into_iter().map(|tuple| self.place(tuple)).collect();
        self.near.insert((atom, from), near.clone());
        near
    }

    /// Tuples that mend most of what is broken, where an answer is a set of options: of those there are too many to try each.
    fn fitted(&mut self, atom: usize, from: usize, target: Target, broken: Option<usize>, sums: &[i64]) -> Vec<usize> {
        let problem = self.case.problem;
        let of = &problem.atoms[atom];
        let mut found = Vec::new();
        for (sheet, slot) in of.kind.slots.iter().enumerate() {
            let (Slot::Hidden { same_as: None, .. }, Some(mask)) = (slot, self.tuples[from][sheet]) else { continue };
            let mut costs = vec![0; problem.shapes[sheet].levels()];
            for limit in &self.limits[atom] {
                if let Sum::Level { sheet: over, level, .. } = problem.limits[*limit].over
                    && over == sheet
                {
                    let holds = i64::from((mask >> level) & 1 == 1);
                    let [with, without] = [1 - holds, -holds].map(|by| self.off(*limit, sums[*limit] + by).abs());
                    costs[level] += with - without;
                }
            }
            let wanted = match broken.map(|limit| (problem.limits[limit].over, self.off(limit, sums[limit]))) {
                None if target.sheet == sheet && target.held => 1 << target.level,
                Some((Sum::Level { sheet: over, level, .. }, off)) if over == sheet && off < 0 => 1 << level,
                _ => 0,
            };
            if let Some(fitted) = problem.shapes[sheet].fitted(mask, wanted, |level| costs[level])
                && fitted != mask
            {
                let mut tuple = self.tuples[from].clone();
                tuple[sheet] = Some(fitted);
                of.tie(&mut tuple);
                found.push(tuple);
            }
        }
        found.retain(|tuple| problem.allows(of, tuple));
        let found: Vec<usize> = found.into_iter().map(|tuple| self.place(tuple)).collect();
        self.fitted[atom].extend(&found);
        found
    }

    fn place(&mut self, tuple: Tuple) -> usize {
        if let Some(place) = self.places.get(&tuple) {
            return *place;
        }
        self.tuples.push(tuple.clone());
        self.places.insert(tuple, self.tuples.len() - 1);
        self.tuples.len() - 1
    }

    /// The tuples that the programs may give to each atom: the true ones, and what is near them; of too many, those that turn the target.
    fn universe(&mut self, target: Target) -> Vec<Vec<usize>> {
        (0..self.case.problem.atoms.len())
            .map(|atom| {
                let held = self.held[atom].clone();
                let mut all: BTreeSet<usize> = held.iter().flat_map(|from| self.near(atom, *from)).collect();
                if all.len() > 200 {
                    let plain = |mask: u128| mask.count_ones() == 1;
                    all.retain(|tuple| {
                        let tuple = &self.tuples[*tuple];
                        target.is_met(tuple) || tuple[target.sheet].is_some_and(plain)
                    });
                    all = all.into_iter().take(200).collect();
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
        let mut tuples = Vec::new();
        let mut place = |tuple: usize| {
            if tuple < true_ones {
                return tuple;
            }
            *places.entry(tuple).or_insert_with(|| {
                tuples.push(self.tuples[tuple].clone());
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
