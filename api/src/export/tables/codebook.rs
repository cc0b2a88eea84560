//! The codebook: every code in the rows of a release, and every column, with its meaning in one
//! language.

use crate::export::{
    tables::{
        columns::{Sheet, column_text},
        flatten::{Content, Observation},
        participation::Participation,
        transition::{BREAKS, Transition},
    },
    words::{List, say},
};
use ::entity::vocabulary::Official;
use std::collections::BTreeSet;

/// The header of the codebook as a table.
pub(in crate::export) const HEADER: [&str; 4] = ["list", "code", "of", "label"];

/// A code and its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::export) struct Entry {
    /// `column`, `part`, or the column that holds the code: `section`, `question`, `partition`,
    /// `classes`, `class`, `level`, `break_in_series`, `from_option`, `to_option`, `hidden`,
    /// `standing` or `status`.
    pub(in crate::export) list: &'static str,
    /// The code.
    pub(in crate::export) code: String,
    /// The owner of the code, or empty.
    ///
    /// It is the part of a section, the section of a question, the question of a level or an
    /// option, or the partition of classes. For a column of the changes or of the participation,
    /// and a partition of the latter, it is `changes` or `participation`.
    pub(in crate::export) of: String,
    /// The meaning of the code.
    pub(in crate::export) label: String,
}

impl Entry {
    /// Returns the four cells of the entry, in the order of [`HEADER`].
    pub(in crate::export) fn cells(&self) -> [&str; 4] {
        [self.list, &self.code, &self.of, &self.label]
    }
}

/// Builds the codebook of a release, in the order of its rows.
pub(in crate::export) fn codebook(content: &Content) -> Vec<Entry> {
    let language = content.about.language;
    let fixed = |list, of: List, codes: &[&str]| -> Vec<Entry> {
        let entry = |code: &&str| entry(list, code, "", say(of, code, language));
        codes.iter().map(entry).collect()
    };
    let mut book = of_columns::<Observation>(language);
    book.extend(of_columns::<Transition>(language));
    book.extend(of_columns::<Participation>(language));
    let rows = &content.observations;
    let mut seen = BTreeSet::new();
    let mut once = |entries: &mut dyn Iterator<Item = Entry>| {
        book.extend(
            entries.filter(|entry| seen.insert((entry.list, entry.code.clone(), entry.of.clone()))),
        );
    };
    once(
        &mut rows
            .iter()
            .map(|Observation { place, .. }| entry("part", &place.part, "", &place.part_label)),
    );
    once(&mut rows.iter().map(|Observation { place, .. }| {
        entry("section", &place.section, &place.part, &place.section_label)
    }));
    let with_section = |row: &Observation| row.place.of_question(&row.question_text);
    once(&mut rows.iter().map(|row| {
        entry("question", row.question.as_str(), &row.place.section, &with_section(row))
    }));
    once(&mut rows.iter().map(|row| entry("partition", &row.partition, "", &row.partition_name)));
    once(
        &mut rows
            .iter()
            .map(|row| entry("classes", &row.classes, &row.partition, &row.class_names)),
    );
    let took_part = &content.participation;
    once(
        &mut took_part
            .iter()
            .map(|row| entry("partition", &row.partition, "participation", &row.partition_name)),
    );
    once(
        &mut took_part
            .iter()
            .map(|row| entry("class", &row.class, &row.partition, &row.class_name)),
    );
    once(
        &mut rows
            .iter()
            .map(|row| entry("level", &row.level, row.question.as_str(), &row.level_label)),
    );
    let changes = &content.transitions;
    once(
        &mut changes.iter().map(|row| {
            entry("from_option", &row.from_option, row.question.as_str(), &row.from_label)
        }),
    );
    once(
        &mut changes
            .iter()
            .map(|row| entry("to_option", &row.to_option, row.question.as_str(), &row.to_label)),
    );
    book.extend(fixed("break_in_series", List::Breaks, &BREAKS));
    book.extend(fixed("hidden", List::Hidden, &["EXACT", "BAND", "NOT_AVAILABLE", "NOT_ASKED"]));
    book.extend(fixed("standing", List::Standings, &["GATED", "UNGATED", "NOT_AVAILABLE"]));
    book.extend(fixed("status", List::Statuses, &["A", "Q", "M"]));
    book
}

/// Describes the columns of one kind of rows.
fn of_columns<R: Sheet>(language: Official) -> Vec<Entry> {
    let entry = |name| entry("column", name, R::OF, column_text::<R>(name, language));
    R::columns().iter().map(|column| entry(column.name)).collect()
}

fn entry(list: &'static str, code: &str, of: &str, label: &str) -> Entry {
    Entry { list, code: code.to_owned(), of: of.to_owned(), label: label.to_owned() }
}
