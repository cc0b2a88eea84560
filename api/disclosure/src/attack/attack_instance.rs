//! Instance of the attacker's problem: a sensitive cell, the classes of equivalent States, and the
//! attackers.

use super::problem::{Problem, Sum, Tuple, Visibility};
use crate::tabulate::Mask;
use entity::vocabulary::StateCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Answers that attackers may know in addition to the releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseKnowledge {
    /// K1 and K4: number of States, any ones, that pool their answers; 0 to 2.
    pub coalition: u32,
    /// K2: the members of each bloc.
    pub blocs: Vec<BTreeSet<StateCode>>,
}

/// Reassignment of States of one equivalence class to another tuple. It is stored as four numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(usize, usize, usize, u32)", into = "(usize, usize, usize, u32)")]
pub struct Reassignment {
    /// The equivalence class, by its place in the problem.
    pub(super) class: usize,
    /// The true tuple, by its place.
    pub(super) from: usize,
    /// The tuple in the counterexample, by its place.
    pub(super) to: usize,
    /// The number of reassigned States.
    pub(super) states: u32,
}

/// The States of one equivalence class that hold the same true tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) profile: usize,
    pub(super) tuple: usize,
}

/// Response knowledge of an attacker: the number of known States in each [`Class`].
pub(super) type Knowledge = Vec<(Class, u32)>;

/// A cell that no attacker may determine: a State of the class holds the level in a release, or
/// does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SensitiveCell {
    pub(super) profile: usize,
    pub(super) question: usize,
    pub(super) level: usize,
    pub(super) held: bool,
}

/// A problem and an attacker's knowledge, prepared for the search and the check.
pub(super) struct AttackInstance<'a> {
    pub(super) problem: &'a Problem,
    pub(super) coalition: u32,
    pub(super) classes: BTreeMap<Class, u32>,
    /// The knowledge of an outsider (K0), and of each bloc (K2).
    pub(super) known: Vec<Knowledge>,
    /// For each equivalence class, release and level: the number of States that truly hold it.
    held: Vec<Vec<Vec<i64>>>,
    /// For each release: the levels that vary, and the levels that vary if the State is known to be
    /// asked.
    pub(super) varying: Vec<[Mask; 2]>,
}

impl<'a> AttackInstance<'a> {
    /// Prepares the attack.
    ///
    /// Returns `None` if the truth breaks a limit or a true tuple is impossible for its equivalence
    /// class. Returns `None` too if the coalition is larger than this check supports.
    pub(super) fn of(problem: &'a Problem, attackers: &ResponseKnowledge) -> Option<Self> {
        let mut classes: BTreeMap<Class, u32> = BTreeMap::new();
        let mut known = vec![Knowledge::new()];
        for bloc in &attackers.blocs {
            let mut knows: BTreeMap<Class, u32> = BTreeMap::new();
            for (profile, of) in problem.equivalence_classes.iter().enumerate() {
                for (_, tuple) in of.states.iter().filter(|(state, _)| bloc.contains(state)) {
                    *knows.entry(Class { profile, tuple: *tuple }).or_default() += 1;
                }
            }
            known.push(knows.into_iter().collect());
        }
        for (profile, of) in problem.equivalence_classes.iter().enumerate() {
            for (_, tuple) in &of.states {
                *classes.entry(Class { profile, tuple: *tuple }).or_default() += 1;
            }
        }
        let true_ones =
            problem.limits.iter().all(|limit| (limit.least..=limit.most).contains(&limit.truth));
        let shown = problem.equivalence_classes.iter().all(|profile| {
            profile.states.iter().all(|(_, t)| problem.allows(profile, &problem.tuples[*t]))
        });
        (true_ones && shown && attackers.coalition <= 2).then(|| Self {
            problem,
            coalition: attackers.coalition,
            classes,
            known,
            held: held(problem),
            varying: problem
                .shapes
                .iter()
                .map(|shape| [false, true].map(|asked| shape.varying(asked)))
                .collect(),
        })
    }

    /// Returns all sensitive cells: each hidden State's class, release, level and value. A level
    /// that cannot vary is no secret.
    pub(super) fn sensitive_cells(&self) -> impl Iterator<Item = SensitiveCell> {
        self.problem.equivalence_classes.iter().enumerate().flat_map(move |(profile, of)| {
            let questions = of.profile.slots.iter().enumerate();
            questions.flat_map(move |(question, slot)| {
                let varying = match slot {
                    Visibility::Hidden { asked, same_as: None, .. } => {
                        self.varying[question][usize::from(*asked)]
                    }
                    _ => 0,
                };
                let levels = (0..self.problem.shapes[question].levels())
                    .filter(move |level| (varying >> level) & 1 == 1);
                levels.flat_map(move |level| {
                    [true, false].map(|held| SensitiveCell { profile, question, level, held })
                })
            })
        })
    }

    /// Returns true if an assignment satisfies everything that is released.
    ///
    /// # Guarantee
    /// Every tuple that a State comes to hold is possible for its equivalence class. No class gives
    /// away more States than it has. Every limit holds.
    pub(super) fn is_possible(&self, counterexample: &[Reassignment], tuples: &[Tuple]) -> bool {
        let mut holds: BTreeMap<Class, i64> = BTreeMap::new();
        for Reassignment { class: profile, from, to, states: count } in counterexample {
            let Some(of) = self.problem.equivalence_classes.get(*profile) else {
                return false;
            };
            if tuples.get(*from).is_none()
                || !tuples.get(*to).is_some_and(|tuple| self.problem.allows(of, tuple))
            {
                return false;
            }
            *holds.entry(Class { profile: *profile, tuple: *from }).or_default() -=
                i64::from(*count);
            *holds.entry(Class { profile: *profile, tuple: *to }).or_default() += i64::from(*count);
        }
        let enough = holds.iter().all(|(class, more)| self.truly(*class) + more >= 0);
        enough
            && self.problem.limits.iter().all(|limit| {
                let more =
                    |Reassignment { class: profile, from, to, states: count }: &Reassignment| {
                        let profile = &self.problem.equivalence_classes[*profile];
                        (profile.counts(limit.over, &tuples[*to])
                            - profile.counts(limit.over, &tuples[*from]))
                            * i64::from(*count)
                    };
                (limit.least..=limit.most)
                    .contains(&(limit.truth + counterexample.iter().map(more).sum::<i64>()))
            })
    }

    /// Returns an attacker that determines the target, as far as these assignments and the truth
    /// can show; `None` if there is none.
    ///
    /// ```text
    /// 1  if more States truly meet the target than a coalition has members: the truth serves every
    ///    coalition; if it also serves the outsider and the blocs, nobody determines the target
    /// 2  try the outsider and each bloc directly
    /// 3  take any assignment that serves the outsider. A State that determines the target must
    ///    exclude this assignment, so it is in one of the assignment's decisive classes: try these
    /// 4  for each of them, take any assignment that serves it. A second State must exclude that
    ///    one, so it is in one of its decisive classes: try these pairs
    /// ```
    ///
    /// "Serves" means: is a counterexample for. Of the possible assignments in steps 3 and 4, the
    /// one with the fewest decisive classes is taken.
    ///
    /// Invariant: an attacker that is not tried leaves at least one assignment as a counterexample.
    pub(super) fn find_determining_attacker(
        &self,
        target: SensitiveCell,
        counterexamples: &[Vec<Reassignment>],
        tuples: &[Tuple],
    ) -> Option<Knowledge> {
        let truth: &[Reassignment] = &[];
        let knows_less = |knows: &Knowledge| {
            !self.has_others(target.profile, knows)
                || self.is_counterexample_for(target, truth, tuples, knows)
        };
        // If more States truly meet the target than the coalition has members, it cannot know them
        // all.
        if self.holding(target, truth, tuples) > i64::from(self.coalition)
            && self.known.iter().all(knows_less)
        {
            return None;
        }
        let all = std::iter::once(truth).chain(counterexamples.iter().map(Vec::as_slice));
        let open: Vec<&[Reassignment]> =
            all.filter(|counterexample| self.holding(target, counterexample, tuples) > 0).collect();
        let determines = |knows: &Knowledge| {
            self.has_others(target.profile, knows)
                && !self.is_known_anyway(target, knows)
                && !open.iter().any(|counterexample| {
                    self.is_counterexample_for(target, counterexample, tuples, knows)
                })
        };
        if let Some(knows) = self.known.iter().find(|knows| determines(knows)) {
            return Some(knows.clone());
        }
        if self.coalition == 0 {
            return None;
        }
        // Every attacker that determines the target excludes each counterexample for a weaker
        // attacker. So it is enough to try the decisive classes of one such counterexample.
        let fewest = |knows: &Knowledge| {
            let serving = open.iter().filter(|counterexample| {
                knows.is_empty()
                    || self.is_counterexample_for(target, counterexample, tuples, knows)
            });
            let serving = serving.filter(|counterexample| {
                counterexample.is_empty()
                    || counterexample
                        .iter()
                        .any(|Reassignment { class: profile, .. }| *profile == target.profile)
            });
            serving
                .map(|counterexample| self.decisive_classes(target, counterexample, tuples))
                .min_by_key(Vec::len)
        };
        let Some(firsts) = fewest(&Knowledge::new()) else { return Some(Knowledge::new()) };
        for first in firsts {
            let one = vec![(first, 1)];
            if determines(&one) {
                return Some(one);
            }
            if self.coalition == 1 || !self.has_others(target.profile, &one) {
                continue;
            }
            let both = |second: Class| match (first == second, self.truly(second)) {
                (false, _) => Some(vec![(first, 1), (second, 1)]),
                (true, 2..) => Some(vec![(first, 2)]),
                (true, _) => None,
            };
            let Some(seconds) = fewest(&one) else { return Some(one) };
            if let Some(two) = seconds.into_iter().filter_map(both).find(determines) {
                return Some(two);
            }
        }
        None
    }

    /// Returns true if the attacker knows the answer without any release.
    ///
    /// Let it know all changes of a region from one cycle to the next. If everybody knows a State's
    /// answer in one of the two cycles, it then knows the other answer.
    fn is_known_anyway(&self, target: SensitiveCell, knows: &Knowledge) -> bool {
        let profile = &self.problem.equivalence_classes[target.profile];
        let is_known =
            |question: usize| matches!(profile.profile.slots[question], Visibility::Known { .. });
        self.problem.limits.iter().any(|limit| {
            let Sum::Changes { from, to, .. } = limit.over else { return false };
            let follows =
                target.question == to && is_known(from) || target.question == from && is_known(to);
            let changed = |class: &Class| {
                self.problem.equivalence_classes[class.profile]
                    .counts(limit.over, &self.problem.tuples[class.tuple])
            };
            let known = || {
                knows.iter().map(|(class, count)| changed(class) * i64::from(*count)).sum::<i64>()
            };
            follows && profile.is_counted(limit.over) && limit.most <= known()
        })
    }

    /// Returns the classes that can exclude an assignment: an attacker of a coalition who knows
    /// States of no such class takes it for possible.
    fn decisive_classes(
        &self,
        target: SensitiveCell,
        counterexample: &[Reassignment],
        tuples: &[Tuple],
    ) -> Vec<Class> {
        let mut decisive_classes: BTreeSet<Class> = BTreeSet::new();
        for Reassignment { class: profile, from, .. } in counterexample {
            let class = Class { profile: *profile, tuple: *from };
            if self.number(class, counterexample) < self.truly(class).min(i64::from(self.coalition))
            {
                decisive_classes.insert(class);
            }
        }
        if self.holding(target, counterexample, tuples) <= i64::from(self.coalition) {
            let inside = self.classes.keys().filter(|class| {
                class.profile == target.profile && target.is_met(&tuples[class.tuple])
            });
            decisive_classes.extend(inside);
        }
        decisive_classes.into_iter().collect()
    }

    /// Returns true if the assignment is a counterexample for the attacker.
    ///
    /// # Guarantee
    /// The assignment has at least as many States of each [`Class`] as the attacker knows. More
    /// States of the target's equivalence class meet the target than the attacker knows to meet it.
    pub(super) fn is_counterexample_for(
        &self,
        target: SensitiveCell,
        counterexample: &[Reassignment],
        tuples: &[Tuple],
        knows: &Knowledge,
    ) -> bool {
        let fits = knows
            .iter()
            .all(|(class, count)| self.number(*class, counterexample) >= i64::from(*count));
        let mine = knows.iter().filter(|(class, _)| {
            class.profile == target.profile && target.is_met(&tuples[class.tuple])
        });
        fits && self.holding(target, counterexample, tuples)
            > mine.map(|(_, count)| i64::from(*count)).sum()
    }

    /// Returns true if the equivalence class has a State that the attacker does not know.
    pub(super) fn has_others(&self, profile: usize, knows: &Knowledge) -> bool {
        let known: u32 = knows
            .iter()
            .filter(|(class, _)| class.profile == profile)
            .map(|(_, count)| count)
            .sum();
        self.problem.equivalence_classes[profile].states.len() > known as usize
    }

    pub(super) fn truly(&self, class: Class) -> i64 {
        self.classes.get(&class).copied().map_or(0, i64::from)
    }

    /// Returns the number of States of a class in an assignment.
    pub(super) fn number(&self, class: Class, counterexample: &[Reassignment]) -> i64 {
        let more = |Reassignment { class: profile, from, to, states: count }: &Reassignment| {
            let turns = i64::from(*to == class.tuple) - i64::from(*from == class.tuple);
            if *profile == class.profile { turns * i64::from(*count) } else { 0 }
        };
        self.truly(class) + counterexample.iter().map(more).sum::<i64>()
    }

    /// Returns the number of States of the target's equivalence class that meet the target in an
    /// assignment.
    pub(super) fn holding(
        &self,
        target: SensitiveCell,
        counterexample: &[Reassignment],
        tuples: &[Tuple],
    ) -> i64 {
        let all = i64::try_from(self.problem.equivalence_classes[target.profile].states.len())
            .unwrap_or(0);
        let held = self.held[target.profile][target.question][target.level];
        let more = |Reassignment { class: profile, from, to, states: count }: &Reassignment| {
            let turns =
                i64::from(target.is_met(&tuples[*to])) - i64::from(target.is_met(&tuples[*from]));
            if *profile == target.profile { turns * i64::from(*count) } else { 0 }
        };
        (if target.held { held } else { all - held }) + counterexample.iter().map(more).sum::<i64>()
    }
}

/// Returns, for each equivalence class, release and level, the number of States that truly hold it.
fn held(problem: &Problem) -> Vec<Vec<Vec<i64>>> {
    let of = |profile: &super::problem::EquivalenceClass| {
        let question = |(question, shape): (usize, &crate::tabulate::AnswerSpace)| {
            let holds = |level: usize| {
                let target = SensitiveCell { profile: 0, question, level, held: true };
                let holds = profile
                    .states
                    .iter()
                    .filter(|(_, tuple)| target.is_met(&problem.tuples[*tuple]))
                    .count();
                i64::try_from(holds).unwrap_or(0)
            };
            (0..shape.levels()).map(holds).collect()
        };
        problem.shapes.iter().enumerate().map(question).collect()
    };
    problem.equivalence_classes.iter().map(of).collect()
}

impl SensitiveCell {
    /// Returns true if a State with this tuple meets the target.
    pub(super) fn is_met(self, tuple: &Tuple) -> bool {
        tuple[self.question].is_some_and(|mask| (mask >> self.level) & 1 == 1) == self.held
    }
}
