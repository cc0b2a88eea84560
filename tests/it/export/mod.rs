//! Releases as files: their readers, their content, and the equality of all formats.

mod addresses;
mod answers;
mod changes;
mod chart;
mod delivery;
mod languages;
mod longest;
mod proof;
mod sdmx;
pub mod tables;

use crate::world::{Actor, Answer, Test, World, on};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A row of a file, by column, as text.
pub type Row = BTreeMap<String, String>;

/// Query for release 1.
const RELEASE: &str = r#"{ release(number: 1) { cycle { key } tables { question partition standing rows {
    classes base publishedBase cells { level published hidden count lowerPercent upperPercent } } } } }"#;

/// Returns a file of release 1.
async fn file(world: &World, name: &str) -> Answer {
    file_of(world, 1, name).await
}

/// Returns a file of a release.
pub async fn file_of(world: &World, number: i64, name: &str) -> Answer {
    let answer = world.public().get(&format!("/export/releases/{number}/{name}")).await;
    assert_eq!(answer.status(), 200, "{number}/{name}: {answer:?}");
    answer
}

/// Returns a file of release 1 as text.
async fn text(world: &World, name: &str) -> String {
    String::from_utf8(file(world, name).await.bytes.to_vec()).unwrap()
}

/// Creates a small release in which everything hidden is suppressed, because two States are too
/// few.
async fn small(test: Test) -> World {
    let world = World::open(test).await;
    for state in ["FRA", "DEU"] {
        world.state(state).submits("2027", json!({ "countable": true })).await.data();
    }
    assert_eq!(world.releases("2027").await, 1);
    world
}

/// Returns a GraphQL value as a file writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the rows that follow from GraphQL's tables, with the columns that all files share and
/// nothing that depends on a language.
fn expected(release: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    for table in release["tables"].as_array().unwrap() {
        let partition = table["partition"].as_str().unwrap_or("_T");
        let of_table = [
            ("release", json!(1)),
            ("cycle", release["cycle"]["key"].clone()),
            ("question", table["question"].clone()),
        ];
        let of_table = of_table
            .into_iter()
            .chain([("partition", json!(partition)), ("standing", table["standing"].clone())]);
        let of_table: Row =
            of_table.map(|(column, value)| (column.to_owned(), written(&value))).collect();
        let mut add = |cells: &[(&str, &Value)]| {
            let cells = cells.iter().map(|(column, value)| ((*column).to_owned(), written(value)));
            rows.push(of_table.clone().into_iter().chain(cells).collect::<Row>());
        };
        let shown = table["rows"].as_array().unwrap();
        if shown.is_empty() {
            let [z, withheld, none] = [json!("_Z"), json!("NOT_AVAILABLE"), Value::Null];
            add(&[
                ("classes", &z),
                ("level", &z),
                ("hidden", &withheld),
                ("status", &json!("Q")),
                ("base", &none),
                ("published_base", &none),
                ("published", &none),
                ("hidden_count", &none),
                ("hidden_lower_percent", &none),
                ("hidden_upper_percent", &none),
            ]);
        }
        for row in shown {
            let classes: Vec<_> = row["classes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|class| class.as_str().unwrap())
                .collect();
            let classes =
                json!(if classes.is_empty() { "_T".to_owned() } else { classes.join("+") });
            for cell in row["cells"].as_array().unwrap() {
                let status = match cell["hidden"].as_str().unwrap() {
                    "NOT_AVAILABLE" => "Q",
                    "NOT_ASKED" => "M",
                    _ => "A",
                };
                add(&[
                    ("classes", &classes),
                    ("level", &cell["level"]),
                    ("hidden", &cell["hidden"]),
                    ("status", &json!(status)),
                    ("base", &row["base"]),
                    ("published_base", &row["publishedBase"]),
                    ("published", &cell["published"]),
                    ("hidden_count", &cell["count"]),
                    ("hidden_lower_percent", &cell["lowerPercent"]),
                    ("hidden_upper_percent", &cell["upperPercent"]),
                ]);
            }
        }
    }
    rows
}

/// Returns the rows of a comma-separated file.
pub fn read_csv(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let cells = |record: csv::StringRecord| {
        header.iter().map(String::from).zip(record.iter().map(String::from)).collect()
    };
    reader.records().map(|record| cells(record.unwrap())).collect()
}

/// Returns the rows with these columns alone.
fn only(rows: &[Row], columns: &Row) -> Vec<Row> {
    let only = |row: &Row| {
        row.iter()
            .filter(|(column, _)| columns.contains_key(*column))
            .map(|(c, v)| (c.clone(), v.clone()))
            .collect()
    };
    rows.iter().map(only).collect()
}

/// Releases a fixture with names that a spreadsheet would execute: published as version 2, and
/// answered by two States.
async fn with_formulas(test: Test) -> World {
    let world = World::with_people(test).await;
    let text = String::from_utf8(crate::world::FIXTURE.to_vec()).unwrap();
    let text =
        text.replacen("label: Funding", r#"label: '=HYPERLINK("http://evil.example","Click")'"#, 1);
    let text = text.replacen("text: How far?", "text: '@SUM(1+1)*cmd|'' /C calc''!A0'", 1);
    let version = world.publish(text.as_bytes()).await;
    world.plan("2027", version, on(2, 1), Some(on(10, 1))).await;
    world.test.clock.set(on(3, 1));
    for state in ["FRA", "DEU"] {
        world.state(state).submits("2027", json!({ "countable": true })).await.data();
    }
    world.releases("2027").await;
    world
}

/// Marks release 1 as ungated, as the first releases were.
async fn ungated(world: &World) {
    world.test.beside().await.run("UPDATE release SET status = 'ungated'").await.unwrap();
}

/// Requests a path with a header.
async fn asks_with(by: &Actor, path: &str, name: &str, value: &str) -> Answer {
    by.send(axum::http::Request::get(path).header(name, value), "").await
}
