//! A workbook of five sheets: about, data, changes, participation, codebook.
//!
//! The first sheet describes the release. The other sheets are lists to sort and filter. Their
//! header stays in view, and their columns fit their texts up to a readable width. Texts are
//! written as texts: no cell is a formula. A text or a list that is longer than the format allows
//! is cut, and says so.

use crate::{
    error::{Error, Result},
    export::{
        about::About,
        tables::{
            codebook::{HEADER, codebook},
            columns::{Sheet, Value},
            flatten::{Content, Observation},
            participation::Participation,
            transition::Transition,
        },
        words::{List, say},
    },
};
use ::entity::vocabulary::Official;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;

/// Greatest width of a list's column, in digits.
const WIDEST: f64 = 48.0;
/// Greatest length of a cell's text, in units of UTF-16, by the format.
const FULLEST: usize = 32_767;
/// Greatest number of rows of a sheet with its header, by the format.
const LONGEST: usize = 1_048_576;
/// Free width of a column, for the edges and the filter button.
const MARGIN: f64 = 3.0;

/// Writes the workbook of a release.
pub(super) fn workbook(content: &Content) -> Result<Vec<u8>> {
    made(content).map_err(Error::failure)
}

fn made(content: &Content) -> Result<Vec<u8>, XlsxError> {
    let about = &content.about;
    let mut workbook = Workbook::new();
    // The creation time is the time of publication, so that the same release is the same file.
    let made_at = ExcelDateTime::from_timestamp(about.released_at.timestamp())?;
    let subject = format!("{} {}", about.instrument, about.instrument_version);
    let properties = DocProperties::new().set_title(about.title()).set_subject(subject);
    workbook.set_properties(
        &properties.set_comment(about.in_one_text()).set_creation_datetime(&made_at),
    );

    self::about(&mut workbook, about)?;
    rows::<Observation>(&mut workbook, content)?;
    rows::<Transition>(&mut workbook, content)?;
    rows::<Participation>(&mut workbook, content)?;
    let entries = codebook(content);
    let sheet = sheet(&mut workbook, "codebook", about)?;
    let mut widths = header(sheet, HEADER.into_iter())?;
    let (all, is_cut) = fitting(&entries, LONGEST);
    for (entry, at) in all.iter().zip(1..) {
        for ((cell, width), place) in entry.cells().into_iter().zip(&mut widths).zip(0..) {
            sheet.write_string(at, place, cut(cell, about.language))?;
            *width = width.max(breadth(cell));
        }
    }
    as_list(sheet, &widths, all.len(), is_cut, about.language)?;
    workbook.save_to_buffer()
}

/// Writes the sheet with the description of the release.
fn about(workbook: &mut Workbook, about: &About) -> Result<(), XlsxError> {
    let sheet = sheet(workbook, "about", about)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 20)?.set_column_width(1, 28)?.set_column_width(2, 100)?;
    header(sheet, ["code", "name", "text"].into_iter())?;
    for ((code, name, text), at) in about.lines().into_iter().zip(1..) {
        for (cell, place) in [code, name, &text].into_iter().zip(0..) {
            sheet.write_string_with_format(at, place, cut(cell, about.language), &wrapped)?;
        }
    }
    Ok(())
}

/// Writes a sheet with the rows of one kind.
fn rows<R: Sheet>(workbook: &mut Workbook, content: &Content) -> Result<(), XlsxError> {
    let columns = R::columns();
    let sheet = sheet(workbook, R::SHEET, &content.about)?;
    let mut widths = header(sheet, columns.iter().map(|column| column.name))?;
    let language = content.about.language;
    let (all, is_cut) = fitting(R::all(content), LONGEST);
    for (row, at) in all.iter().zip(1..) {
        for ((column, width), place) in columns.iter().zip(&mut widths).zip(0..) {
            match column.of(&content.about, row) {
                // Every number of a release is a count or a percentage, far below what a double
                // holds exactly.
                Value::Number(Some(number)) => sheet.write_number(at, place, number as f64)?,
                Value::Number(None) => sheet,
                Value::Text(text) => {
                    *width = width.max(breadth(text));
                    sheet.write_string(at, place, cut(text, language))?
                }
            };
        }
    }
    as_list(sheet, &widths, all.len(), is_cut, language)
}

/// Returns the rows that a sheet of `longest` rows holds beside its header, and true if some are
/// left out. The last row of such a sheet says so.
fn fitting<R>(rows: &[R], longest: usize) -> (&[R], bool) {
    match rows.get(..longest - 2) {
        Some(first) if rows.len() >= longest => (first, true),
        _ => (rows, false),
    }
}

/// Returns a text that fits into a cell: one that is too long is cut, and ends with words that say
/// so.
fn cut(text: &str, language: Official) -> Cow<'_, str> {
    if text.encode_utf16().count() <= FULLEST {
        return Cow::Borrowed(text);
    }
    let note = say(List::Texts, "cut", language);
    let mut room = FULLEST - note.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let beginning: String = text.chars().take_while(fits).collect();
    Cow::Owned(beginning + note)
}

/// Makes a sheet a list to sort and filter: sets the column widths, and a filter over the header.
/// If rows are left out, one more row says so.
fn as_list(
    sheet: &mut Worksheet,
    widths: &[f64],
    rows: usize,
    is_cut: bool,
    language: Official,
) -> Result<(), XlsxError> {
    for (width, place) in widths.iter().zip(0..) {
        sheet.set_column_width(place, width + MARGIN)?;
    }
    let (last_row, last_column) = (
        u32::try_from(rows).unwrap_or(u32::MAX),
        u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX),
    );
    if is_cut {
        sheet.write_string(last_row + 1, 0, say(List::Texts, "cut_rows", language))?;
    }
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

fn sheet<'w>(
    workbook: &'w mut Workbook,
    name: &str,
    about: &About,
) -> Result<&'w mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_right_to_left(about.language == Official::Ar);
    sheet.set_freeze_panes(1, 0)
}

/// Writes the header, and returns the width of each name.
fn header<'a>(
    sheet: &mut Worksheet,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<f64>, XlsxError> {
    let bold = Format::new().set_bold();
    let mut widths = Vec::new();
    for (name, place) in names.zip(0..) {
        sheet.write_string_with_format(0, place, name, &bold)?;
        widths.push(breadth(name));
    }
    Ok(widths)
}

/// Returns the width of a text in digits, at most [`WIDEST`]. A Han character is as wide as two
/// digits.
fn breadth(text: &str) -> f64 {
    text.chars().map(|c| if c < '\u{2e80}' { 1.0 } else { 2.0 }).sum::<f64>().min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_its_texts_but_never_too_wide_to_read() {
        for (text, width) in [
            ("", 0.0),
            ("base", 4.0),
            ("所有", 4.0),
            ("العنوان", 7.0),
            (&"long ".repeat(40), WIDEST),
        ] {
            assert!((breadth(text) - width).abs() < f64::EPSILON, "{text}");
        }
    }

    #[test]
    fn a_text_that_does_not_fit_is_cut_and_says_so() {
        for language in Official::ALL {
            for (text, is_cut) in [
                ("a".repeat(FULLEST), false),
                ("a".repeat(FULLEST + 1), true),
                ("a".repeat(45_000), true),
                ("\u{1f600}".repeat(FULLEST / 2), false),
                ("\u{1f600}".repeat(FULLEST / 2 + 1), true),
                (format!("a{}", "\u{1f600}".repeat(20_000)), true),
                (format!("={}", "1+".repeat(20_000)), true),
            ] {
                let cell = cut(&text, *language);
                assert!(cell.encode_utf16().count() <= FULLEST);
                assert_eq!(cell.ends_with(say(List::Texts, "cut", *language)), is_cut);
                assert_eq!(cell == text, !is_cut);
                let sheet = &mut Worksheet::new();
                assert!(sheet.write_string(0, 0, cell).is_ok(), "the library agrees");
            }
        }
    }

    #[test]
    fn a_list_that_does_not_fit_leaves_a_row_to_say_so() {
        for (rows, longest, wanted) in
            [(0, 5, (0, false)), (4, 5, (4, false)), (5, 5, (3, true)), (9, 5, (3, true))]
        {
            let rows = vec![(); rows];
            let (all, is_cut) = fitting(&rows, longest);
            assert_eq!((all.len(), is_cut), wanted);
        }
        assert!(
            Worksheet::new().write_string(u32::try_from(LONGEST).unwrap_or(0) - 1, 0, "x").is_ok()
        );
        assert!(
            Worksheet::new().write_string(u32::try_from(LONGEST).unwrap_or(0), 0, "x").is_err()
        );
    }
}
