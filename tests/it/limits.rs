//! The limits never stand in the product's own way.

use national_survey::{
    demo::queries::queries,
    error::{Code, Result},
    guard::{Class, GuardedRequest, LimitsByClass, Raw},
    schema,
};
use std::path::Path;

fn admit(query: &str, class: Class) -> Result<u64> {
    let raw = Raw { query: query.into(), ..Raw::default() };
    let limits = LimitsByClass::default();
    GuardedRequest::admit(raw, limits.of(class), &schema::contract().unwrap()).map(|request| request.cost())
}

#[test]
fn every_query_that_the_demonstration_prints_keeps_to_the_limits() {
    let url = "http://localhost:8080/graphql".parse().unwrap();
    for query in queries(&url, Path::new("demo.json")) {
        let class = if query.who == "the public" { Class::Public } else { Class::SignedIn };
        admit(query.document, class).unwrap_or_else(|no| panic!("{}: {no}", query.document));
    }
}

#[test]
fn every_query_of_the_readme_keeps_to_the_limits() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let mut parts = text.split("```graphql\n");
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let block = part.split("```").next().unwrap_or_default();
        let class = if before.rsplit("\n\n").nth(1).is_some_and(|text| text.contains("public** asks")) {
            Class::Public
        } else {
            Class::SignedIn
        };
        admit(block, class).unwrap_or_else(|no| panic!("{class:?} {block}: {no}"));
        before = part;
    }
}

#[test]
fn what_a_screen_lists_is_for_the_public_and_a_circle_is_for_nobody() {
    for query in [
        "{ states { code name groups { code } } }",
        "{ groupings { code groups { code states { code } } } }",
        "{ organizations { code members { state { code name } } } }",
        r#"{ cycle(key: "2027") { invitedStates { code name } instrumentVersion { questions { code section kind } } } }"#,
    ] {
        admit(query, Class::Public).unwrap_or_else(|no| panic!("{query}: {no}"));
    }
    for query in [
        "{ states { groups { members { state { groups { code } } } } } }",
        "{ organizations { members { organization { members { asOf } } } } }",
        "{ groupings { groups { states { groups { states { code } } } } } }",
        "{ cycles { invitedStates { groups { members { state { code } } } } } }",
    ] {
        assert!(admit(query, Class::SignedIn).unwrap_err().is(Code::TooCostly), "{query}");
    }
}
