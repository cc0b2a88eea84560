//! Input types of answer values: one field of a `@oneOf` input for each kind of question.
//!
//! Dates, codes, languages and numbers are taken as they are written. What can't be read refuses
//! one answer, and the others of the save are saved.

use crate::{
    error::{Code, Error, Result, at},
    submission::working_copy::{
        read::{self, each},
        value::{
            Agencies, Agency, Day, Days, Document, Documents, FieldValue, Languages, Link, Links,
            Number, OneOption, Options, Questions, Records, Text, Value,
        },
    },
};
use async_graphql::{InputObject, InputValueResult, OneofObject, Scalar, ScalarType};
use std::collections::BTreeMap;

/// Number in an answer, as written; none for something else than a number.
#[derive(Clone, Copy, Debug)]
pub struct Decimal(Option<f64>);

/// Number in an answer: a JSON number such as `12.5`. An answer with another value here is refused
/// alone, as `AnswerRefused`.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: async_graphql::Value) -> InputValueResult<Self> {
        Ok(Self(match value {
            async_graphql::Value::Number(number) => number.as_f64(),
            _ => None,
        }))
    }
    fn to_value(&self) -> async_graphql::Value {
        self.0.map_or(async_graphql::Value::Null, async_graphql::Value::from)
    }
}

/// Value of an answer. Set exactly one field: the one for the question's kind.
///
/// An answer with a date, code, language or number that can't be read is refused alone, as
/// `AnswerRefused`.
#[derive(OneofObject, Debug, Clone)]
pub enum AnswerValueInput {
    /// One option.
    SingleChoice(ChoiceInput),
    /// Any number of options.
    MultiChoice(ChoicesInput),
    /// Options, most important first.
    RankedChoice(ChoicesInput),
    /// One line, up to 500 characters.
    ShortText(TextInput),
    /// Paragraphs, up to 20,000 characters.
    LongText(TextInput),
    /// Day from 1600 to 2200, such as `2026-11-23`.
    Date(String),
    /// Period from a first day to a last day, both included.
    DateRange(DateRangeInput),
    /// Number: 0, or of a size from 0.000001 to 10^15. The question may set narrower bounds.
    Number(Decimal),
    /// A national body.
    Agency(AgencyInput),
    /// National bodies.
    AgencyList(Vec<AgencyInput>),
    /// Web addresses.
    UrlList(Vec<LinkInput>),
    /// Documents, each with a title and, if it is online, a link.
    DocumentList(Vec<DocumentInput>),
    /// Records with the fields that the question declares.
    RecordList(Vec<RecordInput>),
}

/// Choice of one option.
#[derive(InputObject, Debug, Clone)]
pub struct ChoiceInput {
    /// The option's code.
    option: String,
    /// Meaning of `other`, if that option is chosen. An empty text is none.
    other: Option<String>,
}

/// Choice of several options.
#[derive(InputObject, Debug, Clone)]
pub struct ChoicesInput {
    /// The options' codes.
    options: Vec<String>,
    /// Meaning of `other`, if that option is chosen. An empty text is none.
    other: Option<String>,
}

/// Text and its language.
#[derive(InputObject, Debug, Clone)]
pub struct TextInput {
    /// The text.
    text: String,
    /// Language of the text: a tag of BCP 47, in upper or lower case.
    language: Option<String>,
}

/// Period from a first day to a last day, both included.
#[derive(InputObject, Debug, Clone)]
pub struct DateRangeInput {
    /// First day, such as `2026-01-01`.
    from: String,
    /// Last day, not before the first.
    to: String,
}

/// A national body.
#[derive(InputObject, Debug, Clone)]
pub struct AgencyInput {
    /// Name of the body.
    name: String,
    /// Web address of the body, http or https, up to 2,000 characters. An empty text is none.
    url: Option<String>,
}

/// Web address and its title.
#[derive(InputObject, Debug, Clone)]
pub struct LinkInput {
    /// The address, http or https, up to 2,000 characters with letters outside ASCII escaped.
    url: String,
    /// Title of the page or file at the address. An empty text is none.
    title: Option<String>,
}

/// Document with its title and link.
#[derive(InputObject, Debug, Clone)]
pub struct DocumentInput {
    /// Title of the document.
    title: String,
    /// Address where the document can be read, http or https, up to 2,000 characters. An empty text
    /// is none.
    url: Option<String>,
    /// Language of the document: a tag of BCP 47, in upper or lower case.
    language: Option<String>,
    /// Day of the document, from 1600 to 2200, such as `1885-07-22`.
    date: Option<String>,
}

/// A record.
#[derive(InputObject, Debug, Clone)]
pub struct RecordInput {
    /// Fields of the record, each at most once.
    fields: Vec<RecordFieldInput>,
}

/// A field of a record.
#[derive(InputObject, Debug, Clone)]
pub struct RecordFieldInput {
    /// The field's id, as the instrument declares it.
    field: String,
    /// Value of the field.
    value: RecordFieldValueInput,
}

/// Value of a record field. Set exactly one field: the one for the record field's kind.
#[derive(OneofObject, Debug, Clone)]
pub enum RecordFieldValueInput {
    /// A short or long text.
    Text(TextInput),
    /// Day from 1600 to 2200, such as `2026-11-23`.
    Date(String),
    /// Number: 0, or of a size from 0.000001 to 10^15. The question may set narrower bounds.
    Number(Decimal),
    /// A web address.
    Url(LinkInput),
    /// Languages, as tags of BCP 47; exactly one if the record field takes one.
    Languages(Vec<String>),
    /// A national body.
    Agency(AgencyInput),
    /// Options; exactly one if the record field takes one.
    Options(ChoicesInput),
    /// Codes of questions of the same instrument.
    Questions(Vec<String>),
}

fn text(text: TextInput) -> Result<Text> {
    Ok(Text { text: text.text, language: language(text.language)? })
}
fn language(written: Option<String>) -> Result<Option<::entity::vocabulary::LanguageTag>> {
    at("`language`", written.as_deref().map(read::language).transpose())
}
fn agency(agency: AgencyInput) -> Agency {
    Agency { name: agency.name, url: agency.url }
}
fn link(link: LinkInput) -> Link {
    Link { url: link.url, title: link.title }
}
fn choices(many: ChoicesInput) -> Result<Options> {
    let options = each(many.options, |option| read::option(&option))?;
    Ok(Options { options, other: many.other })
}
fn day(written: &str) -> Result<Day> {
    Ok(Day { date: read::day(written)? })
}
fn number(written: Decimal) -> Result<Number> {
    Ok(Number { number: read::number(written.0)? })
}

impl AnswerValueInput {
    /// Reads the value. The question has not checked the value yet.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT`, `UNKNOWN_OPTION` or `UNKNOWN_QUESTION` if a date, code, language or
    /// number can't be read. Fails with `BAD_INPUT` if a record holds a field twice.
    pub fn value(self) -> Result<Value> {
        Ok(match self {
            Self::SingleChoice(one) => {
                let option = read::option(&one.option)?;
                Value::SingleChoice(OneOption { option, other: one.other })
            }
            Self::MultiChoice(many) => Value::MultiChoice(choices(many)?),
            Self::RankedChoice(many) => Value::RankedChoice(choices(many)?),
            Self::ShortText(one) => Value::ShortText(text(one)?),
            Self::LongText(one) => Value::LongText(text(one)?),
            Self::Date(date) => Value::Date(day(&date)?),
            Self::DateRange(range) => Value::DateRange(Days {
                from: at("`from`", read::day(&range.from))?,
                to: at("`to`", read::day(&range.to))?,
            }),
            Self::Number(written) => Value::Number(number(written)?),
            Self::Agency(one) => Value::Agency(agency(one)),
            Self::AgencyList(list) => {
                Value::AgencyList(Agencies { agencies: list.into_iter().map(agency).collect() })
            }
            Self::UrlList(list) => {
                Value::UrlList(Links { links: list.into_iter().map(link).collect() })
            }
            Self::DocumentList(list) => {
                Value::DocumentList(Documents { documents: each(list, document)? })
            }
            Self::RecordList(list) => Value::RecordList(Records { records: each(list, record)? }),
        })
    }
}

fn document(document: DocumentInput) -> Result<Document> {
    Ok(Document {
        title: document.title,
        url: document.url,
        language: language(document.language)?,
        date: at("`date`", document.date.as_deref().map(read::day).transpose())?,
    })
}

fn record(record: RecordInput) -> Result<BTreeMap<String, FieldValue>> {
    let mut fields = BTreeMap::new();
    for RecordFieldInput { field, value } in record.fields {
        let value = at(format!("`{field}`"), field_value(value))?;
        if fields.insert(field, value).is_some() {
            return Err(Error::says(Code::BadInput, "The record has a field twice."));
        }
    }
    Ok(fields)
}

fn field_value(value: RecordFieldValueInput) -> Result<FieldValue> {
    Ok(match value {
        RecordFieldValueInput::Text(one) => FieldValue::Text(text(one)?),
        RecordFieldValueInput::Date(date) => FieldValue::Date(day(&date)?),
        RecordFieldValueInput::Number(written) => FieldValue::Number(number(written)?),
        RecordFieldValueInput::Url(one) => FieldValue::Url(link(one)),
        RecordFieldValueInput::Languages(languages) => FieldValue::Languages(Languages {
            languages: each(languages, |tag| read::language(&tag))?,
        }),
        RecordFieldValueInput::Agency(one) => FieldValue::Agency(agency(one)),
        RecordFieldValueInput::Options(many) => FieldValue::Options(choices(many)?),
        RecordFieldValueInput::Questions(questions) => FieldValue::Questions(Questions {
            questions: each(questions, |code| read::question(&code))?,
        }),
    })
}
