//! Output types of answer values: a union with one type for each kind of question.

use crate::{
    scalars::Date,
    submission::working_copy::{
        value as stored,
        value::{FieldValue, Value},
    },
};
use ::entity::vocabulary::{LanguageTag, OptionCode, QuestionCode};
use async_graphql::{SimpleObject, Union};

/// Value of an answer, by the kind of its question.
#[derive(Union, Debug)]
pub enum AnswerValue {
    /// One option.
    SingleChoice(SingleChoiceValue),
    /// Any number of options.
    MultiChoice(MultiChoiceValue),
    /// Options, most important first.
    RankedChoice(RankedChoiceValue),
    /// One line.
    ShortText(ShortTextValue),
    /// Paragraphs.
    LongText(LongTextValue),
    /// A day.
    Date(DateValue),
    /// Period from a first day to a last day.
    DateRange(DateRangeValue),
    /// A number.
    Number(NumberValue),
    /// A national body.
    Agency(AgencyValue),
    /// National bodies.
    AgencyList(AgencyListValue),
    /// Web addresses.
    UrlList(UrlListValue),
    /// Documents.
    DocumentList(DocumentListValue),
    /// Records.
    RecordList(RecordListValue),
}

/// Choice of one option.
#[derive(SimpleObject, Debug)]
pub struct SingleChoiceValue {
    /// The option's code.
    option: OptionCode,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
}

/// Choice of any number of options, in the instrument's order.
#[derive(SimpleObject, Debug)]
pub struct MultiChoiceValue {
    /// The options' codes.
    options: Vec<OptionCode>,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
}

/// Choice of options, most important first.
#[derive(SimpleObject, Debug)]
pub struct RankedChoiceValue {
    /// The options' codes.
    options: Vec<OptionCode>,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
}

/// Text on one line.
#[derive(SimpleObject, Debug)]
pub struct ShortTextValue {
    /// The text, in Unicode normalization form C.
    text: String,
    /// Language of the text, if the State gave it.
    language: Option<LanguageTag>,
}

/// Text in paragraphs.
#[derive(SimpleObject, Debug)]
pub struct LongTextValue {
    /// The text, in Unicode normalization form C.
    text: String,
    /// Language of the text, if the State gave it.
    language: Option<LanguageTag>,
}

/// A day.
#[derive(SimpleObject, Debug)]
pub struct DateValue {
    /// The day.
    date: Date,
}

/// Period from a first day to a last day, both included.
#[derive(SimpleObject, Debug)]
pub struct DateRangeValue {
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
}

/// A number.
#[derive(SimpleObject, Debug)]
pub struct NumberValue {
    /// The number.
    number: f64,
}

/// A national body.
#[derive(SimpleObject, Debug)]
pub struct AgencyValue {
    /// Name of the body.
    name: String,
    /// Web address of the body.
    url: Option<String>,
}

/// National bodies.
#[derive(SimpleObject, Debug)]
pub struct AgencyListValue {
    /// The bodies, in the State's order.
    agencies: Vec<AgencyValue>,
}

/// Web address and its title.
#[derive(SimpleObject, Debug)]
pub struct LinkValue {
    /// The address.
    url: String,
    /// Title of the page or file at the address.
    title: Option<String>,
}

/// Web addresses.
#[derive(SimpleObject, Debug)]
pub struct UrlListValue {
    /// The addresses, in the State's order.
    links: Vec<LinkValue>,
}

/// Document with its title and link.
#[derive(SimpleObject, Debug)]
pub struct DocumentValue {
    /// Title of the document.
    title: String,
    /// Address where the document can be read.
    url: Option<String>,
    /// Language of the document.
    language: Option<LanguageTag>,
    /// Date of the document.
    date: Option<Date>,
}

/// Documents.
#[derive(SimpleObject, Debug)]
pub struct DocumentListValue {
    /// The documents, in the State's order.
    documents: Vec<DocumentValue>,
}

/// Records with the fields that the question declares.
#[derive(SimpleObject, Debug)]
pub struct RecordListValue {
    /// The records, in the State's order.
    records: Vec<RecordValue>,
}

/// A record.
#[derive(SimpleObject, Debug)]
pub struct RecordValue {
    /// Fields of the record.
    fields: Vec<RecordFieldValue>,
}

/// Field of a record. Besides `field`, only the value of the field's kind is set. A text may also
/// have a language, and options may have `other`.
#[derive(SimpleObject, Debug, Default)]
pub struct RecordFieldValue {
    /// The field's id, as the instrument declares it.
    field: String,
    /// A text.
    text: Option<String>,
    /// Language of the text, if the State gave it.
    language: Option<LanguageTag>,
    /// A day.
    date: Option<Date>,
    /// A number.
    number: Option<f64>,
    /// A web address.
    url: Option<LinkValue>,
    /// Languages.
    languages: Option<Vec<LanguageTag>>,
    /// A national body.
    agency: Option<AgencyValue>,
    /// Options.
    options: Option<Vec<OptionCode>>,
    /// Meaning of `other`, if that option is chosen.
    other: Option<String>,
    /// Questions of the same instrument.
    questions: Option<Vec<QuestionCode>>,
}

fn agency(agency: stored::Agency) -> AgencyValue {
    AgencyValue { name: agency.name, url: agency.url }
}
fn link(link: stored::Link) -> LinkValue {
    LinkValue { url: link.url, title: link.title }
}

impl From<Value> for AnswerValue {
    fn from(value: Value) -> Self {
        match value {
            Value::SingleChoice(one) => {
                Self::SingleChoice(SingleChoiceValue { option: one.option, other: one.other })
            }
            Value::MultiChoice(many) => {
                Self::MultiChoice(MultiChoiceValue { options: many.options, other: many.other })
            }
            Value::RankedChoice(many) => {
                Self::RankedChoice(RankedChoiceValue { options: many.options, other: many.other })
            }
            Value::ShortText(text) => {
                Self::ShortText(ShortTextValue { text: text.text, language: text.language })
            }
            Value::LongText(text) => {
                Self::LongText(LongTextValue { text: text.text, language: text.language })
            }
            Value::Date(day) => Self::Date(DateValue { date: Date(day.date) }),
            Value::DateRange(days) => {
                Self::DateRange(DateRangeValue { from: Date(days.from), to: Date(days.to) })
            }
            Value::Number(number) => Self::Number(NumberValue { number: number.number }),
            Value::Agency(one) => Self::Agency(agency(one)),
            Value::AgencyList(list) => Self::AgencyList(AgencyListValue {
                agencies: list.agencies.into_iter().map(agency).collect(),
            }),
            Value::UrlList(list) => {
                Self::UrlList(UrlListValue { links: list.links.into_iter().map(link).collect() })
            }
            Value::DocumentList(list) => Self::DocumentList(DocumentListValue {
                documents: list.documents.into_iter().map(document).collect(),
            }),
            Value::RecordList(list) => Self::RecordList(RecordListValue {
                records: list.records.into_iter().map(record).collect(),
            }),
        }
    }
}

fn document(document: stored::Document) -> DocumentValue {
    DocumentValue {
        title: document.title,
        url: document.url,
        language: document.language,
        date: document.date.map(Date),
    }
}

fn record(record: std::collections::BTreeMap<String, FieldValue>) -> RecordValue {
    RecordValue {
        fields: record.into_iter().map(|(field, value)| field_value(field, value)).collect(),
    }
}

fn field_value(field: String, value: FieldValue) -> RecordFieldValue {
    let mut shown = RecordFieldValue { field, ..RecordFieldValue::default() };
    match value {
        FieldValue::Text(text) => (shown.text, shown.language) = (Some(text.text), text.language),
        FieldValue::Date(day) => shown.date = Some(Date(day.date)),
        FieldValue::Number(number) => shown.number = Some(number.number),
        FieldValue::Url(address) => shown.url = Some(link(address)),
        FieldValue::Languages(list) => shown.languages = Some(list.languages),
        FieldValue::Agency(one) => shown.agency = Some(agency(one)),
        FieldValue::Options(many) => {
            (shown.options, shown.other) = (Some(many.options), many.other);
        }
        FieldValue::Questions(list) => shown.questions = Some(list.questions),
    }
    shown
}
