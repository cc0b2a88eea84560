//! The last resort of the search: a linear program, and an integer program if its solution is not
//! whole.
//!
//! ```text
//! variables  for each class and tuple: the number of States that leave it, and that come to it
//! minimise   the number of States that leave their true tuple
//! always     at least one unknown State meets the target; in each class as many come as leave
//! limits     added lazily: first those near an end, then those that a solution breaks
//! repeat until a solution breaks no limit; give up after 100 rounds or at the time limit
//! ```
//!
//! Invariant: a returned solution satisfies the fixed rows and all limits, within the tolerance of
//! floating-point numbers. The caller checks the rounded assignment with integers. Only few of the
//! thousands of limits constrain an assignment near the truth, so the lazy rows keep the program
//! small.

use crate::attack::{
    attack_instance::{AttackInstance, Knowledge, Reassignment, SensitiveCell},
    problem::Limit,
    search::search_budget::SearchBudget,
    tuples::Tuples,
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use std::{collections::BTreeSet, time::Duration};

/// Returns an assignment that a solver finds in time, in which few States differ from the truth.
/// The caller checks it.
///
/// Equivalence classes without candidate reassignments stay as they are.
pub(in crate::attack) fn counterexample(
    case: &AttackInstance<'_>,
    tuples: &Tuples<'_>,
    candidate_reassignments: &[Vec<usize>],
    target: SensitiveCell,
    knows: &Knowledge,
    effort: SearchBudget,
) -> Option<Vec<Reassignment>> {
    let program = Program::of(case, tuples, candidate_reassignments, target, knows);
    let mut rows = program.first();
    let relaxed = program.solve(&mut rows, effort, false)?;
    let is_whole = |number: &f64| (number - number.round()).abs() < 1e-6;
    let numbers = if relaxed.iter().all(is_whole) {
        relaxed
    } else {
        program.solve(&mut rows, effort, true)?
    };
    let each = |profile: usize, comes: bool| {
        let some = program
            .turns
            .iter()
            .zip(&numbers)
            .filter(move |(turn, _)| turn.profile == profile && turn.comes == comes);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts of States"
        )]
        some.flat_map(|(turn, number)| {
            std::iter::repeat_n(turn.tuple, number.round().max(0.0) as usize)
        })
    };
    let moves = |profile: usize| {
        each(profile, false).zip(each(profile, true)).map(move |(from, to)| Reassignment {
            class: profile,
            from,
            to,
            states: 1,
        })
    };
    Some(
        (0..candidate_reassignments.len())
            .flat_map(moves)
            .filter(|Reassignment { from, to, .. }| from != to)
            .collect(),
    )
}

/// Number of States of an equivalence class that come to hold a tuple, or that leave it.
struct BranchStep {
    profile: usize,
    tuple: usize,
    comes: bool,
    most: u32,
}

impl BranchStep {
    fn sign(&self) -> f64 {
        if self.comes { 1.0 } else { -1.0 }
    }
}

/// A sum of turns, and its interval.
struct Row {
    of: Vec<(usize, f64)>,
    least: f64,
    most: f64,
}

struct Program {
    turns: Vec<BranchStep>,
    /// Rows that hold from the beginning: the target is met, and each class keeps its number of
    /// States.
    always: Vec<Row>,
    /// The limits.
    limits: Vec<Row>,
}

/// Greatest number of branches of an integer program.
///
/// The bound makes the result independent of the machine's speed. The programs of a release take a
/// few dozen branches, in a fraction of the time limit.
const NODES: u64 = 150;
/// Greatest number of rounds in which a program gets the limits that its solution broke.
const ROUNDS: usize = 100;
/// Distance from the end of a limit below which a program begins with it.
const NEAR: f64 = 1.0;
/// Accepted gap of the objective: any whole solution is good, however many States it reassigns.
const GAP: f64 = 1e9;

impl Program {
    fn of(
        case: &AttackInstance<'_>,
        tuples: &Tuples<'_>,
        candidate_reassignments: &[Vec<usize>],
        target: SensitiveCell,
        knows: &Knowledge,
    ) -> Self {
        let problem = case.problem;
        let mut turns = Vec::new();
        for (class, count) in case
            .classes
            .iter()
            .filter(|(class, _)| !candidate_reassignments[class.profile].is_empty())
        {
            let known =
                knows.iter().find(|(other, _)| other == class).map_or(0, |(_, known)| *known);
            turns.push(BranchStep {
                profile: class.profile,
                tuple: class.tuple,
                comes: false,
                most: count.saturating_sub(known),
            });
        }
        for (profile, places) in candidate_reassignments.iter().enumerate() {
            let most = u32::try_from(problem.equivalence_classes[profile].states.len())
                .unwrap_or(u32::MAX);
            turns.extend(places.iter().map(|tuple| BranchStep {
                profile,
                tuple: *tuple,
                comes: true,
                most,
            }));
        }
        let sum = |of: &dyn Fn(&BranchStep) -> bool| -> Vec<(usize, f64)> {
            turns
                .iter()
                .enumerate()
                .filter(|(_, turn)| of(turn))
                .map(|(place, turn)| (place, turn.sign()))
                .collect()
        };
        let mine = knows.iter().filter(|(class, _)| {
            class.profile == target.profile && target.is_met(&tuples.all[class.tuple])
        });
        let mine: i64 = mine.map(|(_, count)| i64::from(*count)).sum();
        let met =
            sum(&|turn| turn.profile == target.profile && target.is_met(&tuples.all[turn.tuple]));
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        let least = (mine + 1 - case.holding(target, &[], &tuples.all)) as f64;
        let mut always = vec![Row { of: met, least, most: f64::INFINITY }];
        let equivalence_classes = (0..candidate_reassignments.len())
            .filter(|profile| !candidate_reassignments[*profile].is_empty());
        always.extend(equivalence_classes.map(|profile| Row {
            of: sum(&|turn| turn.profile == profile),
            least: 0.0,
            most: 0.0,
        }));
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        let row = |limit: &Limit| Row {
            of: Vec::new(),
            least: (limit.least - limit.truth) as f64,
            most: (limit.most - limit.truth) as f64,
        };
        let mut limits: Vec<Row> = problem.limits.iter().map(row).collect();
        for (place, turn) in turns.iter().enumerate() {
            tuples.counted(turn.profile, turn.tuple, |limit| {
                limits[limit].of.push((place, turn.sign()))
            });
        }
        Self { turns, always, limits }
    }

    /// Returns the rows with which the program begins: the limit, and true for its upper end.
    fn first(&self) -> BTreeSet<(usize, bool)> {
        let limits = self.limits.iter().enumerate().filter(|(_, row)| !row.of.is_empty());
        let ends =
            limits.flat_map(|(place, row)| [(place, false, -row.least), (place, true, row.most)]);
        ends.filter(|(.., slack)| *slack < NEAR).map(|(place, upper, _)| (place, upper)).collect()
    }

    /// Returns a solution that breaks no limit, whole if `whole`. The limits that earlier solutions
    /// broke are added to `rows`.
    fn solve(
        &self,
        rows: &mut BTreeSet<(usize, bool)>,
        effort: SearchBudget,
        whole: bool,
    ) -> Option<Vec<f64>> {
        for _ in 0..ROUNDS {
            let numbers = self.once(rows, effort, whole)?;
            let sum =
                |row: &Row| row.of.iter().map(|(place, sign)| sign * numbers[*place]).sum::<f64>();
            let broken = |(place, row): (usize, &Row)| {
                let sum = sum(row);
                let ends = [(false, sum < row.least - 1e-6), (true, sum > row.most + 1e-6)];
                ends.into_iter().find(|(_, is)| *is).map(|(upper, _)| (place, upper))
            };
            let broken: Vec<(usize, bool)> =
                self.limits.iter().enumerate().filter_map(broken).collect();
            if broken.is_empty() {
                return Some(numbers);
            }
            let before = rows.len();
            rows.extend(broken);
            // If a row is present and broken all the same, the solver is wrong.
            if rows.len() == before {
                break;
            }
        }
        None
    }

    fn once(
        &self,
        rows: &BTreeSet<(usize, bool)>,
        effort: SearchBudget,
        whole: bool,
    ) -> Option<Vec<f64>> {
        let mut model = Problem::new(OptimizationDirection::Minimize);
        let add = |turn: &BranchStep| {
            let cost = if turn.comes { 0.0 } else { 1.0 };
            match i32::try_from(turn.most) {
                Ok(most) if whole => model.add_integer_var(cost, (0, most)),
                _ => model.add_var(cost, (0.0, f64::from(turn.most))),
            }
        };
        let numbers: Vec<Variable> = self.turns.iter().map(add).collect();
        let sum = |row: &Row| {
            row.of.iter().map(|(place, sign)| (numbers[*place], *sign)).collect::<Vec<_>>()
        };
        for row in &self.always {
            model.add_constraint(
                sum(row),
                if row.most == 0.0 { ComparisonOp::Eq } else { ComparisonOp::Ge },
                row.least,
            );
        }
        for (place, upper) in rows {
            let row = &self.limits[*place];
            let (op, end) =
                if *upper { (ComparisonOp::Le, row.most) } else { (ComparisonOp::Ge, row.least) };
            model.add_constraint(sum(row), op, end);
        }
        let mut options = SolveOptions::default();
        options.time_limit = Some(Duration::from_secs_f64(effort.seconds));
        options.mip_gap = GAP;
        options.node_limit = Some(NODES);
        let solution = model.solve_with(options).ok()?.into_solution().ok()?;
        Some(numbers.into_iter().map(|number| solution.var_value_raw(number)).collect())
    }
}
