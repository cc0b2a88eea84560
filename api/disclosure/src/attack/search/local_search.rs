//! Local search: a few reassignments of single States turn the truth into a counterexample.
//!
//! ```text
//! improve(assignment, depth):
//!   1  if the assignment is not the truth and no limit is broken: it is found if it is a
//!      counterexample for the attacker; stop
//!   2  if the depth is used up: stop
//!   3  candidates: if no limit is broken (the first step), one State of the target's class
//!      that comes to meet the target; else one State of any class that the first broken
//!      limit counts, such that the sum moves towards the limit
//!   4  skip candidates that undo the target, or that need a State whose answer the attacker knows
//!   5  score: the total distance of all sums from their limits; 0 ends the search
//!   6  after the first step, keep only candidates that lower the score
//!   7  try improve() on the best three; undo a reassignment that fails
//! ```
//!
//! Invariant: `sums` are the sums of the current assignment, so the score tells exactly which
//! limits it breaks.

use crate::{
    attack::{
        attack_instance::{Class, Knowledge, Reassignment, SensitiveCell},
        problem::{Sum, Tuple},
        search::Search,
        tuples::{Reach, Turn},
    },
    tabulate::Mask,
};
use std::collections::BTreeMap;

/// Greatest number of reassignments in one assignment, before the programs run.
const DEPTH: usize = 16;
/// Number of the most promising reassignments that are followed.
const WIDTH: usize = 3;

impl Search<'_> {
    /// Returns an assignment of few reassignments that is consistent with the attacker's knowledge
    /// and in which an unknown State meets the target.
    pub(in crate::attack) fn moves(
        &mut self,
        target: SensitiveCell,
        knows: &Knowledge,
        reach: Reach,
    ) -> Option<Vec<Reassignment>> {
        self.looked = 0;
        let mut sums: Vec<i64> = self.case.problem.limits.iter().map(|limit| limit.truth).collect();
        let mut counterexample = Vec::new();
        self.step(target, knows, reach, &mut counterexample, &mut sums, DEPTH)
            .then_some(counterexample)
    }

    /// Adds reassignments until the target is met and every limit holds.
    fn step(
        &mut self,
        target: SensitiveCell,
        knows: &Knowledge,
        reach: Reach,
        counterexample: &mut Vec<Reassignment>,
        sums: &mut [i64],
        left: usize,
    ) -> bool {
        let problem = self.case.problem;
        let broken = (0..sums.len()).find(|limit| self.off(*limit, sums[*limit]) != 0);
        if !counterexample.is_empty() && broken.is_none() {
            return self.case.is_counterexample_for(
                target,
                counterexample,
                &self.tuples.all,
                knows,
            );
        }
        if left == 0 {
            return false;
        }
        let now: i64 = (0..sums.len()).map(|limit| self.off(limit, sums[limit]).abs()).sum();
        let equivalence_classes: Vec<usize> = match broken {
            None => vec![target.profile],
            Some(limit) => (0..problem.equivalence_classes.len())
                .filter(|profile| self.tuples.limits[*profile].binary_search(&limit).is_ok())
                .collect(),
        };
        let mut moves: Vec<(i64, Reassignment, Turn)> = Vec::new();
        for profile in equivalence_classes {
            let held = self.held[profile].clone();
            for from in &held {
                let class = Class { profile, tuple: *from };
                let floor = knows
                    .iter()
                    .find(|(known, _)| *known == class)
                    .map_or(0, |(_, count)| i64::from(*count));
                if self.case.number(class, counterexample) <= floor {
                    continue;
                }
                let near = self.tuples.near(profile, *from, &held, reach);
                let fitted = self.fitted(profile, *from, target, broken, sums, reach);
                let fitted: Vec<(usize, Turn)> = fitted
                    .into_iter()
                    .map(|to| (to, self.tuples.turn(profile, *from, to)))
                    .collect();
                let all = near
                    .iter()
                    .map(|near| (near.to, &near.turn))
                    .chain(fitted.iter().map(|(to, turn)| (*to, turn)));
                for (to, turn) in all {
                    if self.looked >= self.effort.moves {
                        break;
                    }
                    if broken
                        .is_some_and(|limit| !self.mends(limit, sums[limit], (profile, *from, to)))
                    {
                        continue;
                    }
                    self.looked += 1;
                    let (was, is) = (
                        target.is_met(&self.tuples.all[*from]),
                        target.is_met(&self.tuples.all[to]),
                    );
                    let first = broken.is_none();
                    let wrong =
                        if first { was || !is } else { profile == target.profile && was && !is };
                    if wrong {
                        continue;
                    }
                    let change = |(limit, by): &(usize, i64)| {
                        self.off(*limit, sums[*limit] + by).abs()
                            - self.off(*limit, sums[*limit]).abs()
                    };
                    let after = now + turn.iter().map(change).sum::<i64>();
                    if after == 0 {
                        // All limits hold: no better reassignment can be found.
                        counterexample.push(Reassignment {
                            class: profile,
                            from: *from,
                            to,
                            states: 1,
                        });
                        if self.case.is_counterexample_for(
                            target,
                            counterexample,
                            &self.tuples.all,
                            knows,
                        ) {
                            return true;
                        }
                        counterexample.pop();
                    } else if first || after < now {
                        moves.push((
                            after,
                            Reassignment { class: profile, from: *from, to, states: 1 },
                            turn.clone(),
                        ));
                    }
                }
            }
        }
        moves.sort_by_key(|(after, ..)| *after);
        for (_, one, turn) in moves.into_iter().take(WIDTH) {
            turn.iter().for_each(|(limit, by)| sums[*limit] += by);
            counterexample.push(one);
            if self.step(target, knows, reach, counterexample, sums, left - 1) {
                return true;
            }
            counterexample.pop();
            turn.iter().for_each(|(limit, by)| sums[*limit] -= by);
        }
        false
    }

    /// Returns true if a reassignment moves a sum towards its limit.
    fn mends(&self, limit: usize, sum: i64, (profile, from, to): (usize, usize, usize)) -> bool {
        let (of, over) =
            (&self.case.problem.equivalence_classes[profile], self.case.problem.limits[limit].over);
        let by = of.counts(over, &self.tuples.all[to]) - of.counts(over, &self.tuples.all[from]);
        by != 0 && by.signum() != self.off(limit, sum).signum()
    }

    /// Returns the signed distance of a sum from its limit; 0 inside the limit.
    fn off(&self, limit: usize, sum: i64) -> i64 {
        let (least, most) = self.tuples.ends[limit];
        (sum - most).max(0) + (sum - least).min(0)
    }

    /// Returns the tuples that repair most of the broken limits, for answers that are sets of
    /// options.
    ///
    /// Such questions have too many possible answers to try each.
    fn fitted(
        &mut self,
        profile: usize,
        from: usize,
        target: SensitiveCell,
        broken: Option<usize>,
        sums: &[i64],
        reach: Reach,
    ) -> Vec<usize> {
        let problem = self.case.problem;
        // Equal responses are fitted together.
        let mut groups: BTreeMap<(Mask, usize), Vec<usize>> = BTreeMap::new();
        for (question, mask) in self.tuples.free(profile, from) {
            groups
                .entry((mask, if reach == Reach::Alike { 0 } else { question }))
                .or_default()
                .push(question);
        }
        let mut found: Vec<Tuple> = Vec::new();
        for ((mask, _), questions) in groups {
            let shape = &problem.shapes[questions[0]];
            let mut costs = vec![0; shape.levels()];
            for question in questions.iter().filter(|question| problem.shapes[**question] == *shape)
            {
                for (level, cost) in costs.iter_mut().enumerate() {
                    let holds = i64::from((mask >> level) & 1 == 1);
                    for limit in self.tuples.cells(profile, *question, level) {
                        let [with, without] =
                            [1 - holds, -holds].map(|by| self.off(limit, sums[limit] + by).abs());
                        *cost += with - without;
                    }
                }
            }
            let wanted = match broken
                .map(|limit| (problem.limits[limit].over, self.off(limit, sums[limit])))
            {
                None if questions.contains(&target.question) && target.held => 1 << target.level,
                Some((Sum::Level { question, level, .. }, off))
                    if questions.contains(&question) && off < 0 =>
                {
                    1 << level
                }
                _ => 0,
            };
            if let Some(fitted) = shape.fitted(mask, wanted, |level| costs[level])
                && fitted != mask
            {
                found.push(match reach {
                    Reach::Alike => self.tuples.replaced(profile, from, Some(mask), fitted),
                    Reach::Any => self.tuples.turned(profile, from, questions[0], fitted),
                });
            }
        }
        found.retain(|tuple| problem.allows(&problem.equivalence_classes[profile], tuple));
        let found: Vec<usize> = found.into_iter().map(|tuple| self.tuples.place(tuple)).collect();
        self.fitted[profile].extend(&found);
        found
    }
}
