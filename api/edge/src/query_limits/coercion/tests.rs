#![expect(clippy::unwrap_used, reason = "a test may")]
use crate::{
    error::{Code, Error},
    query_limits::{
        AdmittedRequest, Contract, Limits, NaturalBounds, RawRequest,
        contract::input_types::{ScalarForm, ScalarForms},
    },
};
use async_graphql::Variables;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

const SDL: &str = r#"
    enum Colour { RED GREEN }
    scalar Code
    scalar Anything
    input Inner { text: String! code: Code colours: [Colour!] count: Int! = 3 }
    input Choice @oneOf { a: String b: Int }
    type Query {
        int(v: Int) : Int
        needed(v: Int!) : Int
        defaulted(v: Int! = 5) : Int
        float(v: Float) : Int
        string(v: String) : Int
        boolean(v: Boolean) : Int
        id(v: ID) : Int
        colour(v: Colour) : Int
        code(v: Code) : Int
        anything(v: Anything) : Int
        list(v: [Int]) : Int
        sure(v: [Int!]!) : Int
        matrix(v: [[Int]]) : Int
        inner(v: Inner) : Int
        choice(v: Choice) : Int
    }
    schema { query: Query }
"#;

static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(|| {
    let accepts = |text: &str| text.len() == 2;
    let code = ScalarForm { accepts, form: "a code of two letters" };
    let contract = Contract::from_sdl(SDL, &NaturalBounds::new()).unwrap();
    Arc::new(contract.with_scalars(&ScalarForms::from([("Code", code)])).unwrap())
});

fn admit(query: &str, variables: Value) -> Result<AdmittedRequest, Error> {
    let raw = RawRequest {
        query: query.to_owned(),
        variables: Variables::from_json(variables),
        ..RawRequest::default()
    };
    AdmittedRequest::admit(raw, &Limits::signed_in(), &CONTRACT)
}

/// Returns the reason of each problem, with its place.
fn reasons(result: Result<AdmittedRequest, Error>) -> Vec<String> {
    match result {
        Ok(_) => Vec::new(),
        Err(Error::Problems(Code::BadInput, problems)) => problems
            .iter()
            .map(|one| format!("{} {}", one.argument.as_ref().unwrap(), one.reason.unwrap()))
            .collect(),
        Err(error) => vec![error.code().as_str().to_owned()],
    }
}

#[test]
fn a_value_is_coerced_as_the_specification_says_in_a_variable_and_in_the_document() {
    let good = "";
    // (field, type, JSON, the same as a literal, reason in a variable, reason in the document)
    let cases: &[(&str, &str, Value, &str, &str, &str)] = &[
        ("int", "Int", json!(7), "7", good, good),
        ("int", "Int", json!(-2_147_483_648), "-2147483648", good, good),
        ("int", "Int", Value::Null, "null", good, good),
        ("int", "Int", json!(2_147_483_648_u64), "2147483648", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("int", "Int", json!(1.5), "1.5", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("int", "Int", json!("7"), "\"7\"", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("int", "Int", json!(true), "true", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("int", "Int", json!([7]), "[7]", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("needed", "Int!", Value::Null, "null", "v REQUIRED", "v REQUIRED"),
        ("float", "Float", json!(7), "7", good, good),
        ("float", "Float", json!(1.5), "1.5", good, good),
        ("float", "Float", json!("1.5"), "\"1.5\"", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("string", "String", json!("a"), "\"a\"", good, good),
        ("string", "String", json!(""), "\"\"", good, good),
        ("string", "String", json!(7), "7", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("string", "String", json!({}), "{}", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("boolean", "Boolean", json!(false), "false", good, good),
        ("boolean", "Boolean", json!("true"), "\"true\"", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("boolean", "Boolean", json!(0), "0", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("id", "ID", json!("a"), "\"a\"", good, good),
        ("id", "ID", json!(7), "7", good, good),
        ("id", "ID", json!(1.5), "1.5", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("colour", "Colour", json!("RED"), "RED", good, good),
        ("colour", "Colour", json!("RED"), "\"RED\"", good, "v WRONG_TYPE"),
        ("colour", "Colour", json!("BLUE"), "BLUE", "v UNKNOWN_VALUE", "v UNKNOWN_VALUE"),
        ("colour", "Colour", json!(1), "1", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("code", "Code", json!("ab"), "\"ab\"", good, good),
        ("code", "Code", json!("abc"), "\"abc\"", "v MALFORMED", "v MALFORMED"),
        ("code", "Code", json!(12), "12", "v WRONG_TYPE", "v WRONG_TYPE"),
        ("anything", "Anything", json!({"a": [1]}), "{a: [1]}", good, good),
        ("list", "[Int]", json!([1, 2]), "[1, 2]", good, good),
        ("list", "[Int]", json!([1, null]), "[1, null]", good, good),
        ("list", "[Int]", json!(1), "1", good, good),
        ("list", "[Int]", Value::Null, "null", good, good),
        ("list", "[Int]", json!([1, "b"]), "[1, \"b\"]", "v[1] WRONG_TYPE", "v[1] WRONG_TYPE"),
        ("sure", "[Int!]!", json!([1, null]), "[1, null]", "v[1] REQUIRED", "v[1] REQUIRED"),
        ("sure", "[Int!]!", json!([]), "[]", good, good),
        ("matrix", "[[Int]]", json!([[1], [2, 3]]), "[[1], [2, 3]]", good, good),
        ("matrix", "[[Int]]", json!([1, 2]), "[1, 2]", good, good),
        ("matrix", "[[Int]]", json!(1), "1", good, good),
        ("inner", "Inner", json!({"text": "a"}), "{text: \"a\"}", good, good),
        ("inner", "Inner", json!({}), "{}", "v.text REQUIRED", "v.text REQUIRED"),
        ("inner", "Inner", json!("a"), "\"a\"", "v WRONG_TYPE", "v WRONG_TYPE"),
        (
            "inner",
            "Inner",
            json!({"text": "a", "count": null}),
            "{text: \"a\", count: null}",
            "v.count REQUIRED",
            "v.count REQUIRED",
        ),
        (
            "inner",
            "Inner",
            json!({"text": "a", "code": "!", "colours": ["RED", "BLUE"], "more": 1}),
            "{text: \"a\", code: \"!\", colours: [RED, BLUE], more: 1}",
            "v.code MALFORMED, v.colours[1] UNKNOWN_VALUE, v.more UNKNOWN_FIELD",
            "v.code MALFORMED, v.colours[1] UNKNOWN_VALUE, v.more UNKNOWN_FIELD",
        ),
        ("choice", "Choice", json!({"a": "x"}), "{a: \"x\"}", good, good),
        ("choice", "Choice", json!({}), "{}", "v EXACTLY_ONE", "v EXACTLY_ONE"),
        ("choice", "Choice", json!({"a": null}), "{a: null}", "v EXACTLY_ONE", "v EXACTLY_ONE"),
        (
            "choice",
            "Choice",
            json!({"a": "x", "b": 1}),
            "{a: \"x\", b: 1}",
            "v EXACTLY_ONE",
            "v EXACTLY_ONE",
        ),
    ];
    assert!(cases.len() >= 45);
    for (field, ty, value, literal, in_variable, in_document) in cases {
        let query = format!("query($v: {ty}) {{ {field}(v: $v) }}");
        let by_variable = reasons(admit(&query, json!({ "v": value }))).join(", ");
        assert_eq!(&by_variable, in_variable, "{ty} {value}");
        let by_literal = reasons(admit(&format!("{{ {field}(v: {literal}) }}"), json!({})));
        assert_eq!(&by_literal.join(", "), in_document, "{ty} {literal}");
    }
}

#[test]
fn a_variable_stands_only_where_its_type_fits() {
    let no = "GRAPHQL_VALIDATION_FAILED";
    for (query, variables, outcome) in [
        ("query($v: Int!) { int(v: $v) }", json!({"v": 1}), ""),
        ("query($v: Int) { needed(v: $v) }", json!({"v": 1}), no),
        ("query($v: Int = 1) { needed(v: $v) }", json!({}), ""),
        ("query($v: Int = 1) { needed(v: $v) }", json!({"v": null}), "v REQUIRED"),
        ("query($v: Int) { defaulted(v: $v) }", json!({}), ""),
        ("query($v: Int) { defaulted(v: $v) }", json!({"v": null}), "v REQUIRED"),
        ("query($v: Code!) { string(v: $v) }", json!({"v": "ab"}), no),
        ("query($v: Code!) { inner(v: {text: $v}) }", json!({"v": "!!bad!!"}), no),
        ("query($v: String!) { inner(v: {text: \"\", code: $v}) }", json!({"v": "ab"}), no),
        ("query($v: Code) { inner(v: {text: \"\", code: $v}) }", json!({"v": "ab"}), ""),
        (
            "query($v: Code) { inner(v: {text: \"\", code: $v}) }",
            json!({"v": "abc"}),
            "v MALFORMED",
        ),
        ("query($v: Int) { list(v: $v) }", json!({"v": 1}), no),
        ("query($v: Int) { list(v: [$v]) }", json!({"v": 1}), ""),
        ("query($v: [Int]) { sure(v: $v) }", json!({"v": [1]}), no),
        ("query($v: String) { choice(v: {a: $v}) }", json!({"v": "x"}), no),
        ("query($v: String!) { choice(v: {a: $v}) }", json!({"v": "x"}), ""),
        ("query($v: Int = \"a\") { int(v: $v) }", json!({}), "v WRONG_TYPE"),
        ("query($v: String!) { int @skip(if: $v) }", json!({"v": "x"}), no),
        (
            "query($v: Code!) { ...F } fragment F on Query { code(v: $v) }",
            json!({"v": "a"}),
            "v MALFORMED",
        ),
        (
            "query($v: Code!, $w: Colour!, $x: Int!) { id }",
            json!({"v": "a", "w": "a"}),
            "v MALFORMED, w UNKNOWN_VALUE, x REQUIRED",
        ),
    ] {
        assert_eq!(reasons(admit(query, variables)).join(", "), outcome, "{query}");
    }
}

#[test]
fn at_most_ten_problems_are_reported() {
    let many: Vec<_> = (0..1_000).map(|n| n.to_string()).collect();
    let reported = reasons(admit("query($v: [Int]) { list(v: $v) }", json!({ "v": many })));
    assert_eq!(reported.len(), 10);
}
