//! The last resort of the search: a linear program, and an integer program where its solution is not whole.

use super::{
    certificate::{Case, Class, Knowledge, Move, Target},
    problem::Tuple,
};
use good_lp::{
    Expression, ProblemVariables, Solution as _, SolverModel as _, Variable, WithTimeLimit as _, constraint,
    solvers::microlp::microlp, variable,
};

/// A world as a solver finds it in time; the caller checks it.
pub(super) fn world(
    case: &Case<'_>,
    tuples: &[Tuple],
    universe: &[Vec<usize>],
    target: Target,
    knows: &Knowledge,
    seconds: f64,
) -> Option<Vec<Move>> {
    let relaxed = solve(case, tuples, universe, target, knows, seconds, false)?;
    let is_whole = relaxed.iter().flatten().all(|value| (value - value.round()).abs() < 1e-6);
    let values = if is_whole { relaxed } else { solve(case, tuples, universe, target, knows, seconds, true)? };
    let mut world = Vec::new();
    for (atom, (places, values)) in universe.iter().zip(values).enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "counts of States")]
        let more = |(tuple, value): (&usize, &f64)| (*tuple, value.round() as i64 - case.truly(Class { atom, tuple: *tuple }));
        let changes: Vec<(usize, i64)> = places.iter().zip(&values).map(more).collect();
        let each = |sign: i64| {
            let some = changes.iter().filter(move |(_, more)| more.signum() == sign);
            some.flat_map(|(tuple, more)| std::iter::repeat_n(*tuple, usize::try_from(more.abs()).unwrap_or(0)))
        };
        world.extend(each(-1).zip(each(1)).map(|(from, to)| Move(atom, from, to, 1)));
    }
    Some(world)
}

/// How many States of each atom hold each tuple of its universe.
fn solve(
    case: &Case<'_>,
    tuples: &[Tuple],
    universe: &[Vec<usize>],
    target: Target,
    knows: &Knowledge,
    seconds: f64,
    whole: bool,
) -> Option<Vec<Vec<f64>>> {
    let problem = case.problem;
    let known = |class: Class| knows.iter().find(|(other, _)| *other == class).map_or(0, |(_, count)| *count);
    let mut unknowns = ProblemVariables::new();
    let mut add = |atom: usize, tuple: usize, most: usize| {
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        let of = variable().min(f64::from(known(Class { atom, tuple }))).max(most as f64);
        unknowns.add(if whole { of.integer() } else { of })
    };
    let atoms = problem.atoms.iter().zip(universe).enumerate();
    let numbers: Vec<Vec<(usize, Variable)>> = atoms
        .map(|(atom, (of, places))| places.iter().map(|tuple| (*tuple, add(atom, *tuple, of.states.len()))).collect())
        .collect();
    let met: Expression = numbers[target.atom].iter().filter(|(tuple, _)| target.is_met(&tuples[*tuple])).map(|(_, n)| *n).sum();
    let mine = knows.iter().filter(|(class, _)| class.atom == target.atom && target.is_met(&tuples[class.tuple]));
    let mine: u32 = mine.map(|(_, count)| count).sum();
    let mut model = unknowns.maximise(met.clone()).using(microlp).with_time_limit(seconds);
    model.add_constraint(constraint!(met >= f64::from(mine + 1)));
    for (of, numbers) in problem.atoms.iter().zip(&numbers) {
        let all: Expression = numbers.iter().map(|(_, n)| *n).sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        model.add_constraint(constraint!(all == of.states.len() as f64));
    }
    for limit in &problem.limits {
        let each = problem.atoms.iter().zip(&numbers).flat_map(|(of, numbers)| {
            numbers.iter().filter(|(tuple, _)| of.counts(limit.over, &tuples[*tuple]) == 1).map(|(_, n)| *n)
        });
        let each: Vec<Variable> = each.collect();
        if each.is_empty() {
            continue;
        }
        let sum: Expression = each.into_iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of States")]
        {
            model.add_constraint(constraint!(sum.clone() >= limit.least as f64));
            model.add_constraint(constraint!(sum <= limit.most as f64));
        }
    }
    let solution = model.solve().ok()?;
    Some(numbers.iter().map(|of| of.iter().map(|(_, n)| solution.value(*n)).collect()).collect())
}
