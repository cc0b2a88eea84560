//! The instrument document: what an author writes in YAML or JSON, before anybody has judged it.
//!
//! Codes are plain text here on purpose. A malformed or duplicated code must be reported beside every other
//! violation, with its path, and not stop the reading at the first one: [`super::validate()`] judges, and
//! [`super::Catalogue`] then holds the same codes as types that can't be wrong. Closed lists (kinds,
//! verification) are enums already, since a word outside them has no meaning that could be judged further.

use super::{condition::Condition, schema};
use entity::vocabulary::{Disposition, InstrumentKind, Lineage, QuestionKind, ReaderLevel, Verification};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One version of one instrument, whole, with its translations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The instrument's key, such as `national-survey`; the same in every version.
    pub key: String,
    /// What the instrument is for.
    #[schemars(schema_with = "schema::instrument_kinds")]
    pub kind: InstrumentKind,
    /// The version, such as `2026.1`. Published once, never edited.
    pub version: String,
    /// The language of every text outside `translations`.
    #[serde(default = "english")]
    pub language: String,
    /// The name of the instrument.
    pub title: String,
    /// Who wrote the wording, and what it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_origin: Option<String>,
    /// How the instrument is meant to be answered.
    pub rules: Rules,
    /// Options that exclude every other option of the same question wherever they are offered, such as `none`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusive_options: Vec<String>,
    /// Sources by id; parts, sections and questions cite them.
    #[serde(default, deserialize_with = "super::parse::once", skip_serializing_if = "BTreeMap::is_empty")]
    pub references: BTreeMap<String, Reference>,
    /// Options that several questions share, by the set's name.
    #[serde(default, deserialize_with = "super::parse::once", skip_serializing_if = "BTreeMap::is_empty")]
    pub option_sets: BTreeMap<String, Vec<Choice>>,
    /// The parts, in the order in which they are asked.
    pub parts: Vec<Part>,
    /// Translations by language tag.
    #[serde(default, deserialize_with = "super::parse::once", skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, Translation>,
}

/// How an instrument is meant to be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Always false: resolution 77/37 asks voluntarily.
    pub mandatory_questions: bool,
    /// What a State may say about a question.
    #[schemars(schema_with = "schema::dispositions")]
    pub dispositions: Vec<Disposition>,
    /// Who reads an answer that nobody has shared.
    #[schemars(schema_with = "schema::reader_levels")]
    pub default_visibility: ReaderLevel,
    /// Silence is never counted as a no.
    pub unanswered_is_not_no: bool,
    /// The suggested least and most months between two submissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interval_months: Vec<u32>,
    /// Whether the option `other` asks for a text beside it.
    pub other_requires_text: bool,
}

/// A source that the instrument cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The document symbol, such as `A/RES/77/37`.
    pub symbol: String,
    /// The paragraph, such as `OP3`.
    pub para: String,
    /// How it was checked. What is `recalled` is never printed as if it had been read.
    #[schemars(schema_with = "schema::verifications")]
    pub verification: Verification,
    /// What the paragraph is about, in this project's words.
    pub gist: String,
}

/// One option with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The option's code, such as `in_place`.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// A part, such as `N`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The part's code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// Ids of the sources it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section, such as `N.a`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The section's code: its part's code, a dot, its own.
    pub code: String,
    /// Its name.
    pub title: String,
    /// What its source says, in this project's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gist: Option<String>,
    /// The paragraph that the section follows, such as `A/70/174 para 13(a)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_paragraph: Option<String>,
    /// Ids of the sources it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// A question, such as `N.a.1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question's code: its section's code, a dot, its own. Never used again for another question.
    pub code: String,
    /// Which of the thirteen kinds of value it takes.
    #[serde(rename = "type")]
    #[schemars(schema_with = "schema::question_kinds")]
    pub kind: QuestionKind,
    /// The question itself.
    pub text: String,
    /// A line of help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The name of a shared option set; instead of `options`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_set: Option<String>,
    /// The question's own options; instead of `option_set`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// When the question is offered; always, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Ids of the sources it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Whether released tables may count it.
    pub aggregate: Aggregate,
    /// Whether the options are steps of one scale, lowest first: tables then count how many have got at least so far.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordinal: bool,
    /// The act of consent that the question stands for: `aggregate`, `visibility`, `sg_report`, `poc` or `portal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The record list that an answer here suggests entries for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feeds: Option<String>,
    /// The columns of a record list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<Field>>,
    /// The greatest number; or, where several may be given, how many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// How the question follows from the previous version. Absent means: the same question, where its code is
    /// in the previous version, and a new one otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lineage: Option<Descent>,
}

/// Whether released tables may count a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// How many States chose what.
    Counts,
    /// Never.
    None,
}

/// A column of a record list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The column's id, such as `valid_until`.
    pub id: String,
    /// Which kind of value it takes.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// What people read above the column.
    pub label: String,
    /// The name of a shared option set; instead of `options`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_set: Option<String>,
    /// The column's own options; instead of `option_set`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<Choice>>,
    /// Whether a record is complete without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// The kinds of value that a record's field takes.
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
    /// Whether a field of this kind has options.
    #[must_use]
    pub const fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultiChoice)
    }
}

/// How a question follows from the previous version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Descent {
    /// The relation.
    #[schemars(schema_with = "schema::lineages")]
    pub relation: Lineage,
    /// Codes of the previous version: none for `new`, one for `same`, `narrowed`, `split`, several for `merged`.
    /// Where it is absent, `same` and `narrowed` mean the question's own code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// Whether the Organization has issued it; false for a translation made by this project.
    pub official: bool,
    /// Texts by path key, such as `N.a.1.text`; what is absent falls back to the document's own language.
    #[serde(deserialize_with = "super::parse::once")]
    pub texts: BTreeMap<String, String>,
}

impl Document {
    /// Every question with its part and section, in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = (&Part, &Section, &Question)> {
        self.parts.iter().flat_map(|part| {
            part.sections.iter().flat_map(move |section| section.questions.iter().map(move |question| (part, section, question)))
        })
    }

    /// The options of a question or field: its own, or those of the shared set; none where neither is there.
    #[must_use]
    pub fn choices<'d>(&'d self, own: Option<&'d Vec<Choice>>, set: Option<&str>) -> &'d [Choice] {
        own.or_else(|| set.and_then(|name| self.option_sets.get(name))).map_or(&[], Vec::as_slice)
    }
}

fn english() -> String {
    "en".to_owned()
}
