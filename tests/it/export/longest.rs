//! Every file of a release whose instrument has the longest texts that an instrument may have, in
//! six languages, with texts that mean something to a format.

use super::{
    Row, file_of, read_csv,
    tables::{of_parquet, of_sheet, sheet_in},
};
use crate::world::{FIXTURE, Test, World, either, on};
use entity::vocabulary::Official;
use national_survey::{
    export::Format,
    instrument::{Document, document::texts::texts, parse},
};
use quick_xml::events::Event;
use serde_json::json;
use std::collections::BTreeMap;

/// Beginnings of texts that mean something to a spreadsheet, to XML, to CSV or to a chart.
const BEGINNINGS: [&str; 8] = [
    "=HYPERLINK(\"http://evil.example\",\"Click\")",
    "+1+1",
    "-1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\"quoted\", 'quoted'",
    "_x000D_ ]]> </text> <!--",
    "'=1+1",
    "{option} {release}; a: b, c",
];

/// Returns a text of a length, which differs from others by its number. Every other one is a single
/// word.
fn long(number: usize, letter: char, length: usize) -> String {
    let beginning = format!("{} {number} ", BEGINNINGS[number % BEGINNINGS.len()]);
    let left = length - beginning.chars().count() - 1;
    let rest = (0..left)
        .map(|place| if number.is_multiple_of(2) && place % 9 == 8 { ' ' } else { letter });
    beginning.chars().chain(rest).chain(['.']).collect()
}

/// Returns the texts of the longest instrument, by language and key.
fn longest(document: &Document) -> BTreeMap<&'static str, BTreeMap<String, String>> {
    let letters = [
        (Official::Ar, 'ي'),
        (Official::Zh, '网'),
        (Official::En, 'W'),
        (Official::Fr, 'é'),
        (Official::Ru, 'Щ'),
        (Official::Es, '\u{1f600}'),
    ];
    let texts = texts(document);
    let of = |letter| {
        let texts = texts.iter().enumerate();
        texts.map(|(number, text)| (text.key.clone(), long(number, letter, text.most))).collect()
    };
    letters.into_iter().map(|(language, letter)| (language.as_str(), of(letter))).collect()
}

/// Returns the fixture with the longest texts.
fn instrument() -> Document {
    let mut document = parse(FIXTURE).unwrap();
    let all = longest(&document);
    let text = |key: String| all["en"][&key].clone();
    document.title = text("title".into());
    for (name, set) in &mut document.option_sets {
        set.iter_mut().for_each(|one| one.label = text(format!("set.{name}.{}", one.id)));
    }
    for part in &mut document.parts {
        part.title = text(format!("{}.title", part.code));
        for section in &mut part.sections {
            section.title = text(format!("{}.title", section.code));
            for question in &mut section.questions {
                let code = question.code.clone();
                question.text = text(format!("{code}.text"));
                for one in question.options.iter_mut().flatten() {
                    one.label = text(format!("{code}.option.{}", one.id));
                }
                for field in question.fields.iter_mut().flatten() {
                    let at = format!("{code}.field.{}", field.id);
                    field.label = text(at.clone());
                    for one in field.options.iter_mut().flatten() {
                        one.label = text(format!("{at}.option.{}", one.id));
                    }
                }
            }
        }
    }
    let translation = document.translations["fr"].clone();
    for (language, texts) in all.into_iter().filter(|(language, _)| *language != "en") {
        let mut translation = translation.clone();
        translation.texts = texts;
        document.translations.insert(language.into(), translation);
    }
    document
}

/// Reads an XML document to its end.
fn is_well_formed(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut elements = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) | Event::Empty(_) => elements += 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(elements > 0);
}

/// Removes the apostrophe that keeps a spreadsheet from running a cell.
fn plain(rows: Vec<Row>) -> Vec<Row> {
    let cell = |text: String| match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) && !rest.starts_with("=1+1") => {
            rest.to_owned()
        }
        _ => text,
    };
    let row = |row: Row| row.into_iter().map(|(column, text)| (column, cell(text))).collect();
    rows.into_iter().map(row).collect()
}

either! {
    async fn every_file_of_the_longest_instrument_is_made_and_whole(test: Test) {
        let world = World::with_people(test).await;
        let document = instrument();
        let version = world.publish(&serde_json::to_vec(&document).unwrap()).await;
        for (cycle, day) in [("before", 1), ("after", 2)] {
            world.plan(cycle, version, on(2, day), Some(on(10, 1))).await;
        }
        world.test.clock.set(on(3, 1));
        for cycle in ["before", "after"] {
            for state in ["FRA", "DEU"] {
                world.state(state).submits(cycle, json!({ "countable": true })).await.data();
            }
            world.releases(cycle).await;
        }
        for (language, texts) in longest(&document) {
            let mut tables = BTreeMap::new();
            for format in Format::ALL {
                let name = format.file(language.parse().unwrap());
                tables.insert(format.ending(), file_of(&world, 2, &name).await.bytes);
            }
            let text = |ending: &str| String::from_utf8(tables[ending].to_vec()).unwrap();
            let csv = |ending: &str| {
                let rows = plain(read_csv(&text(ending)));
                rows.into_iter().map(|mut row| { row.remove("about"); row }).collect::<Vec<_>>()
            };
            for ending in ["structure.xml", "data.xml", "changes.data.xml"] {
                is_well_formed(&text(ending));
            }
            for (ending, parquet, sheet) in [
                ("csv", "parquet", "data"),
                ("changes.csv", "changes.parquet", "changes"),
                ("participation.csv", "participation.parquet", "participation"),
            ] {
                assert_eq!(csv(ending), of_parquet(tables[parquet].clone()).0, "{language}: {ending}");
                assert_eq!(csv(ending), of_sheet(&sheet_in(tables["xlsx"].clone(), sheet)), "{language}: {ending}");
            }
            assert_eq!(csv("codebook.csv"), of_sheet(&sheet_in(tables["xlsx"].clone(), "codebook")));
            let rows = csv("csv");
            let row = rows.iter().find(|row| row["question"] == "A.a.2" && row["level"] == "chosen:funding").unwrap();
            assert_eq!((&row["question_text"], &row["section_label"]), (&texts["A.a.2.text"], &texts["A.a.title"]));
            assert!(row["level_label"].ends_with(&texts["set.challenges.funding"]), "nothing is cut");
            let changes = csv("changes.csv");
            let row = changes.iter().find(|row| row["question"] == "A.a.1" && row["from_option"] == "partly").unwrap();
            assert_eq!((&row["since_question_text"], &row["from_label"]), (&texts["A.a.1.text"], &texts["set.status.partly"]));
            for question in ["A.a.1", "A.a.2", "A.a.3", "B.a.7"] {
                let svg = file_of(&world, 2, &format!("charts/{question}/{language}.svg")).await;
                is_well_formed(std::str::from_utf8(&svg.bytes).unwrap());
            }
        }
        for name in ["content.json", "statement.json"] {
            file_of(&world, 2, name).await.json();
        }
    }
}
