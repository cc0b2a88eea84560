//! Flattening of a release: its frozen tables and changes become rows, and nothing is added, joined
//! or summed.

use crate::export::{
    about::About,
    question_position::QuestionPosition,
    tables::{
        labels::{ALL, Labels, WITHHELD},
        participation::Participation,
        suppressed::Figures,
        transition::Transition,
    },
};
use ::disclosure::{ReleasedCell, ReleasedRow, ReleasedTable};
use ::entity::vocabulary::QuestionCode;

/// One cell of a released table, with everything that is needed to read it.
///
/// A suppressed table of classes has no cells: it is one row that says so. A suppressed table of
/// all counted States keeps its cells, with the hidden part not available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The question.
    pub question: QuestionCode,
    /// The question in words.
    pub question_text: String,
    /// The part and the section of the question.
    pub place: QuestionPosition,
    /// The partition. `_T` for all counted States.
    pub partition: String,
    /// The name of the partition.
    pub partition_name: String,
    /// The classes of the row, joined by `+`. `_T` for all counted States, `_Z` if the table is not
    /// available.
    pub classes: String,
    /// The names of the classes.
    pub class_names: String,
    /// The level, such as `at_least:partly`. `_Z` if the table is not available.
    pub level: String,
    /// The level in words.
    pub level_label: String,
    /// The figures of the cell: States that hold the level.
    pub told: Figures,
}

/// Content of a release, from which every file is made.
#[derive(Clone, Debug)]
pub struct Content {
    /// The description of the release.
    pub about: About,
    /// The tables, in the order of the instrument, of the partitions, of the classes and of the
    /// plan.
    pub observations: Vec<Observation>,
    /// The changes since an earlier cycle, in the order of the instrument and of the options.
    pub transitions: Vec<Transition>,
    /// The participation: all States first, then the classes of each partition.
    pub participation: Vec<Participation>,
}

/// Flattens tables, in their order.
pub(in crate::export) fn flatten(
    tables: &[ReleasedTable],
    labels: &Labels<'_>,
) -> Vec<Observation> {
    let mut rows = Vec::new();
    for table in tables {
        if table.rows().is_empty() {
            rows.push(withheld(table, labels));
        }
        for row in table.rows() {
            rows.extend(row.cells().iter().map(|cell| observation(table, row, cell, labels)));
        }
    }
    rows
}

fn withheld(table: &ReleasedTable, labels: &Labels<'_>) -> Observation {
    Observation {
        classes: WITHHELD.to_owned(),
        class_names: labels.set("withheld"),
        level: WITHHELD.to_owned(),
        level_label: labels.set("withheld"),
        ..of_table(table, labels)
    }
}

fn observation(
    table: &ReleasedTable,
    row: &ReleasedRow,
    cell: &ReleasedCell,
    labels: &Labels<'_>,
) -> Observation {
    let of_table = of_table(table, labels);
    let keys: Vec<&str> = match row.classes() {
        [] => vec![ALL],
        classes => classes.iter().map(String::as_str).collect(),
    };
    let names = keys.iter().map(|key| labels.class(&of_table.partition, key));
    let told = Figures {
        base: Some(row.base()),
        published_base: Some(row.published_base()),
        published: Some(cell.published()),
        hidden: cell.hidden(),
        standing: table.standing(),
    };
    Observation {
        class_names: names.collect::<Vec<_>>().join(" + "),
        classes: keys.join("+"),
        level: cell.level().to_string(),
        level_label: labels.level(table.question().as_str(), cell.level()),
        told,
        ..of_table
    }
}

/// Returns a row with the fields that all rows of a table share. The others are empty.
fn of_table(table: &ReleasedTable, labels: &Labels<'_>) -> Observation {
    let partition = table.partition().unwrap_or(ALL);
    Observation {
        question: table.question().clone(),
        question_text: labels.question(table.question().as_str()).to_owned(),
        place: labels.place(table.question().as_str()),
        partition: partition.to_owned(),
        partition_name: labels.partition(partition),
        classes: String::new(),
        class_names: String::new(),
        level: String::new(),
        level_label: String::new(),
        told: Figures::nothing(table.standing()),
    }
}
