//! Reasons for the refusal of a value: a closed set, worded in the six official languages.

use ::entity::vocabulary::Official;
use std::{collections::HashMap, sync::LazyLock};

macro_rules! reasons {
    ($($variant:ident = $text:literal, $sentence:literal;)+) => {
        /// Reason for the refusal of a value or a field. A form shows its sentence beside the
        /// argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum)]
        #[graphql(name = "RefusalReason")]
        pub enum Reason {
            $(#[doc = $sentence] #[graphql(name = $text)] $variant,)+
        }
        impl Reason {
            /// Every reason, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Returns the reason as `extensions.reason` writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// Returns the English sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str { match self { $(Self::$variant => $sentence),+ } }
        }
    };
}

reasons! {
    Required = "REQUIRED", "A value is required.";
    WrongType = "WRONG_TYPE", "The value has another type. It must be {form}.";
    Malformed = "MALFORMED", "The value does not have the right form. It must be {form}.";
    UnknownValue = "UNKNOWN_VALUE", "The value is not in the list. It must be {form}.";
    UnknownField = "UNKNOWN_FIELD", "The input has no such field.";
    ExactlyOne = "EXACTLY_ONE", "Exactly one of the fields must have a value.";
    OutOfRange = "OUT_OF_RANGE", "The value is outside its range.";
    Empty = "EMPTY", "The value is empty.";
    TooLong = "TOO_LONG", "The text is too long: {most} characters at most.";
    TooMany = "TOO_MANY", "There are too many values: {most} at most.";
    Duplicate = "DUPLICATE", "The value is given twice.";
    Characters = "CHARACTERS", "The text holds characters that can't be kept.";
    Order = "ORDER", "The time does not fit the other times.";
    Unknown = "UNKNOWN", "Nothing with this value exists.";
    SignIn = "SIGN_IN", "The field is for people who are signed in.";
    Role = "ROLE", "The field is not for your role.";
    Scope = "SCOPE", "The field needs a scope that the token lacks: {requiredScope}.";
    PeopleOnly = "PEOPLE_ONLY", "The field is for people, and never for an integration.";
}

/// Sentences of the reasons in the official languages other than English; our own translations.
const WORDED: &str = include_str!("../../data/reasons.csv");

impl Reason {
    /// Returns the sentence in an official language. A name in braces stands for the parameter of
    /// this name.
    #[must_use]
    pub fn sentence_in(self, language: Official) -> &'static str {
        static SENTENCES: LazyLock<HashMap<String, csv::StringRecord>> =
            LazyLock::new(|| worded(WORDED));
        in_language(&SENTENCES, self.as_str(), language).unwrap_or(self.sentence())
    }
}

/// Reads a table of sentences: a word, then its sentences in five languages.
pub(super) fn worded(table: &str) -> HashMap<String, csv::StringRecord> {
    let rows = csv::Reader::from_reader(table.as_bytes()).into_records().flatten();
    rows.filter_map(|row| Some((row.get(0)?.to_owned(), row))).collect()
}

/// Returns the sentence of a word. None for English.
pub(super) fn in_language<'t>(
    sentences: &'t HashMap<String, csv::StringRecord>,
    word: &str,
    language: Official,
) -> Option<&'t str> {
    let column = match language {
        Official::En => return None,
        Official::Ar => 1,
        Official::Zh => 2,
        Official::Fr => 3,
        Official::Ru => 4,
        Official::Es => 5,
    };
    sentences.get(word)?.get(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn named(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_reason_has_a_sentence_in_six_languages_that_names_the_same_parameters() {
        for reason in Reason::ALL {
            let all = Official::ALL.iter().map(|language| reason.sentence_in(*language));
            let sentences: BTreeSet<_> = all.collect();
            assert_eq!(sentences.len(), 6, "{}", reason.as_str());
            for sentence in sentences {
                assert_eq!(named(sentence), named(reason.sentence()), "{sentence}");
            }
        }
    }

    #[test]
    fn a_reason_of_the_protocol_is_in_the_closed_set() {
        for reason in edge::Reason::ALL {
            assert!(Reason::ALL.iter().any(|own| own.as_str() == reason.as_str()), "{reason:?}");
        }
    }
}
