//! JSON Schemas of the closed sets of an instrument document, and of its translated texts.

use crate::instrument::document::limits;
use entity::vocabulary::{
    Disposition, InstrumentKind, Lineage, QuestionKind, ReaderLevel, Verification,
};
use schemars::{Schema, SchemaGenerator, json_schema};

fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

pub(in crate::instrument) fn instrument_kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(InstrumentKind::ALL.iter().map(|word| word.as_str()))
}

pub(in crate::instrument) fn question_kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(QuestionKind::ALL.iter().map(|word| word.as_str()))
}

pub(in crate::instrument) fn verifications(_: &mut SchemaGenerator) -> Schema {
    one_of(Verification::ALL.iter().map(|word| word.as_str()))
}

pub(in crate::instrument) fn lineages(_: &mut SchemaGenerator) -> Schema {
    one_of(Lineage::ALL.iter().map(|word| word.as_str()))
}

pub(in crate::instrument) fn reader_levels(_: &mut SchemaGenerator) -> Schema {
    one_of(ReaderLevel::ALL.iter().map(|word| word.as_str()))
}

pub(in crate::instrument) fn dispositions(_: &mut SchemaGenerator) -> Schema {
    let one = one_of(Disposition::ALL.iter().map(|word| word.as_str()));
    json_schema!({ "type": "array", "items": one, "uniqueItems": true })
}

pub(in crate::instrument) fn translated_texts(_: &mut SchemaGenerator) -> Schema {
    let text = json_schema!({ "type": "string", "maxLength": limits::LONG });
    json_schema!({ "type": "object", "additionalProperties": text })
}
