//! A gate that runs out of time: the release is made, and tables that the gate cannot prove are not
//! available. Their words are those of small tables.

use crate::{
    access::draw::Draw,
    world::{Test, World, both, on},
};
use national_survey::config::Config;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MANY: usize = 40;
const COUNTED: [&str; 7] = ["A.a.1", "A.a.2", "A.a.3", "A.b.4", "A.b.5", "B.a.6", "B.a.7"];
/// Question with only nine hidden answers.
const SMALL: &str = "B.a.6";
const TABLES: &str = "{ release(number: 1) { status respondents { stateCode } tables { question partition standing
    rows { classes base publishedBase cells { level published hidden count lowerPercent upperPercent } } }
    changes { question standing cells { from } } } }";
const COUNTS: &str = "{ release(number: 1) { analystTables { question partition standing rows { classes base sharedBase
    cells { level shared least most } } } } }";

/// Creates a world in which States answer everything at random, and some publish some answers.
async fn common(test: Test) -> World {
    let world = World::open(test).await;
    world.plans_for_all("all", json!(on(2, 1)), Value::Null).await;
    let codes = world.further_states(MANY).await;
    let mut draw = Draw::new(5, &[], &[]);
    for (place, state) in world.adds_states(&codes).await.iter().enumerate() {
        let edit = |question: &&str| {
            // A State without a response has published nothing.
            let mut edit = draw.says(question);
            while *question == SMALL && edit["value"].is_null() {
                edit = draw.says(question);
            }
            (edit["question"], edit["basedOn"]) = ((*question).into(), 0.into());
            edit
        };
        let edits: Vec<_> = ["A.b.3"].iter().chain(&COUNTED).map(edit).collect();
        state.saves("all", json!(edits)).await.data();
        state
            .submits("all", json!({ "countable": true, "reader": (["STATE_ONLY", "PUBLIC"][usize::from(draw.often(35))]) }))
            .await
            .data();
        let reader = if place < 9 { "STATE_ONLY" } else { "PUBLIC" };
        state
            .consents("all", json!([{ "scope": "QUESTION", "code": SMALL, "reader": reader }]))
            .await
            .data();
    }
    world
}

/// Copies the world, and releases its cycle with this time for the gate.
async fn released(test: &Test, gate_seconds: f64) -> (World, Test) {
    let copy = test.copied().await;
    let config = Config { gate_seconds, ..copy.config() }.check().unwrap();
    let world = World::with(config, copy.clone()).await;
    assert_eq!(world.releases("all").await, 1);
    assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
    (world, copy)
}

/// Returns the words of the hidden cells of a table that is not available.
fn words(table: &Value) -> BTreeSet<String> {
    assert_eq!(table["standing"], "NOT_AVAILABLE", "{table:#}");
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.is_empty(), !table["partition"].is_null(), "{table:#}");
    let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
    cells
        .map(|cell| {
            [&cell["hidden"], &cell["count"], &cell["lowerPercent"], &cell["upperPercent"]]
                .map(Value::to_string)
                .join(" ")
        })
        .collect()
}

/// Returns the same words in the file, for a question and partition.
async fn written(world: &World, table: &Value) -> BTreeSet<String> {
    let file = world.public().get("/export/releases/1/en.csv").await;
    let mut reader = csv::Reader::from_reader(&file.bytes[..]);
    let header = reader.headers().unwrap().clone();
    let partition = table["partition"].as_str().unwrap_or("_T");
    let mut written = BTreeSet::new();
    for record in reader.records().map(Result::unwrap) {
        let of =
            |column: &str| record[header.iter().position(|one| one == column).unwrap()].to_owned();
        if of("question") == table["question"].as_str().unwrap() && of("partition") == partition {
            let columns = [
                "standing",
                "hidden",
                "status",
                "hidden_count",
                "hidden_lower_percent",
                "hidden_upper_percent",
            ];
            written.insert(columns.map(of).join(" "));
        }
    }
    written
}

fn of<'a>(tables: &'a Value, question: &str, partition: &Value) -> &'a Value {
    tables
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["question"] == question && table["partition"] == *partition)
        .unwrap()
}

both! {
    async fn what_the_gate_has_no_time_for_is_not_available_in_the_words_of_what_is_too_small(test: Test) {
        for wrong in [-1.0, 60.5, f64::NAN] {
            assert!(Config { gate_seconds: wrong, ..test.config() }.check().is_err(), "{wrong}");
        }
        common(test.clone()).await.db().close().await;
        let (timely, first) = released(&test, 20.0).await;
        let full = timely.public().reads(TABLES).await["release"].clone();
        for gate_seconds in [0.0, 1e-9] {
            let (late, copy) = released(&test, gate_seconds).await;
            let less = late.public().reads(TABLES).await["release"].clone();
            assert_eq!((&less["status"], &less["respondents"]), (&full["status"], &full["respondents"]));
            let small = of(&less["tables"], SMALL, &Value::Null);
            let (few, in_file) = (words(small), written(&late, small).await);
            assert_eq!(few.len(), 1);
            let mut withheld = Vec::new();
            for (there, table) in full["tables"].as_array().unwrap().iter().zip(less["tables"].as_array().unwrap()) {
                if there == table {
                    continue;
                }
                assert_eq!(there["standing"], "GATED", "{there:#}");
                let mut same = there.clone();
                same["standing"] = "NOT_AVAILABLE".into();
                if table["partition"].is_null() {
                    assert_eq!((words(table), written(&late, table).await), (few.clone(), in_file.clone()));
                    for cell in same["rows"][0]["cells"].as_array_mut().unwrap() {
                        (cell["hidden"], cell["count"]) = ("NOT_AVAILABLE".into(), Value::Null);
                        (cell["lowerPercent"], cell["upperPercent"]) = (Value::Null, Value::Null);
                    }
                } else {
                    let few = of(&less["tables"], SMALL, &table["partition"]);
                    assert_eq!((words(table), written(&late, table).await), (words(few), written(&late, few).await));
                    same["rows"] = json!([]);
                }
                assert_eq!(*table, same, "nothing else differs");
                withheld.push(format!("{} {}", table["question"], table["partition"]));
            }
            let [more, fewer] = [timely.analyst().reads(COUNTS).await, late.analyst().reads(COUNTS).await];
            let tables = |read: &Value| read["release"]["analystTables"].as_array().unwrap().clone();
            for (there, table) in tables(&more).iter().zip(tables(&fewer)).filter(|(there, table)| *there != table) {
                let cells = table["rows"].as_array().unwrap().iter().flat_map(|row| row["cells"].as_array().unwrap());
                let silent = cells.into_iter().all(|cell| cell["least"].is_null() && cell["most"].is_null());
                assert!(there["standing"] == "GATED" && table["standing"] == "NOT_AVAILABLE" && silent, "{table:#}");
            }
            let standing = |tables: &Value, which: &str| tables.as_array().unwrap().iter().filter(|one| one["standing"] == which).count();
            assert!(!withheld.is_empty(), "the gate needs no program");
            assert!(standing(&less["tables"], "GATED") > 0, "moves alone prove the others");
            copy.done().await;
        }
        first.done().await;
    }
}
