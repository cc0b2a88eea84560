//! The value of an answer: thirteen kinds, as they are stored, hashed and shown.

use ::entity::vocabulary::{LanguageTag, OptionCode, QuestionCode, QuestionKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value, by the kind of its question.
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
    /// From a day to a day, both included.
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
    /// One option, and what `other` means.
    OneOption {
        /// The option's code.
        option: OptionCode,
        /// What `other` means, when it is chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")] other: Option<String>,
    }
}
shape! {
    /// Several options, and what `other` means.
    Options {
        /// The options' codes.
        options: Vec<OptionCode>,
        /// What `other` means, when it is chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")] other: Option<String>,
    }
}
shape! {
    /// A text and its language.
    Text {
        /// The text, in Unicode normalization form C.
        text: String,
        /// The language it is written in, when said.
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
    /// From a day to a day, both included.
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
        /// Its name.
        name: String,
        /// Its web address.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<String>,
    }
}
shape! {
    /// National bodies.
    Agencies {
        /// In the State's order.
        agencies: Vec<Agency>,
    }
}
shape! {
    /// A web address and what is there.
    Link {
        /// An http or https address.
        url: String,
        /// What is there.
        #[serde(default, skip_serializing_if = "Option::is_none")] title: Option<String>,
    }
}
shape! {
    /// Web addresses.
    Links {
        /// In the State's order.
        links: Vec<Link>,
    }
}
shape! {
    /// A document, by link.
    Document {
        /// Its title.
        title: String,
        /// Where it can be read.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<String>,
        /// Its language.
        #[serde(default, skip_serializing_if = "Option::is_none")] language: Option<LanguageTag>,
        /// Its date.
        #[serde(default, skip_serializing_if = "Option::is_none")] date: Option<NaiveDate>,
    }
}
shape! {
    /// Documents.
    Documents {
        /// In the State's order.
        documents: Vec<Document>,
    }
}
shape! {
    /// Records with the fields that the question declares.
    Records {
        /// In the State's order.
        records: Vec<BTreeMap<String, FieldValue>>,
    }
}

/// The value of one field of a record.
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
    /// Languages; one, where the field takes one.
    Languages(Languages),
    /// A national body.
    Agency(Agency),
    /// Options; one, where the field takes one.
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
        /// Codes.
        questions: Vec<QuestionCode>,
    }
}

impl Value {
    /// The kind of question that takes such a value.
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

    /// The options that were chosen; none for a value without options.
    #[must_use]
    pub fn chosen(&self) -> &[OptionCode] {
        match self {
            Self::SingleChoice(one) => std::slice::from_ref(&one.option),
            Self::MultiChoice(many) | Self::RankedChoice(many) => &many.options,
            _ => &[],
        }
    }
}
