//! Impossible answers: each is refused by itself, as data, and the rest of the save is kept.

use super::bad_requests::is_clean;
use crate::world::{Test, World, both, on};
use serde_json::{Value, json};

fn given(question: &str, value: Value) -> Value {
    json!({ "question": question, "basedOn": 0, "value": value })
}

/// Returns every impossible answer, with its description and its code.
fn impossible() -> Vec<(&'static str, Value, &'static str)> {
    let one = |option: &str| json!({ "singleChoice": { "option": option } });
    let many = |options: Value| json!({ "multiChoice": { "options": options } });
    let agency = |name: &str, url: Value| json!({ "agency": { "name": name, "url": url } });
    let link = |url: &str| json!({ "urlList": [{ "url": url }] });
    let long = |text: &str| json!({ "longText": { "text": text } });
    let short = |text: &str| json!({ "shortText": { "text": text } });
    let record = |field: &str, value: Value| json!({ "recordList": [{ "fields": [{ "field": field, "value": value }] }] });
    vec![
        ("an unknown question", given("Z.z.1", one("partly")), "UNKNOWN_QUESTION"),
        ("a question that is no code", given("a\0b", one("partly")), "UNKNOWN_QUESTION"),
        ("a choice of consent", given("A.a.4", one("yes")), "CONSENT_QUESTION"),
        ("an unknown option", given("A.a.1", one("perfect")), "UNKNOWN_OPTION"),
        (
            "an exclusive option with another",
            given("A.a.2", many(json!(["none", "people"]))),
            "BAD_INPUT",
        ),
        ("an option twice", given("A.a.2", many(json!(["people", "people"]))), "BAD_INPUT"),
        ("no option", given("A.a.2", many(json!([]))), "BAD_INPUT"),
        ("other without a text", given("A.a.2", many(json!(["other"]))), "BAD_INPUT"),
        (
            "a text without other",
            given("A.a.1", json!({ "singleChoice": { "option": "partly", "other": "x" } })),
            "BAD_INPUT",
        ),
        (
            "too many ranks",
            given(
                "A.a.3",
                json!({ "rankedChoice": { "options": ["ransomware", "supply_chain", "insiders"] } }),
            ),
            "BAD_INPUT",
        ),
        ("a kind that was not asked", given("A.a.1", short("partly")), "BAD_INPUT"),
        (
            "a revision below zero",
            json!({ "question": "A.a.1", "basedOn": -1, "value": one("partly") }),
            "BAD_INPUT",
        ),
        ("answered without a value", json!({ "question": "A.a.1", "basedOn": 0 }), "BAD_INPUT"),
        (
            "declined with a value",
            json!({ "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED", "value": one("partly") }),
            "BAD_INPUT",
        ),
        ("NUL in a line", given("A.b.1", short("a\0b")), "BAD_TEXT"),
        ("NUL in paragraphs", given("A.b.2", long("a\0b")), "BAD_TEXT"),
        ("two lines", given("A.b.1", short("a\nb")), "BAD_TEXT"),
        ("an empty line", given("A.b.1", short(" ")), "BAD_INPUT"),
        ("501 characters", given("A.b.1", short(&"é".repeat(501))), "TOO_LONG"),
        ("20,001 characters", given("A.b.2", long(&"x".repeat(20_001))), "TOO_LONG"),
        ("more than 64 KiB", given("A.b.2", long(&"語".repeat(21_900))), "TOO_LONG"),
        (
            "a name that turns round",
            given("B.a.2", agency("Bank\u{202e}knab", Value::Null)),
            "BAD_TEXT",
        ),
        ("an override in paragraphs", given("A.b.2", long("a\u{202e}b")), "BAD_TEXT"),
        ("a number below the bound", given("A.b.4", json!({ "number": -1 })), "BAD_INPUT"),
        ("a number above the bound", given("A.b.4", json!({ "number": 1001 })), "BAD_INPUT"),
        ("a number beyond reason", given("A.b.4", json!({ "number": 1e300 })), "BAD_INPUT"),
        ("a date of another age", given("A.b.3", json!({ "date": "0001-01-01" })), "BAD_INPUT"),
        (
            "a range that ends first",
            given("B.a.1", json!({ "dateRange": { "from": "2026-02-02", "to": "2026-02-01" } })),
            "BAD_INPUT",
        ),
        ("a script", given("B.a.4", link("javascript:alert(1)")), "BAD_INPUT"),
        (
            "a URL with a password",
            given("B.a.4", link("https://me:secret@example.org/")),
            "BAD_INPUT",
        ),
        ("a file", given("B.a.2", agency("Bank", json!("file:///etc/passwd"))), "BAD_INPUT"),
        ("an empty list", given("B.a.4", json!({ "urlList": [] })), "BAD_INPUT"),
        (
            "eleven bodies of ten",
            given("B.a.3", json!({ "agencyList": vec![json!({ "name": "x" }); 11] })),
            "BAD_INPUT",
        ),
        (
            "a record with an unknown field",
            given("B.a.7", record("colour", json!({ "text": { "text": "x" } }))),
            "BAD_INPUT",
        ),
        (
            "a record with another kind",
            given("B.a.7", record("people", json!({ "text": { "text": "x" } }))),
            "BAD_INPUT",
        ),
        (
            "a record with an unknown option",
            given("B.a.7", record("area", json!({ "options": { "options": ["x"] } }))),
            "UNKNOWN_OPTION",
        ),
        (
            "a record that links nowhere",
            given("B.a.7", record("linked", json!({ "questions": ["Z.z.1"] }))),
            "UNKNOWN_QUESTION",
        ),
        (
            "a record without fields",
            given("B.a.7", json!({ "recordList": [{ "fields": [] }] })),
            "BAD_INPUT",
        ),
        (
            "a field twice",
            given(
                "B.a.7",
                json!({ "recordList": [{ "fields": [
            { "field": "people", "value": { "number": 1 } }, { "field": "people", "value": { "number": 2 } }] }] }),
            ),
            "BAD_INPUT",
        ),
    ]
}

/// Returns values that do not fit their types. The whole request is refused.
fn misshapen() -> Vec<(&'static str, Value)> {
    vec![
        ("two values at once", given("A.a.1", json!({ "date": "2026-02-03", "number": 1 }))),
        ("no value at all", given("A.a.1", json!({}))),
        ("a revision that is no number", json!({ "question": "A.a.1", "basedOn": "0" })),
        (
            "an unknown disposition",
            json!({ "question": "A.a.1", "basedOn": 0, "disposition": "PERHAPS" }),
        ),
    ]
}

both! {
    async fn an_impossible_answer_is_refused_as_data_and_the_others_are_saved(test: Test) {
        let world = World::open(test).await;
        let (france, wrong) = (world.france(), &mut Vec::new());
        for (why, edit, code) in impossible() {
            let answer = france.saves("2027", json!([edit])).await;
            is_clean(why, &answer);
            let outcome = &answer.data()["saveAnswers"]["outcomes"][0];
            if outcome["code"] != code || !outcome["sentence"].as_str().is_some_and(|said| said.ends_with('.')) {
                wrong.push(format!("{why}: {outcome}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        let twice = given("A.a.1", json!({ "singleChoice": { "option": "partly" } }));
        let saved = france.saves("2027", json!([impossible()[0].1, twice, twice])).await.data();
        let outcomes = &saved["saveAnswers"]["outcomes"];
        let kinds: Vec<_> = outcomes.as_array().unwrap().iter().map(|one| one["__typename"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["AnswerRefused", "AnswerSaved", "AnswerRefused"], "twice the same question: {outcomes}");
        let answers = france.reads(r#"{ submission(cycle: "2027") { answers { question } } }"#).await;
        assert_eq!(answers["submission"]["answers"], json!([{ "question": "A.a.1" }]));
        world.trail_is_whole().await;
    }

    async fn a_value_that_does_not_fit_its_type_refuses_the_request(test: Test) {
        let world = World::open(test).await;
        for (why, edit) in misshapen() {
            let answer = world.france().saves("2027", json!([edit])).await;
            is_clean(why, &answer);
            let code = answer.json()["errors"][0]["extensions"]["code"].clone();
            assert!(code == "GRAPHQL_VALIDATION_FAILED" || code == "BAD_INPUT", "{why}: {answer:?}");
        }
        assert_eq!(world.france().reads(r#"{ submission(cycle: "2027") { id } }"#).await["submission"], Value::Null);
    }

    async fn a_mutation_outside_its_time_or_place_is_refused(test: Test) {
        let world = World::open(test).await;
        let version = world.cycle().await.instrument_version;
        world.plan("2025", version, on(1, 2), Some(on(2, 2))).await;
        world.plan("2029", version, on(11, 2), None).await;
        let (administrator, france) = (world.administrator(), world.france());
        let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
        let plan = json!({ "key": "2030", "instrument": "fixture", "version": "1", "opensAt": on(2, 2), "names": names, "states": ["DEU"] });
        administrator.does("planCycle", plan.clone(), "cycle { key }").await.data();
        administrator.does("planCycle", plan, "cycle { key }").await.refused("EXISTS");
        let edit = json!([{ "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED" }]);
        for (cycle, code) in [("2025", "CYCLE_CLOSED"), ("2029", "CYCLE_NOT_OPEN"), ("2030", "NOT_INVITED"), ("1999", "NOT_FOUND")] {
            france.saves(cycle, edit.clone()).await.refused(code);
            france.submits(cycle, json!({})).await.refused(code);
        }
        let section = |code: &str| json!([{ "scope": "SECTION", "code": code, "reader": "PUBLIC" }]);
        for choices in [section("Z.z"), section("a\0b"), json!([]), json!([{ "scope": "SUBMISSION" }]), json!([{}])] {
            france.consents("2027", choices).await.refused("BAD_INPUT");
        }
        france.withdraws("2027").await.refused("NOT_FOUND");
        let input = |key: &str, edit: &Value| json!({ "cycle": "2027", "idempotencyKey": key, "answers": edit });
        france.does("saveAnswers", input("k", &edit), "savedAt").await.data();
        let other = json!([{ "question": "A.a.2", "basedOn": 0, "disposition": "DECLINED" }]);
        france.does("saveAnswers", input("k", &other), "savedAt").await.refused("IDEMPOTENCY_MISMATCH");
        france.does("saveAnswers", input(&"k".repeat(201), &other), "savedAt").await.refused("BAD_INPUT");
        france.does("saveAnswers", input("a\0b", &other), "savedAt").await.refused("BAD_INPUT");
        world.trail_is_whole().await;
    }
}
