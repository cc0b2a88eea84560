//! Input types of answer values: one field of a `@oneOf` input for each kind of question.

use crate::{
    error::{Code, Error, Result},
    scalars::Date,
    submission::working_copy::value::{
        Agencies, Agency, Day, Days, Document, Documents, FieldValue, Languages, Link, Links,
        Number, OneOption, Options, Questions, Records, Text, Value,
    },
};
use ::entity::vocabulary::{LanguageTag, OptionCode, QuestionCode};
use async_graphql::{InputObject, OneofObject};

/// Value of an answer. Set exactly one field: the one for the question's kind.
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
    /// A day.
    Date(Date),
    /// Period from a first day to a last day, both included.
    DateRange(DateRangeInput),
    /// A finite number.
    Number(f64),
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
    option: OptionCode,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
}

/// Choice of several options.
#[derive(InputObject, Debug, Clone)]
pub struct ChoicesInput {
    /// The options' codes.
    options: Vec<OptionCode>,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
}

/// Text and its language.
#[derive(InputObject, Debug, Clone)]
pub struct TextInput {
    /// The text.
    text: String,
    /// Language of the text.
    language: Option<LanguageTag>,
}

/// Period from a first day to a last day, both included.
#[derive(InputObject, Debug, Clone)]
pub struct DateRangeInput {
    /// First day.
    from: Date,
    /// Last day, not before the first.
    to: Date,
}

/// A national body.
#[derive(InputObject, Debug, Clone)]
pub struct AgencyInput {
    /// Name of the body.
    name: String,
    /// Web address of the body, http or https.
    url: Option<String>,
}

/// Web address and its title.
#[derive(InputObject, Debug, Clone)]
pub struct LinkInput {
    /// The address, http or https.
    url: String,
    /// Title of the page or file at the address.
    title: Option<String>,
}

/// Document with its title and link.
#[derive(InputObject, Debug, Clone)]
pub struct DocumentInput {
    /// Title of the document.
    title: String,
    /// Address where the document can be read, http or https.
    url: Option<String>,
    /// Language of the document.
    language: Option<LanguageTag>,
    /// Date of the document.
    date: Option<Date>,
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
    /// A day.
    Date(Date),
    /// A finite number.
    Number(f64),
    /// A web address.
    Url(LinkInput),
    /// Languages; exactly one if the record field takes one.
    Languages(Vec<LanguageTag>),
    /// A national body.
    Agency(AgencyInput),
    /// Options; exactly one if the record field takes one.
    Options(ChoicesInput),
    /// Questions of the same instrument.
    Questions(Vec<QuestionCode>),
}

fn text(text: TextInput) -> Text {
    Text { text: text.text, language: text.language }
}
fn agency(agency: AgencyInput) -> Agency {
    Agency { name: agency.name, url: agency.url }
}
fn link(link: LinkInput) -> Link {
    Link { url: link.url, title: link.title }
}
fn choices(many: ChoicesInput) -> Options {
    Options { options: many.options, other: many.other }
}

impl AnswerValueInput {
    /// Converts the input to a value. The question has not checked the value yet.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if a record holds a field twice.
    pub fn value(self) -> Result<Value> {
        Ok(match self {
            Self::SingleChoice(one) => {
                Value::SingleChoice(OneOption { option: one.option, other: one.other })
            }
            Self::MultiChoice(many) => Value::MultiChoice(choices(many)),
            Self::RankedChoice(many) => Value::RankedChoice(choices(many)),
            Self::ShortText(one) => Value::ShortText(text(one)),
            Self::LongText(one) => Value::LongText(text(one)),
            Self::Date(date) => Value::Date(Day { date: date.0 }),
            Self::DateRange(range) => Value::DateRange(Days { from: range.from.0, to: range.to.0 }),
            Self::Number(number) => Value::Number(Number { number }),
            Self::Agency(one) => Value::Agency(agency(one)),
            Self::AgencyList(list) => {
                Value::AgencyList(Agencies { agencies: list.into_iter().map(agency).collect() })
            }
            Self::UrlList(list) => {
                Value::UrlList(Links { links: list.into_iter().map(link).collect() })
            }
            Self::DocumentList(list) => Value::DocumentList(Documents {
                documents: list.into_iter().map(document).collect(),
            }),
            Self::RecordList(list) => Value::RecordList(Records {
                records: list.into_iter().map(record).collect::<Result<_>>()?,
            }),
        })
    }
}

fn document(document: DocumentInput) -> Document {
    Document {
        title: document.title,
        url: document.url,
        language: document.language,
        date: document.date.map(|date| date.0),
    }
}

fn record(record: RecordInput) -> Result<std::collections::BTreeMap<String, FieldValue>> {
    let count = record.fields.len();
    let fields: std::collections::BTreeMap<_, _> =
        record.fields.into_iter().map(|field| (field.field, field_value(field.value))).collect();
    if fields.len() < count {
        return Err(Error::says(Code::BadInput, "A record has a field twice."));
    }
    Ok(fields)
}

fn field_value(value: RecordFieldValueInput) -> FieldValue {
    match value {
        RecordFieldValueInput::Text(one) => FieldValue::Text(text(one)),
        RecordFieldValueInput::Date(date) => FieldValue::Date(Day { date: date.0 }),
        RecordFieldValueInput::Number(number) => FieldValue::Number(Number { number }),
        RecordFieldValueInput::Url(one) => FieldValue::Url(link(one)),
        RecordFieldValueInput::Languages(languages) => {
            FieldValue::Languages(Languages { languages })
        }
        RecordFieldValueInput::Agency(one) => FieldValue::Agency(agency(one)),
        RecordFieldValueInput::Options(many) => FieldValue::Options(choices(many)),
        RecordFieldValueInput::Questions(questions) => {
            FieldValue::Questions(Questions { questions })
        }
    }
}
