//! JSON without duplicate members. A proxy and the service could disagree on which of two members
//! counts.

use async_graphql::{Name, Value, indexmap::IndexMap};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use std::{cell::RefCell, fmt};

/// Number of characters of a name that a response quotes.
const QUOTED: usize = 60;

/// Parses JSON directly into GraphQL's own values.
///
/// # Errors
/// Fails if the text is not well formed. If an object has a member twice, fails with the name of
/// that member, too.
pub(super) fn from_slice(bytes: &[u8]) -> Result<Value, (serde_json::Error, Option<String>)> {
    let twice = RefCell::new(None);
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value =
        Unique(&twice).deserialize(&mut parser).and_then(|value| parser.end().map(|()| value));
    value.map_err(|error| (error, twice.take()))
}

/// A seed that records the name of a duplicate member.
#[derive(Clone, Copy)]
struct Unique<'t>(&'t RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = IndexMap::new();
        while let Some(name) = members.next_key::<String>()? {
            let name = Name::new(name);
            if object.contains_key(&name) {
                *self.0.borrow_mut() = Some(name.chars().take(QUOTED).collect());
                return Err(A::Error::custom("a member twice"));
            }
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn it_reads_what_the_library_reads() {
        for text in [
            "null",
            "-7",
            "18446744073709551615",
            "1.5e3",
            "\"a\\u00e9\"",
            r#"[{"a":[],"b":{"a":true}},"",0]"#,
        ] {
            assert_eq!(
                from_slice(text.as_bytes()).unwrap(),
                serde_json::from_str::<Value>(text).unwrap(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_member_that_stands_twice_is_named() {
        for (text, member) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"[{"b":{"c":[],"d":0,"\u0063":1}}]"#, "c"),
            (r#"{"":0,"":0}"#, ""),
        ] {
            assert_eq!(
                from_slice(text.as_bytes()).unwrap_err().1.as_deref(),
                Some(member),
                "{text}"
            );
        }
        assert_eq!(from_slice(br#"{"a":1} {"#).unwrap_err().1, None);
    }
}
