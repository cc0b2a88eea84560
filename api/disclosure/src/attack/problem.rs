//! The attacker's problem: everything released on one question, as sums over equivalence classes.
//!
//! Hidden States that nothing released tells apart are interchangeable; together they are an **atom**. What a State of an atom
//! said in each release is a **tuple** of masks. A **world** says how many States of each atom hold which tuple, and
//! whoever knows no more than what is released takes every world for possible in which all **limits** hold.
//!
//! Facts that the attackers read are taken out beforehand: for an outsider answers that are public or ever were, for States also those that are
//! shown to Member States, for the Secretariat also those that are shown to it; and whether a question was asked where that
//! follows from these.

use crate::tabulate::{AnswerSpace, ChangeCategory, Mask};
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// One question in one release.
#[derive(Clone, Debug)]
pub struct ReleasedQuestion {
    /// The number of the release.
    pub release: i64,
    /// The place of the cycle in time.
    pub cycle: usize,
    /// Which answers there are.
    pub shape: AnswerSpace,
    /// What was, or would be, released: the sets of tables that are available.
    pub sets: Vec<Set>,
    /// What every counted State said.
    pub said: BTreeMap<StateCode, KnownResponse>,
}

/// A set of States, with what is said of each level.
#[derive(Clone, Debug)]
pub struct Set {
    /// The States that its figures count.
    pub states: BTreeSet<StateCode>,
    /// Of each level: the least and the greatest number of hidden States that hold it, if anything is said of it.
    pub cells: Vec<Option<(u32, u32)>>,
}

/// What is said of changes of one question between two releases, of all States that both count and that have not taken the
/// earlier answer back.
#[derive(Clone, Debug)]
pub struct ChangeConstraints {
    /// The release before, by its number.
    pub from: i64,
    /// The release after.
    pub to: i64,
    /// The States of which not both answers are public.
    pub hidden: BTreeSet<StateCode>,
    /// From what to what, with the least and the greatest number of them.
    pub cells: Vec<((ChangeCategory, ChangeCategory), (u32, u32))>,
}

/// What one State said.
#[derive(Clone, Copy, Debug)]
pub struct KnownResponse {
    /// The levels it holds.
    pub mask: Mask,
    /// Whether it is counted among the hidden.
    pub hidden: bool,
    /// Who knows it: it was shown to these readers, or follows from what was.
    pub shown: ReaderLevel,
    /// Who knows that it was asked.
    pub asked: ReaderLevel,
    /// The number of its edition: in one cycle the same edition says the same.
    pub edition: i32,
}

/// What the States of an atom said in each release.
pub type Tuple = Vec<Option<Mask>>;

/// What nobody tells apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RespondentProfile {
    /// By release.
    pub(super) slots: Vec<Visibility>,
    region: Option<usize>,
    /// What is said of changes, in which it is counted among the hidden.
    moves: Vec<usize>,
}

/// A State's part in one release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Visibility {
    /// Not counted.
    Absent,
    /// Everybody knows what it said.
    Known {
        /// The sets in whose bands it is counted.
        sets: Vec<usize>,
        mask: Mask,
    },
    /// Nobody knows but itself.
    Hidden {
        sets: Vec<usize>,
        /// Everybody knows that it was asked.
        asked: bool,
        /// It says the same as in this earlier release.
        same_as: Option<usize>,
    },
}

/// States that nothing released tells apart.
#[derive(Clone, Debug)]
pub(super) struct EquivalenceClass {
    pub(super) kind: RespondentProfile,
    /// Its States with the place of their true tuple.
    pub(super) states: Vec<(StateCode, usize)>,
}

/// What everybody knows of a sum over States.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) over: Sum,
    pub(super) least: i64,
    pub(super) most: i64,
    /// What it truly is.
    pub(super) truth: i64,
}

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    /// Who holds a level in a set of a release.
    Level { sheet: usize, set: usize, level: usize },
    /// Whose answer changed between two releases, in a region.
    Changes { from: usize, to: usize, region: usize },
    /// Who went from one answer to another, as far as a release tells it.
    Moved { moves: usize, sheets: (usize, usize), steps: (ChangeCategory, ChangeCategory) },
}

/// At most so many answers of a region are known to have changed from one cycle to the next.
pub const CHANGES: i64 = 2;

/// Everything released on one question.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) shapes: Vec<AnswerSpace>,
    pub(super) equivalence_classes: Vec<EquivalenceClass>,
    /// The true tuples; a certificate adds others behind them.
    pub(super) tuples: Vec<Tuple>,
    pub(super) limits: Vec<Limit>,
}

impl Problem {
    /// The problem of these sheets, oldest first, and of what is said of changes between them, for attackers who read what is shown to
    /// `reader`. With `regions`, it is known that in each region few answers changed from cycle to cycle.
    pub fn of(
        sheets: &[ReleasedQuestion],
        regions: Option<&BTreeMap<StateCode, usize>>,
        moves: &[ChangeConstraints],
        reader: ReaderLevel,
    ) -> Self {
        let states: BTreeSet<&StateCode> = sheets.iter().flat_map(|sheet| sheet.said.keys()).collect();
        let mut kinds: BTreeMap<RespondentProfile, Vec<(StateCode, Tuple)>> = BTreeMap::new();
        for state in states {
            let tuple = sheets.iter().map(|sheet| sheet.said.get(state).map(|line| line.mask)).collect();
            let region = regions.map(|regions| regions.get(state).copied().unwrap_or(usize::MAX));
            let moves = (0..moves.len()).filter(|one| moves[*one].hidden.contains(state)).collect();
            kinds
                .entry(RespondentProfile { slots: slots(sheets, state, reader), region, moves })
                .or_default()
                .push((state.clone(), tuple));
        }
        let tuples: BTreeSet<Tuple> = kinds.values().flatten().map(|(_, tuple)| tuple.clone()).collect();
        let tuples: Vec<Tuple> = tuples.into_iter().collect();
        let place = |tuple: &Tuple| tuples.binary_search(tuple).unwrap_or(usize::MAX);
        let atom = |(kind, states): (RespondentProfile, Vec<(StateCode, Tuple)>)| EquivalenceClass {
            kind,
            states: states.into_iter().map(|(state, tuple)| (state, place(&tuple))).collect(),
        };
        let equivalence_classes = kinds.into_iter().map(atom).collect();
        let shapes = sheets.iter().map(|sheet| sheet.shape.clone()).collect();
        let mut problem = Self { shapes, equivalence_classes, tuples, limits: Vec::new() };
        let all = sums(sheets, regions).chain(moved(sheets, moves));
        problem.limits = all.filter_map(|(over, said)| problem.limit(over, said)).collect();
        // Where everybody knows everything there is no secret, and the sums above already count it.
        problem.equivalence_classes.retain(|atom| atom.kind.slots.iter().any(|slot| matches!(slot, Visibility::Hidden { .. })));
        problem
    }

    /// A limit on a sum, of which the part that everybody knows is taken away. Where more has changed than is taken to be known, nobody
    /// knows it.
    fn limit(&self, over: Sum, said: Option<(u32, u32)>) -> Option<Limit> {
        let secret = |atom: &&EquivalenceClass| atom.kind.slots.iter().any(|slot| matches!(slot, Visibility::Hidden { .. }));
        let sum = |secret_ones: bool| -> i64 {
            let equivalence_classes = self.equivalence_classes.iter().filter(|atom| secret(atom) == secret_ones);
            equivalence_classes
                .flat_map(|atom| atom.states.iter().map(move |(_, tuple)| atom.counts(over, &self.tuples[*tuple])))
                .sum()
        };
        let (known, truth) = (sum(false), sum(true));
        let (least, most) =
            said.map_or((0, CHANGES - known), |(least, most)| (i64::from(least) - known, i64::from(most) - known));
        (said.is_some() || truth <= most).then_some(Limit { over, least, most, truth })
    }

    /// Releases in which a State may have to have said something else both times: where changes are told, or there are two.
    pub(super) fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let sheets = |limit: &Limit| if let Sum::Moved { sheets, .. } = limit.over { Some(sheets) } else { None };
        let two = (self.shapes.len() == 2).then_some((0, 1));
        self.limits.iter().filter_map(sheets).chain(two).collect()
    }

    /// Whether a State of the atom may have said this.
    pub(super) fn allows(&self, atom: &EquivalenceClass, tuple: &Tuple) -> bool {
        let fits = |(sheet, (slot, mask)): (usize, (&Visibility, &Option<Mask>))| match (slot, mask) {
            (Visibility::Absent, None) => true,
            (Visibility::Known { mask: known, .. }, Some(mask)) => known == mask,
            (Visibility::Hidden { asked, same_as, .. }, Some(mask)) => {
                let shape = &self.shapes[sheet];
                // What somebody truly said is possible, whatever the shape says.
                let possible = shape.allows(*mask) || self.tuples.iter().any(|tuple| tuple[sheet] == Some(*mask));
                possible && !(*asked && *mask == shape.not_asked()) && same_as.is_none_or(|other| tuple[other] == Some(*mask))
            }
            _ => false,
        };
        tuple.len() == atom.kind.slots.len() && atom.kind.slots.iter().zip(tuple).enumerate().all(fits)
    }
}

impl EquivalenceClass {
    /// What a State of the atom with this tuple adds to a sum.
    pub(super) fn counts(&self, over: Sum, tuple: &Tuple) -> i64 {
        let counted = match over {
            Sum::Level { sheet, set, level } => {
                self.kind.slots[sheet].sets().contains(&set) && tuple[sheet].is_some_and(|mask| (mask >> level) & 1 == 1)
            }
            Sum::Changes { from, to, region } => {
                let differ = tuple[from].zip(tuple[to]).is_some_and(|(before, after)| before != after);
                self.kind.region == Some(region) && differ
            }
            Sum::Moved { moves, sheets, steps } => {
                let is = |sheet: usize, step: ChangeCategory| tuple[sheet].is_some_and(|mask| step.is(mask));
                self.kind.moves.contains(&moves) && is(sheets.0, steps.0) && is(sheets.1, steps.1)
            }
        };
        i64::from(counted)
    }
}

impl EquivalenceClass {
    /// Whether a sum counts States of the atom at all.
    pub(super) fn is_counted(&self, over: Sum) -> bool {
        match over {
            Sum::Level { sheet, set, .. } => self.kind.slots[sheet].sets().contains(&set),
            Sum::Changes { region, .. } => self.kind.region == Some(region),
            Sum::Moved { moves, .. } => self.kind.moves.contains(&moves),
        }
    }

    /// Says the same again where it must.
    pub(super) fn tie(&self, tuple: &mut Tuple) {
        for (sheet, slot) in self.kind.slots.iter().enumerate() {
            if let Visibility::Hidden { same_as: Some(earlier), .. } = slot {
                tuple[sheet] = tuple[*earlier];
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

/// A State's part in each release.
fn slots(sheets: &[ReleasedQuestion], state: &StateCode, reader: ReaderLevel) -> Vec<Visibility> {
    let tied = |a: usize, b: usize| {
        let editions = [a, b].map(|sheet| sheets[sheet].said.get(state).map(|line| (sheets[sheet].cycle, line.edition)));
        editions[0].is_some() && editions[0] == editions[1]
    };
    let slot = |(place, sheet): (usize, &ReleasedQuestion)| {
        let Some(line) = sheet.said.get(state) else { return Visibility::Absent };
        let contains = |(set, states): (usize, &Set)| (line.hidden && states.states.contains(state)).then_some(set);
        let sets = sheet.sets.iter().enumerate().filter_map(contains).collect();
        // What is known of an edition is known of it in every release.
        let same = || (0..sheets.len()).filter(|other| tied(place, *other)).map(|other| sheets[other].said[state]);
        if same().any(|line| line.shown >= reader) {
            return Visibility::Known { sets, mask: line.mask };
        }
        let asked = same().any(|line| line.asked >= reader);
        Visibility::Hidden { sets, asked, same_as: (0..place).find(|earlier| tied(*earlier, place)) }
    };
    sheets.iter().enumerate().map(slot).collect()
}

/// Every sum of which something is known, with what a table says of it.
fn sums<'a>(
    sheets: &'a [ReleasedQuestion],
    regions: Option<&'a BTreeMap<StateCode, usize>>,
) -> impl Iterator<Item = (Sum, Option<(u32, u32)>)> + 'a {
    let cells = |(sheet, said): (usize, &'a ReleasedQuestion)| {
        said.sets.iter().enumerate().flat_map(move |(set, row)| {
            let cell = move |(level, cell): (usize, &Option<(u32, u32)>)| {
                cell.map(|cell| (Sum::Level { sheet, set, level }, Some(cell)))
            };
            row.cells.iter().enumerate().filter_map(cell)
        })
    };
    let places: BTreeSet<usize> = regions.into_iter().flat_map(|regions| regions.values().copied()).collect();
    let next =
        (1..sheets.len()).filter(|to| sheets[to - 1].cycle != sheets[*to].cycle && sheets[to - 1].shape == sheets[*to].shape);
    let changes =
        next.flat_map(move |to| places.clone().into_iter().map(move |region| (Sum::Changes { from: to - 1, to, region }, None)));
    sheets.iter().enumerate().flat_map(cells).chain(changes)
}

/// What is said of changes. Where a release is not among the sheets, its place is none that anybody has, so that nothing fits and
/// nothing is let through.
fn moved<'a>(
    sheets: &'a [ReleasedQuestion],
    moves: &'a [ChangeConstraints],
) -> impl Iterator<Item = (Sum, Option<(u32, u32)>)> + 'a {
    let place = |release: i64| sheets.iter().position(|sheet| sheet.release == release);
    moves.iter().enumerate().flat_map(move |(moves, one)| {
        let sheets = place(one.from).zip(place(one.to));
        one.cells.iter().map(move |(steps, said)| match sheets {
            Some(sheets) => (Sum::Moved { moves, sheets, steps: *steps }, Some(*said)),
            None => (Sum::Changes { from: 0, to: 0, region: usize::MAX }, Some((1, 0))),
        })
    })
}
