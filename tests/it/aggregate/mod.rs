//! What may be said of all: released tables, and nothing else.

use crate::world::{Actor, Answer, Test, World, both, on};
use serde_json::{Value, json};
use std::sync::OnceLock;

const TABLES: &str = r#"{ releases(cycle: "all") { number status sha256 respondents { stateCode edition }
    tables { question partition standing rows { classes base publishedBase cells { level published hidden count lowerPercent upperPercent } } } } }"#;
/// How many States answer, by their place in the alphabet.
const MANY: usize = 44;
/// The tables of the database that was first: the other's are the same.
static FIRST: OnceLock<Value> = OnceLock::new();

async fn releases(world: &World, cycle: &str) -> Answer {
    world.administrator().does("releaseTables", json!({ "cycle": cycle }), "release { number sha256 status }").await
}

/// What the State at a place answers: how far, and, for every fifth, what it lacks. Every fourth publishes.
async fn plays(world: &World, state: &Actor, place: usize) {
    let option = ["not_started", "partly", "in_place"][place % 3];
    let mut edits = vec![json!({ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } })];
    if place % 5 == 1 {
        edits.push(json!({ "question": "A.a.2", "basedOn": 0, "value": { "multiChoice": { "options": ["funding"] } } }));
    }
    state.saves("all", json!(edits)).await.data();
    let reader = if place.is_multiple_of(4) { "PUBLIC" } else { "STATE_ONLY" };
    // The last three do not count: one says no, one withdraws, one leaves a draft.
    if place + 1 < MANY + 3 {
        state.submits("all", json!({ "countable": place != MANY, "reader": reader })).await.data();
    }
    if place == MANY + 1 {
        state.withdraws("all").await.data();
    }
    world.test.clock.set(world.now() + chrono::TimeDelta::seconds(1));
}

/// A closed cycle that [`MANY`] States may be counted in, and their codes.
async fn with_many(test: Test) -> (World, Vec<String>) {
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
    tables.iter().find(|table| table["question"] == question && table["partition"] == partition).unwrap()
}

fn cell<'a>(row: &'a Value, level: &str) -> &'a Value {
    let cells = row["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["level"] == level).unwrap_or_else(|| panic!("{level}: {row:#}"))
}

both! {
    async fn a_release_is_refused_before_the_end_and_for_others_and_for_nobody(test: Test) {
        let world = World::open(test).await;
        releases(&world, "2027").await.refused("CYCLE_STILL_OPEN");
        releases(&world, "1999").await.refused("NOT_FOUND");
        let version = world.cycle().await.instrument_version;
        world.plan("2029", version, on(11, 1), None).await;
        releases(&world, "2029").await.refused("CYCLE_NOT_OPEN");
        world.france().submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        world.test.clock.set(on(10, 1));
        releases(&world, "2027").await.refused("RELEASE_EMPTY");
        for other in [world.analyst(), world.france().focal_point] {
            other.does("releaseTables", json!({ "cycle": "2027" }), "release { number }").await.refused("FORBIDDEN");
        }
        let none = world.analyst().reads(r#"{ releases(cycle: "2027") { number } release(number: 1) { number } }"#).await;
        assert_eq!(none, json!({ "release": null, "releases": [] }));
        world.trail_is_whole().await;
    }

    async fn a_release_counts_those_who_said_yes_and_shows_bands_of_ten_or_more(test: Test) {
        let (world, codes) = with_many(test).await;
        let made = releases(&world, "all").await.data()["releaseTables"]["release"].clone();
        assert_eq!((&made["number"], &made["status"]), (&json!(1), &json!("UNGATED")));
        releases(&world, "all").await.refused("EXISTS");
        let release = world.analyst().reads(TABLES).await["releases"][0].clone();
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
        // By hand: of 44 places every fourth is public: 11, of which 4 at 0, 12, 24, 36 have not started.
        let how_far = &table(&release, "A.a.1", Value::Null)["rows"][0];
        assert_eq!((&how_far["base"], &how_far["publishedBase"]), (&json!(44), &json!(11)));
        assert_eq!(cell(how_far, "chosen:not_started")["published"], 4);
        // Of the hidden 33, 11 chose each option: a third, which is in the second quarter.
        let band = cell(how_far, "chosen:partly");
        assert_eq!((&band["hidden"], &band["lowerPercent"], &band["upperPercent"]), (&json!("BAND"), &json!(25), &json!(50)));
        // Of the nine that lack funding two publish it, 16 and 36. Who publishes everything and left it out has published nothing
        // here: 7 of 42 hidden ones lack funding and 35 say nothing.
        let lacks = &table(&release, "A.a.2", Value::Null)["rows"][0];
        assert_eq!((&lacks["publishedBase"], &cell(lacks, "chosen:funding")["published"]), (&json!(2), &json!(2)));
        let bands = ["chosen:funding", "non_response"].map(|level| cell(lacks, level)["lowerPercent"].clone());
        assert_eq!(bands, [json!(0), json!(75)]);
        // Nobody said since when, so the condition hides whether it is reviewed from everybody: not asked, and not a no.
        let reviewed = &table(&release, "A.b.5", Value::Null)["rows"][0];
        let bands = ["not_asked", "non_response"].map(|level| cell(reviewed, level)["lowerPercent"].clone());
        assert_eq!(bands, [json!(75), json!(0)]);
        let first = FIRST.get_or_init(|| release["tables"].clone());
        assert_eq!(first, &release["tables"], "the same answers give the same tables, in whatever database they are");
        nothing_moves_it(&world, &codes, &release).await;
    }
}

/// Whatever happens afterwards, a release stays as it is.
async fn nothing_moves_it(world: &World, codes: &[String], release: &Value) {
    let extend = json!({ "cycle": "all", "state": codes[0], "until": on(12, 1) });
    world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
    let state = world.state(&codes[0]);
    let edit = json!([{ "question": "A.a.1", "basedOn": 1, "value": { "singleChoice": { "option": "in_place" } } }]);
    state.saves("all", edit).await.data();
    state.amends("all").await.data();
    world.state(&codes[1]).withdraws("all").await.data();
    world.state(&codes[2]).consents("all", json!([{ "scope": "SUBMISSION", "countable": false }])).await.data();
    assert_eq!(&world.analyst().reads(TABLES).await["releases"][0], release);
    let one = world.analyst().reads(r#"{ release(number: 1) { cycle { key } tables(within: "A.a.1") { question } } }"#).await;
    assert_eq!(one["release"]["tables"].as_array().unwrap().len(), 2, "one for all, one by regional group");
    world.public().asks(TABLES).await.refused("UNAUTHENTICATED");
    state.asks(TABLES).await.refused("FORBIDDEN");
    world.trail_is_whole().await;
}
