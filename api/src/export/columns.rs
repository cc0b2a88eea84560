//! The columns of every tabular file: one list, so that all formats hold the same.

use super::{about::About, flatten::Observation};

/// What stands in one column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number; none where there is none to tell.
    Number(Option<i64>),
    /// A text.
    Text(&'a str),
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its stable code.
    pub name: &'static str,
    /// Whether it holds numbers.
    pub is_number: bool,
    of: for<'a> fn(&'a About, &'a Observation) -> Value<'a>,
}

impl Column {
    /// What stands in it.
    #[must_use]
    pub fn of<'a>(&self, about: &'a About, row: &'a Observation) -> Value<'a> {
        (self.of)(about, row)
    }
}

const fn text(name: &'static str, of: for<'a> fn(&'a About, &'a Observation) -> Value<'a>) -> Column {
    Column { name, is_number: false, of }
}
const fn number(name: &'static str, of: for<'a> fn(&'a About, &'a Observation) -> Value<'a>) -> Column {
    Column { name, is_number: true, of }
}
fn count<'a>(of: Option<impl Into<i64>>) -> Value<'a> {
    Value::Number(of.map(Into::into))
}

/// The columns, in order.
pub const COLUMNS: &[Column] = &[
    number("release", |about, _| Value::Number(Some(about.release))),
    text("cycle", |about, _| Value::Text(about.cycle.as_str())),
    text("instrument", |about, _| Value::Text(&about.instrument)),
    text("instrument_version", |about, _| Value::Text(&about.instrument_version)),
    text("question", |_, row| Value::Text(row.question.as_str())),
    text("question_text", |_, row| Value::Text(&row.question_text)),
    text("partition", |_, row| Value::Text(&row.partition)),
    text("partition_name", |_, row| Value::Text(&row.partition_name)),
    text("classes", |_, row| Value::Text(&row.classes)),
    text("class_names", |_, row| Value::Text(&row.class_names)),
    text("level", |_, row| Value::Text(&row.level)),
    text("level_label", |_, row| Value::Text(&row.level_label)),
    number("base", |_, row| count(row.base)),
    number("published_base", |_, row| count(row.published_base)),
    number("published", |_, row| count(row.published)),
    text("hidden", |_, row| Value::Text(row.hidden_kind())),
    number("hidden_count", |_, row| count(row.hidden_count())),
    number("hidden_lower_percent", |_, row| count(row.band().map(|(lower, _)| lower))),
    number("hidden_upper_percent", |_, row| count(row.band().map(|(_, upper)| upper))),
    text("standing", |_, row| Value::Text(row.standing())),
    text("status", |_, row| Value::Text(row.status().code())),
];
