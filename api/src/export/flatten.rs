//! The one flattening of a release: its frozen tables as rows, and nothing added, joined or summed.

use super::{
    about::About,
    labels::{ALL, Labels, WITHHELD},
};
use crate::aggregate::{Cell, ReleasedCell, ReleasedRow, ReleasedTable, Standing};
use ::entity::words::QuestionCode;

/// One cell of a released table with everything that is needed to read it. A table that is not available has no cells: it is one
/// row that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The question.
    pub question: QuestionCode,
    /// The question in words.
    pub question_text: String,
    /// The partition; `_T` for all counted States.
    pub partition: String,
    /// What it is called.
    pub partition_name: String,
    /// The classes of the row joined by `+`; `_T` for all counted States, `_Z` where the table is not available.
    pub classes: String,
    /// What they are called.
    pub class_names: String,
    /// What is counted, such as `at_least:partly`; `_Z` where the table is not available.
    pub level: String,
    /// What is counted in words.
    pub level_label: String,
    /// How many States are counted on the question, exactly.
    pub base: Option<u32>,
    /// How many of them have published their answer, exactly.
    pub published_base: Option<u32>,
    /// How many have published that they hold the level, exactly.
    pub published: Option<u32>,
    /// What is said of the others. Never to be added to what is published.
    pub hidden: Cell,
    /// How far the table has come.
    pub standing: Standing,
}

/// What an observation's status is, by the code of the SDMX code list `CL_OBS_STATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `A`: what is said holds, exactly or as a band.
    Normal,
    /// `Q`: the hidden part is withheld.
    Suppressed,
    /// `M`: nobody was asked, so that there can be no figure.
    CannotExist,
}

impl Status {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "A",
            Self::Suppressed => "Q",
            Self::CannotExist => "M",
        }
    }
}

impl Observation {
    /// What is said of the hidden States, as GraphQL writes it. A range of counts is for analysts, and leaves in no file.
    #[must_use]
    pub const fn hidden_kind(&self) -> &'static str {
        match self.hidden {
            Cell::Exact { .. } => "EXACT",
            Cell::Band { .. } => "BAND",
            Cell::Range { .. } | Cell::NotAvailable => "NOT_AVAILABLE",
            Cell::NotAsked => "NOT_ASKED",
        }
    }
    /// For EXACT: how many hidden States.
    #[must_use]
    pub const fn hidden_count(&self) -> Option<u32> {
        if let Cell::Exact { count } = self.hidden { Some(count) } else { None }
    }
    /// For BAND: the two ends of the share, in per cent.
    #[must_use]
    pub const fn band(&self) -> Option<(u8, u8)> {
        if let Cell::Band { lower_percent, upper_percent } = self.hidden { Some((lower_percent, upper_percent)) } else { None }
    }
    /// How far the table has come, as GraphQL writes it.
    #[must_use]
    pub const fn standing(&self) -> &'static str {
        match self.standing {
            Standing::Ungated => "UNGATED",
            Standing::Gated => "GATED",
            Standing::NotAvailable => "NOT_AVAILABLE",
        }
    }
    /// Its status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.hidden {
            Cell::Exact { .. } | Cell::Band { .. } => Status::Normal,
            Cell::Range { .. } | Cell::NotAvailable => Status::Suppressed,
            Cell::NotAsked => Status::CannotExist,
        }
    }
}

/// Everything that a file is made from.
#[derive(Clone, Debug)]
pub struct Content {
    /// What it says about itself.
    pub about: About,
    /// The rows, in the order of the instrument, of the partitions, of the classes and of the plan.
    pub observations: Vec<Observation>,
}

/// Flattens tables that are in order.
pub(super) fn flatten(tables: &[ReleasedTable], labels: &Labels<'_>) -> Vec<Observation> {
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

fn observation(table: &ReleasedTable, row: &ReleasedRow, cell: &ReleasedCell, labels: &Labels<'_>) -> Observation {
    let of_table = of_table(table, labels);
    let keys: Vec<&str> = match row.classes() {
        [] => vec![ALL],
        classes => classes.iter().map(String::as_str).collect(),
    };
    let names = keys.iter().map(|key| labels.class(&of_table.partition, key));
    Observation {
        class_names: names.collect::<Vec<_>>().join(" + "),
        classes: keys.join("+"),
        level: cell.level().to_string(),
        level_label: labels.level(table.question().as_str(), cell.level()),
        base: Some(row.base()),
        published_base: Some(row.published_base()),
        published: Some(cell.published()),
        hidden: cell.hidden(),
        ..of_table
    }
}

/// What all rows of a table have in common, and nothing else yet.
fn of_table(table: &ReleasedTable, labels: &Labels<'_>) -> Observation {
    let partition = table.partition().unwrap_or(ALL);
    Observation {
        question: table.question().clone(),
        question_text: labels.question(table.question().as_str()).to_owned(),
        partition: partition.to_owned(),
        partition_name: labels.partition(partition),
        classes: String::new(),
        class_names: String::new(),
        level: String::new(),
        level_label: String::new(),
        base: None,
        published_base: None,
        published: None,
        hidden: Cell::NotAvailable,
        standing: table.standing(),
    }
}
