//! Tags, and the texts of a value.

use crate::{
    error::{Code, Error, Result, at},
    submission::working_copy::value::{FieldValue, Value},
    text::single_line,
};

/// Maximum length of a tag, in graphemes: characters as people count them.
const TAG: usize = 60;
/// Maximum number of tags on one answer.
const MOST_TAGS: usize = 20;

/// Tag: a few words on one line, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Parses a tag. Upper and lower case are the same.
    ///
    /// # Errors
    /// Fails with `TOO_LONG`, `BAD_TEXT` or `BAD_INPUT`.
    pub fn parse(text: &str) -> Result<Self> {
        at("`tag`", single_line(&text.to_lowercase(), TAG)).map(Self)
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

/// Returns all texts in a value that people wrote.
pub(super) fn texts(value: &Value) -> Vec<&str> {
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
    fn the_texts_of_a_value_are_what_people_wrote_and_no_option_and_no_date() {
        let record = json!({ "kind": "record_list", "records": [{ "name": { "kind": "text", "text": "Training" },
            "body": { "kind": "agency", "name": "Ministry" }, "valid_until": { "kind": "date", "date": "2027-01-01" } }] });
        for (value, found) in [
            (json!({ "kind": "long_text", "text": "A Centre" }), vec!["A Centre"]),
            (
                json!({ "kind": "single_choice", "option": "partly", "other": "in the Centre" }),
                vec!["in the Centre"],
            ),
            (record, vec!["Ministry", "Training"]),
        ] {
            let value = serde_json::from_value(value).unwrap();
            let mut texts = texts(&value);
            texts.sort_unstable();
            assert_eq!(texts, found);
        }
    }
}
