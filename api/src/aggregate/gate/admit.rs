//! Admission: which tables of one question are released, in the declared order, beside everything that was released before.

use super::{
    certificate::{Attackers, Certificate},
    differences::{Key, hidden, may_follow, stand_together},
    problem::{Problem, Set, Sheet},
    search::{Effort, search},
};
use crate::aggregate::Parameters;
use entity::words::StateCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What attackers are taken to know, beside what is released: public facts, stored with the release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assumed {
    /// Who pools answers.
    pub(crate) attackers: Attackers,
    /// The region of each State, within which few answers are known to change from cycle to cycle.
    pub(crate) regions: BTreeMap<StateCode, usize>,
}

/// The sets of one table, each with its key; none where the table is not available by the rules of structure.
pub(crate) type Sets = Option<Vec<(Key, Set)>>;

/// One question of a release to be, and of all releases that there were.
pub(crate) struct Admission<'a> {
    /// What is said on it; its sets are those of `tables`.
    pub(crate) sheet: Sheet,
    /// All first, then the partitions in the order of priority.
    pub(crate) tables: Vec<Sets>,
    /// What was released of it and of the questions that it follows from, oldest cycle first.
    pub(crate) earlier: Vec<(Sheet, Vec<Key>)>,
    /// R3.
    pub(crate) parameters: &'a Parameters,
    /// R6.
    pub(crate) assumed: &'a Assumed,
}

/// The proof that the admitted tables of a question give no answer away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    /// Within the cycle.
    pub(crate) cycle: Certificate,
    /// Over all cycles, where there are several: K3.
    pub(crate) lineage: Option<Certificate>,
}

impl Admission<'_> {
    /// The tables that are released, with the proof; as many as can be proved in the order of priority.
    pub(crate) fn admit(&self, effort: Effort) -> (Vec<bool>, Option<Proof>) {
        let structural = self.structural();
        let none = vec![false; structural.len()];
        if structural == none {
            return (none, None);
        }
        if let Some(proof) = self.prove(&structural, effort) {
            return (structural, Some(proof));
        }
        let mut admitted = (none, None);
        for place in (0..structural.len()).filter(|place| structural[*place]) {
            let mut more = admitted.0.clone();
            more[place] = true;
            if more != structural
                && let Some(proof) = self.prove(&more, effort)
            {
                admitted = (more, Some(proof));
            }
        }
        admitted
    }

    /// Whether a proof holds for these tables, and the rules of structure let every one of them through.
    pub(crate) fn is_proved(&self, admitted: &[bool], proof: Option<&Proof>) -> bool {
        let structural = self.structural();
        let allowed = admitted.len() == structural.len() && admitted.iter().zip(structural).all(|(is, may)| !is || may);
        if admitted.iter().all(|is| !is) {
            return allowed;
        }
        let attackers = &self.assumed.attackers;
        let within = |proof: &Proof| proof.cycle.check(&self.problem(admitted), attackers);
        let over = |proof: &Proof| match (self.lineage(admitted), &proof.lineage) {
            (None, None) => true,
            (Some(problem), Some(certificate)) => certificate.check(&problem, &alone(attackers)),
            _ => false,
        };
        allowed && proof.is_some_and(|proof| within(proof) && over(proof))
    }

    fn prove(&self, admitted: &[bool], effort: Effort) -> Option<Proof> {
        let attackers = &self.assumed.attackers;
        let cycle = search(&self.problem(admitted), attackers, effort)?;
        let lineage = match self.lineage(admitted) {
            Some(problem) => Some(search(&problem, &alone(attackers), effort)?),
            None => None,
        };
        let proof = Proof { cycle, lineage };
        // The one thing that lets a table through.
        self.is_proved(admitted, Some(&proof)).then_some(proof)
    }

    /// Which tables the rules of structure let through, R3 in the order of priority.
    pub(crate) fn structural(&self) -> Vec<bool> {
        let mut admitted: Vec<BTreeSet<&StateCode>> = Vec::new();
        let mut may = Vec::new();
        for table in &self.tables {
            let sets: Vec<(&Key, BTreeSet<&StateCode>)> =
                table.iter().flatten().map(|(key, set)| (key, hidden(&self.sheet, &set.states))).collect();
            let beside = sets.iter().all(|(_, set)| admitted.iter().all(|other| stand_together(set, other, self.parameters)));
            let after = sets.iter().all(|(key, set)| {
                self.earlier.iter().filter(|(sheet, _)| sheet.cycle == self.sheet.cycle).all(|(sheet, keys)| {
                    keys.iter()
                        .zip(&sheet.sets)
                        .all(|(earlier, of)| may_follow((earlier, &hidden(sheet, &of.states)), (key, set), self.parameters))
                })
            });
            may.push(table.is_some() && beside && after);
            if may.last() == Some(&true) {
                admitted.extend(sets.into_iter().map(|(_, set)| set));
            }
        }
        may
    }

    fn candidate(&self, admitted: &[bool]) -> Sheet {
        let tables = self.tables.iter().zip(admitted).filter(|(_, is)| **is);
        let sets = tables.flat_map(|(table, _)| table.iter().flatten()).map(|(_, set)| set.clone()).collect();
        Sheet { sets, ..self.sheet.clone() }
    }

    /// Everything of the cycle.
    fn problem(&self, admitted: &[bool]) -> Problem {
        let same = self.earlier.iter().map(|(sheet, _)| sheet).filter(|sheet| sheet.cycle == self.sheet.cycle).cloned();
        let sheets: Vec<Sheet> = same.chain([self.candidate(admitted)]).collect();
        Problem::of(&sheets, None)
    }

    /// Everything of all cycles, if there are several.
    fn lineage(&self, admitted: &[bool]) -> Option<Problem> {
        let several = self.earlier.iter().any(|(sheet, _)| sheet.cycle != self.sheet.cycle);
        let sheets = |of: &dyn Fn(usize) -> bool| -> Vec<Sheet> {
            self.earlier.iter().map(|(sheet, _)| sheet).filter(|sheet| of(sheet.cycle)).cloned().collect()
        };
        several.then(|| {
            let mut all = sheets(&|cycle| cycle <= self.sheet.cycle);
            all.push(self.candidate(admitted));
            all.extend(sheets(&|cycle| cycle > self.sheet.cycle));
            Problem::of(&all, Some(&self.assumed.regions))
        })
    }
}

/// Over cycles, States pool answers within their bloc alone.
fn alone(attackers: &Attackers) -> Attackers {
    Attackers { coalition: attackers.coalition.min(1), ..attackers.clone() }
}
