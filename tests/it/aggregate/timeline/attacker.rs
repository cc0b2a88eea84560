//! The attacker: for every answer that a reader is not shown, it looks for a counterexample.
//!
//! A counterexample is an assignment in which the answer differs and everything that was ever
//! released is the same. If there is none, the attacker knows the answer. It uses no linear
//! program. It changes the answer, and then changes a few answers of other States, one after the
//! other, to repair the broken sums. If the attacker has answers of its own, or pools them with
//! others, the counterexample must leave those unchanged.

use super::read::{Edition, LEVELS, Limit, Sum};
use std::collections::{BTreeMap, BTreeSet};

/// Places of readers.
pub const PUBLIC: usize = 0;
pub const MEMBER_STATES: usize = 1;
pub const SECRETARIAT: usize = 2;

/// Scenario of an attacker: the tables it reads, and the answers it knows.
pub struct Kind {
    name: &'static str,
    pub reader: usize,
    /// True if it attacks the tables of the cycle alone.
    pub within: bool,
    /// Number of States, any ones, that pool their answers or show them later.
    coalition: usize,
    bloc: bool,
}

/// The attacker scenarios. Over several cycles a State is alone, or with its bloc.
pub const EVERYBODY: [Kind; 4] = [
    Kind { name: "the public", reader: PUBLIC, within: false, coalition: 1, bloc: false },
    Kind { name: "a State", reader: MEMBER_STATES, within: false, coalition: 1, bloc: true },
    Kind { name: "two States", reader: MEMBER_STATES, within: true, coalition: 2, bloc: true },
    Kind { name: "an analyst", reader: SECRETARIAT, within: false, coalition: 1, bloc: false },
];

/// Statistics of the attacks.
#[derive(Debug, Default)]
pub struct Attacked {
    pub editions: usize,
    /// Number of answers that could not be changed without other answers.
    pub together: usize,
    /// Greatest number of States that had to change together with one.
    pub most: usize,
}

impl Attacked {
    pub fn add(&mut self, other: &Self) {
        self.editions += other.editions;
        self.together += other.together;
        self.most = self.most.max(other.most);
    }
}

/// Part of a sum that depends on one edition.
#[derive(Clone, Copy)]
enum Part {
    Level(usize),
    Moved { before: usize, after: usize, from: Option<usize>, to: Option<usize> },
}

/// An assignment, and its difference from the released sums.
pub struct Attack {
    editions: Vec<Edition>,
    known: Vec<bool>,
    said: Vec<usize>,
    /// For each edition: the sums that count it.
    parts: Vec<Vec<(usize, Part)>>,
    ends: Vec<(usize, usize)>,
    sums: Vec<usize>,
    /// Sums outside their limits.
    broken: BTreeSet<usize>,
    /// For each sum: its editions.
    within: Vec<Vec<usize>>,
}

/// Greatest number of other editions that change together with an answer.
const OTHERS: usize = 4;

impl Attack {
    /// Starts from the true assignment.
    pub fn of(
        limits: &[&Limit],
        said: &BTreeMap<Edition, usize>,
        known: &BTreeSet<Edition>,
    ) -> Self {
        let editions: Vec<_> = said.keys().cloned().collect();
        let place = |edition: &Edition| editions.binary_search(edition).unwrap();
        let mut parts: Vec<Vec<(usize, Part)>> = vec![Vec::new(); editions.len()];
        let mut within = Vec::new();
        for (sum, limit) in limits.iter().enumerate() {
            let mut all = BTreeSet::new();
            match &limit.over {
                Sum::Level(over, level) => {
                    for edition in over.iter().map(place) {
                        parts[edition].push((sum, Part::Level(*level)));
                        all.insert(edition);
                    }
                }
                Sum::Moved(over, from, to) => {
                    for (before, after) in
                        over.iter().map(|(before, after)| (place(before), place(after)))
                    {
                        let part = Part::Moved { before, after, from: *from, to: *to };
                        parts[before].push((sum, part));
                        parts[after].push((sum, part));
                        all.extend([before, after]);
                    }
                }
            }
            within.push(all.into_iter().collect());
        }
        let mut attack = Self {
            known: editions.iter().map(|edition| known.contains(edition)).collect(),
            said: said.values().copied().collect(),
            parts,
            ends: limits.iter().map(|limit| (limit.least, limit.most)).collect(),
            sums: vec![0; limits.len()],
            broken: BTreeSet::new(),
            within,
            editions,
        };
        attack.count();
        assert!(attack.broken.is_empty(), "what is released is not true");
        attack
    }

    fn count(&mut self) {
        for sum in 0..self.sums.len() {
            // A pair is a part of both of its editions, and is counted with the first.
            let counts = |edition: &usize| {
                let parts = self.parts[*edition].iter().filter(|(of, part)| {
                    let first = !matches!(part, Part::Moved { before, .. } if before != edition);
                    *of == sum && first && self.holds(*part, *edition)
                });
                parts.count()
            };
            self.sums[sum] = self.within[sum].iter().map(counts).sum();
            self.look(sum);
        }
    }

    fn holds(&self, part: Part, edition: usize) -> bool {
        let is = |edition: usize, step: Option<usize>| {
            step.map_or(self.said[edition] > 2, |step| self.said[edition] == step)
        };
        match part {
            Part::Level(level) => self.said[edition] == level,
            Part::Moved { before, after, from, to } => is(before, from) && is(after, to),
        }
    }

    fn look(&mut self, sum: usize) {
        if (self.ends[sum].0..=self.ends[sum].1).contains(&self.sums[sum]) {
            self.broken.remove(&sum);
        } else {
            self.broken.insert(sum);
        }
    }

    /// Changes the answer of an edition, and returns the old one.
    fn turn(&mut self, edition: usize, to: usize) -> usize {
        let said = self.said[edition];
        for place in 0..self.parts[edition].len() {
            let (sum, part) = self.parts[edition][place];
            self.said[edition] = said;
            let was = usize::from(self.holds(part, edition));
            self.said[edition] = to;
            self.sums[sum] = self.sums[sum] + usize::from(self.holds(part, edition)) - was;
            self.look(sum);
        }
        self.said[edition] = to;
        said
    }

    /// Returns the answers that the attacker determines.
    pub fn run(
        &mut self,
        kind: &Kind,
        bloc: &BTreeSet<String>,
        attacked: &mut Attacked,
    ) -> Vec<String> {
        let hidden = |edition: &usize| !self.known[*edition] && !self.parts[*edition].is_empty();
        let targets: Vec<_> = (0..self.editions.len()).filter(hidden).collect();
        let mut found = Vec::new();
        for target in targets {
            let mut worlds = Vec::new();
            while let Some(pooled) = pooled(&worlds, kind, bloc, &self.editions[target].1) {
                match (0..=OTHERS).find_map(|others| self.world(target, &pooled, others)) {
                    Some(world) => {
                        attacked.most = attacked.most.max(world.len());
                        worlds.push(world);
                    }
                    None => {
                        let ((cycle, state, number), said) =
                            (&self.editions[target], LEVELS[self.said[target]]);
                        found
                            .push(format!("{}, {pooled:?}: edition {number} of {state} in cycle {cycle} says {said}", kind.name));
                        break;
                    }
                }
            }
            attacked.editions += 1;
            attacked.together += usize::from(worlds.first().is_some_and(|world| !world.is_empty()));
        }
        found
    }

    /// Returns the States that change in a counterexample in which the target and at most `others`
    /// other editions change, but no pooling State.
    fn world(
        &mut self,
        target: usize,
        pooled: &BTreeSet<String>,
        others: usize,
    ) -> Option<BTreeSet<String>> {
        let truth = self.said[target];
        let mut levels = (0..LEVELS.len()).filter(|level| *level != truth);
        levels.find_map(|level| {
            self.turn(target, level);
            let mut turned = vec![target];
            let is = self.mend(&mut turned, pooled, others);
            self.turn(target, truth);
            let own = &self.editions[target].1;
            is.then(|| {
                turned
                    .iter()
                    .map(|edition| self.editions[*edition].1.clone())
                    .filter(|state| state != own)
                    .collect()
            })
        })
    }

    /// Changes other editions until all sums are as released. Then it restores all answers and
    /// keeps the list of changed editions.
    fn mend(&mut self, turned: &mut Vec<usize>, pooled: &BTreeSet<String>, others: usize) -> bool {
        // Any broken sum can be taken first, because a solution repairs all of them.
        let Some(sum) = self.broken.first().copied() else { return true };
        if others == 0 {
            return false;
        }
        for (edition, level) in self.mending(sum) {
            if self.known[edition]
                || turned.contains(&edition)
                || pooled.contains(&self.editions[edition].1)
            {
                continue;
            }
            let truth = self.turn(edition, level);
            turned.push(edition);
            let is = self.mend(turned, pooled, others - 1);
            self.turn(edition, truth);
            if is {
                return true;
            }
            turned.pop();
        }
        false
    }

    /// Returns the changes that bring a sum nearer to its limits.
    fn mending(&self, sum: usize) -> Vec<(usize, usize)> {
        let more = self.sums[sum] < self.ends[sum].0;
        let mut all = Vec::new();
        for edition in self.within[sum].iter().copied() {
            for part in
                self.parts[edition].iter().filter(|(of, _)| *of == sum).map(|(_, part)| *part)
            {
                let holds = self.holds(part, edition);
                let wanted = |level: usize| match part {
                    Part::Level(wanted) => level == wanted,
                    Part::Moved { before, from, .. } if before == edition => {
                        from.map_or(level > 2, |from| level == from)
                    }
                    Part::Moved { to, .. } => to.map_or(level > 2, |to| level == to),
                };
                let levels = (0..LEVELS.len()).filter(|level| {
                    *level != self.said[edition] && holds != more && wanted(*level) == more
                });
                all.extend(levels.map(|level| (edition, level)));
            }
        }
        all
    }
}

/// Returns States that pool their answers and have no counterexample yet.
fn pooled(
    worlds: &[BTreeSet<String>],
    kind: &Kind,
    bloc: &BTreeSet<String>,
    own: &String,
) -> Option<BTreeSet<String>> {
    let all: BTreeSet<&String> = worlds.iter().flatten().collect();
    let alone =
        all.iter().filter(|_| kind.coalition > 0).map(|one| BTreeSet::from([(*one).clone()]));
    let two = all
        .iter()
        .filter(|_| kind.coalition > 1)
        .flat_map(|one| all.iter().map(|two| BTreeSet::from([(*one).clone(), (*two).clone()])));
    let bloc = (kind.bloc && !bloc.contains(own)).then(|| bloc.clone());
    let mut everybody = [BTreeSet::new()].into_iter().chain(bloc).chain(alone).chain(two);
    everybody.find(|pooled| !worlds.iter().any(|world| world.is_disjoint(pooled)))
}
