//! Limits: they never stop the product's own queries.

use edge::{
    Code, Result,
    query_limits::{AdmittedRequest, Class, LimitsByClass, RawRequest},
};
use national_survey::{demo::queries::queries, schema};
use std::path::Path;

fn admit(query: &str, class: Class) -> Result<u64> {
    let raw = RawRequest { query: query.into(), ..RawRequest::default() };
    let limits = LimitsByClass::default();
    AdmittedRequest::admit(raw, limits.of(class), &schema::contract().unwrap())
        .map(|request| request.cost())
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
fn every_query_of_the_documentation_keeps_to_the_limits() {
    for (page, least) in [("README.md", 3), ("docs/tour.md", 15)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
        let text = std::fs::read_to_string(path).unwrap();
        let parts: Vec<&str> = text.split("```graphql\n").collect();
        assert!(parts.len() > least, "{page} has {} queries", parts.len() - 1);
        for (before, part) in parts.iter().zip(parts.iter().skip(1)) {
            let mark = before.trim_end().rsplit('\n').next().unwrap_or_default();
            assert!(mark.starts_with("<!-- as: "), "{page}: no caller is named after {mark}");
            let class =
                if mark.starts_with("<!-- as: nobody") { Class::Public } else { Class::SignedIn };
            let block = part.split("```").next().unwrap_or_default();
            admit(block, class).unwrap_or_else(|no| panic!("{page} {class:?} {block}: {no}"));
        }
    }
}

#[test]
fn a_release_is_read_whole_once_and_costs_what_it_is() {
    let tables = "tables{question rows{classes cells{level published}}}";
    let all = format!("{tables} respondents{{stateCode}} changes{{question cells{{from to}}}}");
    admit(&format!("{{release(number:1){{{all}}}}}"), Class::Public).unwrap();
    let many = |most: usize, inner: &str| {
        (0..most).map(|n| format!("a{n}:release(number:{n}){{{inner}}} ")).collect::<String>()
    };
    for (class, most) in [(Class::Public, 2), (Class::SignedIn, 8)] {
        assert!(
            admit(&format!("{{{}}}", many(most, tables)), class).unwrap_err().is(Code::TooCostly),
            "{class:?}"
        );
    }
    assert!(
        admit(&format!("{{{}}}", many(5, "tables{rows{base}}")), Class::Public)
            .unwrap_err()
            .is(Code::TooCostly)
    );
    let cost = |within: &str| {
        admit(
            &format!("{{release(number:1){{tables{within}{{rows{{cells{{level}}}}}}}}}}"),
            Class::Public,
        )
        .unwrap()
    };
    let costs = ["", "(within:\"N\")", "(within:\"N.a\")", "(within:\"N.a.1\")"].map(cost);
    assert_eq!(costs, [281, 99, 29, 8], "the whole, a part, a section, a question");
    assert_eq!(cost("(within:null)"), costs[0]);
    let by_variable = "query($w:String){release(number:1){tables(within:$w){rows{cells{level}}}}}";
    assert_eq!(admit(by_variable, Class::Public).unwrap(), costs[0], "no value is the whole");
    let questions = "{instrumentVersion(instrument:\"a\",version:\"1\"){questions{code}}}";
    assert_eq!(admit(questions, Class::Public).unwrap(), 101);
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
