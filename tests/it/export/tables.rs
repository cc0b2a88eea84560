//! The tabular formats, read back: comma-separated, a workbook, Parquet.

use super::{RELEASE, Row, expected, file, only, read_csv, text, with_formulas, written};
use crate::{
    aggregate::with_many,
    world::{Test, World, both},
};
use calamine::{Data, Reader as _, Xlsx};
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::Field,
};
use std::io::Cursor;

/// Returns the cells of a sheet.
pub async fn sheet(world: &World, name: &str, of: &str) -> Vec<Vec<Data>> {
    sheet_in(file(world, name).await.bytes, of)
}

pub fn sheet_in(bytes: axum::body::Bytes, of: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["about", "data", "changes", "participation", "codebook"]);
    assert!(book.worksheet_formula(of).unwrap().is_empty(), "nothing in it is a formula");
    book.worksheet_range(of).unwrap().rows().map(<[Data]>::to_vec).collect()
}

pub fn of_sheet(cells: &[Vec<Data>]) -> Vec<Row> {
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    let (header, rows) = cells.split_first().unwrap();
    rows.iter().map(|row| header.iter().map(text).zip(row.iter().map(text)).collect()).collect()
}

pub fn of_parquet(bytes: axum::body::Bytes) -> (Vec<Row>, Vec<(String, String)>) {
    let reader = SerializedFileReader::new(bytes).unwrap();
    let about = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let about = about.iter().map(|line| (line.key.clone(), line.value.clone().unwrap())).collect();
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    let row = |row: parquet::record::Row| {
        row.get_column_iter().map(|(name, field)| (name.clone(), text(field))).collect()
    };
    (reader.get_row_iter(None).unwrap().map(|one| row(one.unwrap())).collect(), about)
}

both! {
    async fn every_table_holds_the_rows_of_the_release_and_none_adds_or_loses_one(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let release = world.public().reads(RELEASE).await["release"].clone();
        let wanted = expected(&release);
        assert!(wanted.len() > 100 && wanted.iter().any(|row| row["hidden"] == "BAND"), "{}", wanted.len());
        let csv = text(&world, "en.csv").await;
        let mut from_csv = read_csv(&csv);
        assert_eq!(only(&from_csv, &wanted[0]), wanted);
        // This column exists in no other format.
        let about: Vec<String> = from_csv.iter_mut().map(|row| row.remove("about").unwrap()).collect();
        assert!(about[0].contains("CC-BY-4.0") && about[1..].iter().all(String::is_empty));
        let from_xlsx = of_sheet(&sheet(&world, "en.xlsx", "data").await);
        assert_eq!(from_xlsx, from_csv);
        let (from_parquet, about) = of_parquet(file(&world, "en.parquet").await.bytes);
        assert_eq!(from_parquet, from_csv);
        let about: Row = about.into_iter().collect();
        assert!(about["method"].contains("never to be added up") && about["release"] == "1" && about["licence"].contains("CC-BY-4.0"));
        // Published and hidden figures never meet: no number of a file is their sum.
        for row in from_csv.iter().filter(|row| row["hidden"] == "BAND") {
            assert!(row["hidden_count"].is_empty() && row["published"].parse::<u32>().unwrap() <= row["published_base"].parse().unwrap());
        }
        made_again_it_is_the_same(&world).await;
        let book = read_csv(&text(&world, "en.codebook.csv").await);
        for (column, list) in [("section", "section"), ("question", "question"), ("level", "level"), ("classes", "classes"), ("hidden", "hidden"), ("status", "status")] {
            let known = |code: &String| book.iter().any(|entry| entry["list"] == list && entry["code"] == *code && !entry["label"].is_empty());
            assert!(from_csv.iter().all(|row| known(&row[column])), "{column}");
        }
        // The codebook gives the subject of a question, which its text alone may not name.
        let asked = from_csv.iter().find(|row| row["question"] == "A.a.1").unwrap();
        assert_eq!([&asked["section"], &asked["section_label"], &asked["question_text"]], ["A.a", "Plain", "How far?"]);
        let of = |list: &str, code: &str| book.iter().find(|entry| entry["list"] == list && entry["code"] == code).unwrap();
        assert_eq!((of("question", "A.a.1")["label"].as_str(), of("question", "A.a.1")["of"].as_str()), ("Plain — How far?", "A.a"));
        assert_eq!((of("section", "A.a")["of"].as_str(), of("part", "A")["label"].as_str()), ("A", "Choices"));
        let label = |code: &str| book.iter().find(|entry| entry["code"] == code && entry["list"] == "level").unwrap()["label"].clone();
        assert_eq!([label("chosen:partly"), label("non_response")], ["Chose: Partly in place", "No response"]);
        let class = book.iter().find(|entry| entry["list"] == "classes" && entry["code"] == "african").map(|entry| entry["label"].as_str());
        assert!(class.is_none_or(|class| class == "African States"), "{class:?}");
    }

    async fn who_took_part_stands_in_every_table_as_graphql_says_it(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let read = "{ release(number: 1) { cycle { key } participation { partition class invited counted } } }";
        let release = world.public().reads(read).await["release"].clone();
        let wanted = release["participation"].as_array().unwrap().iter().map(|line| {
            let or_all = |of: &str| line[of].as_str().unwrap_or("_T").to_owned();
            let cells = [("release", "1".to_owned()), ("cycle", written(&release["cycle"]["key"])), ("partition", or_all("partition")),
                ("class", or_all("class")), ("invited", written(&line["invited"])), ("counted", written(&line["counted"]))];
            cells.into_iter().map(|(column, cell)| (column.to_owned(), cell)).collect::<Row>()
        });
        let wanted: Vec<_> = wanted.collect();
        assert!(wanted.len() >= 6 && wanted[0]["invited"] != "0" && wanted[0]["counted"] == "44", "{wanted:?}");
        let mut from_csv = read_csv(&text(&world, "en.participation.csv").await);
        assert_eq!(only(&from_csv, &wanted[0]), wanted);
        assert!(from_csv[0].remove("about").unwrap().contains("CC-BY-4.0"));
        from_csv[1..].iter_mut().for_each(|row| assert_eq!(row.remove("about").unwrap(), ""));
        let names = |row: &Row| [row["partition_name"].clone(), row["class_name"].clone()];
        assert_eq!(names(&from_csv[0]), ["All States", "All States"]);
        assert!(from_csv.iter().any(|row| names(row)[1] == "African States"), "{from_csv:?}");
        assert_eq!(of_sheet(&sheet(&world, "en.xlsx", "participation").await), from_csv);
        assert_eq!(of_parquet(file(&world, "en.participation.parquet").await.bytes).0, from_csv);
        let book = read_csv(&text(&world, "en.codebook.csv").await);
        for row in &from_csv {
            assert!(book.iter().any(|entry| entry["list"] == "class" && entry["code"] == row["class"] && entry["label"] == row["class_name"]));
        }
    }

    async fn what_looks_like_a_formula_is_a_text_in_every_format(test: Test) {
        let world = with_formulas(test).await;
        let (question, option) = ("@SUM(1+1)*cmd|' /C calc'!A0", r#"=HYPERLINK("http://evil.example","Click")"#);
        let csv = text(&world, "en.csv").await;
        let rows = read_csv(&csv);
        let of = |rows: &[Row], code: &str| rows.iter().find(|row| row["question"] == code).unwrap()["question_text"].clone();
        assert_eq!(of(&rows, "A.a.1"), format!("'{question}"));
        let chose = rows.iter().find(|row| row["level"] == "chosen:funding").unwrap();
        assert_eq!(chose["level_label"], format!("Chose: {option}"), "after words of ours it begins nothing");
        for name in ["en.csv", "en.codebook.csv", "ar.csv", "zh.csv", "fr.codebook.csv"] {
            for (row, cell) in read_csv(&text(&world, name).await).iter().flat_map(|row| row.values().map(move |cell| (row, cell))) {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{name}: {row:?}");
            }
        }
        let from_xlsx = of_sheet(&sheet(&world, "en.xlsx", "data").await);
        assert_eq!(of(&from_xlsx, "A.a.1"), question, "a text cell needs no apostrophe");
        assert_eq!(of(&of_parquet(file(&world, "en.parquet").await.bytes).0, "A.a.1"), question);
        let svg = text(&world, "charts/A.a.1/en.svg").await;
        assert!(svg.contains("@SUM(1+1)*cmd|&apos; /C calc&apos;!A0"), "{svg}");
    }
}

/// Checks that a new instance makes the same bytes hours later, in a file of the same name.
async fn made_again_it_is_the_same(world: &World) {
    let names = [
        "en.csv",
        "en.xlsx",
        "en.parquet",
        "en.codebook.csv",
        "structure.xml",
        "en.data.xml",
        "en.changes.csv",
        "en.changes.parquet",
        "en.changes.data.xml",
        "en.participation.csv",
        "en.participation.parquet",
        "charts/A.a.1/en.svg",
    ];
    let mut before = Vec::new();
    for name in names {
        before.push(file(world, name).await.bytes);
    }
    world.test.clock.set(world.now() + chrono::TimeDelta::hours(5));
    let anew = World::empty(world.test.clone()).await;
    for (name, before) in names.into_iter().zip(before) {
        assert!(file(&anew, name).await.bytes == before, "{name}");
    }
}
