//! Values that can't be read or do not fit: each refuses its own answer, and loses no other.

use crate::world::{Actor, Test, VALUE, World, either};
use serde_json::{Value, json};

/// Returns seven answers that are right, to questions that no unreadable value is for.
fn seven() -> Vec<Value> {
    let questions = ["A.a.1", "A.a.2", "A.b.1", "A.b.2", "A.b.4", "B.a.2", "B.a.4"];
    let right =
        super::kinds::thirteen().into_iter().filter(|(question, ..)| questions.contains(question));
    right
        .map(|(question, value, _)| json!({ "question": question, "basedOn": 0, "value": value }))
        .collect()
}

fn record(field: &str, value: Value) -> (&'static str, Value) {
    (
        "B.a.7",
        json!({ "recordList": [
        { "fields": [{ "field": "area", "value": { "options": { "options": ["people"] } } }] },
        { "fields": [{ "field": field, "value": value }] },
    ] }),
    )
}

/// Returns values that can't be read: the question, the value, the code, and the place.
fn unreadable() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let mut all = Vec::new();
    let mut add = |(question, value): (&'static str, Value), code, place| {
        all.push((question, value, code, place))
    };
    for day in [
        "2023-02-29",
        "30/11/2026",
        "2026-11-30T00:00:00Z",
        "2026-1-5",
        "",
        "tomorrow",
        "1599-12-31",
        "2201-01-01",
    ] {
        add(("A.b.3", json!({ "date": day })), "BAD_INPUT", "date");
        add(
            ("B.a.1", json!({ "dateRange": { "from": day, "to": "2026-01-01" } })),
            "BAD_INPUT",
            "`from`",
        );
        add(
            ("B.a.1", json!({ "dateRange": { "from": "2026-01-01", "to": day } })),
            "BAD_INPUT",
            "`to`",
        );
        add(
            ("B.a.5", json!({ "documentList": [{ "title": "a" }, { "title": "b", "date": day }] })),
            "BAD_INPUT",
            "Entry 2: `date`",
        );
        add(record("valid_until", json!({ "date": day })), "BAD_INPUT", "Entry 2: `valid_until`");
    }
    for option in ["Partly", "partly ", "", "no-such", "nothing"] {
        add(("A.b.5", json!({ "singleChoice": { "option": option } })), "UNKNOWN_OPTION", "option");
        add(
            ("B.a.6", json!({ "multiChoice": { "options": ["people", option] } })),
            "UNKNOWN_OPTION",
            "option",
        );
        add(
            ("A.a.3", json!({ "rankedChoice": { "options": [option] } })),
            "UNKNOWN_OPTION",
            "option",
        );
        add(
            record("area", json!({ "options": { "options": [option] } })),
            "UNKNOWN_OPTION",
            "Entry 2: `area`",
        );
    }
    for tag in ["pt_BR", "", "e", "français", "fr "] {
        add(
            ("B.a.5", json!({ "documentList": [{ "title": "a", "language": tag }] })),
            "BAD_INPUT",
            "Entry 1: `language`",
        );
        add(
            record("name", json!({ "text": { "text": "x", "language": tag } })),
            "BAD_INPUT",
            "Entry 2: `name`: `language`",
        );
        add(
            record("language", json!({ "languages": [tag] })),
            "BAD_INPUT",
            "Entry 2: `language`: Entry 1",
        );
        add(
            record("languages", json!({ "languages": ["fr", tag] })),
            "BAD_INPUT",
            "Entry 2: `languages`: Entry 2",
        );
    }
    for code in ["N.a", "", "B.a.7 ", "A.a.99"] {
        add(
            record("linked", json!({ "questions": ["A.a.1", code] })),
            "UNKNOWN_QUESTION",
            "Entry 2: `linked`",
        );
    }
    for number in [
        json!("12"),
        json!("12,5"),
        json!(""),
        json!(true),
        json!([1]),
        json!({}),
        json!(2.5),
        json!(-1),
        json!(5e-324),
        json!(-1e16),
    ] {
        add(record("people", json!({ "number": number })), "BAD_INPUT", "Entry 2: `people`");
    }
    for url in [
        "https:/x.example",
        r"https:\\x.example\a",
        "https://x..example",
        "https://x.example/\u{200b}",
        "example.org",
        "",
    ] {
        add(
            (
                "B.a.5",
                json!({ "documentList": [{ "title": "a", "url": if url.is_empty() { "ftp://x" } else { url } }] }),
            ),
            "BAD_INPUT",
            "Entry 1: `url`",
        );
        add(
            (
                "B.a.3",
                json!({ "agencyList": [{ "name": "a", "url": if url.is_empty() { "x" } else { url } }] }),
            ),
            "BAD_INPUT",
            "Entry 1: `url`",
        );
        add(
            record("link", json!({ "url": { "url": url, "title": "a" } })),
            "BAD_INPUT",
            "Entry 2: `link`: `url`",
        );
    }
    for invisible in
        ["", " ", "\u{200b}", "\u{2060}", "\u{feff}", "\u{3164}", "\u{2800}", "\u{200f}", "\u{ad}"]
    {
        add(
            ("B.a.3", json!({ "agencyList": [{ "name": invisible }] })),
            "BAD_INPUT",
            "Entry 1: `name`",
        );
        add(
            ("B.a.5", json!({ "documentList": [{ "title": invisible }] })),
            "BAD_INPUT",
            "Entry 1: `title`",
        );
        add(
            ("A.a.3", json!({ "rankedChoice": { "options": ["other"], "other": invisible } })),
            "BAD_INPUT",
            "`other`",
        );
        add(
            record("area", json!({ "options": { "options": ["other"], "other": invisible } })),
            "BAD_INPUT",
            "`area`: `other`",
        );
    }
    add(
        ("A.a.3", json!({ "rankedChoice": { "options": ["insiders"], "other": "x" } })),
        "BAD_INPUT",
        "`other`",
    );
    add(
        record("area", json!({ "options": { "options": ["people"], "other": "x" } })),
        "BAD_INPUT",
        "`area`: Only the option `other`",
    );
    add(
        record("area", json!({ "options": { "options": ["people", "people"] } })),
        "BAD_INPUT",
        "`area`",
    );
    add(
        record("mode", json!({ "options": { "options": ["training", "training"] } })),
        "BAD_INPUT",
        "`mode`",
    );
    add(record("area", json!({ "date": "2026-01-01" })), "BAD_INPUT", "`area`");
    add(record("nothing", json!({ "date": "2026-01-01" })), "BAD_INPUT", "nothing");
    all
}

async fn outcomes(by: &Actor, answers: Value) -> Vec<Value> {
    let saved = by.saves("2027", answers).await.data();
    saved["saveAnswers"]["outcomes"].as_array().unwrap().clone()
}

either! {
    async fn a_value_that_can_not_be_read_takes_no_other_answer_with_it(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        for (place, (question, value, code, at)) in unreadable().into_iter().enumerate() {
            let mut answers = seven();
            answers.insert(place % 8, json!({ "question": question, "basedOn": 0, "value": value }));
            let outcomes = outcomes(&france, json!(answers)).await;
            let refused: Vec<_> = outcomes.iter().filter(|one| one["__typename"] != "AnswerSaved").collect();
            assert_eq!(refused.len(), 1, "{value}: {outcomes:#?}");
            let refused = refused[0];
            assert_eq!((&refused["__typename"], &refused["written"], &refused["code"]), (&json!("AnswerRefused"), &json!(question), &json!(code)), "{value}: {refused}");
            let sentence = refused["sentence"].as_str().unwrap();
            assert!(sentence.contains(at) && sentence.ends_with('.'), "{value}: {sentence}");
        }
        let read = france.reads(r#"{ submission(cycle: "2027") { answers { question revision } } }"#).await;
        let answers = read["submission"]["answers"].as_array().unwrap();
        assert_eq!(answers.len(), 7, "{answers:#?}");
        assert!(answers.iter().all(|answer| answer["revision"] == 1));
    }

    async fn a_document_with_literals_is_read_as_variables_are(test: Test) {
        let world = World::open(test).await;
        let saved = world.france().reads(r#"mutation { saveAnswers(input: { cycle: "2027", answers: [
            { question: "A.a.1", basedOn: 0, value: { singleChoice: { option: "in_place" } } }
            { question: "A.b.3", basedOn: 0, value: { date: "2023-02-29" } }
            { question: "A.b.4", basedOn: 0, value: { number: "12" } }
            { question: "A.a.2", basedOn: 0, value: { multiChoice: { options: "funding" } } }
            { question: "A.b.1", basedOn: 0, value: { shortText: { text: "x", language: "EN" } } }
        ] }) { outcomes { __typename ... on AnswerRefused { writtenQuestion code } } } }"#).await;
        let saved_one = json!({ "__typename": "AnswerSaved" });
        let refused = |question: &str| json!({ "__typename": "AnswerRefused", "writtenQuestion": question, "code": "BAD_INPUT" });
        assert_eq!(saved["saveAnswers"]["outcomes"], json!([saved_one, refused("A.b.3"), refused("A.b.4"), saved_one, saved_one]));
    }

    async fn an_empty_optional_text_is_none_and_a_language_is_read_in_any_case(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let field = |field: &str, value: Value| json!({ "field": field, "value": value });
        let answers = [
            ("A.a.1", json!({ "singleChoice": { "option": "in_place", "other": "" } })),
            ("A.b.2", json!({ "longText": { "text": "x", "language": "zh-hans" } })),
            ("B.a.2", json!({ "agency": { "name": "X", "url": "" } })),
            ("B.a.4", json!({ "urlList": [{ "url": "https://x.example", "title": "\u{200b}" }] })),
            ("B.a.5", json!({ "documentList": [{ "title": "Telegraph Act", "url": " ", "language": "PT-br", "date": "1885-07-22" }] })),
            ("B.a.7", json!({ "recordList": [{ "fields": [
                field("area", json!({ "options": { "options": ["other"], "other": "Digital forensics laboratory" } })),
                field("name", json!({ "text": { "text": "" } })),
                field("link", json!({ "url": { "url": "", "title": "" } })),
                field("body", json!({ "agency": { "name": " ", "url": "" } })),
                field("people", json!({ "number": -0.0 })),
                field("languages", json!({ "languages": ["AR", "es-419"] })),
            ] }] })),
        ];
        let edits: Vec<_> = answers.iter().map(|(question, value)| json!({ "question": question, "basedOn": 0, "value": value })).collect();
        let saved = outcomes(&france, json!(edits)).await;
        assert!(saved.iter().all(|one| one["__typename"] == "AnswerSaved"), "{saved:#?}");
        let query = format!(r#"{{ submission(cycle: "2027") {{ answers {{ value {{ ...value }} }} }} }} {VALUE}"#);
        let read = france.asks(&query).await;
        assert!(!String::from_utf8(read.bytes.to_vec()).unwrap().contains("-0.0"), "minus zero is zero");
        let read = read.data()["submission"]["answers"].clone();
        assert_eq!((&read[0]["value"]["other"], &read[1]["value"]["language"]), (&Value::Null, &json!("zh-Hans")));
        assert_eq!((&read[2]["value"]["url"], &read[3]["value"]["links"]), (&Value::Null, &json!([{ "url": "https://x.example/", "title": null }])));
        assert_eq!(read[4]["value"]["documents"], json!([{ "title": "Telegraph Act", "url": null, "language": "pt-BR", "date": "1885-07-22" }]));
        let fields = read[5]["value"]["records"][0]["fields"].as_array().unwrap();
        let ids: Vec<_> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert_eq!(ids, ["area", "languages", "people"]);
        assert_eq!((&fields[0]["other"], &fields[1]["languages"]), (&json!("Digital forensics laboratory"), &json!(["ar", "es-419"])));
    }

    async fn a_revision_is_a_number_of_32_bits(test: Test) {
        let world = World::open(test).await;
        let edit = |based_on: i64| json!([{ "question": "A.a.1", "basedOn": based_on, "value": { "singleChoice": { "option": "partly" } } }]);
        for beyond in [i64::from(i32::MAX) + 1, i64::from(i32::MIN) - 1] {
            world.france().saves("2027", edit(beyond)).await.refused("BAD_INPUT");
        }
        let conflict = outcomes(&world.france(), edit(i32::MAX.into())).await;
        assert_eq!(conflict[0]["__typename"], "AnswerConflict");
    }

    async fn a_list_of_records_that_keeps_to_every_limit_is_saved_however_it_is_escaped(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let need = json!({ "fields": [{ "field": "description", "value": { "text": { "text": "ش".repeat(900) } } }] });
        let input = json!({ "cycle": "2027", "answers": [
            { "question": "B.a.7", "basedOn": 0, "value": { "recordList": vec![need; 50] } }] });
        let query = "mutation($input: SaveAnswersInput!) { saveAnswers(input: $input) { outcomes { __typename } } }";
        let body = json!({ "query": query, "variables": { "input": input } }).to_string().replace('ش', "\\u0634");
        assert!(body.len() > 256 * 1024, "{}", body.len());
        let request = axum::http::Request::post("/graphql").header("content-type", "application/json");
        let saved = france.send(request, body).await.data();
        assert_eq!(saved["saveAnswers"]["outcomes"], json!([{ "__typename": "AnswerSaved" }]));
        let query = format!(r#"{{ submission(cycle: "2027") {{ answers {{ value {{ ...value }} }} }} }} {VALUE}"#);
        let read = france.reads(&query).await;
        let records = read["submission"]["answers"][0]["value"]["records"].as_array().unwrap().clone();
        assert_eq!(records.len(), 50);
        assert!(records.iter().all(|record| record["fields"][0]["text"].as_str().unwrap().chars().count() == 900));
    }
}
