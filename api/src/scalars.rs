//! GraphQL scalars that belong to no folder. The scalars of codes and digests are in
//! `entity::vocabulary`.

use crate::error::Code;
use ::entity::vocabulary::{
    CycleKey, InstrumentKey, LanguageTag, OptionCode, QuestionCode, SectionCode, Sha256, StateCode,
};
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime, Datelike, NaiveDate};
use edge::query_limits::contract::input_types::{ScalarForm, ScalarForms};
use std::str::FromStr;
use uuid::Uuid;

/// Form of a moment, in words.
pub const MOMENT: &str = "a moment with an offset (RFC 3339), such as 2026-11-23T09:00:00Z: from \
    1970 to 2200, at most six digits after the second, no second 60";

/// Returns the form of each scalar. Values are judged by it before any field runs.
#[must_use]
pub fn forms() -> ScalarForms {
    fn code<T: FromStr>(form: &'static str) -> ScalarForm {
        ScalarForm { accepts: |text| T::from_str(text).is_ok(), form }
    }
    let calendar = "a day of the calendar, such as 2026-11-23";
    let uuid = "a UUID, such as 0192e4b0-7c1a-7b3e-9f00-3d5c8a1b2c4d";
    let symbol = "the symbol of a document, such as A/RES/77/37";
    ScalarForms::from([
        ("CycleKey", code::<CycleKey>(CycleKey::FORM)),
        ("Date", ScalarForm { accepts: |text| day(text).is_some(), form: calendar }),
        ("DateTime", ScalarForm { accepts: is_moment, form: MOMENT }),
        ("DocumentSymbol", ScalarForm { accepts: is_symbol, form: symbol }),
        ("InstrumentKey", code::<InstrumentKey>(InstrumentKey::FORM)),
        ("LanguageTag", code::<LanguageTag>(LanguageTag::FORM)),
        ("OptionCode", code::<OptionCode>(OptionCode::FORM)),
        ("QuestionCode", code::<QuestionCode>(QuestionCode::FORM)),
        ("SectionCode", code::<SectionCode>(SectionCode::FORM)),
        ("Sha256", code::<Sha256>(Sha256::FORM)),
        ("StateCode", code::<StateCode>(StateCode::FORM)),
        ("UUID", code::<Uuid>(uuid)),
    ])
}

/// Returns true if every client and both databases can hold the moment.
///
/// JavaScript and Python read neither a second 60 nor a year of five digits, and PostgreSQL keeps
/// microseconds.
fn is_moment(text: &str) -> bool {
    let Ok(moment) = DateTime::parse_from_rfc3339(text) else { return false };
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    text.as_bytes().get(10) == Some(&b'T')
        && text.get(17..19) != Some("60")
        && (1970..=2200).contains(&moment.to_utc().year())
        && fraction.bytes().take_while(u8::is_ascii_digit).count() <= 6
}

fn is_symbol(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200
}

/// Calendar day in the format of RFC 3339 (`full-date`), such as `2026-11-23`; without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

/// Reads a full date of RFC 3339, such as `2026-11-23`, or returns none.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    // `chrono` alone would also accept `2026-1-5`, spaces, and signed years of five digits.
    let day = text.parse::<NaiveDate>().ok().filter(|_| text.len() == 10)?;
    (day.to_string() == text).then_some(day)
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

/// Calendar day in the format of RFC 3339 (`full-date`), such as `2026-11-23`; without a time zone.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/info/rfc3339")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let day = match &value {
            Value::String(text) => day(text),
            _ => None,
        };
        day.map(Self).ok_or_else(|| {
            InputValueError::custom("not a Date: a day of the calendar, such as 2026-11-23")
                .with_extension("code", Code::BadInput.as_str())
        })
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Symbol of a document, such as `A/RES/77/37`, or the name of a publication without a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentSymbol(pub String);

/// Symbol of a document of the United Nations, such as `A/RES/77/37`, or the name of a publication
/// without a symbol.
#[Scalar]
impl ScalarType for DocumentSymbol {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if is_symbol(&text) => Ok(Self(text)),
            _ => Err(InputValueError::custom("not a DocumentSymbol: a symbol such as A/RES/77/37")
                .with_extension("code", Code::BadInput.as_str())),
        }
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_one_that_every_client_and_both_databases_can_hold() {
        for bad in [
            "",
            "2026-12-31",
            "2026-12-31T23:59",
            "2026-12-31T23:59:59",
            "2026-12-31 23:59:59Z",
            "2026-12-31T23:59:60Z",
            "2016-12-31T23:59:60Z",
            "2026-02-30T00:00:00Z",
            "2026-12-31T24:00:00Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:30:00+01:00",
            "2201-01-01T00:00:00Z",
            "+12027-01-01T00:00:00Z",
            "2026-12-31T23:59:59.1234567Z",
            "1798761599",
            "tomorrow",
        ] {
            assert!(!is_moment(bad), "{bad}");
        }
        for good in [
            "1970-01-01T00:00:00Z",
            "2200-12-31T23:59:59.999999Z",
            "2026-12-31T23:59:59.123+05:45",
            "2024-02-29T00:00:00-08:00",
        ] {
            assert!(is_moment(good), "{good}");
            assert!(good.parse::<DateTime<chrono::Utc>>().is_ok(), "{good}");
        }
    }

    #[test]
    fn a_date_is_a_full_date_and_nothing_else() {
        for bad in [
            "",
            "2026-11-31",
            "2026-1-5",
            "2026-01-5 ",
            "+2026-01-05",
            "+12026-01-05",
            " 2026-01-05",
            "23.11.2026",
            "2026-11-23T00:00:00Z",
            "20261123",
        ] {
            assert!(Date::parse(Value::from(bad)).is_err(), "{bad}");
        }
        assert!(Date::parse(Value::from(20_261_123)).is_err());
        let day = Date::parse(Value::from("2024-02-29")).unwrap_or_else(|_| panic!("a leap day"));
        assert_eq!(day.to_value(), Value::from("2024-02-29"));
    }
}
