//! The attacker's problem: all released figures on one question, as sums over equivalence classes.
//!
//! - Hidden States that no released figure tells apart are interchangeable. Together they are an
//!   **equivalence class**.
//! - The answers of a State, one for each release, are a **tuple** of masks.
//! - An **assignment** gives the number of States of each equivalence class that hold each tuple.
//! - A **limit** is the interval of a sum over States that the attacker knows.
//!
//! An attacker who knows no more than the releases takes every assignment for possible in which all
//! limits hold.
//!
//! Facts that the attacker reads are subtracted beforehand. An outsider reads answers that are
//! public or ever were. A State also reads the answers that are shown to Member States. The
//! Secretariat also reads the answers that are shown to it. If it follows from these answers that a
//! State was asked the question, that is a known fact too.

use crate::tabulate::{AnswerSpace, ChangeCategory, Mask};
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// One question in one release.
#[derive(Clone, Debug)]
pub struct ReleasedQuestion {
    /// Number of the release.
    pub release: i64,
    /// Place of the cycle in time.
    pub cycle: usize,
    /// The possible answers.
    pub shape: AnswerSpace,
    /// The sets of the available tables, released or to be released.
    pub sets: Vec<Set>,
    /// The response of each counted State.
    pub said: BTreeMap<StateCode, KnownResponse>,
}

/// Set of States, with the released interval of each level.
#[derive(Clone, Debug)]
pub struct Set {
    /// The States that its figures count.
    pub states: BTreeSet<StateCode>,
    /// For each level: the least and the greatest number of hidden States that hold it, if a figure
    /// is released.
    pub cells: Vec<Option<(u32, u32)>>,
}

/// Released figures of the changes of one question between two releases.
///
/// They count all States that both releases count and that have not taken the earlier answer back.
#[derive(Clone, Debug)]
pub struct ChangeConstraints {
    /// Number of the earlier release.
    pub from: i64,
    /// Number of the later release.
    pub to: i64,
    /// The States whose two answers are not both public.
    pub hidden: BTreeSet<StateCode>,
    /// The released cells: the answers before and after, with the least and the greatest number of
    /// States.
    pub cells: Vec<((ChangeCategory, ChangeCategory), (u32, u32))>,
}

/// The response of one State.
#[derive(Clone, Copy, Debug)]
pub struct KnownResponse {
    /// The levels it holds.
    pub mask: Mask,
    /// True if the State is counted among the hidden ones.
    pub hidden: bool,
    /// The readers who know the response: it was shown to them, or follows from shown answers.
    pub shown: ReaderLevel,
    /// The readers who know that the State was asked.
    pub asked: ReaderLevel,
    /// Number of the State's edition. In one cycle the same edition holds the same response.
    pub edition: i32,
}

/// The responses of a State, one for each release; `None` where it is not counted.
pub type Tuple = Vec<Option<Mask>>;

/// Everything by which an attacker can tell a State from another. States with the same profile are
/// interchangeable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RespondentProfile {
    /// Visibility of the State's response, by release.
    pub(super) slots: Vec<Visibility>,
    region: Option<usize>,
    /// Places of the released changes in which the State is counted among the hidden ones.
    moves: Vec<usize>,
}

/// Visibility of a State's response in one release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Visibility {
    /// The State is not counted.
    Absent,
    /// The attacker knows the response.
    Known {
        /// The sets in whose bands the State is counted.
        sets: Vec<usize>,
        mask: Mask,
    },
    /// Only the State itself knows the response.
    Hidden {
        sets: Vec<usize>,
        /// True if the attacker knows that the State was asked.
        asked: bool,
        /// An earlier release in which the State's response is the same.
        same_as: Option<usize>,
    },
}

/// The States of one profile: no released figure tells them apart.
#[derive(Clone, Debug)]
pub(super) struct EquivalenceClass {
    pub(super) profile: RespondentProfile,
    /// The States of the class, with the place of their true tuple.
    pub(super) states: Vec<(StateCode, usize)>,
}

/// The interval of a sum over States that the attacker knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) over: Sum,
    pub(super) least: i64,
    pub(super) most: i64,
    /// The true value.
    pub(super) truth: i64,
}

/// A sum over States.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    /// Number of States that hold a level in a set of a release.
    Level { question: usize, set: usize, level: usize },
    /// Number of States in a region whose answer changed between two releases.
    Changes { from: usize, to: usize, region: usize },
    /// Number of States that went from one answer to another, as a released change counts them.
    Moved { moves: usize, questions: (usize, usize), steps: (ChangeCategory, ChangeCategory) },
}

/// Greatest number of changed answers in a region, from one cycle to the next, that the attacker is
/// taken to know (K3).
pub const CHANGES: i64 = 2;

/// The attacker's problem for one question.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) shapes: Vec<AnswerSpace>,
    pub(super) equivalence_classes: Vec<EquivalenceClass>,
    /// The true tuples. A certificate adds other tuples behind them.
    pub(super) tuples: Vec<Tuple>,
    pub(super) limits: Vec<Limit>,
}

impl Problem {
    /// Builds the problem of these released questions, oldest first, and of the released changes
    /// between them.
    ///
    /// The attacker reads the answers that are shown to `reader`. With `regions`, it also knows
    /// that few answers of each region changed from cycle to cycle.
    pub fn of(
        questions: &[ReleasedQuestion],
        regions: Option<&BTreeMap<StateCode, usize>>,
        moves: &[ChangeConstraints],
        reader: ReaderLevel,
    ) -> Self {
        let states: BTreeSet<&StateCode> =
            questions.iter().flat_map(|question| question.said.keys()).collect();
        let mut profiles: BTreeMap<RespondentProfile, Vec<(StateCode, Tuple)>> = BTreeMap::new();
        for state in states {
            let tuple = questions
                .iter()
                .map(|question| question.said.get(state).map(|line| line.mask))
                .collect();
            let region = regions.map(|regions| regions.get(state).copied().unwrap_or(usize::MAX));
            let moves = (0..moves.len()).filter(|one| moves[*one].hidden.contains(state)).collect();
            profiles
                .entry(RespondentProfile { slots: slots(questions, state, reader), region, moves })
                .or_default()
                .push((state.clone(), tuple));
        }
        let tuples: BTreeSet<Tuple> =
            profiles.values().flatten().map(|(_, tuple)| tuple.clone()).collect();
        let tuples: Vec<Tuple> = tuples.into_iter().collect();
        let place = |tuple: &Tuple| tuples.binary_search(tuple).unwrap_or(usize::MAX);
        let profile =
            |(profile, states): (RespondentProfile, Vec<(StateCode, Tuple)>)| EquivalenceClass {
                profile,
                states: states.into_iter().map(|(state, tuple)| (state, place(&tuple))).collect(),
            };
        let equivalence_classes = profiles.into_iter().map(profile).collect();
        let shapes = questions.iter().map(|question| question.shape.clone()).collect();
        let mut problem = Self { shapes, equivalence_classes, tuples, limits: Vec::new() };
        let all = sums(questions, regions).chain(moved(questions, moves));
        problem.limits = all.filter_map(|(over, said)| problem.limit(over, said)).collect();
        // A class without a hidden response has no secret, and the limits above already count it.
        problem.equivalence_classes.retain(|profile| {
            profile.profile.slots.iter().any(|slot| matches!(slot, Visibility::Hidden { .. }))
        });
        problem
    }

    /// Returns the limit on a sum, after the part that the attacker knows is subtracted.
    ///
    /// If more answers of a region changed than [`CHANGES`], the attacker does not know a limit on
    /// them: `None`.
    fn limit(&self, over: Sum, said: Option<(u32, u32)>) -> Option<Limit> {
        let secret = |profile: &&EquivalenceClass| {
            profile.profile.slots.iter().any(|slot| matches!(slot, Visibility::Hidden { .. }))
        };
        let sum = |secret_ones: bool| -> i64 {
            let equivalence_classes =
                self.equivalence_classes.iter().filter(|profile| secret(profile) == secret_ones);
            equivalence_classes
                .flat_map(|profile| {
                    profile
                        .states
                        .iter()
                        .map(move |(_, tuple)| profile.counts(over, &self.tuples[*tuple]))
                })
                .sum()
        };
        let (known, truth) = (sum(false), sum(true));
        let (least, most) = said.map_or((0, CHANGES - known), |(least, most)| {
            (i64::from(least) - known, i64::from(most) - known)
        });
        (said.is_some() || truth <= most).then_some(Limit { over, least, most, truth })
    }

    /// Returns the pairs of releases in which one State may have to answer differently in both.
    ///
    /// These are the releases between which changes are released. If there are just two releases,
    /// they are a pair too.
    pub(super) fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let questions = |limit: &Limit| {
            if let Sum::Moved { questions, .. } = limit.over { Some(questions) } else { None }
        };
        let two = (self.shapes.len() == 2).then_some((0, 1));
        self.limits.iter().filter_map(questions).chain(two).collect()
    }

    /// Returns true if a State of the equivalence class may hold the tuple.
    pub(super) fn allows(&self, profile: &EquivalenceClass, tuple: &Tuple) -> bool {
        let fits =
            |(question, (slot, mask)): (usize, (&Visibility, &Option<Mask>))| match (slot, mask) {
                (Visibility::Absent, None) => true,
                (Visibility::Known { mask: known, .. }, Some(mask)) => known == mask,
                (Visibility::Hidden { asked, same_as, .. }, Some(mask)) => {
                    let shape = &self.shapes[question];
                    // A response that a State truly gave is always possible.
                    let possible = shape.allows(*mask)
                        || self.tuples.iter().any(|tuple| tuple[question] == Some(*mask));
                    possible
                        && !(*asked && *mask == shape.not_asked())
                        && same_as.is_none_or(|other| tuple[other] == Some(*mask))
                }
                _ => false,
            };
        tuple.len() == profile.profile.slots.len()
            && profile.profile.slots.iter().zip(tuple).enumerate().all(fits)
    }
}

impl EquivalenceClass {
    /// Returns the contribution of a State of the equivalence class with this tuple to a sum: 0 or
    /// 1.
    pub(super) fn counts(&self, over: Sum, tuple: &Tuple) -> i64 {
        let counted = match over {
            Sum::Level { question, set, level } => {
                self.profile.slots[question].sets().contains(&set)
                    && tuple[question].is_some_and(|mask| (mask >> level) & 1 == 1)
            }
            Sum::Changes { from, to, region } => {
                let differ =
                    tuple[from].zip(tuple[to]).is_some_and(|(before, after)| before != after);
                self.profile.region == Some(region) && differ
            }
            Sum::Moved { moves, questions, steps } => {
                let is = |question: usize, step: ChangeCategory| {
                    tuple[question].is_some_and(|mask| step.is(mask))
                };
                self.profile.moves.contains(&moves)
                    && is(questions.0, steps.0)
                    && is(questions.1, steps.1)
            }
        };
        i64::from(counted)
    }
}

impl EquivalenceClass {
    /// Returns true if a sum counts States of the equivalence class.
    pub(super) fn is_counted(&self, over: Sum) -> bool {
        match over {
            Sum::Level { question, set, .. } => self.profile.slots[question].sets().contains(&set),
            Sum::Changes { region, .. } => self.profile.region == Some(region),
            Sum::Moved { moves, .. } => self.profile.moves.contains(&moves),
        }
    }

    /// Copies responses to the releases in which the response must be the same.
    pub(super) fn tie(&self, tuple: &mut Tuple) {
        for (question, slot) in self.profile.slots.iter().enumerate() {
            if let Visibility::Hidden { same_as: Some(earlier), .. } = slot {
                tuple[question] = tuple[*earlier];
            }
        }
    }
}

impl Visibility {
    pub(super) fn sets(&self) -> &[usize] {
        match self {
            Self::Absent => &[],
            Self::Known { sets, .. } | Self::Hidden { sets, .. } => sets,
        }
    }
}

/// Returns the visibility of a State's response in each release.
fn slots(
    questions: &[ReleasedQuestion],
    state: &StateCode,
    reader: ReaderLevel,
) -> Vec<Visibility> {
    let tied = |a: usize, b: usize| {
        let edition = |place: usize| {
            questions[place].said.get(state).map(|line| (questions[place].cycle, line.edition))
        };
        edition(a).is_some() && edition(a) == edition(b)
    };
    let slot = |(place, question): (usize, &ReleasedQuestion)| {
        let Some(line) = question.said.get(state) else { return Visibility::Absent };
        let contains = |(set, states): (usize, &Set)| {
            (line.hidden && states.states.contains(state)).then_some(set)
        };
        let sets = question.sets.iter().enumerate().filter_map(contains).collect();
        // A fact that is known of an edition is known of it in every release.
        let same = || {
            (0..questions.len())
                .filter(|other| tied(place, *other))
                .map(|other| questions[other].said[state])
        };
        if same().any(|line| line.shown >= reader) {
            return Visibility::Known { sets, mask: line.mask };
        }
        let asked = same().any(|line| line.asked >= reader);
        let same_as = (0..place).find(|earlier| tied(*earlier, place));
        Visibility::Hidden { sets, asked, same_as }
    };
    questions.iter().enumerate().map(slot).collect()
}

/// Returns every sum on which the attacker has a limit, with the released interval if a table gives
/// one.
fn sums<'a>(
    questions: &'a [ReleasedQuestion],
    regions: Option<&'a BTreeMap<StateCode, usize>>,
) -> impl Iterator<Item = (Sum, Option<(u32, u32)>)> + 'a {
    let cells = |(question, said): (usize, &'a ReleasedQuestion)| {
        said.sets.iter().enumerate().flat_map(move |(set, row)| {
            let cell = move |(level, cell): (usize, &Option<(u32, u32)>)| {
                cell.map(|cell| (Sum::Level { question, set, level }, Some(cell)))
            };
            row.cells.iter().enumerate().filter_map(cell)
        })
    };
    let places: BTreeSet<usize> =
        regions.into_iter().flat_map(|regions| regions.values().copied()).collect();
    let next = (1..questions.len()).filter(|to| {
        questions[to - 1].cycle != questions[*to].cycle
            && questions[to - 1].shape == questions[*to].shape
    });
    let changes = next.flat_map(move |to| {
        places
            .clone()
            .into_iter()
            .map(move |region| (Sum::Changes { from: to - 1, to, region }, None))
    });
    questions.iter().enumerate().flat_map(cells).chain(changes)
}

/// Returns the sums that released changes give, with their intervals.
///
/// If a release is missing among the released questions, the sum gets an interval that no
/// assignment satisfies. So nothing is admitted.
fn moved<'a>(
    questions: &'a [ReleasedQuestion],
    moves: &'a [ChangeConstraints],
) -> impl Iterator<Item = (Sum, Option<(u32, u32)>)> + 'a {
    let place = |release: i64| questions.iter().position(|question| question.release == release);
    moves.iter().enumerate().flat_map(move |(moves, one)| {
        let questions = place(one.from).zip(place(one.to));
        one.cells.iter().map(move |(steps, said)| match questions {
            Some(questions) => (Sum::Moved { moves, questions, steps: *steps }, Some(*said)),
            None => (Sum::Changes { from: 0, to: 0, region: usize::MAX }, Some((1, 0))),
        })
    })
}
