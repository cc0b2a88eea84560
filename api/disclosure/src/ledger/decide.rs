//! The decision on a release beside all earlier releases, and its verification.

use super::entry::{LedgerEntry, ReleasedContent};
use crate::{
    attack::{
        Admission, Admitted, AttackerScenario, ChangeConstraints, DecidedParts, Differences, Proof,
        ResponseKnowledge, ScenarioParameters, SearchBudget,
    },
    parameters::{Audience, Parameters},
    protect::{BreakInSeries, ReleasedChange, ReleasedTable, Side, Since, Standing, tables_for},
    tabulate::TablePlan,
};
use ::entity::vocabulary::{QuestionCode, ReaderLevel};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The released content of a question, with the proof that it discloses no hidden answer.
pub struct DisclosureDecision {
    /// The question.
    pub question: QuestionCode,
    /// The tables and the change, with what is suppressed left out.
    pub shown: ReleasedContent,
    /// The certificates that no hidden answer is determined.
    pub proofs: Proofs,
    /// The number of suppressed parts.
    pub refused: Suppressions,
}

/// Numbers of suppressed parts, by rule. The parts are the tables and changes for everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suppressions {
    /// Number of all parts, suppressed or not.
    pub made: u32,
    /// Number suppressed by R2 and R3, which read public facts alone (primary suppression).
    pub by_size: u32,
    /// Number suppressed by the gate (R6). The gate reads answers, so each suppression discloses at
    /// most one bit. If they exceed 5 %, the other rules are to be widened.
    pub by_gate: u32,
}

impl Suppressions {
    /// Compares the parts that public facts allow with the parts that are admitted in the end.
    fn of(may: &[bool], is: &[bool]) -> Self {
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let allowed = may.iter().filter(|may| **may).count();
        Self {
            made: number(may.len()),
            by_size: number(may.len() - allowed),
            by_gate: number(allowed.saturating_sub(is.iter().filter(|is| **is).count())),
        }
    }

    /// Adds the numbers of all questions.
    pub fn of_all(decided: &[DisclosureDecision]) -> Self {
        decided.iter().fold(Self::default(), |sum, one| Self {
            made: sum.made + one.refused.made,
            by_size: sum.by_size + one.refused.by_size,
            by_gate: sum.by_gate + one.refused.by_gate,
        })
    }
}

/// The proofs of one question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proofs {
    /// Proof for the parts that everybody reads.
    everybody: Option<Proof>,
    /// Proof for the parts that analysts read, together with those that everybody reads.
    analysts: Option<Proof>,
}

/// The ledger of earlier releases, and the candidate release.
pub struct Ledger {
    /// The earlier releases, oldest cycle first.
    pub earlier: Vec<LedgerEntry>,
    /// The release to be made or to be verified.
    pub round: LedgerEntry,
    /// For each question: the release with which it is compared.
    pub since: BTreeMap<QuestionCode, Since>,
    /// The parameters of the release.
    pub parameters: Parameters,
    /// The knowledge that attackers are assumed to have.
    pub assumed: ScenarioParameters,
    /// Knowledge of attackers that hold no answers but those that States show later.
    pub later: ResponseKnowledge,
}

impl Parameters {
    /// Returns the knowledge of attackers that hold no answers but those that `later` States show
    /// later.
    pub fn later(&self) -> ResponseKnowledge {
        ResponseKnowledge { coalition: self.later, blocs: Vec::new() }
    }
}

impl Ledger {
    /// Decides the content of every question, in the order of the plan.
    ///
    /// ```text
    /// for each question:
    ///   1  draft: the tables and the change by R1, R2 and R4 alone
    ///   2  admit the parts for everybody beside all earlier releases (R3, R6); suppress the others
    ///   3  admit the tables for analysts beside these and all earlier releases; suppress others
    /// ```
    ///
    /// Invariant: a part is released only with a proof, or if it hides no State. A part that the
    /// gate suppresses has the same content as one that is too small.
    pub fn decide(&self, effort: SearchBudget) -> Vec<DisclosureDecision> {
        let decide = |draft: ReleasedContent| {
            let question = draft.change.question().clone();
            let nothing = |tables: &[ReleasedTable]| {
                (Admitted { tables: vec![false; tables.len()], moves: false }, None)
            };
            let admit = |admission: Admission<'_>| admission.admit(effort);
            let admission = self.admission(&question, &draft.tables, Some(&draft.change));
            let may =
                admission.as_ref().map_or_else(|| nothing(&draft.tables).0, Admission::structural);
            let (is, everybody) = admission.map_or_else(|| nothing(&draft.tables), admit);
            let changes = usize::from(draft.change.is_compared());
            let all = |of: &Admitted| [&of.tables[..], &[of.moves][..changes]].concat();
            let refused = Suppressions::of(&all(&may), &all(&is));
            let shown = ReleasedContent {
                tables: gated(draft.tables, &is.tables),
                change: draft.change.decided(is.moves),
                ..draft
            };
            let admission = self.admission_for_analysts(&question, &shown);
            let (is, analysts) = admission.map_or_else(|| nothing(&shown.analysts), admit);
            let shown = ReleasedContent { analysts: gated(shown.analysts, &is.tables), ..shown };
            DisclosureDecision { question, shown, proofs: Proofs { everybody, analysts }, refused }
        };
        self.structural().into_iter().map(decide).collect()
    }

    /// Verifies the stored content of a release. Returns one sentence for each fault.
    ///
    /// # Guarantee
    /// R2 to R4 and R6: if there is no finding, the content equals the content that the sealed
    /// inputs give. The stored certificates prove that no attacker determines a hidden answer.
    pub fn findings(&self, proofs: &BTreeMap<QuestionCode, Proofs>) -> Vec<String> {
        let mut findings = Vec::new();
        let drafts = self.structural();
        for draft in &drafts {
            let question = draft.change.question();
            let Some(stored) =
                self.round.shows.get(question).filter(|stored| draft.is_like(stored))
            else {
                findings.push(format!("{question}: its tables are missing or too many."));
                continue;
            };
            let is = |tables: &[ReleasedTable]| {
                tables.iter().map(|t| t.standing() != Standing::NotAvailable).collect()
            };
            let everybody = Admitted {
                tables: is(&stored.tables),
                moves: stored.change.standing() != Standing::NotAvailable,
            };
            let analysts = Admitted { tables: is(&stored.analysts), moves: false };
            let again = ReleasedContent {
                tables: gated(draft.tables.clone(), &everybody.tables),
                change: draft.change.clone().decided(everybody.moves),
                analysts: gated(draft.analysts.clone(), &analysts.tables),
            };
            if again != *stored {
                findings
                    .push(format!("{question}: the figures are not those of the sealed inputs."));
            }
            let none = Proofs::default();
            let proofs = proofs.get(question).unwrap_or(&none);
            let proved =
                |admission: Option<Admission<'_>>, admitted: &Admitted, proof: &Option<Proof>| {
                    admission.is_some_and(|admission| admission.is_proved(admitted, proof.as_ref()))
                };
            let admission = self.admission(question, &draft.tables, Some(&draft.change));
            if !proved(admission, &everybody, &proofs.everybody)
                || !proved(
                    self.admission_for_analysts(question, &again),
                    &analysts,
                    &proofs.analysts,
                )
            {
                findings.push(format!("{question}: the certificate does not prove that no hidden answer is determined."));
            }
        }
        let known = |question: &&QuestionCode| {
            !drafts.iter().any(|draft| draft.change.question() == *question)
        };
        findings.extend(
            self.round
                .shows
                .keys()
                .filter(known)
                .map(|question| format!("{question}: there is no such question.")),
        );
        findings
    }

    /// Returns the content that the structural rules alone give, in the order of the plan.
    pub fn structural(&self) -> Vec<ReleasedContent> {
        let count = &self.round.count;
        let of = |audience| {
            let tables = tables_for(
                audience,
                &count.plans,
                &count.respondents,
                &self.round.lattice,
                &self.parameters,
            );
            let mut of: BTreeMap<QuestionCode, Vec<ReleasedTable>> = BTreeMap::new();
            for table in tables {
                of.entry(table.question().clone()).or_default().push(table);
            }
            of
        };
        let (mut everybody, mut analysts) = (of(Audience::Everybody), of(Audience::Analysts));
        let draft = |plan: &TablePlan| {
            let tables = everybody.remove(plan.question())?;
            Some(ReleasedContent {
                tables,
                change: self.change(plan),
                analysts: analysts.remove(plan.question())?,
            })
        };
        count.plans.iter().filter_map(draft).collect()
    }

    /// Returns the change of a question before the attack.
    fn change(&self, plan: &TablePlan) -> ReleasedChange {
        let question = plan.question();
        let broken = |because| ReleasedChange::broken(question.clone(), because);
        let (number, before) = match self.since.get(question) {
            None => return broken(BreakInSeries::First),
            Some(Since::Break { because }) => return broken(*because),
            Some(Since::Release { number, question }) => (*number, question),
        };
        let compared = self.earlier.iter().find(|round| round.number == number).and_then(|round| {
            let before = round.count.plan(before)?;
            Some((before, self.round.since(round, before)))
        });
        // A question that was not countable before has no counted answer.
        let Some((before, was)) = compared else { return broken(BreakInSeries::New) };
        let is = self.round.count.lines(plan, &self.round.shared);
        let (before, after) = (Side { plan: before, said: &was }, Side { plan, said: &is });
        ReleasedChange::between(number, before, after, &self.parameters)
    }

    /// Returns the admission of the parts for everybody; `None` if the question cannot be decided.
    pub fn admission(
        &self,
        question: &QuestionCode,
        tables: &[ReleasedTable],
        change: Option<&ReleasedChange>,
    ) -> Option<Admission<'_>> {
        let (released_question, tables) =
            self.round.released_question(question, tables, Audience::Everybody)?;
        let (mut earlier, mut earlier_for_analysts) = (Vec::new(), Vec::new());
        for (round, code, shown) in self.earlier_shown(question) {
            // An earlier release that can no longer be read cannot be attacked: nothing is
            // admitted.
            earlier.push(round.seen(code, &[(Audience::Everybody, &shown.tables)])?);
            earlier_for_analysts
                .push(round.seen(code, &[(Audience::Analysts, &shown.analysts)])?.0.sets);
        }
        Some(Admission {
            question: released_question,
            tables,
            moves: change.and_then(|change| self.moves(&self.round, change)),
            given: DecidedParts::default(),
            earlier,
            earlier_for_analysts,
            earlier_moves: self
                .earlier_shown(question)
                .filter_map(|(round, _, shown)| self.moves(round, &shown.change))
                .collect(),
            differences: Differences::of(&self.parameters, Audience::Everybody),
            against: vec![
                // An attacker that holds no answer now reads the answers that States show later.
                AttackerScenario { reader: ReaderLevel::Public, attackers: &self.later },
                AttackerScenario {
                    reader: ReaderLevel::MemberStates,
                    attackers: &self.assumed.attackers,
                },
                AttackerScenario { reader: ReaderLevel::Secretariat, attackers: &self.later },
            ],
            regions: &self.assumed.regions,
        })
    }

    /// Returns the admission of the tables for analysts, who also read the parts that are admitted
    /// for everybody.
    pub fn admission_for_analysts(
        &self,
        question: &QuestionCode,
        shown: &ReleasedContent,
    ) -> Option<Admission<'_>> {
        let everybody = self.admission(question, &shown.tables, Some(&shown.change))?;
        let mut earlier = Vec::new();
        for (round, code, shown) in self.earlier_shown(question) {
            earlier.push(round.seen(
                code,
                &[(Audience::Analysts, &shown.analysts), (Audience::Everybody, &shown.tables)],
            )?);
        }
        let sets = everybody.tables.into_iter().flatten().flatten().map(|(_, set)| set).collect();
        Some(Admission {
            tables: self.round.released_question(question, &shown.analysts, Audience::Analysts)?.1,
            given: DecidedParts { sets, moves: everybody.moves },
            moves: None,
            earlier,
            earlier_for_analysts: Vec::new(),
            differences: Differences::of(&self.parameters, Audience::Analysts),
            against: vec![AttackerScenario {
                reader: ReaderLevel::Secretariat,
                attackers: &self.later,
            }],
            ..everybody
        })
    }

    /// Returns the earlier content of a question and of its predecessors.
    fn earlier_shown<'a>(
        &'a self,
        question: &'a QuestionCode,
    ) -> impl Iterator<Item = (&'a LedgerEntry, &'a QuestionCode, &'a ReleasedContent)> + 'a {
        self.earlier.iter().filter_map(move |round| {
            let code = round.codes.get(question)?;
            Some((round, code, round.shows.get(code)?))
        })
    }

    /// Returns the constraints that an attacker learns from a released change.
    fn moves(&self, round: &LedgerEntry, change: &ReleasedChange) -> Option<ChangeConstraints> {
        let Since::Release { number, question } = change.since() else { return None };
        let from = self.earlier.iter().find(|round| round.number == *number)?;
        let (before, after) = (from.count.plan(question)?, round.count.plan(change.question())?);
        let (was, is) = (round.since(from, before), round.count.lines(after, &round.shared));
        change.moves(
            round.number,
            Side { plan: before, said: &was },
            Side { plan: after, said: &is },
        )
    }
}

/// Applies the decision to each table: gated, or suppressed.
fn gated(tables: Vec<ReleasedTable>, admitted: &[bool]) -> Vec<ReleasedTable> {
    let tables = tables.into_iter().zip(admitted);
    tables.map(|(table, is)| if *is { table.gated() } else { table.withheld() }).collect()
}
