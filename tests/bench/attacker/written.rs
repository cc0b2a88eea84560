//! A picture of simulated releases, in the words of the API: what anybody reads, and in `own` what each State knows of itself.

use entity::words::{ReaderLevel, StateCode};
use national_survey::{
    aggregate::{
        Cell, ChangeCell, Level, ReleasedCell, ReleasedChange, ReleasedRow, ReleasedTable, Respondent, Since, TablePlan,
    },
    cycle::{Lattice, REST},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One release as it is shown.
pub struct Shown {
    pub cycle: usize,
    pub lattice: Lattice,
    pub respondents: Vec<Respondent>,
    pub tables: Vec<ReleasedTable>,
    pub changes: Vec<ReleasedChange>,
    pub analysts: Vec<ReleasedTable>,
    /// Whether the hidden part is told exactly.
    pub exactly: bool,
}

/// Everything of some releases.
pub fn picture(plans: &[TablePlan], shown: &[Shown], bloc: &BTreeSet<StateCode>, few_changes: bool) -> Value {
    let releases: Vec<Value> = shown.iter().enumerate().map(|(place, one)| one.written(place + 1)).collect();
    let own: BTreeMap<_, Value> = shown.iter().flat_map(Shown::own).collect();
    json!({
        "questions": plans.iter().map(question).collect::<Vec<_>>(),
        "releases": releases,
        "own": own.into_values().collect::<Vec<_>>(),
        "blocs": { "EU": bloc },
        "fewChanges": few_changes,
    })
}

/// A question; its options in their order, as the simulation names them.
fn question(plan: &TablePlan) -> Value {
    let mut options: Vec<String> = plan.levels().iter().filter_map(option).collect();
    options.dedup();
    if plan.levels().contains(&Level::Answered) {
        // The lowest step has no level of its own.
        options.insert(0, "o0".to_owned());
    }
    json!({ "code": plan.question(), "options": options, "exclusiveOptions": [] })
}

fn option(level: &Level) -> Option<String> {
    match level {
        Level::Chosen(option) | Level::AtLeast(option) => Some(option.to_string()),
        _ => None,
    }
}

/// What a State said, from the levels that it holds.
fn said(levels: &[Level]) -> Value {
    let instead = levels.iter().find_map(|level| match level {
        Level::NonResponse => Some("UNANSWERED"),
        Level::NotApplicable => Some("NOT_APPLICABLE"),
        Level::Declined => Some("DECLINED"),
        Level::NothingNew => Some("NOTHING_NEW"),
        Level::NotAsked => Some("NOT_ASKED"),
        _ => None,
    });
    if let Some(instead) = instead {
        return json!({ "disposition": instead });
    }
    let mut options: Vec<String> = levels.iter().filter_map(option).collect();
    if levels.contains(&Level::Answered) {
        options = vec![options.pop().unwrap_or_else(|| "o0".to_owned())];
    }
    json!({ "disposition": "ANSWERED", "value": { "options": options } })
}

impl Shown {
    fn written(&self, number: usize) -> Value {
        let respondents: Vec<Value> =
            self.respondents.iter().map(|one| json!({ "stateCode": one.state, "edition": 1 })).collect();
        json!({
            "number": number,
            "cycle": self.cycle.to_string(),
            "lattice": self.lattice.partitions,
            "respondents": respondents,
            "tables": self.tables.iter().map(|table| self.table(table)).collect::<Vec<_>>(),
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
            "analystTables": self.analysts.iter().map(analyst_table).collect::<Vec<_>>(),
            "shared": self.answers(|level| level > ReaderLevel::StateOnly).map(|(_, answer)| answer).collect::<Vec<_>>(),
        })
    }

    /// What is not public, by what it is an answer to.
    fn own(&self) -> impl Iterator<Item = ((usize, String, String), Value)> {
        self.answers(|level| level < ReaderLevel::Public)
    }

    /// The answers that are shown to certain readers.
    fn answers(&self, of: fn(ReaderLevel) -> bool) -> impl Iterator<Item = ((usize, String, String), Value)> {
        let states = self.respondents.iter();
        let all = states.flat_map(|one| one.answers.iter().map(move |(question, said)| (&one.state, question, said)));
        all.filter(move |(.., said)| of(said.shown)).map(move |(state, question, given)| {
            let mut answer = said(&given.levels);
            answer["stateCode"] = json!(state);
            answer["question"] = json!(question);
            answer["cycle"] = json!(self.cycle.to_string());
            answer["edition"] = json!(1);
            answer["reader"] = json!(given.shown.as_str().to_uppercase());
            answer["counted"] = json!(true);
            ((self.cycle, state.to_string(), question.to_string()), answer)
        })
    }

    fn table(&self, table: &ReleasedTable) -> Value {
        let rows: Vec<Value> = table.rows().iter().map(|row| self.row(table, row)).collect();
        json!({ "question": table.question(), "partition": table.partition(), "rows": rows })
    }

    fn row(&self, table: &ReleasedTable, row: &ReleasedRow) -> Value {
        let cells: Vec<Value> = row
            .cells()
            .iter()
            .map(|cell| match cell.hidden() {
                Cell::Band { .. } if self.exactly => Cell::Exact { count: self.truth(table, row, cell.level()) },
                hidden => hidden,
            })
            .zip(row.cells())
            .map(|(hidden, cell)| {
                let mut written = hidden_part(hidden);
                written["level"] = json!(cell.level());
                written["published"] = json!(cell.published());
                written
            })
            .collect();
        json!({ "classes": row.classes(), "base": row.base(), "publishedBase": row.published_base(), "cells": cells })
    }

    /// How many hidden States of a row hold a level.
    fn truth(&self, table: &ReleasedTable, row: &ReleasedRow, level: &Level) -> u32 {
        let hidden =
            self.respondents.iter().filter(|one| self.is_in(table, row, &one.state)).filter(|one| {
                one.answers.get(table.question()).is_some_and(|said| !said.is_public() && said.levels.contains(level))
            });
        u32::try_from(hidden.count()).unwrap()
    }

    fn is_in(&self, table: &ReleasedTable, row: &ReleasedRow, state: &StateCode) -> bool {
        let Some(partition) = table.partition() else { return true };
        let classes = self.lattice.partitions.iter().filter(|one| one.key == partition).flat_map(|one| &one.classes);
        let class = classes.filter(|class| class.states.contains(state)).map(|class| class.key.as_str()).next();
        row.classes().iter().any(|key| key == class.unwrap_or(REST))
    }
}

/// What is said to everybody of the hidden States.
fn hidden_part(cell: Cell) -> Value {
    match cell {
        Cell::Exact { count } => json!({ "hidden": "EXACT", "count": count }),
        Cell::Band { lower_percent, upper_percent } => {
            json!({ "hidden": "BAND", "lowerPercent": lower_percent, "upperPercent": upper_percent })
        }
        Cell::NotAvailable => json!({ "hidden": "NOT_AVAILABLE" }),
        Cell::NotAsked => json!({ "hidden": "NOT_ASKED" }),
        Cell::Range { .. } => unreachable!("a range is for analysts"),
    }
}

/// What is told of changes since an earlier cycle.
fn change(change: &ReleasedChange) -> Value {
    let since = if let Since::Release { number, question } = change.since() { Some((number, question)) } else { None };
    let cell = |cell: &ChangeCell| {
        let mut written = hidden_part(cell.hidden());
        written["from"] = json!(cell.from());
        written["to"] = json!(cell.to());
        written["published"] = json!(cell.published());
        written
    };
    json!({
        "question": change.question(),
        "sinceRelease": since.map(|(number, _)| number),
        "sinceQuestion": since.map(|(_, question)| question),
        "base": change.base(),
        "publishedBase": change.published_base(),
        "cells": change.cells().iter().map(cell).collect::<Vec<_>>(),
    })
}

/// What analysts see of a question.
fn analyst_table(table: &ReleasedTable) -> Value {
    let row = |row: &ReleasedRow| {
        let hidden = row.base() - row.published_base();
        let cells: Vec<Value> = row.cells().iter().map(|cell| analyst_cell(cell, hidden)).collect();
        json!({ "classes": row.classes(), "base": row.base(), "sharedBase": row.published_base(), "cells": cells })
    };
    let rows: Vec<Value> = table.rows().iter().map(row).collect();
    json!({ "question": table.question(), "partition": table.partition(), "rows": rows })
}

fn analyst_cell(cell: &ReleasedCell, hidden: u32) -> Value {
    let said = match cell.hidden() {
        Cell::NotAvailable | Cell::NotAsked => None,
        says => Some(says.possible(hidden).into_inner()),
    };
    let (least, most) = (said.map(|(least, _)| least), said.map(|(_, most)| most));
    json!({ "level": cell.level(), "shared": cell.published(), "least": least, "most": most })
}
