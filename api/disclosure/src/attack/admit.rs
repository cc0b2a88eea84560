//! Admission: which tables of one question are released, in the declared order, beside everything that was released before.

use super::{
    certificate::{Certificate, ResponseKnowledge},
    differences::{Differences, Key, Members, hidden, satisfies_difference_rule, satisfies_difference_rule_over_time},
    problem::{ChangeConstraints, Problem, ReleasedQuestion, Set},
    search::{SearchBudget, search},
};
use chrono::{DateTime, Utc};
use entity::vocabulary::{ReaderLevel, StateCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules that the gate judges by. They are raised with every change after which a proof that was accepted may no longer be one,
/// such as one that takes an attacker to know more; a release says by which it was judged.
pub const MODEL_VERSION: u32 = 3;

/// What attackers are taken to know, beside what is released: public facts, stored with the release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioParameters {
    /// By which rules it was judged: see [`MODEL_VERSION`].
    #[serde(default)]
    pub rules: u32,
    /// Who pools answers.
    pub attackers: ResponseKnowledge,
    /// The region of each State, within which few answers are known to change from cycle to cycle.
    pub regions: BTreeMap<StateCode, usize>,
    /// Until when: what was shown by then, readers know. Releases made before this was told apart from when they were published
    /// leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// The sets of one table, each with its key; none where the table is not available by the rules of structure.
pub type Sets = Option<Vec<(Key, Set)>>;

/// One question of a release to be, and of all releases that there were.
pub struct Admission<'a> {
    /// What is said on it; its sets are those of `tables`.
    pub sheet: ReleasedQuestion,
    /// All first, then the partitions in the order of priority.
    pub tables: Vec<Sets>,
    /// What would be said of changes since an earlier cycle; after the tables in priority.
    pub moves: Option<ChangeConstraints>,
    /// What the same attackers read in the same release besides, and which is decided.
    pub given: DecidedParts,
    /// What was released of it and of the questions that it follows from, oldest cycle first.
    pub earlier: Vec<(ReleasedQuestion, Vec<Key>)>,
    /// What analysts read of those besides: of each its sets; nothing where these are among the others.
    pub earlier_for_analysts: Vec<Vec<Set>>,
    /// What was released of changes between those.
    pub earlier_moves: Vec<ChangeConstraints>,
    /// R3.
    pub differences: Differences,
    /// R6: what attackers read beside what is released, and what they know of their own.
    pub against: Vec<AttackerScenario<'a>>,
    /// The region of each State.
    pub regions: &'a BTreeMap<StateCode, usize>,
}

/// ResponseKnowledge of one kind.
#[derive(Clone, Copy)]
pub struct AttackerScenario<'a> {
    /// To whom is shown what they read. The Secretariat reads what analysts were told before, besides.
    pub reader: ReaderLevel,
    /// What they know of their own, and of what is shown later.
    pub attackers: &'a ResponseKnowledge,
}

/// What is decided of a release already.
#[derive(Clone, Debug, Default)]
pub struct DecidedParts {
    /// Sets of its tables.
    pub sets: Vec<Set>,
    /// What it says of changes.
    pub moves: Option<ChangeConstraints>,
}

/// What of a question is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// By table.
    pub tables: Vec<bool>,
    /// What is said of changes.
    pub moves: bool,
}

/// The proof that what is admitted of a question gives no answer away: a part for each kind of attackers.
pub type Proof = Vec<Part>;

/// The proof against attackers who read what is shown to some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// To whom is shown what they read: the public, Member States or the Secretariat.
    reader: ReaderLevel,
    /// Within the cycle.
    cycle: Certificate,
    /// Over all cycles, where there are several: K3.
    lineage: Option<Certificate>,
}

impl Admission<'_> {
    /// What is released, with the proof; as much as can be proved in the order of priority.
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
        let tables = (0..structural.tables.len()).filter(|place| structural.tables[*place] && !open.tables[*place]).map(Some);
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

    /// What of it hides nobody: it tells what everybody can count, and needs no proof.
    fn open(&self, admitted: &Admitted) -> Admitted {
        let hides = |table: &Sets| table.iter().flatten().any(|(_, set)| !set.states.is_empty());
        let tables = self.tables.iter().zip(&admitted.tables).map(|(table, is)| *is && !hides(table)).collect();
        Admitted { tables, moves: admitted.moves && self.moves.as_ref().is_none_or(|moves| moves.hidden.is_empty()) }
    }

    /// Whether a proof holds for what is admitted, and the rules of structure let all of it through.
    pub fn is_proved(&self, admitted: &Admitted, proof: Option<&Proof>) -> bool {
        let structural = self.structural();
        let allowed = admitted.tables.len() == structural.tables.len()
            && admitted.tables.iter().zip(structural.tables).all(|(is, may)| !is || may)
            && (!admitted.moves || structural.moves);
        if self.open(admitted) == *admitted {
            return allowed;
        }
        let against = self.against();
        let Some(proof) = proof.filter(|proof| allowed && proof.len() == against.len()) else { return false };
        against.into_iter().zip(proof).all(|(one, part)| {
            let over = match (self.lineage(admitted, one), &part.lineage) {
                (None, None) => true,
                (Some(problem), Some(certificate)) => certificate.check(&problem, &alone(one.attackers)),
                _ => false,
            };
            part.reader == one.reader && part.cycle.check(&self.problem(admitted, one), one.attackers) && over
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
        // The one thing that lets a table through.
        self.is_proved(admitted, Some(&proof)).then_some(proof)
    }

    /// The kinds of attackers that differ: who reads no more than another and knows nothing of his own fails where the other does.
    fn against(&self) -> Vec<AttackerScenario<'_>> {
        let sheets = || self.earlier.iter().map(|(sheet, _)| sheet).chain([&self.sheet]);
        let shown = |level| sheets().flat_map(|sheet| sheet.said.values()).any(|line| line.shown == level || line.asked == level);
        let differs = |one: &AttackerScenario<'_>| match one.reader {
            ReaderLevel::Public => shown(ReaderLevel::MemberStates),
            ReaderLevel::Secretariat => shown(one.reader) || self.earlier_for_analysts.iter().any(|sets| !sets.is_empty()),
            _ => true,
        };
        self.against.iter().filter(|one| self.against.len() == 1 || differs(one)).copied().collect()
    }

    /// What the rules of structure let through, R3 in the order of priority.
    pub fn structural(&self) -> Admitted {
        let mut admitted: Vec<Members<'_>> = Vec::new();
        let mut may = Vec::new();
        for table in &self.tables {
            let sets: Vec<(&Key, Members<'_>)> =
                table.iter().flatten().map(|(key, set)| (key, hidden(&self.sheet, &set.states))).collect();
            let beside =
                sets.iter().all(|(_, set)| admitted.iter().all(|other| satisfies_difference_rule(set, other, self.differences)));
            let after = sets.iter().all(|(key, set)| {
                self.earlier.iter().filter(|(sheet, _)| sheet.cycle == self.sheet.cycle).all(|(sheet, keys)| {
                    keys.iter().zip(&sheet.sets).all(|(earlier, of)| {
                        satisfies_difference_rule_over_time((earlier, &hidden(sheet, &of.states)), (key, set), self.differences)
                    })
                })
            });
            may.push(table.is_some() && beside && after);
            if may.last() == Some(&true) {
                admitted.extend(sets.into_iter().map(|(_, set)| set));
            }
        }
        Admitted { tables: may, moves: self.moves.as_ref().is_some_and(|moves| self.may_tell(moves)) }
    }

    /// Across cycles the gate alone decides, but between releases of the cycle few may neither enter nor leave.
    fn may_tell(&self, moves: &ChangeConstraints) -> bool {
        let of_cycle = |release: i64| self.earlier.iter().any(|(s, _)| s.release == release && s.cycle == self.sheet.cycle);
        let earlier = self.earlier_moves.iter().filter(|earlier| of_cycle(earlier.to));
        let all: Key = (None, Vec::new());
        let now = members(&self.sheet, moves);
        let sheet = |release: i64| self.earlier.iter().map(|(sheet, _)| sheet).find(move |sheet| sheet.release == release);
        let mut then = earlier.filter_map(|one| Some(members(sheet(one.to)?, one)));
        then.all(|then| satisfies_difference_rule_over_time((&all, &then), (&all, &now), self.differences))
    }

    fn candidate(&self, admitted: &Admitted) -> ReleasedQuestion {
        let tables = self.tables.iter().zip(&admitted.tables).filter(|(_, is)| **is);
        let sets = tables.flat_map(|(table, _)| table.iter().flatten()).map(|(_, set)| set);
        ReleasedQuestion { sets: sets.chain(&self.given.sets).cloned().collect(), ..self.sheet.clone() }
    }

    /// What was released before, as readers have it.
    fn earlier(&self, one: AttackerScenario<'_>) -> impl Iterator<Item = ReleasedQuestion> {
        self.earlier.iter().enumerate().map(move |(place, (sheet, _))| {
            let besides = self.earlier_for_analysts.get(place).filter(|_| one.reader == ReaderLevel::Secretariat);
            ReleasedQuestion { sets: sheet.sets.iter().chain(besides.into_iter().flatten()).cloned().collect(), ..sheet.clone() }
        })
    }

    /// Everything of the cycle.
    fn problem(&self, admitted: &Admitted, one: AttackerScenario<'_>) -> Problem {
        let same = self.earlier(one).filter(|sheet| sheet.cycle == self.sheet.cycle);
        let sheets: Vec<ReleasedQuestion> = same.chain([self.candidate(admitted)]).collect();
        Problem::of(&sheets, None, &[], one.reader)
    }

    /// Everything of all cycles, if there are several.
    fn lineage(&self, admitted: &Admitted, one: AttackerScenario<'_>) -> Option<Problem> {
        let several = self.earlier.iter().any(|(sheet, _)| sheet.cycle != self.sheet.cycle);
        let sheets =
            |of: &dyn Fn(usize) -> bool| -> Vec<ReleasedQuestion> { self.earlier(one).filter(|sheet| of(sheet.cycle)).collect() };
        several.then(|| {
            let mut all = sheets(&|cycle| cycle <= self.sheet.cycle);
            all.push(self.candidate(admitted));
            all.extend(sheets(&|cycle| cycle > self.sheet.cycle));
            let own = self.moves.iter().filter(|_| admitted.moves).chain(&self.given.moves);
            let moves: Vec<ChangeConstraints> = self.earlier_moves.iter().chain(own).cloned().collect();
            Problem::of(&all, Some(self.regions), &moves, one.reader)
        })
    }
}

/// Of whom changes are told, with the editions of the later release.
fn members<'a>(sheet: &ReleasedQuestion, moves: &'a ChangeConstraints) -> Members<'a> {
    moves.hidden.iter().map(|state| (state, sheet.said.get(state).map_or(0, |line| line.edition))).collect()
}

/// Over cycles, States pool answers within their bloc alone.
fn alone(attackers: &ResponseKnowledge) -> ResponseKnowledge {
    ResponseKnowledge { coalition: attackers.coalition.min(1), ..attackers.clone() }
}
