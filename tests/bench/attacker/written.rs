//! A picture of simulated releases, in the words of the API: what anybody reads, and in `own` what each State knows of itself.

use entity::words::StateCode;
use national_survey::{
    aggregate::{Cell, Level, ReleasedCell, ReleasedRow, ReleasedTable, Respondent, TablePlan},
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
            "shared": self.answers(true).map(|(_, answer)| answer).collect::<Vec<_>>(),
        })
    }

    /// What States keep to themselves, by what it is an answer to.
    fn own(&self) -> impl Iterator<Item = ((usize, String, String), Value)> {
        self.answers(false)
    }

    fn answers(&self, public: bool) -> impl Iterator<Item = ((usize, String, String), Value)> {
        let states = self.respondents.iter();
        let all = states.flat_map(|one| one.answers.iter().map(move |(question, said)| (&one.state, question, said)));
        all.filter(move |(.., said)| said.is_public() == public).map(move |(state, question, given)| {
            let mut answer = said(&given.levels);
            answer["stateCode"] = json!(state);
            answer["question"] = json!(question);
            answer["cycle"] = json!(self.cycle.to_string());
            answer["edition"] = json!(1);
            answer["reader"] = json!(if public { "PUBLIC" } else { "STATE_ONLY" });
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
                Cell::Range { .. } => unreachable!("a range is for analysts"),
                Cell::Band { .. } if self.exactly => exact(cell, self.truth(table, row, cell.level())),
                Cell::Exact { count } => exact(cell, count),
                Cell::Band { lower_percent, upper_percent } => json!({
                    "level": cell.level(), "published": cell.published(), "hidden": "BAND",
                    "lowerPercent": lower_percent, "upperPercent": upper_percent,
                }),
                Cell::NotAvailable => json!({ "level": cell.level(), "published": cell.published(), "hidden": "NOT_AVAILABLE" }),
                Cell::NotAsked => json!({ "level": cell.level(), "published": cell.published(), "hidden": "NOT_ASKED" }),
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

fn exact(cell: &ReleasedCell, count: u32) -> Value {
    json!({ "level": cell.level(), "published": cell.published(), "hidden": "EXACT", "count": count })
}
