//! The last resort of the search: a linear program, and an integer program where its solution is not whole.

use super::{
    certificate::{Case, Knowledge, Move, Target},
    tuples::Tuples,
};
use good_lp::{
    Expression, ProblemVariables, Solution as _, SolverModel as _, Variable, WithTimeLimit as _, constraint,
    solvers::microlp::microlp, variable,
};

/// A world as a solver finds it in time, in which as few States as can be differ from the truth; the caller checks it. Atoms
/// without a universe stay as they are.
pub(super) fn world(
    case: &Case<'_>,
    tuples: &Tuples<'_>,
    universe: &[Vec<usize>],
    target: Target,
    knows: &Knowledge,
    seconds: f64,
) -> Option<Vec<Move>> {
    let relaxed = solve(case, tuples, universe, target, knows, seconds, false)?;
    let is_whole = |turn: &Turn<f64>| (turn.number - turn.number.round()).abs() < 1e-6;
    let turns = if relaxed.iter().all(is_whole) { relaxed } else { solve(case, tuples, universe, target, knows, seconds, true)? };
    let each = |atom: usize, comes: bool| {
        let some = turns.iter().filter(move |turn| turn.atom == atom && turn.comes == comes);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of States")]
        some.flat_map(|turn| std::iter::repeat_n(turn.tuple, turn.number.round().max(0.0) as usize))
    };
    let moves = |atom: usize| each(atom, false).zip(each(atom, true)).map(move |(from, to)| Move(atom, from, to, 1));
    Some((0..universe.len()).flat_map(moves).filter(|Move(_, from, to, _)| from != to).collect())
}

/// How many States of an atom come to hold a tuple, or hold it no more.
struct Turn<N> {
    atom: usize,
    tuple: usize,
    comes: bool,
    number: N,
}

fn solve(
    case: &Case<'_>,
    tuples: &Tuples<'_>,
    universe: &[Vec<usize>],
    target: Target,
    knows: &Knowledge,
    seconds: f64,
    whole: bool,
) -> Option<Vec<Turn<f64>>> {
    let problem = case.problem;
    let mut unknowns = ProblemVariables::new();
    let mut add = |atom: usize, tuple: usize, comes: bool, most: f64| {
        let of = variable().min(0.0).max(most);
        Turn { atom, tuple, comes, number: unknowns.add(if whole { of.integer() } else { of }) }
    };
    let mut turns: Vec<Turn<Variable>> = Vec::new();
    for (class, count) in case.classes.iter().filter(|(class, _)| !universe[class.atom].is_empty()) {
        let known = knows.iter().find(|(other, _)| other == class).map_or(0, |(_, known)| *known);
        turns.push(add(class.atom, class.tuple, false, f64::from(count.saturating_sub(known))));
    }
    for (atom, places) in universe.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        let size = problem.atoms[atom].states.len() as f64;
        turns.extend(places.iter().map(|tuple| add(atom, *tuple, true, size)));
    }
    let sign = |turn: &Turn<Variable>| if turn.comes { 1.0 } else { -1.0 } * turn.number;
    let sum = |of: &dyn Fn(&Turn<Variable>) -> bool| -> Expression { turns.iter().filter(|turn| of(turn)).map(sign).sum() };
    let mut said: Vec<(Expression, Variable)> = Vec::new();
    for limit in &problem.limits {
        let counted: Vec<bool> = problem.atoms.iter().map(|atom| atom.is_counted(limit.over)).collect();
        let counts = |turn: &&Turn<Variable>| {
            counted[turn.atom] && problem.atoms[turn.atom].counts(limit.over, &tuples.all[turn.tuple]) == 1
        };
        let counts: Vec<&Turn<Variable>> = turns.iter().filter(counts).collect();
        if !counts.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "counts of States")]
            let of = variable().min((limit.least - limit.truth) as f64).max((limit.most - limit.truth) as f64);
            said.push((counts.into_iter().map(sign).sum(), unknowns.add(of)));
        }
    }
    let mine = knows.iter().filter(|(class, _)| class.atom == target.atom && target.is_met(&tuples.all[class.tuple]));
    let mine: i64 = mine.map(|(_, count)| i64::from(*count)).sum();
    let changed: Expression = turns.iter().filter(|turn| !turn.comes).map(|turn| turn.number).sum();
    let mut model = unknowns.minimise(changed).using(microlp).with_time_limit(seconds);
    #[expect(clippy::cast_precision_loss, reason = "counts of States")]
    let more = (mine + 1 - case.holding(target, &[], &tuples.all)) as f64;
    let met = sum(&|turn| turn.atom == target.atom && target.is_met(&tuples.all[turn.tuple]));
    model.add_constraint(constraint!(met >= more));
    for atom in 0..universe.len() {
        model.add_constraint(constraint!(sum(&|turn| turn.atom == atom) == 0.0));
    }
    for (sum, said) in said {
        model.add_constraint(constraint!(sum - said == 0.0));
    }
    let solution = model.solve().ok()?;
    let value = |turn: Turn<Variable>| Turn {
        atom: turn.atom,
        tuple: turn.tuple,
        comes: turn.comes,
        number: solution.value(turn.number),
    };
    Some(turns.into_iter().map(value).collect())
}
