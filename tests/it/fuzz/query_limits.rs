//! Query limits: the checks between the text of a document and the parser, and between the parser
//! and the schema.

use super::{mutated, run, shown};
use async_graphql::{Variables, parser::parse_query};
use edge::{
    Code, Result,
    query_limits::{AdmittedRequest, Class, Contract, Limits, LimitsByClass, RawRequest, lexical},
};
use national_survey::{demo::queries::queries, schema};
use serde_json::json;
use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

const WORDS: &[&str] = &[
    "query ",
    "mutation ",
    "subscription ",
    "fragment F on Query ",
    "...F ",
    "... on State ",
    "@skip(if: true) ",
    "@include(if: $a) ",
    "$a: Int! = 1 ",
    "$first: Int ",
    "(first: 200) ",
    "(first: $first) ",
    "first: -1 ",
    "after: \"\" ",
    "states ",
    "cycles ",
    "nodes ",
    "a: ",
    "__typename ",
    "__schema ",
    "__type(name: \"Query\") ",
    "\"\"\"",
    "\"\\u00e9\"",
    "\\u{1F600}",
    "\u{feff}",
    "#",
    "null ",
    "1e9999 ",
    "99999999999999999999 ",
    "-0 ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    "$",
    ":",
    "&",
    "|",
    "é",
    "\r\n",
    ",",
];

/// Returns documents of the product and of its tools.
fn seeds() -> Vec<String> {
    let url = "http://localhost:8080/graphql".parse().unwrap();
    let mut seeds: Vec<String> = queries(&url, Path::new("demo.json"))
        .iter()
        .map(|query| query.document.to_owned())
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    seeds.extend(
        readme
            .split("```graphql\n")
            .skip(1)
            .map(|part| part.split("```").next().unwrap().to_owned()),
    );
    for file in ["graphiql.graphql", "graphql-js.graphql"] {
        seeds.push(
            std::fs::read_to_string(root.join("tests/vectors/introspection").join(file)).unwrap(),
        );
    }
    seeds.push("query Q($first: Int = 5) { a: states { ...F } } fragment F on State { code groups { code } }".into());
    seeds
}

fn admit(query: &str, class: Class, limits: &LimitsByClass) -> Result<AdmittedRequest> {
    static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(|| schema::contract().unwrap());
    let variables =
        Variables::from_json(json!({ "a": true, "first": 7, "input": { "cycle": "2026" } }));
    let raw = RawRequest { query: query.into(), variables, ..RawRequest::default() };
    AdmittedRequest::admit(raw, limits.of(class), &CONTRACT)
}

#[test]
fn every_seed_is_admitted() {
    let limits = LimitsByClass::default();
    for seed in seeds() {
        admit(&seed, Class::Integration, &limits).unwrap_or_else(|no| panic!("{seed}: {no}"));
    }
}

#[test]
fn what_the_guard_admits_parses_and_keeps_to_the_limits() {
    let (seeds, limits) = (seeds(), LimitsByClass::default());
    let draw = |u: &mut arbtest::arbitrary::Unstructured<'_>| {
        let text = mutated(u, &seeds, WORDS)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let mut admitted = 0;
    run("guard", draw, |text: &String| {
        for class in [Class::Public, Class::SignedIn, Class::Integration] {
            match admit(text, class, &limits) {
                Ok(request) => {
                    admitted += 1;
                    assert!(parse_query(text).is_ok(), "{}", shown(text.as_bytes()));
                    assert!(request.cost() <= limits.of(class).cost, "{}", shown(text.as_bytes()));
                    let again = admit(text, class, &limits).unwrap();
                    assert_eq!(again.cost(), request.cost(), "{}", shown(text.as_bytes()));
                    assert!(again.selected().eq(request.selected()), "{}", shown(text.as_bytes()));
                }
                // A failure would be the product's own fault, such as a parser that panicked.
                Err(no) => assert!(!no.is(Code::Failure), "{}", shown(text.as_bytes())),
            }
        }
    });
    assert!(admitted > 0, "no input was admitted: the property was not tried");
}

#[test]
fn the_lexical_pass_counts_within_limits_and_refuses_nothing_that_parses() {
    let (seeds, public) = (seeds(), Limits::public());
    let draw = |u: &mut arbtest::arbitrary::Unstructured<'_>| {
        let text = mutated(u, &seeds, WORDS)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    run("lexical", draw, |text: &String| match lexical::check(text, &public) {
        Ok(size) => {
            assert!(
                size.tokens <= public.document_tokens && size.nesting <= public.bracket_nesting,
                "{}",
                shown(text.as_bytes())
            );
        }
        // The parser alone runs only on texts for which its recursion is harmless.
        Err(no) if no.is(Code::ParseFailed) && text.matches(['{', '[', '(']).count() < 100 => {
            assert!(
                parse_query(text).is_err(),
                "the parser takes what the pass calls malformed: {}",
                shown(text.as_bytes())
            );
        }
        Err(no) => assert!(!no.is(Code::Failure)),
    });
}
