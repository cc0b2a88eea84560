//! The file of all public answers of a cycle.

use super::{asks_with, read_csv};
use crate::world::{Test, World, both};
use serde_json::{Value, json};

const LINES: &str = "/export/cycles/2027/answers.jsonl";
const TABLE: &str = "/export/cycles/2027/answers.csv";

async fn lines(world: &World) -> Vec<Value> {
    let answer = world.public().get(LINES).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn places(lines: &[Value]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            format!("{} {}", line["state"].as_str().unwrap(), line["question"].as_str().unwrap())
        })
        .collect()
}

both! {
    async fn the_file_has_the_answers_that_the_public_reads_and_no_other(test: Test) {
        let world = World::open(test.clone()).await;
        for path in ["/export/cycles/none/answers.csv", "/export/cycles/2027/answers.xml", "/export/cycles/2027/answers", "/export/cycles/%FF/answers.csv", "/export/cycles/../answers.csv"] {
            world.public().get(path).await.refused("NOT_FOUND");
        }
        assert_eq!(lines(&world).await, Vec::<Value>::new());
        let (france, germany) = (world.france(), world.state("DEU"));
        let text = "=1+1, \"quoted\"\nand a second line: ÉTUDES 国家 المركز";
        france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
        france.answers("A.b.2", json!({ "longText": { "text": text, "language": "en" } })).await;
        germany.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
        assert_eq!(lines(&world).await, Vec::<Value>::new(), "a draft is nobody's");
        france.submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        germany.submits("2027", json!({ "reader": "MEMBER_STATES" })).await.data();
        let first = lines(&world).await;
        assert!(!first.is_empty() && first.iter().all(|line| line["state"] == "FRA" && line["cycle"] == "2027" && line["edition"] == 1));
        let long = first.iter().find(|line| line["question"] == "A.b.2").unwrap();
        assert_eq!((&long["disposition"], &long["value"]["kind"], &long["value"]["text"]), (&json!("answered"), &json!("long_text"), &json!(text)));
        assert_eq!(places(&first), world.public().shared("2027").await, "the list of the API, in its order");
        // Nobody gets more of it than the public.
        for who in [world.analyst(), world.state("DEU").focal_point] {
            assert_eq!(who.get(LINES).await.bytes, world.public().get(LINES).await.bytes);
        }
        let table = world.public().get(TABLE).await;
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(table.headers["content-disposition"], "attachment; filename=\"cycle-2027.answers.csv\"");
        let rows = read_csv(std::str::from_utf8(&table.bytes).unwrap());
        assert_eq!(rows.len(), first.len());
        for (row, line) in rows.iter().zip(&first) {
            for name in ["cycle", "state", "question", "disposition"] {
                assert_eq!(row[name], line[name].as_str().unwrap());
            }
            assert_eq!(row["kind"], line["value"]["kind"].as_str().unwrap_or_default());
            let value = if row["value"].is_empty() { Value::Null } else { serde_json::from_str(&row["value"]).unwrap() };
            assert_eq!(value, line["value"]);
            assert!(row.values().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
    }

    async fn consent_and_withdrawal_take_effect_in_the_file_at_once(test: Test) {
        let world = World::open(test.clone()).await;
        let other = World::with(test.config(), test).await;
        let france = world.france();
        france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
        france.answers("A.b.2", json!({ "longText": { "text": "Once", "language": "en" } })).await;
        france.submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        let all = places(&lines(&world).await);
        assert!(all.contains(&"FRA A.b.2".to_owned()), "{all:?}");
        let whole = world.public().get(LINES).await;
        let tag = whole.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(whole.headers["cache-control"], "public, no-cache");
        assert_eq!(asks_with(&world.public(), LINES, "if-none-match", &tag).await.status(), 304);
        let choose = async |reader: &str| {
            let choice = json!([{ "scope": "QUESTION", "code": "A.b.2", "reader": reader }]);
            france.consents("2027", choice).await.data();
        };
        for (reader, shown) in [("STATE_ONLY", false), ("PUBLIC", true), ("SECRETARIAT", false)] {
            choose(reader).await;
            // The other instance has made the file before, too.
            for world in [&world, &other] {
                let now = places(&lines(world).await);
                assert_eq!(now.contains(&"FRA A.b.2".to_owned()), shown, "{reader}");
                let again = asks_with(&world.public(), LINES, "if-none-match", &tag).await;
                assert_eq!(again.status(), if shown { 304 } else { 200 }, "{reader}: the same answers have the same tag");
            }
        }
        let twice = json!({ "longText": { "text": "Twice", "language": "en" } });
        france.saves("2027", json!([{ "question": "A.b.2", "basedOn": 1, "value": twice }])).await.data();
        choose("PUBLIC").await;
        france.amends("2027").await.data();
        let line = lines(&world).await.into_iter().find(|line| line["question"] == "A.b.2").unwrap();
        assert_eq!((&line["value"]["text"], &line["edition"]), (&json!("Twice"), &json!(2)));
        france.withdraws("2027").await.data();
        for world in [&world, &other] {
            assert_eq!(lines(world).await, Vec::<Value>::new());
            let rows = read_csv(std::str::from_utf8(&world.public().get(TABLE).await.bytes).unwrap());
            assert!(rows.is_empty());
        }
    }
}
