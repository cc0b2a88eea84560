//! Overviews: frozen rows side by side, one line for each question that takes its options from the
//! same option set.
//!
//! Examples: the norms by status, the challenges, the areas of needs and offers. An overview has no
//! figure that the release does not hold already, and adds nothing up. Cells come in the
//! instrument's order, or by the band of the hidden share and then in the instrument's order. There
//! is no finer order, because it would rank.

use crate::{
    error::{Code, Error, Result},
    instrument::{
        Document, FieldKind,
        document::{Aggregate, Question},
    },
};
use ::disclosure::{
    Cell, Lattice, Level, REST, ReleasedCell, ReleasedRow, ReleasedTable, Standing,
};
use ::entity::{
    cycle_invitation,
    vocabulary::{OptionCode, QuestionCode, StateCode},
};
use chrono::{DateTime, Utc};
use std::{cmp::Reverse, collections::BTreeSet};

/// The order of a line's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The order of the instrument.
    Instrument,
    /// The highest band first, then the instrument's order. Cells without a band come last.
    Band,
}

/// One question of an overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewRow {
    /// The question.
    pub question: QuestionCode,
    /// Standing of the question's table.
    pub standing: Standing,
    /// The row. None if the table is not available.
    pub row: Option<ReleasedRow>,
    /// The row's cells in the requested order.
    pub cells: Vec<ReleasedCell>,
}

/// Returns the questions that are counted by the options of a set: choices among them, and record
/// lists with an area among them.
///
/// # Errors
/// Fails with `BAD_INPUT` if the instrument has no such option set.
pub fn questions<'d>(document: &'d Document, set: &str) -> Result<Vec<&'d str>> {
    if !document.option_sets.contains_key(set) {
        return Err(Error::says(
            Code::BadInput,
            format!("The instrument has no option set `{set}`."),
        ));
    }
    let of_set = |question: &&Question| {
        question.option_set.as_deref() == Some(set) || area(question) == Some(set)
    };
    let counted = document
        .questions()
        .map(|(_, _, question)| question)
        .filter(|one| one.aggregate == Aggregate::Counts);
    Ok(counted.filter(of_set).map(|question| question.code.as_str()).collect())
}

/// Returns the option set of a record list's area. The area is the first single choice, which
/// tables count.
fn area(question: &Question) -> Option<&str> {
    let field =
        question.fields.iter().flatten().find(|field| field.kind == FieldKind::SingleChoice);
    field.and_then(|field| field.option_set.as_deref())
}

/// Returns the partition and the class of a lattice. The States in no class are a class of every
/// partition.
///
/// # Errors
/// Fails with `BAD_INPUT` if the lattice has no such partition or class.
pub fn class<'l>(
    lattice: &'l Lattice,
    partition: &str,
    class: &'l str,
) -> Result<(&'l str, &'l str)> {
    let found = lattice.partition(partition);
    let found =
        found.filter(|one| class == REST || one.classes.iter().any(|known| known.key == class));
    let found = found.ok_or_else(|| {
        Error::says(Code::BadInput, "The lattice of the cycle has no such partition or class.")
    })?;
    Ok((found.key.as_str(), class))
}

/// Builds one line for each question, for all counted States or for one class.
#[must_use]
pub fn lines(
    tables: &[(QuestionCode, Vec<ReleasedTable>)],
    of: Option<(&str, &str)>,
    order: Order,
) -> Vec<OverviewRow> {
    let line = |(question, tables): &(QuestionCode, Vec<ReleasedTable>)| {
        let table =
            tables.iter().find(|table| table.partition() == of.map(|(partition, _)| partition))?;
        let is_shown = |row: &&ReleasedRow| {
            of.is_none_or(|(_, class)| row.classes().iter().any(|key| key == class))
        };
        let row = table.rows().iter().find(is_shown).cloned();
        let mut cells = row.as_ref().map(|row| row.cells().to_vec()).unwrap_or_default();
        if order == Order::Band {
            // The sort is stable: within a band the instrument's order stays.
            cells.sort_by_key(|cell| match cell.hidden() {
                Cell::Band { lower_percent, upper_percent } => {
                    Reverse(Some((lower_percent, upper_percent)))
                }
                _ => Reverse(None),
            });
        }
        Some(OverviewRow { question: question.clone(), standing: table.standing(), row, cells })
    };
    tables.iter().filter_map(line).collect()
}

/// Returns the levels that occur. Levels of options come in the set's order: `Answered` is before
/// them, all others after.
#[must_use]
pub fn columns(lines: &[OverviewRow], options: &[OptionCode]) -> Vec<Level> {
    let levels: BTreeSet<&Level> =
        lines.iter().flat_map(|line| &line.cells).map(ReleasedCell::level).collect();
    let mut levels: Vec<_> = levels.into_iter().collect();
    levels.sort_by_key(|level| match level.option() {
        _ if **level == Level::Answered => (0, 0),
        Some(option) => (1, options.iter().position(|one| one == option).unwrap_or(usize::MAX)),
        None => (2, 0),
    });
    levels.into_iter().cloned().collect()
}

/// Numbers of invited and of counted States in a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// The partition and the class. None for all States.
    pub of: Option<(String, String)>,
    /// Number of invited States.
    pub invited: u32,
    /// Number of these States that a release counts.
    pub counted: u32,
}

/// Returns the States that were invited up to a moment, that moment included.
#[must_use]
pub fn invited_until(
    invitations: &[cycle_invitation::Model],
    until: DateTime<Utc>,
) -> BTreeSet<StateCode> {
    invitations.iter().filter(|row| row.invited_at <= until).map(|row| row.state.clone()).collect()
}

/// Counts the invited and the counted States, for all and for the classes of each partition. The
/// States in no class come last, if there are any.
#[must_use]
pub fn attendance(
    lattice: &Lattice,
    invited: &BTreeSet<StateCode>,
    counted: &BTreeSet<StateCode>,
) -> Vec<Attendance> {
    let number = |all: &BTreeSet<StateCode>, is_in: &dyn Fn(&StateCode) -> bool| {
        u32::try_from(all.iter().filter(|state| is_in(state)).count()).unwrap_or(u32::MAX)
    };
    let of = |of: Option<(String, String)>, is_in: &dyn Fn(&StateCode) -> bool| Attendance {
        of,
        invited: number(invited, is_in),
        counted: number(counted, is_in),
    };
    let mut all = vec![of(None, &|_| true)];
    for partition in &lattice.partitions {
        let homes = partition.homes();
        for key in partition.classes.iter().map(|class| class.key.as_str()).chain([REST]) {
            let line =
                of(Some((partition.key.clone(), key.to_owned())), &|state| homes.of(state) == key);
            if key != REST || line.invited + line.counted > 0 {
                all.push(line);
            }
        }
    }
    all
}

#[cfg(test)]
#[path = "overview_tests.rs"]
mod tests;
