//! The codebook: every code that a release's rows hold, and every column, in the words of one language.

use super::{
    columns::COLUMNS,
    flatten::Content,
    words::{List, say},
};
use std::collections::BTreeSet;

/// The header of the codebook as a table.
pub(super) const HEADER: [&str; 4] = ["list", "code", "of", "label"];

/// A code and what it means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// `column`, `question`, `partition`, `classes`, `level`, `hidden`, `standing` or `status`: for all but the first, the column
    /// that holds the code.
    pub(super) list: &'static str,
    /// The code.
    pub(super) code: String,
    /// Of which question a level is, or of which partition classes are; empty elsewhere.
    pub(super) of: String,
    /// What it means.
    pub(super) label: String,
}

impl Entry {
    /// Its four cells, in the order of [`HEADER`].
    pub(super) fn cells(&self) -> [&str; 4] {
        [self.list, &self.code, &self.of, &self.label]
    }
}

/// The codebook of a release, in the order of its rows.
pub(super) fn codebook(content: &Content) -> Vec<Entry> {
    let language = content.about.language;
    let fixed = |list, of: List, codes: &[&str]| -> Vec<Entry> {
        let entry = |code: &&str| entry(list, code, "", say(of, code, language));
        codes.iter().map(entry).collect()
    };
    let columns: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let mut book = fixed("column", List::Columns, &columns);
    let rows = &content.observations;
    let mut seen = BTreeSet::new();
    let mut once = |entries: &mut dyn Iterator<Item = Entry>| {
        book.extend(entries.filter(|entry| seen.insert((entry.list, entry.code.clone(), entry.of.clone()))));
    };
    once(&mut rows.iter().map(|row| entry("question", row.question.as_str(), "", &row.question_text)));
    once(&mut rows.iter().map(|row| entry("partition", &row.partition, "", &row.partition_name)));
    once(&mut rows.iter().map(|row| entry("classes", &row.classes, &row.partition, &row.class_names)));
    once(&mut rows.iter().map(|row| entry("level", &row.level, row.question.as_str(), &row.level_label)));
    book.extend(fixed("hidden", List::Hidden, &["EXACT", "BAND", "NOT_AVAILABLE", "NOT_ASKED"]));
    book.extend(fixed("standing", List::Standings, &["GATED", "UNGATED", "NOT_AVAILABLE"]));
    book.extend(fixed("status", List::Statuses, &["A", "Q", "M"]));
    book
}

fn entry(list: &'static str, code: &str, of: &str, label: &str) -> Entry {
    Entry { list, code: code.to_owned(), of: of.to_owned(), label: label.to_owned() }
}
