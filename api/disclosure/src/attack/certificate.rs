//! The certificate: worlds that prove that no attacker determines an answer, and the one function that believes them.
//!
//! A State's answer is **determined** at a level if it is the same in every world that fits what somebody knows. So for every atom,
//! every level and both values there must be a world in which a State of the atom that he does not know holds it, or does
//! not. [`Certificate::check`] adds and compares, and knows no solver: whatever found the worlds may be wrong or give up, and
//! nothing is let through that it did not prove.
//!
//! What attackers know besides: nothing (K0); one hidden State's answers (K1); those of a bloc (K2); those of any two (K4). Every
//! one of them sees all releases that the problem holds (K3). An attacker who knows a State's answers takes a world for possible
//! if in it at least one State of that atom holds that State's tuple.
//!
//! What somebody knows without any release is not given away by one, and no release keeps it: where few answers are known to have changed,
//! and he knows which, whoever publishes one answer has told him the other.

use super::problem::{Problem, Sum, Tuple, Visibility};
use crate::tabulate::Mask;
use entity::vocabulary::StateCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who may know what beside what is released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseKnowledge {
    /// K1 and K4: so many States pool their answers, whoever they are; 0 to 2.
    pub coalition: u32,
    /// K2: the members of each bloc.
    pub blocs: Vec<BTreeSet<StateCode>>,
}

/// Worlds, each as its difference to the truth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Tuples that nobody holds in truth; their places go on from the true ones.
    #[serde(with = "written")]
    pub tuples: Vec<Tuple>,
    /// The truth itself comes first and is not listed.
    pub worlds: Vec<Vec<Reassignment>>,
}

/// States of one equivalence class that hold another tuple than in truth. It is stored as four numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(usize, usize, usize, u32)", into = "(usize, usize, usize, u32)")]
pub struct Reassignment {
    /// The equivalence class, by its place in the problem.
    pub(super) class: usize,
    /// The true tuple, by its place.
    pub(super) from: usize,
    /// The tuple in the counterexample, by its place.
    pub(super) to: usize,
    /// The number of States that hold it instead.
    pub(super) states: u32,
}

impl From<(usize, usize, usize, u32)> for Reassignment {
    fn from((class, from, to, states): (usize, usize, usize, u32)) -> Self {
        Self { class, from, to, states }
    }
}

impl From<Reassignment> for (usize, usize, usize, u32) {
    fn from(one: Reassignment) -> Self {
        (one.class, one.from, one.to, one.states)
    }
}

/// States of one atom with the same true tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) atom: usize,
    pub(super) tuple: usize,
}

/// What somebody knows beside what is released: of each class, how many States.
pub(super) type Knowledge = Vec<(Class, u32)>;

/// What must not be determined: that a State of the atom holds the level in a release, or that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SensitiveCell {
    pub(super) atom: usize,
    pub(super) sheet: usize,
    pub(super) level: usize,
    pub(super) held: bool,
}

/// A problem with what can be worked out of it once.
pub(super) struct AttackInstance<'a> {
    pub(super) problem: &'a Problem,
    pub(super) coalition: u32,
    pub(super) classes: BTreeMap<Class, u32>,
    /// K0 and the blocs.
    pub(super) known: Vec<Knowledge>,
    /// Of each atom, release and level: how many States truly hold it.
    held: Vec<Vec<Vec<i64>>>,
    /// Of each release: the levels that vary, and those that do where it is known that the question was asked.
    pub(super) varying: Vec<[Mask; 2]>,
}

impl Certificate {
    /// Returns true if the certificate proves that no attacker determines a sensitive cell.
    ///
    /// # Guarantee
    /// R6 under K0–K4: for each hidden State, level and attacker of `attackers` there is a listed assignment (or the truth) that
    /// satisfies every limit of the problem, is consistent with what the attacker knows, and in which a State of the same
    /// equivalence class answers differently. The check adds and compares. It contains no solver, so a wrong or interrupted search
    /// can only suppress a table and never release one.
    pub fn check(&self, problem: &Problem, attackers: &ResponseKnowledge) -> bool {
        let Some(case) = AttackInstance::of(problem, attackers) else { return false };
        let mut tuples = problem.tuples.clone();
        tuples.extend(self.tuples.iter().cloned());
        let possible = self.worlds.iter().all(|world| case.is_possible(world, &tuples));
        possible && case.sensitive_cells().all(|target| case.find_determining_attacker(target, &self.worlds, &tuples).is_none())
    }
}

impl<'a> AttackInstance<'a> {
    /// `None` if the truth itself does not fit what is released, or more pool their answers than is understood here.
    pub(super) fn of(problem: &'a Problem, attackers: &ResponseKnowledge) -> Option<Self> {
        let mut classes: BTreeMap<Class, u32> = BTreeMap::new();
        let mut known = vec![Knowledge::new()];
        for bloc in &attackers.blocs {
            let mut knows: BTreeMap<Class, u32> = BTreeMap::new();
            for (atom, of) in problem.equivalence_classes.iter().enumerate() {
                for (_, tuple) in of.states.iter().filter(|(state, _)| bloc.contains(state)) {
                    *knows.entry(Class { atom, tuple: *tuple }).or_default() += 1;
                }
            }
            known.push(knows.into_iter().collect());
        }
        for (atom, of) in problem.equivalence_classes.iter().enumerate() {
            for (_, tuple) in &of.states {
                *classes.entry(Class { atom, tuple: *tuple }).or_default() += 1;
            }
        }
        let true_ones = problem.limits.iter().all(|limit| (limit.least..=limit.most).contains(&limit.truth));
        let shown = problem
            .equivalence_classes
            .iter()
            .all(|atom| atom.states.iter().all(|(_, t)| problem.allows(atom, &problem.tuples[*t])));
        (true_ones && shown && attackers.coalition <= 2).then(|| Self {
            problem,
            coalition: attackers.coalition,
            classes,
            known,
            held: held(problem),
            varying: problem.shapes.iter().map(|shape| [false, true].map(|asked| shape.varying(asked))).collect(),
        })
    }

    /// Everything that must not be determined. What an answer can't be otherwise is no secret.
    pub(super) fn sensitive_cells(&self) -> impl Iterator<Item = SensitiveCell> {
        self.problem.equivalence_classes.iter().enumerate().flat_map(move |(atom, of)| {
            let sheets = of.kind.slots.iter().enumerate();
            sheets.flat_map(move |(sheet, slot)| {
                let varying = match slot {
                    Visibility::Hidden { asked, same_as: None, .. } => self.varying[sheet][usize::from(*asked)],
                    _ => 0,
                };
                let levels = (0..self.problem.shapes[sheet].levels()).filter(move |level| (varying >> level) & 1 == 1);
                levels.flat_map(move |level| [true, false].map(|held| SensitiveCell { atom, sheet, level, held }))
            })
        })
    }

    /// Whether a world fits everything that is released.
    pub(super) fn is_possible(&self, world: &[Reassignment], tuples: &[Tuple]) -> bool {
        let mut holds: BTreeMap<Class, i64> = BTreeMap::new();
        for Reassignment { class: atom, from, to, states: count } in world {
            let Some(of) = self.problem.equivalence_classes.get(*atom) else { return false };
            if tuples.get(*from).is_none() || !tuples.get(*to).is_some_and(|tuple| self.problem.allows(of, tuple)) {
                return false;
            }
            *holds.entry(Class { atom: *atom, tuple: *from }).or_default() -= i64::from(*count);
            *holds.entry(Class { atom: *atom, tuple: *to }).or_default() += i64::from(*count);
        }
        let enough = holds.iter().all(|(class, more)| self.truly(*class) + more >= 0);
        enough
            && self.problem.limits.iter().all(|limit| {
                let more = |Reassignment { class: atom, from, to, states: count }: &Reassignment| {
                    let atom = &self.problem.equivalence_classes[*atom];
                    (atom.counts(limit.over, &tuples[*to]) - atom.counts(limit.over, &tuples[*from])) * i64::from(*count)
                };
                (limit.least..=limit.most).contains(&(limit.truth + world.iter().map(more).sum::<i64>()))
            })
    }

    /// Somebody who determines the target as far as these worlds, and the truth, go.
    pub(super) fn find_determining_attacker(
        &self,
        target: SensitiveCell,
        worlds: &[Vec<Reassignment>],
        tuples: &[Tuple],
    ) -> Option<Knowledge> {
        let truth: &[Reassignment] = &[];
        let knows_less =
            |knows: &Knowledge| !self.has_others(target.atom, knows) || self.is_counterexample_for(target, truth, tuples, knows);
        // Where enough States truly are as the target says, few who pool their answers can't know them all.
        if self.holding(target, truth, tuples) > i64::from(self.coalition) && self.known.iter().all(knows_less) {
            return None;
        }
        let all = std::iter::once(truth).chain(worlds.iter().map(Vec::as_slice));
        let open: Vec<&[Reassignment]> = all.filter(|world| self.holding(target, world, tuples) > 0).collect();
        let determines = |knows: &Knowledge| {
            self.has_others(target.atom, knows)
                && !self.is_known_anyway(target, knows)
                && !open.iter().any(|world| self.is_counterexample_for(target, world, tuples, knows))
        };
        if let Some(knows) = self.known.iter().find(|knows| determines(knows)) {
            return Some(knows.clone());
        }
        if self.coalition == 0 {
            return None;
        }
        // Who determines it knows, of every world that is_counterexample_for somebody who knows less, a class that the world has too few States
        // of; so any one world says whom to ask about, and one that is_counterexample_for him who knows that class says whom to ask about besides.
        let fewest = |knows: &Knowledge| {
            let serving =
                open.iter().filter(|world| knows.is_empty() || self.is_counterexample_for(target, world, tuples, knows));
            let serving = serving
                .filter(|world| world.is_empty() || world.iter().any(|Reassignment { class: atom, .. }| *atom == target.atom));
            serving.map(|world| self.decisive_classes(target, world, tuples)).min_by_key(Vec::len)
        };
        let Some(firsts) = fewest(&Knowledge::new()) else { return Some(Knowledge::new()) };
        for first in firsts {
            let one = vec![(first, 1)];
            if determines(&one) {
                return Some(one);
            }
            if self.coalition == 1 || !self.has_others(target.atom, &one) {
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

    /// Whether somebody knows an answer whatever is released: he knows of all changes in a region from one cycle to the next, and everybody
    /// knows what its State says in one of the two.
    fn is_known_anyway(&self, target: SensitiveCell, knows: &Knowledge) -> bool {
        let atom = &self.problem.equivalence_classes[target.atom];
        let is_known = |sheet: usize| matches!(atom.kind.slots[sheet], Visibility::Known { .. });
        self.problem.limits.iter().any(|limit| {
            let Sum::Changes { from, to, .. } = limit.over else { return false };
            let follows = target.sheet == to && is_known(from) || target.sheet == from && is_known(to);
            let changed = |class: &Class| {
                self.problem.equivalence_classes[class.atom].counts(limit.over, &self.problem.tuples[class.tuple])
            };
            let known = || knows.iter().map(|(class, count)| changed(class) * i64::from(*count)).sum::<i64>();
            follows && atom.is_counted(limit.over) && limit.most <= known()
        })
    }

    /// Classes that a world has too few States of for somebody who knows some of them; all others he may know.
    fn decisive_classes(&self, target: SensitiveCell, world: &[Reassignment], tuples: &[Tuple]) -> Vec<Class> {
        let mut decisive_classes: BTreeSet<Class> = BTreeSet::new();
        for Reassignment { class: atom, from, .. } in world {
            let class = Class { atom: *atom, tuple: *from };
            if self.number(class, world) < self.truly(class).min(i64::from(self.coalition)) {
                decisive_classes.insert(class);
            }
        }
        if self.holding(target, world, tuples) <= i64::from(self.coalition) {
            let inside = self.classes.keys().filter(|class| class.atom == target.atom && target.is_met(&tuples[class.tuple]));
            decisive_classes.extend(inside);
        }
        decisive_classes.into_iter().collect()
    }

    /// Whether in a world that fits what somebody knows, a State that he does not know meets the target.
    pub(super) fn is_counterexample_for(
        &self,
        target: SensitiveCell,
        world: &[Reassignment],
        tuples: &[Tuple],
        knows: &Knowledge,
    ) -> bool {
        let fits = knows.iter().all(|(class, count)| self.number(*class, world) >= i64::from(*count));
        let mine = knows.iter().filter(|(class, _)| class.atom == target.atom && target.is_met(&tuples[class.tuple]));
        fits && self.holding(target, world, tuples) > mine.map(|(_, count)| i64::from(*count)).sum()
    }

    /// Whether the atom has a State that he does not know.
    pub(super) fn has_others(&self, atom: usize, knows: &Knowledge) -> bool {
        let known: u32 = knows.iter().filter(|(class, _)| class.atom == atom).map(|(_, count)| count).sum();
        self.problem.equivalence_classes[atom].states.len() > known as usize
    }

    pub(super) fn truly(&self, class: Class) -> i64 {
        self.classes.get(&class).copied().map_or(0, i64::from)
    }

    /// How many States of a class there are in a world.
    pub(super) fn number(&self, class: Class, world: &[Reassignment]) -> i64 {
        let more = |Reassignment { class: atom, from, to, states: count }: &Reassignment| {
            let turns = i64::from(*to == class.tuple) - i64::from(*from == class.tuple);
            if *atom == class.atom { turns * i64::from(*count) } else { 0 }
        };
        self.truly(class) + world.iter().map(more).sum::<i64>()
    }

    /// How many States of its atom meet the target in a world.
    pub(super) fn holding(&self, target: SensitiveCell, world: &[Reassignment], tuples: &[Tuple]) -> i64 {
        let all = i64::try_from(self.problem.equivalence_classes[target.atom].states.len()).unwrap_or(0);
        let held = self.held[target.atom][target.sheet][target.level];
        let more = |Reassignment { class: atom, from, to, states: count }: &Reassignment| {
            let turns = i64::from(target.is_met(&tuples[*to])) - i64::from(target.is_met(&tuples[*from]));
            if *atom == target.atom { turns * i64::from(*count) } else { 0 }
        };
        (if target.held { held } else { all - held }) + world.iter().map(more).sum::<i64>()
    }
}

/// Of each atom, release and level: how many States truly hold it.
fn held(problem: &Problem) -> Vec<Vec<Vec<i64>>> {
    let of = |atom: &super::problem::EquivalenceClass| {
        let sheet = |(sheet, shape): (usize, &crate::tabulate::AnswerSpace)| {
            let holds = |level: usize| {
                let target = SensitiveCell { atom: 0, sheet, level, held: true };
                let holds = atom.states.iter().filter(|(_, tuple)| target.is_met(&problem.tuples[*tuple])).count();
                i64::try_from(holds).unwrap_or(0)
            };
            (0..shape.levels()).map(holds).collect()
        };
        problem.shapes.iter().enumerate().map(sheet).collect()
    };
    problem.equivalence_classes.iter().map(of).collect()
}

impl SensitiveCell {
    /// Whether a State with this tuple is as the target says.
    pub(super) fn is_met(self, tuple: &Tuple) -> bool {
        tuple[self.sheet].is_some_and(|mask| (mask >> self.level) & 1 == 1) == self.held
    }
}

/// Masks as hexadecimal text: JSON's numbers do not hold them.
mod written {
    use super::Tuple;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(tuples: &[Tuple], to: S) -> Result<S::Ok, S::Error> {
        let text = |tuple: &Tuple| tuple.iter().map(|mask| mask.map(|mask| format!("{mask:x}"))).collect();
        tuples.iter().map(text).collect::<Vec<Vec<Option<String>>>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Tuple>, D::Error> {
        let text: Vec<Vec<Option<String>>> = Vec::deserialize(from)?;
        let mask = |text: Option<String>| text.map(|text| u128::from_str_radix(&text, 16)).transpose();
        let tuples = text.into_iter().map(|tuple| tuple.into_iter().map(mask).collect::<Result<Tuple, _>>());
        tuples.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}
