//! The parts of a chart: one block for each set of States, with one line for each level.

use crate::export::{
    tables::{
        flatten::{Content, Observation},
        labels::WITHHELD,
    },
    words::{List, say},
};
use ::entity::vocabulary::Official;

/// One set of States.
pub(super) struct Block<'a> {
    pub(super) names: &'a str,
    /// Number of counted States, and number of these that have published. None if the table is not
    /// available.
    pub(super) base: Option<(u32, u32)>,
    pub(super) lines: Vec<TextLine<'a>>,
}

/// One level.
pub(super) struct TextLine<'a> {
    pub(super) label: &'a str,
    pub(super) published: u32,
    pub(super) band: Option<(u8, u8)>,
    /// The text in place of a band, if there is none.
    pub(super) hidden: &'static str,
}

/// Returns the blocks of one table, in its order.
pub(super) fn blocks(content: &Content) -> Vec<Block<'_>> {
    let language = content.about.language;
    let sets = content.observations.chunk_by(|one, other| one.classes == other.classes);
    sets.filter_map(|rows| Some(block(rows.first()?, rows, language))).collect()
}

fn block<'a>(first: &'a Observation, rows: &'a [Observation], language: Official) -> Block<'a> {
    let line = |row: &'a Observation| TextLine {
        label: &row.level_label,
        published: row.told.published.unwrap_or_default(),
        band: row.told.band(),
        hidden: say(List::Hidden, row.told.hidden_kind(), language),
    };
    let is_there = first.classes != WITHHELD;
    Block {
        names: if is_there { &first.class_names } else { &first.partition_name },
        base: first.told.base.zip(first.told.published_base).filter(|_| is_there),
        lines: rows.iter().map(line).collect(),
    }
}
