//! Tags, and the search for words in texts.

use crate::{
    error::{Code, Error, Result},
    submission::working_copy::{
        text,
        value::{FieldValue, Value},
    },
};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Maximum length of a tag, in graphemes: characters as people count them.
const TAG: usize = 60;
/// Maximum number of tags on one answer.
const MOST_TAGS: usize = 20;
/// Maximum number of words in one search.
const MOST_WORDS: usize = 10;

/// Tag: a few words on one line, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Parses a tag. Upper and lower case are the same.
    ///
    /// # Errors
    /// Fails with `TOO_LONG`, `BAD_TEXT` or `BAD_INPUT`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim().is_empty() {
            return Err(Error::says(Code::BadInput, "The tag is empty."));
        }
        let tag = text::line(&text.to_lowercase())?;
        if tag.graphemes(true).count() > TAG {
            return Err(Error::says(Code::TooLong, format!("A tag has at most {TAG} characters.")));
        }
        Ok(Self(tag))
    }

    /// Returns the text of the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that a tag may be added to the tags `there`.
///
/// # Errors
/// Fails with `EXISTS` if it is there already, and with `BAD_INPUT` if there are too many.
pub(super) fn may_tag(there: &[String], tag: &Tag) -> Result<()> {
    if there.iter().any(|one| one == tag.as_str()) {
        return Err(Error::says(Code::Exists, "The answer has this tag already."));
    }
    if there.len() >= MOST_TAGS {
        return Err(Error::says(
            Code::BadInput,
            format!("An answer has at most {MOST_TAGS} tags."),
        ));
    }
    Ok(())
}

/// Words to search for. One answer's texts must hold all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Parses the words to search for.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if there is no word, or if there are too many.
    pub fn parse(text: &str) -> Result<Self> {
        let words = words(text);
        if words.is_empty() || words.len() > MOST_WORDS {
            return Err(Error::says(
                Code::BadInput,
                format!("A search takes 1 to {MOST_WORDS} words."),
            ));
        }
        Ok(Self(words))
    }

    /// Returns true if the texts of a value hold all the words.
    #[must_use]
    pub fn are_in(&self, value: &Value) -> bool {
        let held: BTreeSet<String> = texts(value).into_iter().flat_map(words).collect();
        self.0.is_subset(&held)
    }
}

/// Returns the words of a text, ignoring case and different forms of the same character.
fn words(text: &str) -> BTreeSet<String> {
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    text.unicode_words().map(str::to_owned).collect()
}

/// Returns all texts in a value that people wrote.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::SingleChoice(one) => one.other.as_deref().into_iter().collect(),
        Value::MultiChoice(many) | Value::RankedChoice(many) => {
            many.other.as_deref().into_iter().collect()
        }
        Value::ShortText(text) | Value::LongText(text) => vec![&text.text],
        Value::Agency(agency) => vec![&agency.name],
        Value::AgencyList(list) => {
            list.agencies.iter().map(|agency| agency.name.as_str()).collect()
        }
        Value::UrlList(list) => {
            list.links.iter().filter_map(|link| link.title.as_deref()).collect()
        }
        Value::DocumentList(list) => {
            list.documents.iter().map(|document| document.title.as_str()).collect()
        }
        Value::RecordList(list) => {
            list.records.iter().flat_map(|record| record.values()).filter_map(field).collect()
        }
        Value::Date(_) | Value::DateRange(_) | Value::Number(_) => Vec::new(),
    }
}

fn field(value: &FieldValue) -> Option<&str> {
    match value {
        FieldValue::Text(text) => Some(&text.text),
        FieldValue::Url(link) => link.title.as_deref(),
        FieldValue::Agency(agency) => Some(&agency.name),
        FieldValue::Options(options) => options.other.as_deref(),
        FieldValue::Date(_)
        | FieldValue::Number(_)
        | FieldValue::Languages(_)
        | FieldValue::Questions(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_tag_is_refused_and_case_makes_no_other_tag() {
        for (text, code) in
            [("", Code::BadInput), ("  ", Code::BadInput), ("two\nlines", Code::BadText)]
        {
            assert_eq!(Tag::parse(text).map_err(|error| error.code()), Err(code), "{text:?}");
        }
        assert_eq!(Tag::parse(&"x".repeat(61)).map_err(|error| error.code()), Err(Code::TooLong));
        assert_eq!(Tag::parse(" Good Practice ").unwrap(), Tag::parse("good practice").unwrap());
        let tag = Tag::parse("new").unwrap();
        assert_eq!(may_tag(&["new".into()], &tag).map_err(|error| error.code()), Err(Code::Exists));
        assert_eq!(
            may_tag(&vec!["other".into(); 20], &tag).map_err(|error| error.code()),
            Err(Code::BadInput)
        );
        assert!(may_tag(&["other".into()], &tag).is_ok());
    }

    #[test]
    fn a_search_finds_whole_words_in_what_people_wrote() {
        for wrong in ["", " - ", "a b c d e f g h i j k"] {
            assert_eq!(
                Words::parse(wrong).map_err(|error| error.code()),
                Err(Code::BadInput),
                "{wrong:?}"
            );
        }
        let text = json!({ "kind": "long_text", "text": "A national Centre was founded, and ÉTUDES began. 国家中心 المركز الوطني" });
        let choice =
            json!({ "kind": "single_choice", "option": "partly", "other": "in the Centre" });
        let record = json!({ "kind": "record_list", "records": [{ "name": { "kind": "text", "text": "Training" },
            "body": { "kind": "agency", "name": "Ministry" }, "valid_until": { "kind": "date", "date": "2027-01-01" } }] });
        for (value, wanted, found) in [
            (&text, "centre", true),
            (&text, "founded Centre", true),
            (&text, "études", true),
            (&text, "المركز", true),
            (&text, "国家", true),
            // A part of a word is not found, and neither is a word of another answer.
            (&text, "cent", false),
            (&text, "centre abolished", false),
            (&choice, "centre", true),
            // A chosen option is not text.
            (&choice, "partly", false),
            (&record, "training ministry", true),
            (&record, "2027", false),
        ] {
            let value = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(Words::parse(wanted).unwrap().are_in(&value), found, "{wanted}");
        }
    }
}
