//! GraphQL scalars that belong to no folder. The scalars of codes and digests are in
//! `entity::vocabulary`.

use crate::error::Code;
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

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
            Value::String(text) if !text.is_empty() && text.len() <= 200 => Ok(Self(text)),
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
