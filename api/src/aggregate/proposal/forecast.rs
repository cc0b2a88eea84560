//! Forecast of a release: the parts to be shown or suppressed by public facts.
//!
//! The public facts are the counted States, the published answers and the earlier releases. The
//! forecast does not read the hidden answers, so a preview discloses nothing of them. It can't know
//! what the gate will suppress in addition. The forecast of tables for analysts also depends on the
//! answers shown to the Secretariat, which the administrator may read.

use ::disclosure::{
    BreakInSeries, Ledger, ReleasedChange, ReleasedRow, ReleasedTable, Since, Standing, TablePlan,
    ledger::ReleasedContent,
};
use ::entity::vocabulary::QuestionCode;

/// Forecast of a release, in the order of the table plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseForecast {
    pub(super) tables: Vec<TableForecast>,
    pub(super) changes: Vec<ChangeForecast>,
    pub(super) analysts: Vec<TableForecast>,
}

/// Forecast of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableForecast {
    pub(super) question: QuestionCode,
    pub(super) partition: Option<String>,
    pub(super) withheld: Option<Withheld>,
    pub(super) rows: Vec<RowForecast>,
}

/// Forecast of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowForecast {
    pub(super) classes: Vec<String>,
    pub(super) base: u32,
    pub(super) published_base: u32,
}

/// Forecast of the change on one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeForecast {
    pub(super) question: QuestionCode,
    pub(super) because: Option<BreakInSeries>,
    pub(super) since: Option<i64>,
    pub(super) withheld: Option<Withheld>,
    pub(super) base: u32,
    pub(super) published_base: u32,
}

/// Reason why a table would be suppressed, independent of the hidden answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Withheld {
    /// R2: too few States are hidden, and merging classes does not change that.
    TooFew,
    /// R2: the question is a follow-up, so that its hidden part is suppressed.
    FollowUp,
    /// R3: the difference to another set of this release, or of an earlier one, is too small.
    FewInADifference,
    /// R6: the attack can't run on the question, and a table without the attack is not released.
    NotJudged,
}

/// Forecasts a release from public facts.
pub(super) fn forecast(ledger: &Ledger) -> ReleaseForecast {
    let mut forecast_of = ReleaseForecast::default();
    for draft in ledger.structural() {
        let question = draft.change.question();
        let may = ledger
            .admission(question, &draft.tables, Some(&draft.change))
            .map(|one| one.structural());
        let for_analysts =
            ledger.admission_for_analysts(question, &draft).map(|one| one.structural().tables);
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

/// Returns the reason for suppression, by size and by R3. If the attack can't run, R3 is not
/// reported.
fn why(standing: Standing, may: Option<bool>, few: Withheld) -> Option<Withheld> {
    match (standing, may) {
        (Standing::NotAvailable, _) => Some(few),
        (_, None) => Some(Withheld::NotJudged),
        (_, Some(false)) => Some(Withheld::FewInADifference),
        (_, Some(true)) => None,
    }
}
