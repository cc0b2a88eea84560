//! A workbook of four sheets: data, changes, codebook, about. Texts are written as texts: nothing in it is a formula.

use super::super::{
    about::About,
    codebook::{HEADER, codebook},
    columns::{Row, Value, columns},
    flatten::{Content, Observation},
    transition::Transition,
};
use crate::error::{Error, Result};
use ::entity::words::Official;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The workbook of a release.
pub(super) fn workbook(content: &Content) -> Result<Vec<u8>> {
    made(content).map_err(Error::failure)
}

fn made(content: &Content) -> Result<Vec<u8>, XlsxError> {
    let about = &content.about;
    let mut workbook = Workbook::new();
    // Made when the release was, whenever it is asked for: the same release is the same file.
    let made_at = ExcelDateTime::from_timestamp(about.released_at.timestamp())?;
    let subject = format!("{} {}", about.instrument, about.instrument_version);
    let properties = DocProperties::new().set_title(about.title()).set_subject(subject);
    workbook.set_properties(&properties.set_comment(about.in_one_text()).set_creation_datetime(&made_at));

    rows::<Observation>(&mut workbook, content)?;
    rows::<Transition>(&mut workbook, content)?;
    let sheet = sheet(&mut workbook, "codebook", about)?;
    header(sheet, HEADER.into_iter())?;
    for (entry, at) in codebook(content).iter().zip(1..) {
        for (cell, place) in entry.cells().into_iter().zip(0..) {
            sheet.write_string(at, place, cell)?;
        }
    }
    let sheet = self::sheet(&mut workbook, "about", about)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(1, 24)?.set_column_width(2, 100)?;
    header(sheet, ["code", "name", "text"].into_iter())?;
    for ((code, name, text), at) in about.lines().into_iter().zip(1..) {
        sheet.write_string(at, 0, code)?.write_string(at, 1, name)?.write_string_with_format(at, 2, text, &wrapped)?;
    }
    workbook.save_to_buffer()
}

/// A sheet of rows of one kind.
fn rows<R: Row>(workbook: &mut Workbook, content: &Content) -> Result<(), XlsxError> {
    let columns = columns::<R>();
    let sheet = sheet(workbook, R::SHEET, &content.about)?;
    header(sheet, columns.iter().map(|column| column.name))?;
    for (row, at) in R::all(content).iter().zip(1..) {
        for (column, place) in columns.iter().zip(0..) {
            match column.of(&content.about, row) {
                // Every number of a release is a count or a percentage, far below what a double holds exactly.
                Value::Number(Some(number)) => sheet.write_number(at, place, number as f64)?,
                Value::Number(None) => sheet,
                Value::Text(text) => sheet.write_string(at, place, text)?,
            };
        }
    }
    Ok(())
}

fn sheet<'w>(workbook: &'w mut Workbook, name: &str, about: &About) -> Result<&'w mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_right_to_left(about.language == Official::Ar);
    sheet.set_freeze_panes(1, 0)
}

fn header<'a>(sheet: &mut Worksheet, names: impl Iterator<Item = &'a str>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (name, place) in names.zip(0..) {
        sheet.write_string_with_format(0, place, name, &bold)?;
    }
    Ok(())
}
