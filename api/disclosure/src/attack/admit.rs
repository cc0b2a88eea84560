//! Admission: the decision which tables of one question are released, in the declared order, beside
//! all earlier releases.

use crate::attack::{
    attack_instance::ResponseKnowledge,
    certificate::Certificate,
    differences::{
        Differences, Key, Members, hidden, satisfies_difference_rule,
        satisfies_difference_rule_over_time,
    },
    problem::{ChangeConstraints, Problem, ReleasedQuestion, Set},
    search::{search, search_budget::SearchBudget},
};
use chrono::{DateTime, Utc};
use entity::vocabulary::{ReaderLevel, StateCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the rules by which the gate decides. A release records its version.
///
/// It is raised with every change after which an accepted proof may no longer be one, such as a
/// stronger attacker.
pub const MODEL_VERSION: u32 = 3;

/// Assumed knowledge of attackers, beside the releases: public facts, stored with the release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioParameters {
    /// Version of the rules: see [`MODEL_VERSION`].
    #[serde(default)]
    pub rules: u32,
    /// The answers that attackers pool.
    pub attackers: ResponseKnowledge,
    /// The region of each State. Few answers of a region are known to change from cycle to cycle.
    pub regions: BTreeMap<StateCode, usize>,
    /// The time until which shown answers count as known to their readers.
    ///
    /// It is absent in releases that were made before it differed from the time of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// The sets of one table, each with its key; none if the table is not available by the structural
/// rules.
pub type Sets = Option<Vec<(Key, Set)>>;

/// One question of a candidate release, beside all earlier releases.
pub struct Admission<'a> {
    /// The question in the candidate release. Its sets are those of `tables`.
    pub question: ReleasedQuestion,
    /// The tables: All first, then the partitions in the order of priority.
    pub tables: Vec<Sets>,
    /// The candidate figures of changes since an earlier cycle. Their priority is after the tables.
    pub moves: Option<ChangeConstraints>,
    /// Parts of the same release that the same attackers read too, and that are already decided.
    pub given: DecidedParts,
    /// The earlier releases of the question and of its predecessors, oldest cycle first.
    pub earlier: Vec<(ReleasedQuestion, Vec<Key>)>,
    /// For each earlier release: the sets that analysts read in addition. Empty if they are among
    /// the other sets.
    pub earlier_for_analysts: Vec<Vec<Set>>,
    /// The released changes between the earlier releases.
    pub earlier_moves: Vec<ChangeConstraints>,
    /// The sizes of R3.
    pub differences: Differences,
    /// R6: the attacker scenarios.
    pub against: Vec<AttackerScenario<'a>>,
    /// The region of each State.
    pub regions: &'a BTreeMap<StateCode, usize>,
}

/// Attacker scenario: the reader level of an attacker, and its response knowledge.
#[derive(Clone, Copy)]
pub struct AttackerScenario<'a> {
    /// The reader level. The Secretariat also reads the earlier tables for analysts.
    pub reader: ReaderLevel,
    /// The attacker's own answers, and the answers that States show later.
    pub attackers: &'a ResponseKnowledge,
}

/// The decided parts of a release.
#[derive(Clone, Debug, Default)]
pub struct DecidedParts {
    /// Sets of its tables.
    pub sets: Vec<Set>,
    /// Its figures of changes.
    pub moves: Option<ChangeConstraints>,
}

/// The admitted parts of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// True for each admitted table.
    pub tables: Vec<bool>,
    /// True if the changes are admitted.
    pub moves: bool,
}

/// Proof that the admitted parts of a question disclose no hidden answer: one part for each
/// attacker scenario.
pub type Proof = Vec<Part>;

/// Proof against the attackers of one reader level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Reader level of the attackers: the public, Member States or the Secretariat.
    reader: ReaderLevel,
    /// Certificate within the cycle.
    cycle: Certificate,
    /// Certificate over all cycles, if there are several (K3).
    lineage: Option<Certificate>,
}

impl Admission<'_> {
    /// Returns the admitted parts and their proof: as much as can be proved, in the order of
    /// priority.
    ///
    /// ```text
    /// 1  structural: the parts that R1 to R3 admit
    /// 2  open: the structural parts that hide no State; they need no proof
    /// 3  if all structural parts are open: admit them
    /// 4  try to prove all structural parts at once; if it succeeds: admit them
    /// 5  else start from the open parts; for each other part, by priority: prove the admitted
    ///    parts together with it; admit it if the proof succeeds
    /// ```
    ///
    /// Invariant: the admitted parts are open, or they have a proof that [`Self::is_proved`]
    /// accepted.
    pub fn admit(&self, effort: SearchBudget) -> (Admitted, Option<Proof>) {
        let structural = self.structural();
        let open = self.open(&structural);
        if open == structural {
            return (open, None);
        }
        if let Some(proof) = self.prove(&structural, effort) {
            return (structural, Some(proof));
        }
        let mut admitted = (open.clone(), None);
        let tables = (0..structural.tables.len())
            .filter(|place| structural.tables[*place] && !open.tables[*place])
            .map(Some);
        for place in tables.chain((structural.moves && !open.moves).then_some(None)) {
            let mut more = admitted.0.clone();
            *place.map_or(&mut more.moves, |place| &mut more.tables[place]) = true;
            if more != structural
                && let Some(proof) = self.prove(&more, effort)
            {
                admitted = (more, Some(proof));
            }
        }
        admitted
    }

    /// Returns the admitted parts that hide no State. They disclose only what every reader can
    /// count, and need no proof.
    fn open(&self, admitted: &Admitted) -> Admitted {
        let hides = |table: &Sets| table.iter().flatten().any(|(_, set)| !set.states.is_empty());
        let tables = self
            .tables
            .iter()
            .zip(&admitted.tables)
            .map(|(table, is)| *is && !hides(table))
            .collect();
        Admitted {
            tables,
            moves: admitted.moves
                && self.moves.as_ref().is_none_or(|moves| moves.hidden.is_empty()),
        }
    }

    /// Returns true if the proof holds for the admitted parts, and the structural rules admit all
    /// of them.
    ///
    /// # Guarantee
    /// R2, R3 and R6: no admitted part breaks a structural rule. If an admitted part hides a State,
    /// each attacker scenario has a certificate that `Certificate::check` accepts. One
    /// certificate is for the cycle and, if there are several cycles, one is for all of them.
    pub fn is_proved(&self, admitted: &Admitted, proof: Option<&Proof>) -> bool {
        let structural = self.structural();
        let allowed = admitted.tables.len() == structural.tables.len()
            && admitted.tables.iter().zip(structural.tables).all(|(is, may)| !is || may)
            && (!admitted.moves || structural.moves);
        if self.open(admitted) == *admitted {
            return allowed;
        }
        let against = self.against();
        let Some(proof) = proof.filter(|proof| allowed && proof.len() == against.len()) else {
            return false;
        };
        against.into_iter().zip(proof).all(|(one, part)| {
            let over = match (self.lineage(admitted, one), &part.lineage) {
                (None, None) => true,
                (Some(problem), Some(certificate)) => {
                    certificate.check(&problem, &alone(one.attackers))
                }
                _ => false,
            };
            part.reader == one.reader
                && part.cycle.check(&self.problem(admitted, one), one.attackers)
                && over
        })
    }

    fn prove(&self, admitted: &Admitted, effort: SearchBudget) -> Option<Proof> {
        let part = |one: AttackerScenario<'_>| {
            let cycle = search(&self.problem(admitted, one), one.attackers, effort)?;
            let lineage = match self.lineage(admitted, one) {
                Some(problem) => Some(search(&problem, &alone(one.attackers), effort)?),
                None => None,
            };
            Some(Part { reader: one.reader, cycle, lineage })
        };
        let proof = self.against().into_iter().map(part).collect::<Option<Proof>>()?;
        // Only this check admits a table.
        self.is_proved(admitted, Some(&proof)).then_some(proof)
    }

    /// Returns the attacker scenarios to check.
    ///
    /// A scenario that reads no more and knows no more than another is left out: it fails wherever
    /// the stronger one fails.
    fn against(&self) -> Vec<AttackerScenario<'_>> {
        let questions =
            || self.earlier.iter().map(|(question, _)| question).chain([&self.question]);
        let shown = |level| {
            questions()
                .flat_map(|question| question.said.values())
                .any(|line| line.shown == level || line.asked == level)
        };
        let differs = |one: &AttackerScenario<'_>| match one.reader {
            ReaderLevel::Public => shown(ReaderLevel::MemberStates),
            ReaderLevel::Secretariat => {
                shown(one.reader) || self.earlier_for_analysts.iter().any(|sets| !sets.is_empty())
            }
            _ => true,
        };
        self.against.iter().filter(|one| self.against.len() == 1 || differs(one)).copied().collect()
    }

    /// Returns the parts that the structural rules admit, R3 in the order of priority.
    ///
    /// # Guarantee
    /// R2 and R3: every admitted table passed its sizes. Its sets satisfy the difference rule with
    /// all sets admitted before it, and with the sets of earlier releases of the cycle.
    pub fn structural(&self) -> Admitted {
        let mut admitted: Vec<Members<'_>> = Vec::new();
        let mut may = Vec::new();
        for table in &self.tables {
            let sets: Vec<(&Key, Members<'_>)> = table
                .iter()
                .flatten()
                .map(|(key, set)| (key, hidden(&self.question, &set.states)))
                .collect();
            let beside = sets.iter().all(|(_, set)| {
                admitted.iter().all(|other| satisfies_difference_rule(set, other, self.differences))
            });
            let after = sets.iter().all(|(key, set)| {
                self.earlier
                    .iter()
                    .filter(|(question, _)| question.cycle == self.question.cycle)
                    .all(|(question, keys)| {
                        keys.iter().zip(&question.sets).all(|(earlier, of)| {
                            satisfies_difference_rule_over_time(
                                (earlier, &hidden(question, &of.states)),
                                (key, set),
                                self.differences,
                            )
                        })
                    })
            });
            may.push(table.is_some() && beside && after);
            if may.last() == Some(&true) {
                admitted.extend(sets.into_iter().map(|(_, set)| set));
            }
        }
        Admitted {
            tables: may,
            moves: self.moves.as_ref().is_some_and(|moves| self.may_tell(moves)),
        }
    }

    /// Returns true if the sizes admit the changes.
    ///
    /// Across cycles the gate alone decides. Between releases of one cycle, R3 over time holds for
    /// the hidden States of the changes.
    fn may_tell(&self, moves: &ChangeConstraints) -> bool {
        let of_cycle = |release: i64| {
            self.earlier.iter().any(|(s, _)| s.release == release && s.cycle == self.question.cycle)
        };
        let earlier = self.earlier_moves.iter().filter(|earlier| of_cycle(earlier.to));
        let all: Key = (None, Vec::new());
        let now = members(&self.question, moves);
        let question = |release: i64| {
            self.earlier
                .iter()
                .map(|(question, _)| question)
                .find(move |question| question.release == release)
        };
        let mut then = earlier.filter_map(|one| Some(members(question(one.to)?, one)));
        then.all(|then| {
            satisfies_difference_rule_over_time((&all, &then), (&all, &now), self.differences)
        })
    }

    fn candidate(&self, admitted: &Admitted) -> ReleasedQuestion {
        let tables = self.tables.iter().zip(&admitted.tables).filter(|(_, is)| **is);
        let sets = tables.flat_map(|(table, _)| table.iter().flatten()).map(|(_, set)| set);
        ReleasedQuestion {
            sets: sets.chain(&self.given.sets).cloned().collect(),
            ..self.question.clone()
        }
    }

    /// Returns the earlier releases as the attacker reads them.
    fn earlier(&self, one: AttackerScenario<'_>) -> impl Iterator<Item = ReleasedQuestion> {
        self.earlier.iter().enumerate().map(move |(place, (question, _))| {
            let besides = self
                .earlier_for_analysts
                .get(place)
                .filter(|_| one.reader == ReaderLevel::Secretariat);
            ReleasedQuestion {
                sets: question.sets.iter().chain(besides.into_iter().flatten()).cloned().collect(),
                ..question.clone()
            }
        })
    }

    /// Returns the problem of all releases of the cycle.
    fn problem(&self, admitted: &Admitted, one: AttackerScenario<'_>) -> Problem {
        let same = self.earlier(one).filter(|question| question.cycle == self.question.cycle);
        let questions: Vec<ReleasedQuestion> = same.chain([self.candidate(admitted)]).collect();
        Problem::of(&questions, None, &[], one.reader)
    }

    /// Returns the problem of all releases of all cycles, or `None` if there is only one cycle.
    fn lineage(&self, admitted: &Admitted, one: AttackerScenario<'_>) -> Option<Problem> {
        let several =
            self.earlier.iter().any(|(question, _)| question.cycle != self.question.cycle);
        let questions = |of: &dyn Fn(usize) -> bool| -> Vec<ReleasedQuestion> {
            self.earlier(one).filter(|question| of(question.cycle)).collect()
        };
        several.then(|| {
            let mut all = questions(&|cycle| cycle <= self.question.cycle);
            all.push(self.candidate(admitted));
            all.extend(questions(&|cycle| cycle > self.question.cycle));
            let own = self.moves.iter().filter(|_| admitted.moves).chain(&self.given.moves);
            let moves: Vec<ChangeConstraints> =
                self.earlier_moves.iter().chain(own).cloned().collect();
            Problem::of(&all, Some(self.regions), &moves, one.reader)
        })
    }
}

/// Returns the States of the changes, with their editions in the later release.
fn members<'a>(question: &ReleasedQuestion, moves: &'a ChangeConstraints) -> Members<'a> {
    moves
        .hidden
        .iter()
        .map(|state| (state, question.said.get(state).map_or(0, |line| line.edition)))
        .collect()
}

/// Limits coalitions to one State: over several cycles, States pool answers only within their bloc.
fn alone(attackers: &ResponseKnowledge) -> ResponseKnowledge {
    ResponseKnowledge { coalition: attackers.coalition.min(1), ..attackers.clone() }
}
