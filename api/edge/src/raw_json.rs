//! Serialization of a response, including prerendered JSON.
//!
//! An instrument version is served as a document that was rendered once. To parse and serialize it
//! again would cost more than the rest of the request. So [`RawJson`] passes through the executor
//! as bytes and is copied into the response as it is. Only `RawJson` produces the value kind
//! `Binary`, and no JSON of a client can become one. So there is no placeholder in a text that a
//! client could imitate.

use crate::error::{Code, Error, Result};
use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{MetaType, MetaTypeId, Registry},
};
use axum::body::Bytes;
use std::{borrow::Cow, sync::Arc};

/// A JSON document that is copied into the response byte for byte. In the schema it is the scalar
/// `JSON`.
///
/// Building one reads the whole text. Build it once, then clone it, which copies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawJson(Bytes);

impl RawJson {
    /// Stores `text` if it is JSON.
    pub fn new(text: impl Into<Arc<str>>) -> Result<Self> {
        let text: Arc<str> = text.into();
        serde_json::from_str::<serde::de::IgnoredAny>(&text)?;
        Ok(Self(Bytes::from_owner(Arc::<[u8]>::from(text))))
    }
    /// Returns the document's bytes, as they are sent.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

impl OutputType for RawJson {
    fn type_name() -> Cow<'static, str> {
        "JSON".into()
    }
    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Scalar, |_| MetaType::Scalar {
            name: Self::type_name().into_owned(),
            description: Some("A JSON document, embedded as it is.".to_owned()),
            is_valid: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            specified_by_url: Some("https://www.rfc-editor.org/rfc/rfc8259".to_owned()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }
    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(Value::Binary(self.0.clone()))
    }
}

/// A shorter document is copied, because a copy costs less than another piece.
const SHORT: usize = 4 << 10;

/// A response in pieces. Prerendered documents are pieces of their own, so they are not copied.
#[derive(Clone, Debug, Default)]
pub struct BodyChunks(Vec<Bytes>);

impl BodyChunks {
    /// Returns the number of bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(Bytes::len).sum()
    }
    /// Returns true if there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Returns the pieces in order.
    #[must_use]
    pub fn into_inner(self) -> Vec<Bytes> {
        self.0
    }
}

impl From<Vec<u8>> for BodyChunks {
    fn from(bytes: Vec<u8>) -> Self {
        Self(vec![bytes.into()])
    }
}

/// A writer of a response with a greatest size in bytes.
#[derive(Debug)]
pub struct Writer {
    done: BodyChunks,
    open: Vec<u8>,
    before: usize,
    most: usize,
}

impl Writer {
    /// Builds a writer that refuses a response as soon as it exceeds `most` bytes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { done: BodyChunks::default(), open: Vec::with_capacity(512), before: 0, most }
    }

    /// Returns the buffer for direct writes. They are not checked against the size: the caller must
    /// keep them short.
    pub const fn open(&mut self) -> &mut Vec<u8> {
        &mut self.open
    }

    /// Returns the finished response.
    #[must_use]
    pub fn into_pieces(mut self) -> BodyChunks {
        self.close();
        self.done
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.before += self.open.len();
            self.done.0.push(std::mem::take(&mut self.open).into());
        }
    }

    fn document(&mut self, json: &Bytes) -> Result<()> {
        if (self.before + self.open.len()).saturating_add(json.len()) > self.most {
            return Err(Code::ResponseTooLarge.into());
        }
        if json.len() < SHORT {
            self.open.extend_from_slice(json);
        } else {
            self.close();
            self.before += json.len();
            self.done.0.push(json.clone());
        }
        Ok(())
    }

    /// Appends `value` as JSON.
    ///
    /// # Errors
    /// Fails with `RESPONSE_TOO_LARGE` if the response exceeds its greatest size.
    pub fn write(&mut self, value: &Value) -> Result<()> {
        let out = &mut self.open;
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Boolean(true) => out.extend_from_slice(b"true"),
            Value::Boolean(false) => out.extend_from_slice(b"false"),
            Value::Number(number) => serde_json::to_writer(out, number)?,
            Value::String(text) => serde_json::to_writer(out, text)?,
            Value::Enum(name) => serde_json::to_writer(out, name.as_str())?,
            Value::Binary(json) => self.document(json)?,
            Value::List(items) => {
                out.push(b'[');
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        self.open.push(b',');
                    }
                    self.write(item)?;
                }
                self.open.push(b']');
            }
            Value::Object(fields) => {
                out.push(b'{');
                for (n, (name, field)) in fields.iter().enumerate() {
                    if n > 0 {
                        self.open.push(b',');
                    }
                    serde_json::to_writer(&mut self.open, name.as_str())?;
                    self.open.push(b':');
                    self.write(field)?;
                }
                self.open.push(b'}');
            }
        }
        if self.before + self.open.len() > self.most {
            Err(Error::from(Code::ResponseTooLarge))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use async_graphql::{EmptyMutation, EmptySubscription, Schema, Variables};
    use proptest::prelude::*;

    const DOCUMENT: &str =
        r#"{ "z": 1,  "a": [1.50, "\u00e9", {"$serde_json::private::RawValue": "1"}] }"#;

    fn written(value: &Value, most: usize) -> Result<Vec<u8>> {
        let mut writer = Writer::new(most);
        writer.write(value)?;
        Ok(writer.into_pieces().into_inner().concat())
    }

    struct Query;
    #[async_graphql::Object]
    impl Query {
        async fn document(&self) -> RawJson {
            RawJson::new(DOCUMENT).unwrap()
        }
        async fn documents(&self) -> Vec<Option<RawJson>> {
            vec![None, RawJson::new("7").ok()]
        }
        async fn echo(&self, text: String) -> String {
            text
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "{}}", "nul", "{\"a\":1}, \"b\":2"] {
            assert!(RawJson::new(text).is_err(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_document_is_copied_as_it_is_and_a_text_that_looks_like_one_stays_a_text() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        assert!(schema.sdl().contains("scalar JSON"));
        let variables = Variables::from_json(serde_json::json!({ "t": DOCUMENT }));
        let query =
            "query($t:String!){ a: echo(text:$t) document documents b: echo(text:\"bytes\") }";
        let response =
            schema.execute(async_graphql::Request::new(query).variables(variables)).await;
        let out = written(&response.data, 10_000).unwrap();
        let quoted = serde_json::to_string(DOCUMENT).unwrap();
        let expected =
            format!(r#"{{"a":{quoted},"document":{DOCUMENT},"documents":[null,7],"b":"bytes"}}"#);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_large_document_is_not_copied() {
        let large = RawJson::new(format!("\"{}\"", "a".repeat(SHORT))).unwrap();
        let mut writer = Writer::new(10_000);
        let answer =
            Value::List(vec![Value::from(1), Value::Binary(large.bytes().clone()), Value::from(2)]);
        writer.write(&answer).unwrap();
        let pieces = writer.into_pieces().into_inner();
        assert_eq!(pieces[1].as_ptr(), large.bytes().as_ptr());
        assert_eq!((&pieces[0][..], &pieces[2][..]), (&b"[1,"[..], &b",2]"[..]));
        assert!(written(&answer, SHORT + 8).is_ok_and(|all| all.len() == SHORT + 8));
        assert!(written(&answer, SHORT + 7).is_err());
    }

    #[test]
    fn an_answer_beyond_the_limit_is_refused_before_it_is_copied() {
        let large = RawJson::new(format!("\"{}\"", "a".repeat(1_000))).unwrap();
        let mut writer = Writer::new(100);
        let error = writer.write(&Value::Binary(large.bytes().clone())).unwrap_err();
        assert!(error.is(Code::ResponseTooLarge) && writer.open().is_empty());
        let list = Value::List(vec![Value::from("abcdefgh"); 100]);
        assert!(writer.write(&list).unwrap_err().is(Code::ResponseTooLarge));
        assert!(writer.open().len() < 120);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_written_as_the_library_would(json in json()) {
            let out = written(&Value::from_json(json.clone()).unwrap(), usize::MAX).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&json).unwrap());
        }
    }
}
