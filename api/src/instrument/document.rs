//! The instrument document that an author writes in YAML or JSON, before validation.
//!
//! Codes are plain text here on purpose. A malformed or duplicate code must be reported with its
//! path beside every other violation, and must not end the reading. [`super::validate()`] checks
//! the codes, and [`super::Catalogue`] then holds them as types that can't be wrong. Closed lists
//! (kinds, verification) are enums already, because a word outside them has no meaning that could
//! be checked.

mod closed_sets;
pub mod limits;
pub mod lineage;
mod normalize;
pub mod parse;
mod reading_fault;
pub mod rewording;
pub mod schema;
pub mod texts;
mod unique_keys;

use crate::instrument::condition::Condition;
use entity::vocabulary::{
    Disposition, InstrumentKind, Lineage, QuestionKind, ReaderLevel, Verification,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One version of one instrument, complete, with its translations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The instrument's key, such as `national-survey`. It is the same in every version.
    pub key: String,
    /// The kind of instrument.
    #[schemars(schema_with = "closed_sets::instrument_kinds")]
    pub kind: InstrumentKind,
    /// The version, such as `2026.1`. Once published, it is never edited.
    pub version: String,
    /// The language of every text outside `translations`.
    #[serde(default = "english")]
    pub language: String,
    /// The name of the instrument.
    #[schemars(length(max = limits::TITLE))]
    pub title: String,
    /// The author of the wording, and its limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = limits::LONG))]
    pub text_origin: Option<String>,
    /// The rules for answering the instrument.
    pub rules: Rules,
    /// Options, such as `none`, that exclude every other option of the same question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusive_options: Vec<String>,
    /// Sources by id; parts, sections and questions cite them.
    #[serde(
        default,
        deserialize_with = "crate::instrument::document::unique_keys::unique_keys",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub references: BTreeMap<String, Reference>,
    /// Options that several questions share, by the set's name.
    #[serde(
        default,
        deserialize_with = "crate::instrument::document::unique_keys::unique_keys",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub option_sets: BTreeMap<String, Vec<Choice>>,
    /// The parts, in the order of the instrument.
    pub parts: Vec<Part>,
    /// Translations by language tag.
    #[serde(
        default,
        deserialize_with = "crate::instrument::document::unique_keys::unique_keys",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub translations: BTreeMap<String, Translation>,
}

/// Rules for answering an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Always false: resolution 77/37 asks voluntarily.
    pub mandatory_questions: bool,
    /// The dispositions that a State may choose for a question.
    #[schemars(schema_with = "closed_sets::dispositions")]
    pub dispositions: Vec<Disposition>,
    /// The readers of an answer without a choice of consent.
    #[schemars(schema_with = "closed_sets::reader_levels")]
    pub default_visibility: ReaderLevel,
    /// Always true: an unanswered question is never counted as a no.
    pub unanswered_is_not_no: bool,
    /// The suggested smallest and largest number of months between two submissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interval_months: Vec<u32>,
    /// True if the option `other` asks for a text beside it.
    pub other_requires_text: bool,
}

/// A source that the instrument cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The document symbol, such as `A/RES/77/37`.
    #[schemars(length(max = limits::TITLE))]
    pub symbol: String,
    /// The paragraph, such as `OP3`.
    #[schemars(length(max = limits::TITLE))]
    pub para: String,
    /// The verification mark. A `recalled` source is never printed as if it had been read.
    #[schemars(schema_with = "closed_sets::verifications")]
    pub verification: Verification,
    /// The content of the paragraph, in this project's words.
    #[schemars(length(max = limits::LONG))]
    pub gist: String,
}

/// One option with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The option's code, such as `in_place`.
    pub id: String,
    /// The label that people read.
    #[schemars(length(max = limits::TITLE))]
    pub label: String,
}

/// A part, such as `N`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The part's code.
    pub code: String,
    /// The title of the part.
    #[schemars(length(max = limits::TITLE))]
    pub title: String,
    /// The subject of the part, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = limits::LONG))]
    pub intro: Option<String>,
    /// The ids of the part's sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A section, such as `N.a`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The section's code: the part's code, a dot, and an element of its own.
    pub code: String,
    /// The title of the section.
    #[schemars(length(max = limits::TITLE))]
    pub title: String,
    /// The content of the section's source, in this project's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = limits::LONG))]
    pub gist: Option<String>,
    /// The paragraph that the section follows, such as `A/70/174 para 13(a)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = limits::TITLE))]
    pub source_paragraph: Option<String>,
    /// The ids of the section's sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

/// A question, such as `N.a.1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question's code: the section's code, a dot, and a number of its own. It is never used
    /// again for another question.
    pub code: String,
    /// The kind of value, one of thirteen.
    #[serde(rename = "type")]
    #[schemars(schema_with = "closed_sets::question_kinds")]
    pub kind: QuestionKind,
    /// The text of the question.
    #[schemars(length(max = limits::TEXT))]
    pub text: String,
    /// A line of help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = limits::LONG))]
    pub help: Option<String>,
    /// The name of a shared option set, instead of `options`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_set: Option<String>,
    /// The question's own options, instead of `option_set`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// The condition under which the question is asked. If it is absent, the question is always
    /// asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The ids of the question's sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Use of the question in released tables.
    pub aggregate: Aggregate,
    /// True if the options are steps of one scale, lowest first. Tables then count the States that
    /// have reached at least each step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordinal: bool,
    /// The act of consent that the question stands for: `aggregate`, `visibility`, `sg_report`,
    /// `poc` or `portal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The record list that an answer to this question suggests entries for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feeds: Option<String>,
    /// The columns of a record list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<Field>>,
    /// The greatest number. For kinds with several values: the greatest number of values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// True if the number must be whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// The descent of the question from the previous version. If it is absent, a question with the
    /// same code and the same words is the same, and a question with a new code is new. A question
    /// whose words changed must declare its lineage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lineage: Option<Descent>,
}

/// Use of a question in released tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Tables count the States by answer.
    Counts,
    /// Tables never count the question.
    None,
}

/// A column of a record list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The column's id, such as `valid_until`.
    pub id: String,
    /// The kind of value.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// The label of the column.
    #[schemars(length(max = limits::TITLE))]
    pub label: String,
    /// The name of a shared option set, instead of `options`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_set: Option<String>,
    /// The column's own options, instead of `option_set`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// True if a record is complete without this column.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// True if the number must be whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// Kind of value in a record's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Up to 500 graphemes on one line.
    ShortText,
    /// Up to 20,000 graphemes.
    LongText,
    /// A calendar date.
    Date,
    /// A number.
    Number,
    /// A web address.
    Url,
    /// A language tag.
    Language,
    /// Language tags.
    LanguageList,
    /// A national body.
    Agency,
    /// One option.
    SingleChoice,
    /// Any number of options.
    MultiChoice,
    /// Codes of questions of the same instrument.
    QuestionCodes,
}

impl FieldKind {
    /// Returns true if a field of this kind has options.
    #[must_use]
    pub const fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultiChoice)
    }
}

/// Descent of a question from the previous version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Descent {
    /// The relation.
    #[schemars(schema_with = "closed_sets::lineages")]
    pub relation: Lineage,
    /// Codes of the previous version: none for `new`, one for `same`, `narrowed` and `split`,
    /// several for `merged`.
    ///
    /// If they are absent, `same` and `narrowed` mean the question's own code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// True if the Organization has issued the translation. False for a translation made by this
    /// project.
    pub official: bool,
    /// Texts by path key, such as `N.a.1.text`. A missing text falls back to the document's own
    /// language.
    #[serde(deserialize_with = "crate::instrument::document::unique_keys::unique_keys")]
    #[schemars(schema_with = "closed_sets::translated_texts")]
    pub texts: BTreeMap<String, String>,
}

impl Document {
    /// Returns every question with its part and section, in the order of the instrument.
    pub fn questions(&self) -> impl Iterator<Item = (&Part, &Section, &Question)> {
        self.parts.iter().flat_map(|part| {
            part.sections.iter().flat_map(move |section| {
                section.questions.iter().map(move |question| (part, section, question))
            })
        })
    }

    /// Returns the question of a code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions().map(|(_, _, question)| question).find(|question| question.code == code)
    }

    /// Returns the options of a question or field: its own, or those of the shared set. Empty if it
    /// has neither.
    #[must_use]
    pub fn choices<'d>(&'d self, own: Option<&'d Vec<Choice>>, set: Option<&str>) -> &'d [Choice] {
        own.or_else(|| set.and_then(|name| self.option_sets.get(name))).map_or(&[], Vec::as_slice)
    }
}

fn english() -> String {
    "en".to_owned()
}
