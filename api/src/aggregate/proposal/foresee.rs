//! What a release would show, and what it would withhold, as far as public facts say: who is counted, who has published, and what was
//! released before. What hidden States said is not looked at, so nobody who previews can learn from it; what the gate
//! will withhold besides is not known before it has run.

use super::super::{Standing, round::Ledger};
use ::entity::words::QuestionCode;

/// One table of a release to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    pub(super) question: QuestionCode,
    pub(super) partition: Option<String>,
    pub(super) withheld: Option<Withheld>,
    pub(super) rows: Vec<ForeseenRow>,
}

/// One row of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenRow {
    pub(super) classes: Vec<String>,
    pub(super) base: u32,
    pub(super) published_base: u32,
}

/// Why a table would not be available, whatever was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Withheld {
    /// R2: too few hidden States, and merging classes does not mend it.
    TooFew,
    /// R3: the difference to another set of this release or of an earlier one is too small.
    FewInADifference,
    /// R6: no attacker can be tried on it, and what can't be tried is not released.
    NotJudged,
}

/// The tables of a release to be, in the order of the plan.
pub(super) fn foresee(ledger: &Ledger) -> Vec<Foreseen> {
    let of = |draft: super::super::round::Shown| {
        let (question, tables) = (draft.change.question().clone(), draft.tables);
        let may = ledger.admission(&question, &tables, None).map(|admission| admission.structural().tables);
        let one = move |(place, table): (usize, super::super::ReleasedTable)| Foreseen {
            question: table.question().clone(),
            partition: table.partition().map(str::to_owned),
            withheld: match (&may, table.standing()) {
                (_, Standing::NotAvailable) => Some(Withheld::TooFew),
                (None, _) => Some(Withheld::NotJudged),
                (Some(may), _) if may.get(place) != Some(&true) => Some(Withheld::FewInADifference),
                _ => None,
            },
            rows: table
                .rows()
                .iter()
                .map(|row| ForeseenRow {
                    classes: row.classes().to_vec(),
                    base: row.base(),
                    published_base: row.published_base(),
                })
                .collect(),
        };
        tables.into_iter().enumerate().map(one).collect::<Vec<_>>()
    };
    ledger.structural().into_iter().flat_map(of).collect()
}
