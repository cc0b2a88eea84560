//! Kinds of values: every value is returned as it was saved, in its normal form.

use crate::world::{Test, VALUE, World, both};
use serde_json::{Value, json};

/// Returns a value of each of the thirteen kinds: the question, the input, and the expected output.
pub fn thirteen() -> Vec<(&'static str, Value, Value)> {
    let body = json!({ "name": "Centre for ICT security", "url": "https://example.org/centre" });
    let link = json!({ "url": "https://example.org/a?b=c#d", "title": null });
    let document =
        json!({ "title": "Strategy", "url": null, "language": "fr", "date": "2025-02-28" });
    let text = json!({ "text": "Première ligne, и вторая, 第三", "language": "fr" });
    vec![
        (
            "A.a.1",
            json!({ "singleChoice": { "option": "in_place" } }),
            json!({ "__typename": "SingleChoiceValue", "option": "in_place", "other": null }),
        ),
        (
            "A.a.2",
            json!({ "multiChoice": { "options": ["funding", "other"], "other": "Time" } }),
            json!({ "__typename": "MultiChoiceValue", "options": ["funding", "other"], "other": "Time" }),
        ),
        (
            "A.a.3",
            json!({ "rankedChoice": { "options": ["insiders", "ransomware"] } }),
            json!({ "__typename": "RankedChoiceValue", "options": ["insiders", "ransomware"], "other": null }),
        ),
        ("A.b.1", json!({ "shortText": text }), typed("ShortTextValue", &text)),
        (
            "A.b.2",
            json!({ "longText": { "text": "One\n\ntwo\tthree", "language": null } }),
            json!({ "__typename": "LongTextValue", "text": "One\n\ntwo\tthree", "language": null }),
        ),
        (
            "A.b.3",
            json!({ "date": "2024-02-29" }),
            json!({ "__typename": "DateValue", "date": "2024-02-29" }),
        ),
        (
            "A.b.4",
            json!({ "number": 12.5 }),
            json!({ "__typename": "NumberValue", "number": 12.5 }),
        ),
        (
            "B.a.1",
            json!({ "dateRange": { "from": "2026-01-01", "to": "2026-01-01" } }),
            json!({ "__typename": "DateRangeValue", "from": "2026-01-01", "to": "2026-01-01" }),
        ),
        ("B.a.2", json!({ "agency": body }), typed("AgencyValue", &body)),
        (
            "B.a.3",
            json!({ "agencyList": [body, { "name": "Another", "url": null }] }),
            json!({ "__typename": "AgencyListValue", "agencies": [body, { "name": "Another", "url": null }] }),
        ),
        (
            "B.a.4",
            json!({ "urlList": [link] }),
            json!({ "__typename": "UrlListValue", "links": [link] }),
        ),
        (
            "B.a.5",
            json!({ "documentList": [document] }),
            json!({ "__typename": "DocumentListValue", "documents": [document] }),
        ),
        ("B.a.7", record(), Value::Null),
    ]
}

fn typed(name: &str, value: &Value) -> Value {
    let mut value = value.clone();
    value["__typename"] = name.into();
    value
}

/// Returns a record with every field that the question declares.
fn record() -> Value {
    let field = |field: &str, value: Value| json!({ "field": field, "value": value });
    json!({ "recordList": [{ "fields": [
        field("area", json!({ "options": { "options": ["other"], "other": "A laboratory" } })),
        field("body", json!({ "agency": { "name": "Academy" } })),
        field("description", json!({ "text": { "text": "Two\nlines" } })),
        field("language", json!({ "languages": ["ar"] })),
        field("languages", json!({ "languages": ["en", "zh"] })),
        field("link", json!({ "url": { "url": "https://example.org" } })),
        field("linked", json!({ "questions": ["A.a.1", "B.a.2"] })),
        field("mode", json!({ "options": { "options": ["training", "expert"] } })),
        field("name", json!({ "text": { "text": "Course", "language": "en" } })),
        field("people", json!({ "number": 20 })),
        field("valid_until", json!({ "date": "2030-12-31" })),
    ] }] })
}

both! {
    async fn thirteen_kinds_of_values_come_out_as_they_went_in(test: Test) {
        let world = World::open(test).await;
        let edits: Vec<_> = thirteen().into_iter().map(|(question, value, _)| json!({ "question": question, "basedOn": 0, "value": value })).collect();
        let saved = world.france().saves("2027", json!(edits)).await.data();
        let outcomes = saved["saveAnswers"]["outcomes"].as_array().unwrap();
        assert!(outcomes.iter().all(|one| one["__typename"] == "AnswerSaved"), "{outcomes:#?}");
        let query = format!(r#"{{ submission(cycle: "2027") {{ answers {{ question value {{ ...value }} }} }} }} {VALUE}"#);
        let read = world.france().reads(&query).await;
        let answers = read["submission"]["answers"].as_array().unwrap();
        for (answer, (question, _, out)) in answers.iter().zip(thirteen()) {
            assert_eq!(answer["question"], question);
            if out != Value::Null {
                assert_eq!(answer["value"], out);
            }
        }
        let fields = answers[12]["value"]["records"][0]["fields"].as_array().unwrap();
        let whole: Vec<_> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert_eq!(whole, ["area", "body", "description", "language", "languages", "link", "linked", "mode", "name", "people", "valid_until"]);
        let said = |place: usize, of: &str| fields[place][of].clone();
        assert_eq!((said(0, "options"), said(0, "other")), (json!(["other"]), json!("A laboratory")));
        assert_eq!(said(1, "agency"), json!({ "name": "Academy", "url": null }));
        assert_eq!((said(2, "text"), said(3, "languages"), said(4, "languages")), (json!("Two\nlines"), json!(["ar"]), json!(["en", "zh"])));
        assert_eq!((said(5, "url"), said(6, "questions")), (json!({ "url": "https://example.org/", "title": null }), json!(["A.a.1", "B.a.2"])));
        assert_eq!((said(7, "options"), said(8, "language")), (json!(["training", "expert"]), json!("en")));
        assert_eq!((said(9, "number"), said(10, "date")), (json!(20.0), json!("2030-12-31")));
    }
}
