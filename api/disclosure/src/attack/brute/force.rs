//! The attacker that tries all assignments.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::{
    super::*,
    drawn::{answers, not_asked},
};
use crate::tabulate::Mask;
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// Returns every assignment that is consistent with the releases and with the known answers.
fn possible(
    questions: &[ReleasedQuestion],
    regions: Option<&BTreeMap<StateCode, usize>>,
    moves: &[ChangeConstraints],
) -> Vec<BTreeMap<(StateCode, usize), Mask>> {
    let places: Vec<(StateCode, usize)> = questions
        .iter()
        .enumerate()
        .flat_map(|(place, question)| question.said.keys().map(move |state| (state.clone(), place)))
        .collect();
    let mut assignments = vec![BTreeMap::new()];
    for (state, place) in &places {
        let question = &questions[*place];
        let line = question.said[state];
        let choices: Vec<Mask> = if line.shown == ReaderLevel::Public {
            vec![line.mask]
        } else {
            answers(&question.shape)
                .into_iter()
                .filter(|mask| {
                    !(line.asked == ReaderLevel::Public && mask & not_asked(&question.shape) != 0)
                })
                .collect()
        };
        let grown =
            assignments.iter().flat_map(|assignment: &BTreeMap<(StateCode, usize), Mask>| {
                choices.iter().map(move |mask| {
                    let mut assignment = assignment.clone();
                    assignment.insert((state.clone(), *place), *mask);
                    assignment
                })
            });
        // A sum that is too large stays too large, so the assignment is dropped at once.
        assignments =
            grown.filter(|assignment| fits(questions, regions, assignment, false)).collect();
    }
    assignments.retain(|assignment| {
        fits(questions, regions, assignment, true)
            && moves.iter().all(|moves| tells(moves, assignment))
    });
    assignments
}
fn fits(
    questions: &[ReleasedQuestion],
    regions: Option<&BTreeMap<StateCode, usize>>,
    assignment: &BTreeMap<(StateCode, usize), Mask>,
    whole: bool,
) -> bool {
    let said =
        |state: &StateCode, question: usize| assignment.get(&(state.clone(), question)).copied();
    let cells = questions.iter().enumerate().all(|(place, question)| {
        question.sets.iter().all(|set| {
            set.cells.iter().enumerate().all(|(level, cell)| {
                let hidden = set
                    .states
                    .iter()
                    .filter(|state| question.said.get(*state).is_some_and(|line| line.hidden));
                let held = hidden
                    .filter(|state| said(state, place).is_some_and(|mask| (mask >> level) & 1 == 1))
                    .count();
                let held = u32::try_from(held).unwrap();
                cell.is_none_or(|(least, most)| held <= most && (!whole || held >= least))
            })
        })
    });
    let editions = (0..questions.len()).all(|b| {
        (0..b).all(|a| {
            questions[a].said.iter().all(|(state, line)| {
                let tied = questions[a].cycle == questions[b].cycle
                    && questions[b]
                        .said
                        .get(state)
                        .is_some_and(|other| other.edition == line.edition);
                !tied || said(state, a).zip(said(state, b)).is_none_or(|(one, other)| one == other)
            })
        })
    });
    let changes = regions.is_none_or(|regions| {
        (1..questions.len()).filter(|to| questions[to - 1].cycle != questions[*to].cycle).all(
            |to| {
                (0..2).all(|region| {
                    let inside =
                        || questions[to].said.keys().filter(|state| regions[*state] == region);
                    let truly = |state: &&StateCode| {
                        questions[to - 1]
                            .said
                            .get(*state)
                            .is_some_and(|line| line.mask != questions[to].said[*state].mask)
                    };
                    let changed = |state: &&StateCode| {
                        said(state, to - 1)
                            .zip(said(state, to))
                            .is_some_and(|(one, other)| one != other)
                    };
                    // The attacker knows that few answers changed only if it is true.
                    inside().filter(truly).count() > 2 || inside().filter(changed).count() <= 2
                })
            },
        )
    });
    cells && editions && changes
}

/// Returns true if an assignment has the released changes. `from` and `to` are places of released
/// questions.
fn tells(moves: &ChangeConstraints, assignment: &BTreeMap<(StateCode, usize), Mask>) -> bool {
    let said = |state: &StateCode, question: i64| {
        assignment[&(state.clone(), usize::try_from(question).unwrap())]
    };
    moves.cells.iter().all(|((from, to), (least, most))| {
        let went =
            |state: &&StateCode| from.is(said(state, moves.from)) && to.is(said(state, moves.to));
        let went = u32::try_from(moves.hidden.iter().filter(went).count()).unwrap();
        (*least..=*most).contains(&went)
    })
}

/// Returns a disclosure: the States that pool their answers, and the State, release and level that
/// they determine.
pub(super) fn determined(
    questions: &[ReleasedQuestion],
    attackers: &ResponseKnowledge,
    regions: Option<&BTreeMap<StateCode, usize>>,
    moves: &[ChangeConstraints],
) -> Option<(BTreeSet<StateCode>, StateCode, usize, usize)> {
    let assignments = possible(questions, regions, moves);
    // A release does not disclose a fact that is known without any release.
    let silent: Vec<ReleasedQuestion> = questions
        .iter()
        .map(|question| ReleasedQuestion { sets: Vec::new(), ..question.clone() })
        .collect();
    let anyway = possible(&silent, regions, &[]);
    let states: BTreeSet<StateCode> =
        questions.iter().flat_map(|question| question.said.keys().cloned()).collect();
    let mut pools: Vec<BTreeSet<StateCode>> = vec![BTreeSet::new()];
    pools.extend(attackers.blocs.clone());
    for one in states.iter().filter(|_| attackers.coalition > 0) {
        pools.push([one.clone()].into());
        pools.extend(
            states
                .iter()
                .filter(|_| attackers.coalition > 1)
                .map(|other| [one.clone(), other.clone()].into()),
        );
    }
    for pool in pools {
        let theirs = |assignment: &&BTreeMap<(StateCode, usize), Mask>| {
            assignment.iter().all(|((state, question), mask)| {
                !pool.contains(state) || questions[*question].said[state].mask == *mask
            })
        };
        let [believed, without] = [&assignments, &anyway]
            .map(|assignments| assignments.iter().filter(theirs).collect::<Vec<_>>());
        for (place, question) in questions.iter().enumerate() {
            for (state, line) in question.said.iter().filter(|(state, _)| !pool.contains(*state)) {
                // A fact that is known of an edition is known of it in every release.
                let same = || {
                    let others = questions.iter().filter(|other| other.cycle == question.cycle);
                    others
                        .filter_map(|other| other.said.get(state))
                        .filter(|other| other.edition == line.edition)
                };
                let tied = same().any(|other| other.shown == ReaderLevel::Public);
                let asked = same().any(|other| other.asked == ReaderLevel::Public);
                for level in 0..question.shape.levels() {
                    let held = |mask: Mask| (mask >> level) & 1;
                    let could = answers(&question.shape)
                        .into_iter()
                        .filter(|m| !(asked && m & not_asked(&question.shape) != 0));
                    let varies = could.map(held).collect::<BTreeSet<_>>().len() == 2;
                    let seen = |assignments: &[&BTreeMap<(StateCode, usize), Mask>]| {
                        assignments
                            .iter()
                            .map(|assignment| held(assignment[&(state.clone(), place)]))
                            .collect::<BTreeSet<_>>()
                            .len()
                    };
                    if varies && !tied && seen(&believed) < 2 && seen(&without) == 2 {
                        return Some((pool, state.clone(), place, level));
                    }
                }
            }
        }
    }
    None
}
