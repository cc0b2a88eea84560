//! The JSON Schema of an instrument document, for authors and their editors.
//!
//! The closed lists belong to `entity`, which does not know JSON Schema. Here they are written out
//! from the same words.

use super::document::Document;
use entity::vocabulary::{Disposition, InstrumentKind, Lineage, QuestionKind, ReaderLevel, Verification};
use schemars::{Schema, SchemaGenerator, json_schema};

/// Returns the JSON Schema (2020-12) of an instrument document, for authors and their editors.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Document).to_value()
}

fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}
pub(super) fn instrument_kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(InstrumentKind::ALL.iter().map(|word| word.as_str()))
}
pub(super) fn question_kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(QuestionKind::ALL.iter().map(|word| word.as_str()))
}
pub(super) fn verifications(_: &mut SchemaGenerator) -> Schema {
    one_of(Verification::ALL.iter().map(|word| word.as_str()))
}
pub(super) fn lineages(_: &mut SchemaGenerator) -> Schema {
    one_of(Lineage::ALL.iter().map(|word| word.as_str()))
}
pub(super) fn reader_levels(_: &mut SchemaGenerator) -> Schema {
    one_of(ReaderLevel::ALL.iter().map(|word| word.as_str()))
}
pub(super) fn dispositions(_: &mut SchemaGenerator) -> Schema {
    let one = one_of(Disposition::ALL.iter().map(|word| word.as_str()));
    json_schema!({ "type": "array", "items": one, "uniqueItems": true })
}
