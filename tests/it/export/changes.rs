//! Changes between cycles as files: every format holds the same as GraphQL.

use super::{
    Row, file_of, only, read_csv,
    sdmx::{python, understood},
    tables::{of_parquet, of_sheet, sheet_in},
    written,
};
use crate::{
    aggregate::cycles::two_cycles,
    world::{Test, World, both},
};
use serde_json::{Value, json};

const CHANGES: &str = "{ release(number: 2) { changes { question breakInSeries sinceRelease sinceQuestion standing base publishedBase \
                       cells { from to published hidden count lowerPercent upperPercent } } } }";

/// Creates two released cycles of many States, some of whose answers change.
async fn two_releases(test: Test) -> World {
    let (world, _) = two_cycles(test).await;
    for (cycle, number) in [("first", 1), ("second", 2)] {
        assert_eq!(world.releases(cycle).await, number);
    }
    world
}

/// Returns the rows of a comma-separated file of a release.
async fn rows_of(world: &World, number: i64, name: &str) -> Vec<Row> {
    read_csv(std::str::from_utf8(&file_of(world, number, name).await.bytes).unwrap())
}

/// Returns the rows that follow from GraphQL's changes.
fn expected(changes: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    for change in changes.as_array().unwrap() {
        let mut of_change = json!({
            "question": change["question"], "since_release": change["sinceRelease"], "since_question": change["sinceQuestion"],
            "break_in_series": change["breakInSeries"], "standing": change["standing"], "from_option": "_Z", "to_option": "_Z",
            "hidden": "NOT_AVAILABLE", "status": "M", "base": null, "published_base": null, "published": null,
            "hidden_count": null, "hidden_lower_percent": null, "hidden_upper_percent": null,
        });
        let as_row = |row: &Value| {
            row.as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name.clone(), written(value)))
                .collect()
        };
        let cells = change["cells"].as_array().unwrap();
        if cells.is_empty() {
            rows.push(as_row(&of_change));
        }
        for cell in cells {
            let option =
                |end: &str| if cell[end].is_null() { json!("_X") } else { cell[end].clone() };
            (of_change["from_option"], of_change["to_option"]) = (option("from"), option("to"));
            for (column, value) in [
                ("base", &change["base"]),
                ("published_base", &change["publishedBase"]),
                ("published", &cell["published"]),
                ("hidden", &cell["hidden"]),
                ("hidden_count", &cell["count"]),
                ("hidden_lower_percent", &cell["lowerPercent"]),
                ("hidden_upper_percent", &cell["upperPercent"]),
            ] {
                of_change[column] = value.clone();
            }
            of_change["status"] = json!(if cell["hidden"] == "NOT_AVAILABLE" { "Q" } else { "A" });
            rows.push(as_row(&of_change));
        }
    }
    rows
}

both! {
    async fn what_a_release_tells_of_changes_is_the_same_in_every_file(test: Test) {
        let world = two_releases(test).await;
        let wanted = expected(&world.public().reads(CHANGES).await["release"]["changes"]);
        let bands = wanted.iter().filter(|row| row["hidden"] == "BAND").count();
        let broken = wanted.iter().filter(|row| row["break_in_series"] == "NO_CHOICE").count();
        assert!(bands >= 4 && broken >= 1, "{bands}, {broken}");
        let mut csv = rows_of(&world, 2, "en.changes.csv").await;
        assert_eq!(only(&csv, &wanted[0]), wanted);
        let about: Vec<String> = csv.iter_mut().map(|row| row.remove("about").unwrap()).collect();
        assert!(about[0].contains("CC-BY-4.0") && about[0].contains("Release 2 (cycle second)"), "{}", about[0]);
        let sheet = of_sheet(&sheet_in(file_of(&world, 2, "en.xlsx").await.bytes, "changes"));
        assert_eq!(sheet, csv);
        let (parquet, about) = of_parquet(file_of(&world, 2, "en.changes.parquet").await.bytes);
        assert_eq!(parquet, csv);
        assert!(about.iter().any(|(key, value)| key == "disclaimer" && value.contains("do not imply")), "{about:?}");
        let went = csv.iter().find(|row| row["question"] == "A.a.1" && row["from_option"] == "partly" && row["to_option"] == "in_place").unwrap();
        assert_eq!((went["from_label"].as_str(), went["to_label"].as_str()), ("Partly in place", "In place"));
        assert_eq!((went["section"].as_str(), went["section_label"].as_str()), ("A.a", "Plain"));
        assert_eq!((went["since_release"].as_str(), went["base"].as_str(), went["hidden"].as_str()), ("1", "36", "BAND"));
        let book = rows_of(&world, 2, "en.codebook.csv").await;
        for column in ["section", "question", "from_option", "to_option", "break_in_series", "hidden", "standing", "status"] {
            let says = |row: &Row, entry: &Row| entry["list"] == column && entry["code"] == row[column] && !entry["label"].is_empty();
            let known = |row: &&Row| row[column].is_empty() || book.iter().any(|entry| says(row, entry));
            assert!(csv.iter().all(|row| known(&row)), "{column}");
        }
        let says = |column: &str, of: &str| book.iter().find(|entry| entry["list"] == "column" && entry["code"] == column && entry["of"] == of);
        assert_ne!(says("base", "").unwrap()["label"], says("base", "changes").unwrap()["label"]);
        // The first cycle has no earlier one to compare with, and says so for every question.
        let first = rows_of(&world, 1, "en.changes.csv").await;
        assert!(!first.is_empty() && first.iter().all(|row| row["break_in_series"] == "FIRST" && row["status"] == "M"), "{first:?}");
    }

    async fn pysdmx_reads_back_the_changes(test: Test) {
        let Some(python) = python() else { return };
        let world = two_releases(test).await;
        let wanted = expected(&world.public().reads(CHANGES).await["release"]["changes"]);
        let read = understood(&world, &python, 2, "fr", "changes.data.xml").await;
        assert_eq!(read["structure"], "DataStructure=NATIONAL_SURVEY:RELEASED_CHANGES(2.0.0)");
        assert_eq!(read["languages"]["flow"]["fr"], "Évolution depuis un cycle antérieur\u{a0}: publication 2 (cycle second)");
        let as_sdmx = |row: &Row| {
            let there = row.iter().filter(|(_, value)| !value.is_empty());
            let code = |column: &str, value: &String| if column == "question" { value.replace('.', "_") } else { value.clone() };
            there.map(|(column, value)| (column.to_uppercase(), code(column, value))).collect::<Row>()
        };
        let rows = read["rows"].as_array().unwrap().iter().map(|row| {
            let cells = row.as_object().unwrap().iter().filter(|(name, value)| !value.is_null() && *value != "" && !name.ends_with("_LABEL") && !name.ends_with("_TEXT") && *name != "TIME_PERIOD");
            cells.map(|(name, value)| (name.clone(), value.as_str().unwrap().trim_end_matches(".0").to_owned())).collect::<Row>()
        });
        assert_eq!(rows.collect::<Vec<_>>(), wanted.iter().map(as_sdmx).collect::<Vec<_>>());
        let codes = &read["codes"];
        for (dimension, list) in [("QUESTION", "CL_QUESTION"), ("FROM_OPTION", "CL_FROM_OPTION"), ("TO_OPTION", "CL_TO_OPTION"), ("STATUS", "CL_OBS_STATUS")] {
            let known = |row: &Value| codes[list].get(row[dimension].as_str().unwrap()).is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty()));
            assert!(read["rows"].as_array().unwrap().iter().all(known), "every code is in its list: {list}");
        }
        let french = |list: &str, code: &str| &read["languages"]["codes"][list][code]["fr"];
        assert_eq!((french("CL_TO_OPTION", "_X"), french("CL_BREAK_IN_SERIES", "NO_CHOICE")), (&json!("Aucune valeur"), &json!("L’évolution n’est donnée que pour les choix d’une seule option")));
    }
}
