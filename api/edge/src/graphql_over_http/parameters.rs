//! The parameters of a request, read within limits and then typed.

use super::unique_members;
use crate::{
    error::{Code, Error, Result},
    query_limits::{JSON_DEPTH, RawRequest, json_depth},
};
use async_graphql::{Name, Value, Variables, indexmap::IndexMap};
use axum::body::Body;
use http_body_util::BodyExt;
use std::io;

/// The error kind of a body that took too long to arrive. The connection reports it.
pub const LATE: io::ErrorKind = io::ErrorKind::TimedOut;

/// Reads a body of at most `most` bytes. A longer one is refused while it streams, and is never
/// held in memory.
///
/// The connection reports if a body is late.
pub(super) async fn read(body: Body, most: usize) -> Result<Vec<u8>> {
    let too_large = || too_large(most);
    let announced = axum::body::HttpBody::size_hint(&body).lower();
    if announced > most as u64 {
        return Err(too_large());
    }
    let late = || Error::says(Code::TimedOut, "The body took too long to arrive.");
    let mut body = body;
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let broken = |error| {
            if is_late(&error) {
                late()
            } else {
                Error::says(Code::BadRequest, "The body is incomplete.")
            }
        };
        let frame = frame.map_err(broken)?;
        let Some(chunk) = frame.data_ref() else { continue };
        if bytes.len() + chunk.len() > most {
            return Err(too_large());
        }
        bytes.extend_from_slice(chunk);
    }
    Ok(bytes)
}

/// Refuses a body beyond `most` bytes.
pub(super) fn too_large(most: usize) -> Error {
    Error::says(Code::TooLarge, format!("The body is larger than {most} bytes."))
}

/// Returns true if the error is that of a body that took too long to arrive.
pub fn is_late(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == LATE) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Reads the parameters in a JSON body.
///
/// # Errors
/// Fails with `BAD_REQUEST`, `UNSUPPORTED` or `TOO_DEEP` if the body has no valid parameters.
pub fn from_body(bytes: &[u8]) -> Result<RawRequest> {
    let bytes = without_mark(bytes);
    let Value::Object(members) = json(bytes, "The body")? else {
        return Err(match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => Error::says(
                Code::Unsupported,
                "Batches are not supported: send one request at a time.",
            ),
            _ => Error::says(Code::BadRequest, "The body must be a JSON object."),
        });
    };
    typed(members, false)
}

/// Returns a text without the byte order mark that some programs write before JSON. RFC 8259 allows
/// a reader to ignore it.
#[must_use]
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Returns the number of requests in a body that is a list of requests, at most [`MOST_REFUSED`].
/// None for every other body.
pub(super) fn batch_size(bytes: &[u8]) -> Option<usize> {
    match json(without_mark(bytes), "The body") {
        Ok(Value::List(requests)) if !requests.is_empty() => Some(requests.len().min(MOST_REFUSED)),
        _ => None,
    }
}

/// Greatest number of requests of a batch that are refused one by one.
const MOST_REFUSED: usize = 50;

/// Reads the parameters in a query string, in which variables and extensions are texts with JSON.
///
/// # Errors
/// Fails with `BAD_REQUEST`, `TOO_LARGE` or `TOO_DEEP` if the query string has no valid parameters.
pub fn from_query(query: &str, most: usize) -> Result<RawRequest> {
    if query.len() > most {
        return Err(Error::says(
            Code::TooLarge,
            format!("The query string is longer than {most} bytes."),
        ));
    }
    let mut members = IndexMap::new();
    for (name, text) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = match &*name {
            "query" | "operationName" => Value::String(text.into_owned()),
            "variables" | "extensions" => json(text.as_bytes(), &name)?,
            _ => continue,
        };
        if members.insert(Name::new(&*name), value).is_some() {
            return Err(Error::says(
                Code::BadRequest,
                format!("The parameter {name} is given twice."),
            ));
        }
    }
    typed(members, true)
}

/// Parses JSON directly into GraphQL's own values.
///
/// With `serde_json::Value` in between, a member of a certain name could smuggle in JSON as text,
/// past the check of the nesting.
fn json(bytes: &[u8], what: &str) -> Result<Value> {
    json_depth::check(bytes, JSON_DEPTH)?;
    unique_members::from_slice(bytes).map_err(|(error, twice)| {
        if let Some(member) = twice {
            return Error::says(
                Code::BadRequest,
                format!("{what} gives the member {member} twice in one object."),
            );
        }
        let (line, column) = (error.line(), error.column());
        Error::says(
            Code::BadRequest,
            format!("{what} is not well-formed JSON in UTF-8 (line {line}, column {column})."),
        )
    })
}

fn typed(mut members: IndexMap<Name, Value>, read_only: bool) -> Result<RawRequest> {
    let must = |name: &str, be: &str| {
        Err(Error::says(Code::BadRequest, format!("The parameter {name} must be {be}.")))
    };
    let mut take = |name: &str| members.swap_remove(name);
    let extensions = match take("extensions") {
        Some(Value::Object(extensions)) => extensions,
        None | Some(Value::Null) => IndexMap::new(),
        Some(_) => return must("extensions", "an object or null"),
    };
    let query = match take("query") {
        Some(Value::String(query)) => query,
        None | Some(Value::Null) if extensions.contains_key("persistedQuery") => {
            // Clients look for this message or for the code, then send the document.
            return Err(Error::says(
                Code::PersistedQueryNotSupported,
                "PersistedQueryNotSupported",
            ));
        }
        _ => return must("query", "a string"),
    };
    let operation_name = match take("operationName") {
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => return must("operationName", "a string or null"),
    };
    let variables = match take("variables") {
        Some(object @ Value::Object(_)) => Variables::from_value(object),
        None | Some(Value::Null) => Variables::default(),
        Some(_) => return must("variables", "an object or null"),
    };
    // All other extensions are accepted, as the specification requires, and dropped.
    let wants_cost = extensions.get("cost") == Some(&Value::Boolean(true));
    Ok(RawRequest { query, variables, operation_name, read_only, wants_cost })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn what_is_not_well_formed_is_refused() {
        let deep = format!(
            "{{\"query\":\"{{a}}\",\"variables\":{{\"v\":{}{}}}}}",
            "[".repeat(31),
            "]".repeat(31)
        );
        let cases: &[(&[u8], Code)] = &[
            (b"", Code::BadRequest),
            (b"{", Code::BadRequest),
            (b"\"{a}\"", Code::BadRequest),
            (b"{}", Code::BadRequest),
            (b"{\"query\":7}", Code::BadRequest),
            (b"{\"query\":null}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"variables\":[]}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"operationName\":1}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"extensions\":\"\"}", Code::BadRequest),
            (b"{\"query\":\"\xff\"}", Code::BadRequest),
            (b"{\"query\":\"\\ud800\"}", Code::BadRequest),
            (b"{\"query\":\"{a}\"} {}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"query\":\"{b}\"}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"variables\":{},\"variables\":{}}", Code::BadRequest),
            (b"{\"query\":\"{a}\",\"variables\":{\"v\":[{\"w\":1,\"w\":1}]}}", Code::BadRequest),
            (b"{\"query\":null,\"extensions\":{}}", Code::BadRequest),
            (
                b"{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"0\"}}}",
                Code::PersistedQueryNotSupported,
            ),
            (b" [{\"query\":\"{a}\"}]", Code::Unsupported),
            (b"[]", Code::Unsupported),
            (deep.as_bytes(), Code::TooDeep),
        ];
        for (body, code) in cases {
            assert_eq!(
                from_body(body).unwrap_err().code(),
                *code,
                "{}",
                String::from_utf8_lossy(body)
            );
        }
        for query in [
            "",
            "query={a}&query={b}",
            "query={a}&variables=[",
            "query={a}&variables=[]",
            "variables={}",
        ] {
            assert!(from_query(query, 1_000).unwrap_err().is(Code::BadRequest), "{query}");
        }
        assert!(from_query(&"a".repeat(1_001), 1_000).unwrap_err().is(Code::TooLarge));
    }

    #[test]
    fn no_name_of_a_member_makes_its_text_json() {
        let body =
            br#"{"query":"{a}","variables":{"v":{"$serde_json::private::RawValue":"[[1]]"}}}"#;
        let raw = from_body(body).unwrap();
        let Some(Value::Object(inner)) = raw.variables.get("v") else { panic!("an object") };
        assert_eq!(inner.values().next(), Some(&Value::from("[[1]]")));
    }

    #[test]
    fn parameters_come_by_body_and_by_query_string() {
        let body =
            from_body(br#"{"query":"{a}","operationName":null,"variables":{"v":[1]},"extensions":{"e":1},"other":0}"#).unwrap();
        let query = from_query("query=%7Ba%7D&variables=%7B%22v%22:[1]%7D&other=0", 1_000).unwrap();
        assert_eq!(
            (body.query.as_str(), &body.variables),
            (query.query.as_str(), &query.variables)
        );
        assert!(!body.read_only && query.read_only);
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_an_extension_asks_for_the_cost() {
        let body = "\u{feff}{\"query\":\"{a}\",\"extensions\":{\"cost\":true}}";
        let raw = from_body(body.as_bytes()).unwrap();
        assert!(raw.query == "{a}" && raw.wants_cost);
        let hash = r#"{"query":"{a}","extensions":{"persistedQuery":{"version":1}}}"#;
        assert!(!from_body(hash.as_bytes()).unwrap().wants_cost);
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused_while_it_streams() {
        assert!(read(Body::from(vec![b' '; 101]), 100).await.unwrap_err().is(Code::TooLarge));
        let endless = async_graphql::futures_util::stream::repeat_with(|| {
            Ok::<_, std::io::Error>(vec![b' '; 60])
        });
        assert!(read(Body::from_stream(endless), 100).await.unwrap_err().is(Code::TooLarge));
        assert_eq!(read(Body::from(vec![b' '; 100]), 100).await.unwrap().len(), 100);
    }
}
