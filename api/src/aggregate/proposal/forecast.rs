//! What a release would show, and what it would withhold, as far as public facts say: who is counted, who has published, and what was
//! released before. What hidden States said is not looked at, so nobody who previews can learn from it; what the gate
//! will withhold besides is not known before it has run. Of what analysts would see it depends also on what is shown to the
//! Secretariat, which whoever previews may read.

use ::disclosure::{
    BreakInSeries, Ledger, ReleasedChange, ReleasedRow, ReleasedTable, Since, Standing, TablePlan, ledger::ReleasedContent,
};
use ::entity::vocabulary::QuestionCode;

/// A release to be, in the order of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseForecast {
    pub(super) tables: Vec<TableForecast>,
    pub(super) changes: Vec<ChangeForecast>,
    pub(super) analysts: Vec<TableForecast>,
}

/// One table of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableForecast {
    pub(super) question: QuestionCode,
    pub(super) partition: Option<String>,
    pub(super) withheld: Option<Withheld>,
    pub(super) rows: Vec<RowForecast>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowForecast {
    pub(super) classes: Vec<String>,
    pub(super) base: u32,
    pub(super) published_base: u32,
}

/// What it would tell of changes on a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeForecast {
    pub(super) question: QuestionCode,
    pub(super) because: Option<BreakInSeries>,
    pub(super) since: Option<i64>,
    pub(super) withheld: Option<Withheld>,
    pub(super) base: u32,
    pub(super) published_base: u32,
}

/// Why a table would not be available, whatever was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Withheld {
    /// R2: too few hidden States, and merging classes does not mend it.
    TooFew,
    /// R2: it follows up another question, so that nothing is told of hidden States.
    FollowUp,
    /// R3: the difference to another set of this release or of an earlier one is too small.
    FewInADifference,
    /// R6: no attacker can be tried on it, and what can't be tried is not released.
    NotJudged,
}

/// What a release would be.
pub(super) fn forecast(ledger: &Ledger) -> ReleaseForecast {
    let mut forecast_of = ReleaseForecast::default();
    for draft in ledger.structural() {
        let question = draft.change.question();
        let may = ledger.admission(question, &draft.tables, Some(&draft.change)).map(|one| one.structural());
        let for_analysts = ledger.admission_for_analysts(question, &draft).map(|one| one.structural().tables);
        let ReleasedContent { tables, change, analysts } = &draft;
        let follows_up = ledger.round.count.plan(question).is_some_and(TablePlan::is_follow_up);
        let few = if follows_up { Withheld::FollowUp } else { Withheld::TooFew };
        forecast_of.tables.extend(of_tables(tables, may.as_ref().map(|may| &may.tables[..]), few));
        forecast_of.changes.push(of_change(change, may.as_ref().map(|may| may.moves), few));
        forecast_of.analysts.extend(of_tables(analysts, for_analysts.as_deref(), few));
    }
    forecast_of
}

fn of_tables(tables: &[ReleasedTable], may: Option<&[bool]>, few: Withheld) -> Vec<TableForecast> {
    let row = |row: &ReleasedRow| RowForecast {
        classes: row.classes().to_vec(),
        base: row.base(),
        published_base: row.published_base(),
    };
    let one = |(place, table): (usize, &ReleasedTable)| TableForecast {
        question: table.question().clone(),
        partition: table.partition().map(str::to_owned),
        withheld: why(table.standing(), may.map(|may| may.get(place) == Some(&true)), few),
        rows: table.rows().iter().map(row).collect(),
    };
    tables.iter().enumerate().map(one).collect()
}

fn of_change(change: &ReleasedChange, may: Option<bool>, few: Withheld) -> ChangeForecast {
    let (because, since) = match change.since() {
        Since::Break { because } => (Some(*because), None),
        Since::Release { number, .. } => (None, Some(*number)),
    };
    ChangeForecast {
        question: change.question().clone(),
        because,
        since,
        withheld: since.and_then(|_| why(change.standing(), may, few)),
        base: change.base(),
        published_base: change.published_base(),
    }
}

/// Why it would not be available, by its size and by what R3 lets through; no word of R3 where no attacker can be tried.
fn why(standing: Standing, may: Option<bool>, few: Withheld) -> Option<Withheld> {
    match (standing, may) {
        (Standing::NotAvailable, _) => Some(few),
        (_, None) => Some(Withheld::NotJudged),
        (_, Some(false)) => Some(Withheld::FewInADifference),
        (_, Some(true)) => None,
    }
}
