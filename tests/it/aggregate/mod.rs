//! Aggregates: released tables, and nothing else.

mod alike;
mod analysts;
mod capacity;
mod changes;
pub mod cycles;
mod follow_ups;
mod lineage;
mod mirror;
mod overview;
mod preview;
mod proposals;
mod rewording;
mod time_out;
mod timeline;
mod two_partitions;

use crate::world::{Actor, Test, World, both, on};
use serde_json::{Value, json};
use std::sync::OnceLock;

const TABLES: &str = r#"{ releases(cycle: "all") { number status sha256 respondents { stateCode edition }
    tables { question partition standing rows { classes base publishedBase cells { level published hidden count lowerPercent upperPercent } } } } }"#;
/// Number of States that answer, by their place in the alphabet.
const MANY: usize = 44;
/// Tables of the first database. Those of the other database must be the same.
static FIRST: OnceLock<Value> = OnceLock::new();

/// Saves and submits the answers of the State at a place: its stage and, for every fifth, its
/// challenges. Every fourth publishes.
async fn plays(world: &World, state: &Actor, place: usize) {
    let option = ["not_started", "partly", "in_place"][place % 3];
    let mut edits = vec![
        json!({ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } }),
    ];
    if place % 5 == 1 {
        edits.push(json!({ "question": "A.a.2", "basedOn": 0, "value": { "multiChoice": { "options": ["funding"] } } }));
    }
    state.saves("all", json!(edits)).await.data();
    let reader = if place.is_multiple_of(4) { "PUBLIC" } else { "STATE_ONLY" };
    // The last three States do not count: one refuses counting, one withdraws, and one leaves a
    // draft.
    if place + 1 < MANY + 3 {
        state.submits("all", json!({ "countable": place != MANY, "reader": reader })).await.data();
    }
    if place == MANY + 1 {
        state.withdraws("all").await.data();
    }
    world.test.clock.set(world.now() + chrono::TimeDelta::seconds(1));
}

/// Creates a closed cycle in which [`MANY`] States may be counted, and returns their codes.
pub async fn with_many(test: Test) -> (World, Vec<String>) {
    let world = World::open(test).await;
    world.plans_for_all("all", json!(on(2, 1)), json!(on(6, 1))).await;
    let codes = world.further_states(MANY + 3).await;
    for (place, state) in world.adds_states(&codes).await.iter().enumerate() {
        plays(&world, state, place).await;
    }
    world.test.clock.set(on(6, 1));
    (world, codes)
}

fn table<'a>(release: &'a Value, question: &str, partition: Value) -> &'a Value {
    let tables = release["tables"].as_array().unwrap();
    tables
        .iter()
        .find(|table| table["question"] == question && table["partition"] == partition)
        .unwrap()
}

fn cell<'a>(row: &'a Value, level: &str) -> &'a Value {
    let cells = row["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["level"] == level).unwrap_or_else(|| panic!("{level}: {row:#}"))
}

both! {
    async fn a_release_counts_those_who_said_yes_and_shows_bands_of_ten_or_more(test: Test) {
        let (world, codes) = with_many(test).await;
        assert_eq!(world.releases("all").await, 1);
        let release = world.analyst().reads(TABLES).await["releases"][0].clone();
        assert_eq!((&release["number"], &release["status"]), (&json!(1), &json!("GATED")));
        let counted: Vec<_> = release["respondents"].as_array().unwrap().iter().map(|one| one["stateCode"].as_str().unwrap()).collect();
        assert_eq!(counted, codes[..MANY], "who says no, withdraws or only drafts is no respondent");
        for table in release["tables"].as_array().unwrap() {
            for row in table["rows"].as_array().unwrap() {
                let number = |of: &str| row[of].as_u64().unwrap();
                let hidden = number("base") - number("publishedBase");
                assert!(hidden == 0 || hidden >= 10, "{table:#}");
                let banded = row["cells"].as_array().unwrap().iter().all(|cell| hidden == 0 || cell["count"].is_null());
                assert!(banded, "nobody hidden is counted: {table:#}");
            }
        }
        // By hand: of 44 places every fourth is public, 11 in all. Four of them, at 0, 12, 24 and
        // 36, have not started.
        let how_far = &table(&release, "A.a.1", Value::Null)["rows"][0];
        assert_eq!((&how_far["base"], &how_far["publishedBase"]), (&json!(44), &json!(11)));
        assert_eq!(cell(how_far, "chosen:not_started")["published"], 4);
        // Of the 33 hidden States, 11 chose each option: a third, which is in the second quarter.
        let band = cell(how_far, "chosen:partly");
        assert_eq!((&band["hidden"], &band["lowerPercent"], &band["upperPercent"]), (&json!("BAND"), &json!(25), &json!(50)));
        // Two of the nine States that lack funding publish it, at 16 and 36. A State that publishes
        // everything and gave no answer here has published nothing here. So 7 of 42 hidden States
        // lack funding, and 35 did not respond.
        let lacks = &table(&release, "A.a.2", Value::Null)["rows"][0];
        assert_eq!((&lacks["publishedBase"], &cell(lacks, "chosen:funding")["published"]), (&json!(2), &json!(2)));
        let bands = ["chosen:funding", "non_response"].map(|level| cell(lacks, level)["lowerPercent"].clone());
        assert_eq!(bands, [json!(0), json!(75)]);
        // No State answered the question on the date, so the condition hides the review question
        // from all: not asked, which is not a no.
        // The number of asked States would disclose the number of triggering answers, so a
        // follow-up releases nothing hidden.
        let reviewed = table(&release, "A.b.5", Value::Null);
        assert_eq!((&reviewed["standing"], &reviewed["rows"][0]["base"]), (&json!("NOT_AVAILABLE"), &json!(44)));
        let cells = ["not_asked", "non_response"].map(|level| cell(&reviewed["rows"][0], level)["hidden"].clone());
        assert_eq!(cells, [json!("NOT_AVAILABLE"), json!("NOT_AVAILABLE")]);
        let first = FIRST.get_or_init(|| release["tables"].clone());
        assert_eq!(first, &release["tables"], "the same answers give the same tables, in whatever database they are");
        nothing_moves_it(&world, &codes, &release).await;
    }
}

/// Checks that a release stays as it is after later acts.
async fn nothing_moves_it(world: &World, codes: &[String], release: &Value) {
    let extend = json!({ "cycle": "all", "state": codes[0], "until": on(12, 1) });
    world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
    let state = world.state(&codes[0]);
    let edit = json!([{ "question": "A.a.1", "basedOn": 1, "value": { "singleChoice": { "option": "in_place" } } }]);
    state.saves("all", edit).await.data();
    state.amends("all").await.data();
    world.state(&codes[1]).withdraws("all").await.data();
    world
        .state(&codes[2])
        .consents("all", json!([{ "scope": "SUBMISSION", "countable": false }]))
        .await
        .data();
    assert_eq!(&world.analyst().reads(TABLES).await["releases"][0], release);
    let one = world
        .analyst()
        .reads(r#"{ release(number: 1) { cycle { key } tables(within: "A.a.1") { question } } }"#)
        .await;
    assert_eq!(
        one["release"]["tables"].as_array().unwrap().len(),
        2,
        "one for all, one by regional group"
    );
    for anybody in [world.public(), state.focal_point] {
        assert_eq!(
            &anybody.reads(TABLES).await["releases"][0],
            release,
            "what passed the gate is for everybody"
        );
    }
    assert_eq!(national_survey::aggregate::verify(world, 1).await.unwrap(), Vec::<String>::new());
    a_second_one_shows_no_difference_of_few(world).await;
    world.trail_is_whole().await;
}

/// Checks that a comparison of two releases discloses nothing about a State that withdrew, or one
/// that refused counting.
async fn a_second_one_shows_no_difference_of_few(world: &World) {
    assert_eq!(world.releases("all").await, 2);
    let both = world.public().reads(TABLES).await["releases"].clone();
    let [first, second] = [0, 1].map(|place| table(&both[place], "A.a.1", Value::Null).clone());
    assert_eq!(
        (&first["standing"], &second["standing"]),
        (&json!("GATED"), &json!("NOT_AVAILABLE"))
    );
    let hidden = second["rows"][0]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .all(|cell| cell["hidden"] == "NOT_AVAILABLE");
    assert!(hidden, "in the same words as a set that is too small: {second:#}");
    for number in [1, 2] {
        assert_eq!(
            national_survey::aggregate::verify(world, number).await.unwrap(),
            Vec::<String>::new()
        );
    }
}

both! {
    async fn a_release_that_was_tampered_with_does_not_verify(test: Test) {
        let (world, _) = with_many(test).await;
        world.releases("all").await;
        let verify = || async { national_survey::aggregate::verify(&world, 1).await.unwrap() };
        assert_eq!(verify().await, Vec::<String>::new());
        let beside = world.test.beside().await;
        for (change, back, finding) in [
            ("UPDATE release_table SET content = replace(content, '\"lower_percent\":25', '\"lower_percent\":26')",
             "UPDATE release_table SET content = replace(content, '\"lower_percent\":26', '\"lower_percent\":25')", "figures"),
            ("UPDATE release SET parameters = replace(parameters, '\"hidden_minimum\":10', '\"hidden_minimum\":11')",
             "UPDATE release SET parameters = replace(parameters, '\"hidden_minimum\":11', '\"hidden_minimum\":10')", "digest"),
            // A State of the bloc is removed from it.
            ("UPDATE release SET assumed = replace(assumed, '\"AUT\",', '')", "", "The coalition, the blocs"),
            ("UPDATE release_certificate SET content = replace(content, '\"worlds\":', '\"worlds\": ')",
             "UPDATE release_certificate SET content = replace(content, '\"worlds\": ', '\"worlds\":')", "digest"),
            ("UPDATE release SET signature = substr(signature, 2) || substr(signature, 1, 1)", "", "signature"),
        ] {
            beside.run(change).await.unwrap();
            let findings = verify().await;
            assert!(findings.iter().any(|found| found.contains(finding)), "{change}: {findings:?}");
            if !back.is_empty() {
                beside.run(back).await.unwrap();
            }
        }
    }
}
