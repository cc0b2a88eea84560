//! The columns of every tabular file: one list for tables, one for changes and one for
//! participation. So all formats hold the same columns.

use crate::export::{
    about::About,
    question_position::QuestionPosition,
    tables::{
        flatten::{Content, Observation},
        participation::Participation,
        suppressed::{Figures, Status},
        transition::Transition,
    },
    words::{List, say},
};
use ::entity::vocabulary::Official;

/// Value of one column in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number. None if the row has no such number.
    Number(Option<i64>),
    /// A text.
    Text(&'a str),
}

/// A column of rows of one kind.
#[derive(Debug)]
pub struct Column<R> {
    /// The stable code of the column.
    pub name: &'static str,
    /// True if the column holds numbers.
    pub is_number: bool,
    of: for<'a> fn(&'a About, &'a R) -> Value<'a>,
}

impl<R> Column<R> {
    /// Returns the value of the column in a row.
    #[must_use]
    pub fn of<'a>(&self, about: &'a About, row: &'a R) -> Value<'a> {
        (self.of)(about, row)
    }
}

/// One kind of rows: a sheet of the workbook, or a file of its own.
pub(in crate::export) trait Sheet: Sized + 'static {
    /// The name of the sheet.
    const SHEET: &'static str;
    /// The file of the columns, as the codebook writes it. Empty for the tables.
    const OF: &'static str;
    /// The list of column texts that differ from those of the tables.
    const TEXTS: List;

    /// Returns all rows of this kind in a release.
    fn all(content: &Content) -> &[Self];
    /// Returns the columns, in order.
    fn columns() -> Vec<Column<Self>>;
}

/// A row with figures on a question.
pub(in crate::export) trait Row: Sheet {
    /// Returns the question's code and text.
    fn question(&self) -> (&str, &str);
    /// Returns the part and the section of the question.
    fn place(&self) -> &QuestionPosition;
    /// Returns the columns that only rows of this kind have.
    fn own() -> Vec<Column<Self>>;
    /// Returns the figures of the row.
    fn told(&self) -> &Figures;
    /// Returns the observation status of the row.
    fn status(&self) -> Status;
}

/// Returns the columns that name the release.
fn of_release<S>() -> [Column<S>; 4] {
    [
        number("release", |about, _| Value::Number(Some(about.release))),
        text("cycle", |about, _| Value::Text(about.cycle.as_str())),
        text("instrument", |about, _| Value::Text(&about.instrument)),
        text("instrument_version", |about, _| Value::Text(&about.instrument_version)),
    ]
}

/// Returns the columns of rows with figures on a question, in order.
fn of_question<R: Row>() -> Vec<Column<R>> {
    let place: [Column<R>; 4] = [
        text("section", |_, row| Value::Text(&row.place().section)),
        text("section_label", |_, row| Value::Text(&row.place().section_label)),
        text("question", |_, row| Value::Text(row.question().0)),
        text("question_text", |_, row| Value::Text(row.question().1)),
    ];
    let told: [Column<R>; 9] = [
        number("base", |_, row| count(row.told().base)),
        number("published_base", |_, row| count(row.told().published_base)),
        number("published", |_, row| count(row.told().published)),
        text("hidden", |_, row| Value::Text(row.told().hidden_kind())),
        number("hidden_count", |_, row| count(row.told().hidden_count())),
        number("hidden_lower_percent", |_, row| count(row.told().band().map(|(lower, _)| lower))),
        number("hidden_upper_percent", |_, row| count(row.told().band().map(|(_, upper)| upper))),
        text("standing", |_, row| Value::Text(row.told().standing())),
        text("status", |_, row| Value::Text(row.status().code())),
    ];
    of_release().into_iter().chain(place).chain(R::own()).chain(told).collect()
}

/// Returns the text of a column, in one language.
pub(in crate::export) fn column_text<R: Sheet>(name: &str, language: Official) -> &'static str {
    match say(R::TEXTS, name, language) {
        "" => say(List::Columns, name, language),
        own => own,
    }
}

impl Sheet for Observation {
    const SHEET: &'static str = "data";
    const OF: &'static str = "";
    const TEXTS: List = List::Columns;

    fn all(content: &Content) -> &[Self] {
        &content.observations
    }
    fn columns() -> Vec<Column<Self>> {
        of_question()
    }
}

impl Row for Observation {
    fn question(&self) -> (&str, &str) {
        (self.question.as_str(), &self.question_text)
    }
    fn place(&self) -> &QuestionPosition {
        &self.place
    }
    fn own() -> Vec<Column<Self>> {
        vec![
            text("partition", |_, row| Value::Text(&row.partition)),
            text("partition_name", |_, row| Value::Text(&row.partition_name)),
            text("classes", |_, row| Value::Text(&row.classes)),
            text("class_names", |_, row| Value::Text(&row.class_names)),
            text("level", |_, row| Value::Text(&row.level)),
            text("level_label", |_, row| Value::Text(&row.level_label)),
        ]
    }
    fn told(&self) -> &Figures {
        &self.told
    }
    fn status(&self) -> Status {
        self.told.status()
    }
}

impl Sheet for Transition {
    const SHEET: &'static str = "changes";
    const OF: &'static str = "changes";
    const TEXTS: List = List::Changes;

    fn all(content: &Content) -> &[Self] {
        &content.transitions
    }
    fn columns() -> Vec<Column<Self>> {
        of_question()
    }
}

impl Row for Transition {
    fn question(&self) -> (&str, &str) {
        (self.question.as_str(), &self.question_text)
    }
    fn place(&self) -> &QuestionPosition {
        &self.place
    }
    fn own() -> Vec<Column<Self>> {
        vec![
            number("since_release", |_, row| Value::Number(row.since_release())),
            text("since_question", |_, row| Value::Text(row.since_question())),
            text("since_question_text", |_, row| Value::Text(&row.since_question_text)),
            text("break_in_series", |_, row| Value::Text(row.break_in_series())),
            text("from_option", |_, row| Value::Text(&row.from_option)),
            text("from_label", |_, row| Value::Text(&row.from_label)),
            text("to_option", |_, row| Value::Text(&row.to_option)),
            text("to_label", |_, row| Value::Text(&row.to_label)),
        ]
    }
    fn told(&self) -> &Figures {
        &self.told
    }
    fn status(&self) -> Status {
        Self::status(self)
    }
}

impl Sheet for Participation {
    const SHEET: &'static str = "participation";
    const OF: &'static str = "participation";
    const TEXTS: List = List::Participation;

    fn all(content: &Content) -> &[Self] {
        &content.participation
    }
    fn columns() -> Vec<Column<Self>> {
        let own: [Column<Self>; 6] = [
            text("partition", |_, row| Value::Text(&row.partition)),
            text("partition_name", |_, row| Value::Text(&row.partition_name)),
            text("class", |_, row| Value::Text(&row.class)),
            text("class_name", |_, row| Value::Text(&row.class_name)),
            number("invited", |_, row| count(Some(row.invited))),
            number("counted", |_, row| count(Some(row.counted))),
        ];
        of_release().into_iter().chain(own).collect()
    }
}

fn text<R>(name: &'static str, of: for<'a> fn(&'a About, &'a R) -> Value<'a>) -> Column<R> {
    Column { name, is_number: false, of }
}
fn number<R>(name: &'static str, of: for<'a> fn(&'a About, &'a R) -> Value<'a>) -> Column<R> {
    Column { name, is_number: true, of }
}
fn count<'a>(of: Option<impl Into<i64>>) -> Value<'a> {
    Value::Number(of.map(Into::into))
}
