//! What is told by one figure alone, before any search.
//!
//! Nothing rests on this: it spares the search for worlds that can't be.

use super::{
    certificate::AttackInstance,
    problem::{Sum, Visibility},
};
use std::collections::BTreeSet;

impl AttackInstance<'_> {
    /// Whether somebody determines a level from what is said of it alone: he knows everybody who may hold it, or may not.
    pub(super) fn is_exactly_disclosed(&self) -> bool {
        let varies: BTreeSet<(usize, usize, usize)> =
            self.sensitive_cells().map(|target| (target.atom, target.sheet, target.level)).collect();
        self.problem.limits.iter().any(|limit| {
            let Sum::Level { sheet, level, .. } = limit.over else { return false };
            let classes = self.classes.iter().filter(|(class, _)| {
                let of = &self.problem.equivalence_classes[class.atom];
                of.is_counted(limit.over) && matches!(of.kind.slots[sheet], Visibility::Hidden { .. })
            });
            let [mut holding, mut others, mut open] = [0, 0, 0].map(i64::from);
            for (class, count) in classes {
                let holds =
                    self.problem.equivalence_classes[class.atom].counts(limit.over, &self.problem.tuples[class.tuple]) == 1;
                *(if holds { &mut holding } else { &mut others }) += i64::from(*count);
                open += i64::from(*count) * i64::from(varies.contains(&(class.atom, sheet, level)));
            }
            let few = i64::from(self.coalition);
            // All counted States are secret or everybody knows them; those are taken out of the limits already.
            let [most, least] = [limit.most - limit.truth + holding, limit.truth - limit.least + others];
            open == holding + others && (most <= few.min(holding) && others > 0 || least <= few.min(others) && holding > 0)
        })
    }
}
