//! The picture of simulated releases, in the words of the API: everything that a reader reads and,
//! in `own`, each State's own answers.

use disclosure::{
    Cell, ChangeCell, Countable, Lattice, Level, REST, ReleasedCell, ReleasedChange, ReleasedRow,
    ReleasedTable, Respondent, Since,
};
use entity::vocabulary::{OptionCode, ReaderLevel, StateCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A cycle, a State and a question.
type Asked = (usize, String, String);

/// Release with its inputs.
pub struct WrittenCell {
    pub cycle: usize,
    pub lattice: Lattice,
    pub respondents: Vec<Respondent>,
    pub tables: Vec<ReleasedTable>,
    pub changes: Vec<ReleasedChange>,
    pub analysts: Vec<ReleasedTable>,
    /// True if the hidden part is written exactly.
    pub exactly: bool,
}

/// Writes the questions, the releases, and everybody's knowledge of them.
pub fn picture(
    questions: &[Countable],
    shown: &[WrittenCell],
    bloc: &BTreeSet<StateCode>,
    few_changes: bool,
) -> Value {
    let releases: Vec<Value> =
        shown.iter().enumerate().map(|(place, one)| one.written(questions, place + 1)).collect();
    let own: BTreeMap<_, Value> = shown.iter().flat_map(|one| one.own(questions)).collect();
    json!({
        "questions": questions.iter().map(question).collect::<Vec<_>>(),
        "releases": releases,
        "own": own.into_values().collect::<Vec<_>>(),
        "blocs": { "EU": bloc },
        "fewChanges": few_changes,
    })
}

/// Writes a question. The options of a record list are its areas.
fn question(asked: &Countable) -> Value {
    json!({
        "code": asked.code,
        "options": options(asked),
        "exclusiveOptions": asked.together.exclusive,
        "most": asked.together.most,
        "mayBeEmpty": asked.together.may_be_empty,
    })
}

fn options(asked: &Countable) -> &[OptionCode] {
    if asked.areas.is_empty() { &asked.options } else { &asked.areas }
}

/// Writes a State's response, from the levels that it holds.
fn said(asked: &Countable, levels: &[Level]) -> Value {
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
    let given = levels
        .iter()
        .filter(|level| !matches!(level, Level::NotChosen(_)))
        .filter_map(Level::option);
    let mut given: Vec<&OptionCode> = given.collect();
    if asked.ordinal {
        // The lowest step has no level of its own.
        given = vec![given.pop().unwrap_or(&asked.options[0])];
    }
    json!({ "disposition": "ANSWERED", "value": { "options": given } })
}

impl WrittenCell {
    fn written(&self, questions: &[Countable], number: usize) -> Value {
        let respondents = self.respondents.iter();
        let respondents = respondents.map(|one| json!({ "stateCode": one.state, "edition": 1 }));
        let shared = self
            .answers(questions, |level| level > ReaderLevel::StateOnly)
            .map(|(_, answer)| answer);
        json!({
            "number": number,
            "cycle": self.cycle.to_string(),
            "lattice": self.lattice.partitions,
            "respondents": respondents.collect::<Vec<_>>(),
            "leftOut": questions.iter().map(|asked| (asked.code.to_string(), self.left_out(asked))).collect::<BTreeMap<_, _>>(),
            "tables": self.tables.iter().map(|table| self.table(table)).collect::<Vec<_>>(),
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
            "analystTables": self.analysts.iter().map(analyst_table).collect::<Vec<_>>(),
            "shared": shared.collect::<Vec<_>>(),
        })
    }

    /// Returns the States that do not let a question be counted.
    fn left_out(&self, asked: &Countable) -> Vec<&StateCode> {
        let left_out = self.respondents.iter().filter(|one| !one.answers.contains_key(&asked.code));
        left_out.map(|one| &one.state).collect()
    }

    /// Returns the answers that are not public, by cycle, State and question.
    fn own<'a>(&'a self, questions: &'a [Countable]) -> impl Iterator<Item = (Asked, Value)> + 'a {
        self.answers(questions, |level| level < ReaderLevel::Public)
    }

    /// Returns the answers whose reader level satisfies `of`.
    fn answers<'a>(
        &'a self,
        questions: &'a [Countable],
        of: fn(ReaderLevel) -> bool,
    ) -> impl Iterator<Item = (Asked, Value)> + 'a {
        let of_each = move |one: &'a Respondent| {
            questions
                .iter()
                .filter_map(move |asked| Some((one, asked, one.answers.get(&asked.code)?)))
        };
        let all = self.respondents.iter().flat_map(of_each);
        all.filter(move |(.., given)| of(given.shown)).map(move |(one, asked, given)| {
            let mut answer = said(asked, &given.levels);
            answer["stateCode"] = json!(one.state);
            answer["question"] = json!(asked.code);
            answer["cycle"] = json!(self.cycle.to_string());
            answer["edition"] = json!(1);
            answer["reader"] = json!(given.shown.as_str().to_uppercase());
            answer["counted"] = json!(true);
            ((self.cycle, one.state.to_string(), asked.code.to_string()), answer)
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
                Cell::Band { .. } if self.exactly => {
                    Cell::Exact { count: self.truth(table, row, cell.level()) }
                }
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

    /// Returns the number of hidden States of a row that hold a level.
    fn truth(&self, table: &ReleasedTable, row: &ReleasedRow, level: &Level) -> u32 {
        let hidden =
            self.respondents.iter().filter(|one| self.is_in(table, row, &one.state)).filter(
                |one| {
                    one.answers
                        .get(table.question())
                        .is_some_and(|said| !said.is_public() && said.levels.contains(level))
                },
            );
        u32::try_from(hidden.count()).unwrap()
    }

    fn is_in(&self, table: &ReleasedTable, row: &ReleasedRow, state: &StateCode) -> bool {
        let Some(partition) = table.partition() else { return true };
        let classes = self
            .lattice
            .partitions
            .iter()
            .filter(|one| one.key == partition)
            .flat_map(|one| &one.classes);
        let class = classes
            .filter(|class| class.states.contains(state))
            .map(|class| class.key.as_str())
            .next();
        row.classes().iter().any(|key| key == class.unwrap_or(REST))
    }
}

/// Writes the figure of the hidden States for everybody.
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

/// Writes the changes since an earlier cycle.
fn change(change: &ReleasedChange) -> Value {
    let since = if let Since::Release { number, question } = change.since() {
        Some((number, question))
    } else {
        None
    };
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

/// Writes the table of a question for analysts.
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
        says => Some(says.feasibility_interval(hidden).into_inner()),
    };
    let (least, most) = (said.map(|(least, _)| least), said.map(|(_, most)| most));
    json!({ "level": cell.level(), "shared": cell.published(), "least": least, "most": most })
}
