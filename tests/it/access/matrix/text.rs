//! The committed text: tables with one line for each field and one column for each caller, as wide
//! as their widest cell.

use super::{
    callers::{OTHERS, OWN},
    cells::{Level, MatrixCells},
};
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/it/access/matrix.txt");
const HEAD: &str = "\
# Generated with UPDATE_MATRIX=1: what each field says to each caller. Things of France are asked for, and what was published.
# value: it is given · own: given, and the caller's own or its State's, not France's · null, empty: nothing is there for this caller
# · capitals: the refusal.
";

/// Outcomes of a field, by caller.
#[derive(Clone, Debug, Default)]
pub struct MatrixLine {
    pub field: String,
    pub cells: BTreeMap<&'static str, String>,
}

/// Returns the whole text.
pub fn of(roots: &[MatrixLine], fields: &MatrixCells) -> String {
    let mut text = HEAD.to_owned() + &tables("Root fields", roots);
    for (level, lines) in fields {
        let title = match level {
            None => "Fields, whatever France's consent".to_owned(),
            Some(Level(_, reader)) => format!("France's consent: {reader}"),
        };
        text += &tables(&title, lines);
    }
    text
}

/// Returns two tables under a title: France's people and integrations, and all others.
fn tables(title: &str, lines: &[MatrixLine]) -> String {
    let table = |whose: &str, callers: &[&'static str]| {
        let head = std::iter::once(format!("[{title}] {whose}"))
            .chain(callers.iter().map(|caller| (*caller).to_owned()));
        let body = lines.iter().map(|MatrixLine { field, cells }| {
            std::iter::once(field.clone())
                .chain(callers.iter().map(|caller| cells[caller].clone()))
                .collect::<Vec<_>>()
        });
        aligned(&std::iter::once(head.collect()).chain(body).collect::<Vec<_>>())
    };
    format!("\n{}\n{}", table("France", &OWN), table("everybody else", &OTHERS))
}

fn aligned(rows: &[Vec<String>]) -> String {
    let widths: Vec<_> = (0..rows[0].len())
        .map(|at| rows.iter().map(|row| row[at].len()).max().unwrap() + 2)
        .collect();
    let line = |row: &Vec<String>| {
        let cells: String =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// Compares the text with the committed one, or writes it.
pub fn is_committed(text: &str) {
    if std::env::var("UPDATE_MATRIX").is_ok_and(|value| value == "1") {
        std::fs::write(FILE, text).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap();
    let differs = committed.lines().zip(text.lines()).find(|(committed, now)| committed != now);
    assert!(
        committed == text,
        "UPDATE_MATRIX=1 writes the text anew; the first that differs: {differs:#?}"
    );
}
