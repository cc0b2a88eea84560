//! What is told by one figure alone, before any search.
//!
//! Nothing rests on this: it spares the search for worlds that can't be.

use super::{
    certificate::{Case, Class, Knowledge},
    problem::{Atom, Slot, Sum},
};
use std::collections::BTreeSet;

impl Case<'_> {
    /// Whether somebody determines an answer from a single figure.
    pub(super) fn is_told(&self) -> bool {
        self.tells_a_level() || self.tells_that_nothing_changed()
    }

    /// Whether somebody determines a level from what is said of it alone: he knows everybody who may hold it, or may not.
    fn tells_a_level(&self) -> bool {
        let varies: BTreeSet<(usize, usize, usize)> =
            self.targets().map(|target| (target.atom, target.sheet, target.level)).collect();
        self.problem.limits.iter().any(|limit| {
            let Sum::Level { sheet, level, .. } = limit.over else { return false };
            let classes = self.classes.iter().filter(|(class, _)| {
                let of = &self.problem.atoms[class.atom];
                of.is_counted(limit.over) && matches!(of.kind.slots[sheet], Slot::Hidden { .. })
            });
            let [mut holding, mut others, mut open] = [0, 0, 0].map(i64::from);
            for (class, count) in classes {
                let holds = self.problem.atoms[class.atom].counts(limit.over, &self.problem.tuples[class.tuple]) == 1;
                *(if holds { &mut holding } else { &mut others }) += i64::from(*count);
                open += i64::from(*count) * i64::from(varies.contains(&(class.atom, sheet, level)));
            }
            let few = i64::from(self.coalition);
            // All counted States are secret or everybody knows them; those are taken out of the limits already.
            let [most, least] = [limit.most - limit.truth + holding, limit.truth - limit.least + others];
            open == holding + others && (most <= few.min(holding) && others > 0 || least <= few.min(others) && holding > 0)
        })
    }

    /// Whether somebody knows of all changes in a region from one cycle to the next, and so determines what States say in one of the
    /// two of which everybody knows what they say in the other.
    fn tells_that_nothing_changed(&self) -> bool {
        self.problem.limits.iter().any(|limit| {
            let Sum::Changes { from, to, .. } = limit.over else { return false };
            let changed = |class: &Class| self.problem.atoms[class.atom].counts(limit.over, &self.problem.tuples[class.tuple]);
            let pinned: Vec<usize> = self
                .problem
                .atoms
                .iter()
                .enumerate()
                .filter(|(_, atom)| atom.is_counted(limit.over))
                .filter(|(_, atom)| self.follows(atom, from, to) || self.follows(atom, to, from))
                .map(|(place, _)| place)
                .collect();
            let knows_all = |knows: &Knowledge| {
                let known: i64 = knows.iter().map(|(class, count)| changed(class) * i64::from(*count)).sum();
                limit.most <= known && pinned.iter().any(|atom| self.has_others(*atom, knows))
            };
            let one = |class: &Class| self.coalition > 0 && knows_all(&vec![(*class, 1)]);
            !pinned.is_empty() && (self.known.iter().any(knows_all) || self.classes.keys().any(one))
        })
    }

    /// Whether everybody knows what the States of an atom say in one release, and nobody what they say in the other.
    fn follows(&self, atom: &Atom, known: usize, hidden: usize) -> bool {
        let is_known = matches!(atom.kind.slots[known], Slot::Known { .. });
        let varying = match &atom.kind.slots[hidden] {
            Slot::Hidden { asked, same_as: None, .. } => self.varying[hidden][usize::from(*asked)],
            _ => 0,
        };
        is_known && varying != 0
    }
}
