//! Comma-separated values by RFC 4180, in UTF-8, with a header of stable codes.
//!
//! A spreadsheet runs a cell as a formula if it begins with certain characters. Such a cell gets an
//! apostrophe in front, as OWASP advises ("CSV Injection"), and the spreadsheet shows the text. The
//! description of the release is in the last column of the first row only. The format has no other
//! place for it that every reader can skip.

use crate::{
    error::{Error, Result},
    export::tables::{
        codebook::{HEADER, codebook as entries},
        columns::{Sheet, Value},
        flatten::Content,
    },
};
use ::csv::{Terminator, Writer, WriterBuilder};
use std::borrow::Cow;

/// Name of the last column.
const ABOUT: &str = "about";

/// Writes the rows of one kind.
pub(super) fn rows<R: Sheet>(content: &Content) -> Result<Vec<u8>> {
    let columns = R::columns();
    let header = columns.iter().map(|column| column.name);
    let row = |row| {
        let cell = |value| match value {
            Value::Number(number) => {
                Cow::Owned(number.map(|number| number.to_string()).unwrap_or_default())
            }
            Value::Text(text) => harmless(text),
        };
        columns.iter().map(|column| cell(column.of(&content.about, row))).collect()
    };
    table(header, R::all(content).iter().map(row), &content.about.in_one_text())
}

/// Writes the codebook of a release.
pub(super) fn codebook(content: &Content) -> Result<Vec<u8>> {
    let entries = entries(content);
    let rows = entries.iter().map(|entry| entry.cells().into_iter().map(harmless).collect());
    table(HEADER.into_iter(), rows, &content.about.in_one_text())
}

fn table<'a>(
    header: impl Iterator<Item = &'a str>,
    rows: impl Iterator<Item = Vec<Cow<'a, str>>>,
    about: &str,
) -> Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let header: Vec<&str> = header.chain([ABOUT]).collect();
    write(&mut writer, header.iter().map(|cell| cell.as_bytes()))?;
    let mut rows = rows.peekable();
    // A release without rows still has its description.
    if rows.peek().is_none() {
        write(&mut writer, header.iter().skip(1).map(|_| "".as_bytes()).chain([about.as_bytes()]))?;
    }
    for (place, row) in rows.enumerate() {
        let about = if place == 0 { harmless(about) } else { Cow::Borrowed("") };
        write(&mut writer, row.iter().chain([&about]).map(|cell| cell.as_bytes()))?;
    }
    writer.into_inner().map_err(|error| Error::failure(error.to_string()))
}

fn write<'a>(writer: &mut Writer<Vec<u8>>, cells: impl Iterator<Item = &'a [u8]>) -> Result<()> {
    writer.write_record(cells).map_err(Error::failure)
}

/// Returns the text in a form that no spreadsheet runs as a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let formula =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if text.starts_with(formula) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_a_text() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("", ""),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("How far?", "How far?"),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }
}
