//! Canonical JSON (RFC 8785) and the digest over it: the one form in which content is hashed.
//!
//! Two texts of the same content give the same bytes and the same digest: YAML or JSON, keys in any
//! order, `1.0` or `1`. Anybody can recompute the digest with a conforming library. It depends on
//! no secret, and on no order of fields of ours.

mod unique_members;

use crate::error::Result;
use ::entity::vocabulary::Sha256;
use serde::Serialize;
use sha2::Digest as _;
use unique_members::UniqueMembers;

/// Returns the canonical JSON of a value that may come from outside.
///
/// # Errors
/// Fails if JSON can't hold the value: not-a-number, infinity, keys that are not text.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    Ok(serde_json_canonicalizer::to_vec(value)?)
}

/// Returns the canonical JSON of a value of one of our own types.
///
/// # Panics
/// Panics if JSON can't hold the type, which is a mistake in the program. Nothing is hashed then.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "our own types are JSON; a wrong digest would be worse than a failed request"
)]
pub fn text(value: &impl Serialize) -> String {
    serde_json_canonicalizer::to_string(value).expect("a type of ours is JSON")
}

/// Returns SHA-256 over the canonical JSON of a value of one of our own types.
#[must_use]
pub fn sha256(value: &impl Serialize) -> Sha256 {
    digest(text(value).as_bytes())
}

/// Returns SHA-256 over bytes.
#[must_use]
#[expect(clippy::expect_used, reason = "a digest in hexadecimal is well formed")]
pub fn digest(bytes: &[u8]) -> Sha256 {
    hex::encode(sha2::Sha256::digest(bytes)).parse().expect("64 hexadecimal digits")
}

/// Form of a document that has the expected content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The bytes are those that were published, apart from white space at the end.
    AsPublished,
    /// The content is the same. A program has written it anew, with other spaces or escapes.
    SavedAnew,
}

/// Compares a document with the digest of the expected content's canonical JSON.
///
/// A document in which an object has a member twice is another one, because its readers could
/// disagree on which member counts.
///
/// # Errors
/// Fails with the digest of the document if the content is another one.
pub fn compare(document: &str, expected: &Sha256) -> std::result::Result<Form, Sha256> {
    let own = digest(document.trim_end().as_bytes());
    if own == *expected {
        return Ok(Form::AsPublished);
    }
    let is_unique = serde_json::from_str::<UniqueMembers>(document).is_ok();
    let value: Option<serde_json::Value> =
        serde_json::from_str(document).ok().filter(|_| is_unique);
    match value.map(|value| sha256(&value)) {
        Some(digest) if digest == *expected => Ok(Form::SavedAnew),
        Some(digest) => Err(digest),
        None => Err(own),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn canonical(text: &str) -> String {
        String::from_utf8(bytes(&serde_json::from_str::<Value>(text).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn not_a_number_and_infinity_are_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(bytes(&value).is_err(), "{value} has no JSON");
        }
    }

    /// RFC 8785, section 3.2.2: example of the serialization of primitive types.
    #[test]
    fn the_example_of_the_rfc_gives_the_bytes_of_the_rfc() {
        let source = r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#;
        let wanted = concat!(
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
            r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        assert_eq!(canonical(source), wanted);
    }

    /// RFC 8785, section 3.2.3: keys are ordered by UTF-16 code units, not by code points.
    #[test]
    fn keys_are_ordered_by_utf_16() {
        let source = r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
            "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}"#;
        let canonical = canonical(source);
        let order =
            ["Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"]
                .map(|n| canonical.find(n).unwrap());
        assert!(order.is_sorted(), "{canonical}");
    }

    /// RFC 8785, appendix B: bits of IEEE 754 numbers, and their text.
    #[test]
    fn numbers_are_written_as_the_rfc_writes_them() {
        for (bits, wanted) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let text = String::from_utf8(bytes(&f64::from_bits(bits)).unwrap()).unwrap();
            assert_eq!(text, wanted, "{bits:#x}");
        }
    }

    #[test]
    fn a_digest_is_of_the_content_and_not_of_its_writing() {
        let one = sha256(&json!({"a": 1, "b": [1.0, "é"]}));
        assert_eq!(
            one,
            sha256(&serde_json::from_str::<Value>(r#"{"b":[1e0,"\u00e9"],"a":1}"#).unwrap())
        );
        assert_ne!(one, sha256(&json!({"a": 1, "b": ["é", 1.0]})));
        assert_eq!(
            sha256(&json!({})).as_str(),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "the digest of two braces"
        );
    }

    #[test]
    fn another_content_is_told_from_the_same_content_in_another_form() {
        let text = r#"{"a":[1,"é"],"b":"/"}"#;
        let expected = digest(text.as_bytes());
        for (document, form) in [
            (text, Ok(Form::AsPublished)),
            ("{\"a\":[1,\"é\"],\"b\":\"/\"}\r\n", Ok(Form::AsPublished)),
            ("{\n  \"b\": \"\\/\",\n  \"a\": [1.0, \"\\u00e9\"]\n}\n", Ok(Form::SavedAnew)),
        ] {
            assert_eq!(compare(document, &expected), form, "{document}");
        }
        for other in [
            r#"{"a":[1,"e"],"b":"/"}"#,
            r#"{"a":["é",1],"b":"/"}"#,
            r#"{"a":[1,"é"],"b":"/","c":null}"#,
            r#"{"a":[1,"é"],"b":"x","b":"/"}"#,
            r#"{"a":[1,"é"],"b":"/"} {}"#,
            r#"{"a":[1,"é"],"b":"/""#,
            "",
        ] {
            assert_ne!(compare(other, &expected).unwrap_err(), expected, "{other}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<f64>()
                .prop_filter("JSON has no infinity", |n| n.is_finite())
                .prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(".{0,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_json_read_and_written_again_is_the_same(value in values()) {
            let once = bytes(&value).unwrap();
            let again = bytes(&serde_json::from_slice::<Value>(&once).unwrap()).unwrap();
            prop_assert_eq!(once, again);
        }

        #[test]
        fn a_document_that_was_saved_anew_has_the_same_content(value in values()) {
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            prop_assert!(compare(&pretty, &sha256(&value)).is_ok());
        }
    }
}
