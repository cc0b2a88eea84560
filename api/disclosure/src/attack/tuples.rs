//! The tuples of which assignments are made: their neighbours, and the effect of a change of tuple
//! on the limits.

use super::problem::{Problem, Sum, Tuple, Visibility};
use crate::tabulate::Mask;
use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

/// Effect of a reassignment: the changed limits, each with its change.
pub(super) type Turn = Vec<(usize, i64)>;

/// A tuple that a State may hold instead of its own, with the effect of the change.
pub(super) struct Near {
    pub(super) to: usize,
    pub(super) turn: Turn,
}

/// Releases in which a State may change its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reach {
    /// A State changes its answer in all releases alike. So no more answers change from cycle to
    /// cycle than in truth, and one assignment is a counterexample for all releases at once.
    Alike,
    /// A State may also change its answer in one release alone.
    Any,
}

/// Number of answers up to which every pair of answers in two releases is tried.
const PAIRED: usize = 16;

/// All tuples that have come up.
pub(super) struct Tuples<'a> {
    problem: &'a Problem,
    /// The tuples; those of the problem come first.
    pub(super) all: Vec<Tuple>,
    places: HashMap<Tuple, usize>,
    /// For each limit: its least and its greatest value.
    pub(super) ends: Vec<(i64, i64)>,
    /// For each equivalence class: the limits that count it.
    pub(super) limits: Vec<Vec<usize>>,
    /// For each equivalence class: the limits among these that link several releases.
    links: Vec<Vec<usize>>,
    /// For each release, set and level: its limit.
    cells: Vec<Vec<Vec<Option<usize>>>>,
    near: HashMap<(usize, usize, Reach), Rc<[Near]>>,
}

impl<'a> Tuples<'a> {
    pub(super) fn of(problem: &'a Problem) -> Self {
        let places = problem
            .tuples
            .iter()
            .cloned()
            .enumerate()
            .map(|(place, tuple)| (tuple, place))
            .collect();
        let counts = |profile: usize| {
            let counted = |limit: &usize| {
                problem.equivalence_classes[profile].is_counted(problem.limits[*limit].over)
            };
            (0..problem.limits.len()).filter(counted).collect::<Vec<_>>()
        };
        let limits: Vec<Vec<usize>> = (0..problem.equivalence_classes.len()).map(counts).collect();
        let is_link = |limit: &usize| !matches!(problem.limits[*limit].over, Sum::Level { .. });
        let links = limits.iter().map(|of| of.iter().copied().filter(is_link).collect()).collect();
        let mut cells: Vec<Vec<Vec<Option<usize>>>> = vec![Vec::new(); problem.shapes.len()];
        for (place, limit) in problem.limits.iter().enumerate() {
            if let Sum::Level { question, set, level } = limit.over {
                let sets = &mut cells[question];
                sets.resize(sets.len().max(set + 1), vec![None; problem.shapes[question].levels()]);
                sets[set][level] = Some(place);
            }
        }
        let ends = problem.limits.iter().map(|limit| (limit.least, limit.most)).collect();
        Self {
            problem,
            all: problem.tuples.clone(),
            places,
            ends,
            limits,
            links,
            cells,
            near: HashMap::new(),
        }
    }

    pub(super) fn place(&mut self, tuple: Tuple) -> usize {
        if let Some(place) = self.places.get(&tuple) {
            return *place;
        }
        self.all.push(tuple.clone());
        self.places.insert(tuple, self.all.len() - 1);
        self.all.len() - 1
    }

    /// Returns the limits on a level in a release that count an equivalence class.
    pub(super) fn cells(
        &self,
        profile: usize,
        question: usize,
        level: usize,
    ) -> impl Iterator<Item = usize> {
        let sets = self.problem.equivalence_classes[profile].profile.slots[question].sets();
        sets.iter().filter_map(move |set| *self.cells[question].get(*set)?.get(level)?)
    }

    /// Calls `each` with every limit that counts a State of an equivalence class with a tuple.
    pub(super) fn counted(&self, profile: usize, tuple: usize, mut each: impl FnMut(usize)) {
        let (of, tuple) = (&self.problem.equivalence_classes[profile], &self.all[tuple]);
        for (question, mask) in tuple.iter().enumerate() {
            let mut mask = mask.unwrap_or(0);
            while mask != 0 {
                self.cells(profile, question, mask.trailing_zeros() as usize).for_each(&mut each);
                mask &= mask - 1;
            }
        }
        let links = self.links[profile].iter().copied();
        links
            .filter(|limit| of.counts(self.problem.limits[*limit].over, tuple) == 1)
            .for_each(each);
    }

    /// Returns the effect on the limits if a State of an equivalence class changes from one tuple
    /// to another.
    pub(super) fn turn(&self, profile: usize, from: usize, to: usize) -> Turn {
        let (was, is) = (&self.all[from], &self.all[to]);
        let mut turn = Turn::new();
        for (question, masks) in was.iter().zip(is).enumerate() {
            let (Some(was), Some(is)) = masks else { continue };
            let mut differ = was ^ is;
            while differ != 0 {
                let level = differ.trailing_zeros() as usize;
                differ &= differ - 1;
                let by = if (is >> level) & 1 == 1 { 1 } else { -1 };
                turn.extend(self.cells(profile, question, level).map(|limit| (limit, by)));
            }
        }
        let of = &self.problem.equivalence_classes[profile];
        let by = |limit: &usize| {
            let over = self.problem.limits[*limit].over;
            let by = of.counts(over, is) - of.counts(over, was);
            (by != 0).then_some((*limit, by))
        };
        turn.extend(self.links[profile].iter().filter_map(by));
        turn
    }

    /// Returns the tuples that a State may hold instead of `from`: those that differ little, and
    /// with [`Reach::Any`] those of its class.
    pub(super) fn near(
        &mut self,
        profile: usize,
        from: usize,
        held: &[usize],
        reach: Reach,
    ) -> Rc<[Near]> {
        if let Some(near) = self.near.get(&(profile, from, reach)) {
            return Rc::clone(near);
        }
        let of = &self.problem.equivalence_classes[profile];
        let mut found = self.alike(profile, from);
        if reach == Reach::Any {
            found.extend(held.iter().take(64).map(|other| self.all[*other].clone()));
            found.extend(self.apart(profile, from));
            found.extend(self.pairs(profile, from));
        }
        found.remove(&self.all[from]);
        found.retain(|tuple| self.problem.allows(of, tuple));
        let places: Vec<usize> = found.into_iter().map(|tuple| self.place(tuple)).collect();
        let near: Rc<[Near]> =
            places.into_iter().map(|to| Near { to, turn: self.turn(profile, from, to) }).collect();
        self.near.insert((profile, from, reach), Rc::clone(&near));
        near
    }

    /// Returns the releases in which a State's response is free, with its response there.
    pub(super) fn free(&self, profile: usize, from: usize) -> impl Iterator<Item = (usize, Mask)> {
        let slots = self.problem.equivalence_classes[profile]
            .profile
            .slots
            .iter()
            .zip(&self.all[from])
            .enumerate();
        slots.filter_map(|(question, of)| {
            if let (Visibility::Hidden { same_as: None, .. }, Some(mask)) = of {
                Some((question, *mask))
            } else {
                None
            }
        })
    }

    /// Replaces the response where it is `mask` or, without a mask, wherever it is hidden.
    pub(super) fn replaced(
        &self,
        profile: usize,
        from: usize,
        mask: Option<Mask>,
        other: Mask,
    ) -> Tuple {
        let of = &self.problem.equivalence_classes[profile];
        let mut tuple = self.all[from].clone();
        for (said, slot) in tuple.iter_mut().zip(&of.profile.slots) {
            if matches!(slot, Visibility::Hidden { .. })
                && said.is_some()
                && (mask.is_none() || *said == mask)
            {
                *said = Some(other);
            }
        }
        of.tie(&mut tuple);
        tuple
    }

    /// Replaces the response in one release.
    pub(super) fn turned(
        &self,
        profile: usize,
        from: usize,
        question: usize,
        other: Mask,
    ) -> Tuple {
        let mut tuple = self.all[from].clone();
        tuple[question] = Some(other);
        self.problem.equivalence_classes[profile].tie(&mut tuple);
        tuple
    }

    fn alike(&self, profile: usize, from: usize) -> BTreeSet<Tuple> {
        let said: BTreeSet<(Mask, usize)> =
            self.free(profile, from).map(|(question, mask)| (mask, question)).collect();
        let mut found = BTreeSet::new();
        let mut last = None;
        for (mask, question) in said {
            if last.replace(mask) == Some(mask) {
                continue;
            }
            for other in self.problem.shapes[question].near(mask) {
                found.extend(
                    [Some(mask), None].map(|mask| self.replaced(profile, from, mask, other)),
                );
            }
        }
        found
    }

    fn apart(&self, profile: usize, from: usize) -> BTreeSet<Tuple> {
        let turned = |(question, mask): (usize, Mask)| {
            let near = self.problem.shapes[question].near(mask).into_iter();
            near.map(move |other| self.turned(profile, from, question, other))
        };
        self.free(profile, from).flat_map(turned).collect()
    }

    fn pairs(&self, profile: usize, from: usize) -> BTreeSet<Tuple> {
        let (problem, tuple) = (self.problem, &self.all[from]);
        let mut found = BTreeSet::new();
        for (before, after) in problem.pairs() {
            let (Some(was), Some(is)) = (tuple[before], tuple[after]) else { continue };
            let [was, is] = [problem.shapes[before].near(was), problem.shapes[after].near(is)];
            // Questions with many options have too many pairs. A missing pair can only suppress
            // more.
            if was.len().max(is.len()) > PAIRED {
                continue;
            }
            for (was, is) in was.iter().flat_map(|was| is.iter().map(move |is| (*was, *is))) {
                let mut both = tuple.clone();
                (both[before], both[after]) = (Some(was), Some(is));
                problem.equivalence_classes[profile].tie(&mut both);
                found.insert(both);
            }
        }
        found
    }
}
