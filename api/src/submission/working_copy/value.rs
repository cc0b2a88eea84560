//! Value of an answer: thirteen kinds, as they are stored, hashed and shown.

use ::entity::vocabulary::{LanguageTag, OptionCode, QuestionCode, QuestionKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Value of an answer, by the kind of its question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Value {
    /// One option.
    SingleChoice(OneOption),
    /// Any number of options, in the instrument's order.
    MultiChoice(Options),
    /// Options, most important first.
    RankedChoice(Options),
    /// One line.
    ShortText(Text),
    /// Paragraphs.
    LongText(Text),
    /// A day.
    Date(Day),
    /// Period from a first day to a last day, both included.
    DateRange(Days),
    /// A number.
    Number(Number),
    /// A national body.
    Agency(Agency),
    /// National bodies.
    AgencyList(Agencies),
    /// Web addresses.
    UrlList(Links),
    /// Documents.
    DocumentList(Documents),
    /// Records.
    RecordList(Records),
}

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type),+ }
    };
}

shape! {
    /// Chosen option, and the meaning of `other`.
    OneOption {
        /// The option's code.
        option: OptionCode,
        /// Meaning of `other`, if that option is chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")] other: Option<String>,
    }
}
shape! {
    /// Chosen options, and the meaning of `other`.
    Options {
        /// The options' codes.
        options: Vec<OptionCode>,
        /// Meaning of `other`, if that option is chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")] other: Option<String>,
    }
}
shape! {
    /// Text and its language.
    Text {
        /// The text, in Unicode normalization form C.
        text: String,
        /// Language of the text, if the State gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")] language: Option<LanguageTag>,
    }
}
shape! {
    /// A day.
    Day {
        /// The day.
        date: NaiveDate,
    }
}
shape! {
    /// Period from a first day to a last day, both included.
    Days {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    }
}
shape! {
    /// A number.
    Number {
        /// The number, finite.
        number: f64,
    }
}
shape! {
    /// A national body.
    Agency {
        /// Name of the body.
        name: String,
        /// Web address of the body.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<String>,
    }
}
shape! {
    /// National bodies.
    Agencies {
        /// The bodies, in the State's order.
        agencies: Vec<Agency>,
    }
}
shape! {
    /// Web address and its title.
    Link {
        /// An http or https address.
        url: String,
        /// Title of the page or file at the address.
        #[serde(default, skip_serializing_if = "Option::is_none")] title: Option<String>,
    }
}
shape! {
    /// Web addresses.
    Links {
        /// The addresses, in the State's order.
        links: Vec<Link>,
    }
}
shape! {
    /// Document with its title and link.
    Document {
        /// Title of the document.
        title: String,
        /// Address where the document can be read.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<String>,
        /// Language of the document.
        #[serde(default, skip_serializing_if = "Option::is_none")] language: Option<LanguageTag>,
        /// Date of the document.
        #[serde(default, skip_serializing_if = "Option::is_none")] date: Option<NaiveDate>,
    }
}
shape! {
    /// Documents.
    Documents {
        /// The documents, in the State's order.
        documents: Vec<Document>,
    }
}
shape! {
    /// Records with the fields that the question declares.
    Records {
        /// The records, in the State's order.
        records: Vec<BTreeMap<String, FieldValue>>,
    }
}

/// Value of one field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldValue {
    /// A text.
    Text(Text),
    /// A day.
    Date(Day),
    /// A number.
    Number(Number),
    /// A web address.
    Url(Link),
    /// Languages; exactly one if the field takes one.
    Languages(Languages),
    /// A national body.
    Agency(Agency),
    /// Options; exactly one if the field takes one.
    Options(Options),
    /// Questions of the same instrument.
    Questions(Questions),
}

shape! {
    /// Languages.
    Languages {
        /// BCP 47 tags.
        languages: Vec<LanguageTag>,
    }
}
shape! {
    /// Questions of the same instrument.
    Questions {
        /// Codes of the questions.
        questions: Vec<QuestionCode>,
    }
}

impl Value {
    /// Returns the kind of question that takes such a value.
    #[must_use]
    pub const fn kind(&self) -> QuestionKind {
        match self {
            Self::SingleChoice(_) => QuestionKind::SingleChoice,
            Self::MultiChoice(_) => QuestionKind::MultiChoice,
            Self::RankedChoice(_) => QuestionKind::RankedChoice,
            Self::ShortText(_) => QuestionKind::ShortText,
            Self::LongText(_) => QuestionKind::LongText,
            Self::Date(_) => QuestionKind::Date,
            Self::DateRange(_) => QuestionKind::DateRange,
            Self::Number(_) => QuestionKind::Number,
            Self::Agency(_) => QuestionKind::Agency,
            Self::AgencyList(_) => QuestionKind::AgencyList,
            Self::UrlList(_) => QuestionKind::UrlList,
            Self::DocumentList(_) => QuestionKind::DocumentList,
            Self::RecordList(_) => QuestionKind::RecordList,
        }
    }

    /// Returns the chosen options. Empty for a value without options.
    #[must_use]
    pub fn chosen(&self) -> &[OptionCode] {
        match self {
            Self::SingleChoice(one) => std::slice::from_ref(&one.option),
            Self::MultiChoice(many) | Self::RankedChoice(many) => &many.options,
            _ => &[],
        }
    }
}
