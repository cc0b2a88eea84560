//! Exact disclosure: an answer that a single figure discloses, before any search.
//!
//! No guarantee depends on this test. It only saves the search for a counterexample that cannot
//! exist.

use super::{
    attack_instance::AttackInstance,
    problem::{Sum, Visibility},
};
use std::collections::BTreeSet;

impl AttackInstance<'_> {
    /// Returns true if a single figure discloses a hidden answer to a coalition.
    ///
    /// Let a figure allow at most m holders of a level, and let a coalition of m States exist. If
    /// its members are m holders, they know that no other State holds the level. The same is true
    /// with "holds" and "does not hold" exchanged. The test applies if the level is sensitive for
    /// every hidden State that the figure counts.
    pub(super) fn is_exactly_disclosed(&self) -> bool {
        let varies: BTreeSet<(usize, usize, usize)> = self
            .sensitive_cells()
            .map(|target| (target.profile, target.question, target.level))
            .collect();
        self.problem.limits.iter().any(|limit| {
            let Sum::Level { question, level, .. } = limit.over else { return false };
            let classes = self.classes.iter().filter(|(class, _)| {
                let of = &self.problem.equivalence_classes[class.profile];
                of.is_counted(limit.over)
                    && matches!(of.profile.slots[question], Visibility::Hidden { .. })
            });
            let [mut holding, mut others, mut open] = [0, 0, 0].map(i64::from);
            for (class, count) in classes {
                let holds = self.problem.equivalence_classes[class.profile]
                    .counts(limit.over, &self.problem.tuples[class.tuple])
                    == 1;
                *(if holds { &mut holding } else { &mut others }) += i64::from(*count);
                open += i64::from(*count)
                    * i64::from(varies.contains(&(class.profile, question, level)));
            }
            let few = i64::from(self.coalition);
            // Every counted State is hidden or known to everybody. Known States are already
            // subtracted from the limits.
            let [most, least] =
                [limit.most - limit.truth + holding, limit.truth - limit.least + others];
            open == holding + others
                && (most <= few.min(holding) && others > 0
                    || least <= few.min(others) && holding > 0)
        })
    }
}
