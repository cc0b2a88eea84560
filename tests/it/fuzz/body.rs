//! The reader of a request's body and query string.

use super::{mutated, run, shown};
use edge::Code;
use edge::graphql_over_http::{from_body, from_query};
use serde_json::Value;

const WORDS: &[&str] = &[
    "\"query\":",
    "\"variables\":",
    "\"operationName\":",
    "\"extensions\":",
    "null",
    "true",
    "1e400",
    "-0",
    "99999999999999999999",
    "\"\"",
    "\\ud800",
    "\\u0000",
    "\u{feff}",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"$serde_json::private::RawValue\":",
    "\"$serde_json::private::Number\":",
];

const SEEDS: &[&str] = &[
    r#"{"query":"{ states { code } }"}"#,
    r#"{"query":"query Q($v: [Int!]!) { a(b: $v) }","operationName":"Q","variables":{"v":[1,2.5,-3e2,null]},"extensions":{"a":{"b":[]}}}"#,
    "{\"variables\": {\"input\": {\"cycle\": \"2026\", \"text\": \"\\u00e9\\ud83d\\ude00\\n\"}},\n \"query\": \"mutation($input: I!) { a(input: $input) { b } }\"}",
    r#" { "query" : "{a}" , "operationName" : null , "other" : [ { } , true ] } "#,
];

#[test]
fn a_body_that_is_taken_says_what_any_reader_of_json_says() {
    let mut taken = 0;
    run(
        "body",
        |u| mutated(u, SEEDS, WORDS),
        |bytes: &Vec<u8>| match from_body(bytes) {
            Ok(raw) => {
                taken += 1;
                assert!(!raw.read_only);
                // The other reader gives texts of certain names a meaning of its own. The product's
                // reader must not.
                if !bytes.windows(11).any(|window| window == b"$serde_json") {
                    let value: Value = serde_json::from_slice(bytes)
                        .unwrap_or_else(|no| panic!("{no}: {}", shown(bytes)));
                    assert_eq!(value["query"], *raw.query, "{}", shown(bytes));
                    assert_eq!(
                        value["operationName"].as_str(),
                        raw.operation_name.as_deref(),
                        "{}",
                        shown(bytes)
                    );
                    let said = serde_json::to_value(&raw.variables).unwrap();
                    let empty = Value::Object(serde_json::Map::new());
                    let wanted =
                        if value["variables"].is_null() { &empty } else { &value["variables"] };
                    assert_eq!(said, *wanted, "{}", shown(bytes));
                }
            }
            Err(no) => {
                let codes = [Code::BadRequest, Code::Unsupported, Code::TooDeep];
                assert!(codes.contains(&no.code()), "{no}: {}", shown(bytes));
            }
        },
    );
    assert!(taken > 0, "no input was taken: the property was not tried");
}

#[test]
fn a_query_string_changes_nothing() {
    let seeds = [
        "query=%7Ba%7D&variables=%7B%22v%22:[1]%7D&operationName=Q&extensions=%7B%7D&other=0",
        "query={states{code}}&variables={\"v\":{\"w\":[true,null]}}",
    ];
    let words = ["query=", "&", "=", "%", "%7B", "%00", "%ff", "+", "variables=", "null", "[[[["];
    run(
        "query",
        |u| mutated(u, &seeds, &words),
        |bytes: &Vec<u8>| {
            let text = String::from_utf8_lossy(bytes);
            match from_query(&text, 2_000) {
                Ok(raw) => assert!(raw.read_only && text.len() <= 2_000, "{text}"),
                Err(no) => assert!(
                    [Code::BadRequest, Code::TooLarge, Code::TooDeep].contains(&no.code()),
                    "{no}: {text}"
                ),
            }
        },
    );
}
