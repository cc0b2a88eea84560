//! Bad requests: each gets a status, a code and a sentence. None shows the text of a driver, and
//! none ends the process.

use crate::world::{Actor, Answer, Test, World, both, on};
use axum::http::{Method, Request, header, request::Builder};
use serde_json::{Value, json};

/// Words that no answer may hold.
const OURS: [&str; 8] =
    ["sqlx", "sqlite", "postgres", "panicked", "src/", "dberr", "constraint", "select "];

/// Bad request with its expected answer.
struct Bad {
    why: &'static str,
    request: Builder,
    body: Vec<u8>,
    status: u16,
    code: &'static str,
}

fn bad(
    why: &'static str,
    request: Builder,
    body: impl Into<Vec<u8>>,
    status: u16,
    code: &'static str,
) -> Bad {
    Bad { why, request, body: body.into(), status, code }
}

fn post() -> Builder {
    typed("application/json")
}

fn typed(media: &str) -> Builder {
    to(Method::POST, "/graphql").header(header::CONTENT_TYPE, media)
}

fn to(method: Method, path: &str) -> Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT, "application/graphql-response+json")
}

fn asked(query: &str) -> String {
    json!({ "query": query }).to_string()
}

/// Returns a good request of this many bytes.
fn padded(bytes: usize) -> String {
    let good = asked("{ cycles { key } }");
    let spaces = " ".repeat(bytes - good.len());
    good + &spaces
}

fn with(query: &str, variables: Value) -> String {
    json!({ "query": query, "variables": variables }).to_string()
}

/// Checks that a refusal gives its code in a sentence and shows no internal detail.
pub(super) fn is_clean(why: &str, answer: &Answer) {
    let said = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    OURS.iter().for_each(|ours| assert!(!said.contains(ours), "{why}: {said}"));
}

async fn all_are_refused(by: &Actor, table: Vec<Bad>) {
    let wrong = &mut Vec::new();
    for Bad { why, request, body, status, code } in table {
        let answer = by.send(request, body).await;
        is_clean(why, &answer);
        let said = String::from_utf8_lossy(&answer.bytes).into_owned();
        let body: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let error = &body["errors"][0];
        let is_sentence = error["message"].as_str().is_some_and(|text| text.ends_with('.'));
        if (answer.status(), &error["extensions"]["code"]) != (status, &json!(code)) || !is_sentence
        {
            wrong.push(format!(
                "{why}: {} {}",
                answer.status(),
                said.chars().take(300).collect::<String>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn malformed() -> Vec<Bad> {
    let ok = asked("{ cycles { key } }");
    let deep = format!(
        r#"{{"query":"{{cycles{{key}}}}","variables":{{"v":{}{}}}}}"#,
        "[".repeat(64),
        "]".repeat(64)
    );
    let surrogate = r#"{"query":"{ state(code: \"\ud800\") { code } }"}"#;
    let form = "application/x-www-form-urlencoded";
    let get = |query: &str| {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        to(Method::GET, &format!("/graphql?query={query}"))
    };
    vec![
        bad("JSON that breaks off", post(), r#"{"query":"#, 400, "BAD_REQUEST"),
        bad("JSON and then some", post(), format!("{ok} {ok}"), 400, "BAD_REQUEST"),
        bad(
            "bytes that are no UTF-8",
            post(),
            b"{\"query\":\"\xff\xfe\"}".to_vec(),
            400,
            "BAD_REQUEST",
        ),
        bad("a lone surrogate", post(), surrogate, 400, "BAD_REQUEST"),
        bad(
            "a number beyond all numbers",
            post(),
            r#"{"query":"{a}","variables":{"n":1e999}}"#,
            400,
            "BAD_REQUEST",
        ),
        bad("not a number", post(), r#"{"query":"{a}","variables":{"n":NaN}}"#, 400, "BAD_REQUEST"),
        bad("no body", post(), "", 400, "BAD_REQUEST"),
        bad("no query", post(), "{}", 400, "BAD_REQUEST"),
        bad("a query that is a number", post(), r#"{"query":1}"#, 400, "BAD_REQUEST"),
        bad(
            "variables that are a list",
            post(),
            r#"{"query":"{a}","variables":[]}"#,
            400,
            "BAD_REQUEST",
        ),
        bad("a batch of nothing", post(), "[]", 400, "UNSUPPORTED"),
        bad("JSON nested 64 deep", post(), deep, 400, "TOO_DEEP"),
        bad("text", typed("text/plain"), ok.clone(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        bad(
            "no media type",
            to(Method::POST, "/graphql"),
            ok.clone(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        bad("a form", typed(form), "query={cycles{key}}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        bad(
            "an upload",
            typed("multipart/form-data; boundary=x"),
            "--x--",
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        bad(
            "UTF-16",
            typed("application/json; charset=utf-16"),
            ok.clone(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        bad("an answer in XML", post().header(header::ACCEPT, "x"), "", 400, "BAD_REQUEST"),
        bad(
            "PUT",
            to(Method::PUT, "/graphql").header(header::CONTENT_TYPE, "application/json"),
            ok.clone(),
            405,
            "METHOD_NOT_ALLOWED",
        ),
        bad("DELETE", to(Method::DELETE, "/graphql"), "", 405, "METHOD_NOT_ALLOWED"),
        bad("GET without a query", to(Method::GET, "/graphql"), "", 400, "BAD_REQUEST"),
        bad(
            "a mutation by GET",
            get(
                r#"mutation { withdrawSubmission(input: { cycle: "2027" }) { submission { id } } }"#,
            ),
            "",
            405,
            "METHOD_NOT_ALLOWED",
        ),
        bad("nowhere", to(Method::GET, "/nowhere"), "", 404, "NOT_FOUND"),
        bad("an export that is forged", to(Method::GET, "/export/AAAA"), "", 404, "NOT_FOUND"),
        bad(
            "an instrument that is none",
            to(Method::GET, "/instruments/00/en.json"),
            "",
            404,
            "NOT_FOUND",
        ),
        bad(
            "a path that is no UTF-8",
            to(Method::GET, "/instruments/%ff/en.json"),
            "",
            404,
            "NOT_FOUND",
        ),
        bad("an export that is no UTF-8", to(Method::GET, "/export/%ff"), "", 404, "NOT_FOUND"),
        bad("signing in by GET", to(Method::GET, "/auth/sign-in"), "", 405, "METHOD_NOT_ALLOWED"),
    ]
}

fn too_much() -> Vec<Bad> {
    let lists = format!("{{ states(on: {}1{}) {{ code }} }}", "[".repeat(1_500), "]".repeat(1_500));
    let brackets = format!("{{ a {}", "{ a ".repeat(5_000));
    let fragments: String = (0..25)
        .map(|n| format!("fragment f{n} on State {{ ...f{} ...f{} }} ", n + 1, n + 1))
        .collect();
    let fragments =
        format!("{{ states {{ ...f0 }} }} {fragments} fragment f25 on State {{ code }}");
    let cycle = "{ states { ...a } } fragment a on State { ...b } fragment b on State { ...a }";
    let aliases: String = (0..100).map(|n| format!("a{n}: cycles {{ key }} ")).collect();
    let roots: String = (0..20).map(|_| "cycles { key } refusals { code } ").collect();
    let schema = format!(
        "{{ __schema {{ types {{ {} name {} }} }} }}",
        "fields { type { ".repeat(8),
        "} }".repeat(8)
    );
    let query = |why, query: String, code| bad(why, post(), asked(&query), 400, code);
    vec![
        query("3 kB of lists in lists", lists, "TOO_DEEP"),
        query("brackets in brackets", brackets.chars().take(7_900).collect(), "TOO_DEEP"),
        query("fragments that double", fragments, "TOO_COSTLY"),
        query("fragments in a circle", cycle.into(), "GRAPHQL_VALIDATION_FAILED"),
        query("a hundred aliases", format!("{{ {aliases} }}"), "TOO_COSTLY"),
        query("directives without end", format!("{{ cycles {} {{ key }} }}", "@include(if: true) ".repeat(60)), "TOO_COSTLY"),
        query("the schema in the schema", schema, "TOO_DEEP"),
        query("the same fields again and again", format!("{{ {} {{ key }} }}", roots), "GRAPHQL_PARSE_FAILED"),
        query(
            "lists multiplied",
            "{ organizations { members { organization { members { organization { members { asOf } } } } } } }".into(),
            "TOO_COSTLY",
        ),
        query(
            "groups of groups",
            "{ states { groups { states { groups { states { groups { code } } } } } } }".into(),
            "TOO_COSTLY",
        ),
        query("a text of 9,000 characters", format!("{{ cycles {{ key }} }} # {}", "x".repeat(9_000)), "TOO_COSTLY"),
        bad("16 KiB and a byte", post(), padded((16 << 10) + 1), 413, "TOO_LARGE"),
        bad(
            "1 MiB",
            post(),
            with("query($t: String!) { grouping(code: $t) { code } }", json!({ "t": "x".repeat(1 << 20) })),
            413,
            "TOO_LARGE",
        ),
        bad(
            "a mebibyte of password",
            to(Method::POST, "/auth/sign-in").header(header::CONTENT_TYPE, "application/json"),
            json!({ "email": "a@b.c", "password": "x".repeat(1 << 20) }).to_string(),
            413,
            "TOO_LARGE",
        ),
    ]
}

fn not_in_the_schema() -> Vec<Bad> {
    let query = |why, query: &str| bad(why, post(), asked(query), 400, "GRAPHQL_VALIDATION_FAILED");
    let unsupported = |why, query: &str| bad(why, post(), asked(query), 400, "UNSUPPORTED");
    let state = "query($code: StateCode!) { state(code: $code) { code } }";
    vec![
        query("an unknown field", "{ cycles { password } }"),
        query("an unknown argument", "{ cycles(limit: 1) { key } }"),
        query("an argument too few", "{ state { code } }"),
        query("an object without fields", "{ cycles }"),
        query("fields of a word", "{ cycles { key { x } } }"),
        query("a fragment on nothing", "{ cycles { ... on Nothing { key } } }"),
        query("an unknown directive", "{ cycles @cached { key } }"),
        query("a subscription", "subscription { cycles { key } }"),
        query(
            "two operations and no name",
            "query a { cycles { key } } query b { cycles { key } }",
        ),
        unsupported("@defer", "{ ... @defer { cycles { key } } }"),
        unsupported("@stream", "{ cycles @stream { key } }"),
        bad("a variable too few", post(), asked(state), 400, "BAD_INPUT"),
        bad(
            "a variable that is null",
            post(),
            with(state, json!({ "code": null })),
            400,
            "BAD_INPUT",
        ),
        bad(
            "a variable of another type",
            post(),
            with(state, json!({ "code": 7 })),
            400,
            "BAD_INPUT",
        ),
        bad("no document", post(), asked(""), 400, "GRAPHQL_PARSE_FAILED"),
        bad("a document that is none", post(), asked("cycles"), 400, "GRAPHQL_PARSE_FAILED"),
        bad(
            "a string without an end",
            post(),
            asked("{ state(code: \"FRA) { code } }"),
            400,
            "GRAPHQL_PARSE_FAILED",
        ),
    ]
}

both! {
    async fn a_bad_request_gets_a_status_a_code_and_a_sentence(test: Test) {
        let world = World::open(test).await;
        let public = world.public();
        all_are_refused(&public, malformed()).await;
        all_are_refused(&public, too_much()).await;
        all_are_refused(&public, not_in_the_schema()).await;
        let large = padded((1 << 20) + 1);
        all_are_refused(&world.france(), vec![bad("1 MiB and a byte", post(), large, 413, "TOO_LARGE")]).await;
        assert_eq!(public.reads("{ cycles { key } }").await["cycles"][0]["key"], "2027", "and the next request is answered");
    }

    async fn what_does_not_exist_or_is_not_right_in_a_query_is_refused(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let audit = france.reads("{ auditTrail(first: 1) { pageInfo { endCursor } } }").await;
        let cursor = audit["auditTrail"]["pageInfo"]["endCursor"].as_str().unwrap();
        for (query, code) in [
            (r#"{ sharedAnswers(cycle: "1999") { nodes { question } } }"#, "NOT_FOUND"),
            (r#"{ sharedAnswers(cycle: "2027", state: "france") { nodes { question } } }"#, "BAD_INPUT"),
            (r#"{ sharedAnswers(cycle: "2027", after: "AAAA") { nodes { question } } }"#, "BAD_INPUT"),
            (r#"{ sharedAnswers(cycle: "2027", after: "") { nodes { question } } }"#, "BAD_INPUT"),
            (r#"{ submission(cycle: "a\u0000b") { id } }"#, "BAD_INPUT"),
            (r#"{ states(on: "2026-02-30") { code } }"#, "BAD_INPUT"),
            (r#"{ states(organization: "UNICORN") { code } }"#, "BAD_INPUT"),
            (r#"{ states(group: { grouping: "ldc", code: "\u0000" }) { code } }"#, "BAD_INPUT"),
            (r#"{ auditTrail(first: -1) { nodes { number } } }"#, "BAD_INPUT"),
        ] {
            let answer = france.asks(query).await;
            is_clean(query, &answer);
            assert_eq!(answer.json()["errors"][0]["extensions"]["code"], code, "{query} {answer:?}");
        }
        let foreign = format!(r#"{{ sharedAnswers(cycle: "2027", after: "{cursor}") {{ nodes {{ question }} }} }}"#);
        france.asks(&foreign).await.refused("BAD_INPUT");
        let german = format!(r#"{{ auditTrail(after: "{cursor}") {{ nodes {{ number }} }} }}"#);
        world.germany().asks(&german).await.refused("BAD_INPUT");
    }

    async fn a_text_that_no_database_keeps_is_refused_and_not_passed_on(test: Test) {
        let world = World::open(test).await;
        let (administrator, nul) = (world.administrator(), "a\0b");
        let names = json!({ "ar": nul, "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
        let plan = json!({ "key": "2031", "instrument": "fixture", "version": "1", "opensAt": on(11, 1), "names": names });
        administrator.does("planCycle", plan, "cycle { key }").await.refused("BAD_TEXT");
        let version = json!({ "instrument": "fixture", "version": nul });
        administrator.does("publishInstrument", version.clone(), "instrumentVersion { version }").await.refused("NOT_FOUND");
        administrator.does("retireInstrument", version, "instrumentVersion { version }").await.refused("NOT_FOUND");
        let document = std::str::from_utf8(crate::world::FIXTURE).unwrap();
        for text in [document.replacen("title: Fixture", "title: \"a\\0b\"", 1), document.replacen("version: \"1\"", "version: \"a\\0b\"", 1)] {
            let done = administrator.does("importInstrument", json!({ "document": text }), "violations { path sentence }").await;
            is_clean("NUL in a document", &done);
            assert!(!done.data()["importInstrument"]["violations"].as_array().unwrap().is_empty(), "{text}");
        }
        let found = world.public().reads(r#"{ instrumentVersion(instrument: "fixture", version: "a\u0000b") { version } }"#).await;
        assert_eq!(found["instrumentVersion"], Value::Null);
    }
}
