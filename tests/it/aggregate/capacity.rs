//! The real instrument: needs and offers by area of capacity, and challenges, beside each other.
//! The expected figures were worked out by hand.

use crate::world::{Actor, Test, World, both, on};
use national_survey::instrument::NATIONAL_SURVEY;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MANY: usize = 44;

fn choice(question: &str, options: &[&str]) -> Value {
    json!({ "question": question, "basedOn": 0, "value": { "multiChoice": { "options": options } } })
}
fn records(question: &str, areas: &[&str]) -> Value {
    let record = |area: &&str| json!({ "fields": [{ "field": "area", "value": { "options": { "options": [area] } } }] });
    json!({ "question": question, "basedOn": 0, "value": { "recordList": areas.iter().map(record).collect::<Vec<_>>() } })
}

/// Saves the answers of the State at a place. Every fourth State answers publicly.
async fn answers(state: &Actor, place: usize) {
    let help: &[&str] =
        [&["incident", "skills"][..], &["legislation", "skills"], &["legislation"]][place % 3];
    let lacks: &[&str] = [&["funding"][..], &["none"], &["funding", "people"]][place % 3];
    // Two needs in one area count as one State.
    let needs: &[&str] = [&["incident", "skills"], &["legislation", "legislation"]][place % 2];
    let mut edits = vec![choice("N.a.8", help), choice("N.a.6", lacks), records("K.b.1", needs)];
    if place.is_multiple_of(5) {
        edits.push(records("K.d.1", &["exercises"]));
    }
    let saved = state.saves("survey", json!(edits)).await.data();
    let outcomes = saved["saveAnswers"]["outcomes"].as_array().unwrap();
    assert!(outcomes.iter().all(|one| one["__typename"] == "AnswerSaved"), "{saved:#}");
    let reader = if place.is_multiple_of(4) { "PUBLIC" } else { "STATE_ONLY" };
    state.submits("survey", json!({ "countable": true, "reader": reader })).await.data();
}

/// Releases the survey, and returns the counted States by their places.
async fn released(test: Test) -> (World, Vec<String>) {
    let world = World::with_people(test).await;
    world.publish(NATIONAL_SURVEY).await;
    let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
    let input = json!({ "key": "survey", "instrument": "national-survey", "version": "2026.1", "names": names, "opensAt": on(2, 1) });
    world.administrator().does("planCycle", input, "cycle { key }").await.data();
    world.test.clock.set(on(3, 1));
    let codes = world.further_states(MANY).await;
    for (place, state) in world.adds_states(&codes).await.iter().enumerate() {
        answers(state, place).await;
    }
    assert_eq!(world.releases("survey").await, 1);
    assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
    (world, codes)
}

async fn overview(world: &World, arguments: &str) -> Value {
    let query = format!(
        "{{ release(number: 1) {{ overview({arguments}) {{ columns {{ level option }} lines {{ question standing
            row {{ classes base publishedBase }} cells {{ level published hidden lowerPercent }} }} }} }} }}"
    );
    world.public().reads(&query).await["release"]["overview"].take()
}
fn line<'a>(overview: &'a Value, question: &str) -> &'a Value {
    overview["lines"].as_array().unwrap().iter().find(|line| line["question"] == question).unwrap()
}
/// Returns, for each level of a line, the published count and the quarter of the hidden States.
fn cells(line: &Value) -> BTreeMap<&str, (u64, u64)> {
    assert_eq!(line["standing"], "GATED", "{line:#}");
    let cell = |cell: &'_ Value| {
        (cell["published"].as_u64().unwrap(), cell["lowerPercent"].as_u64().unwrap())
    };
    line["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["level"].as_str().unwrap(), cell(one)))
        .collect()
}

/// Checks a line: its base, its published base, and the cells that are not 0 or not in the first
/// quarter.
fn says(overview: &Value, question: &str, base: (u64, u64), wanted: &[(&str, u64, u64)]) {
    let line = line(overview, question);
    assert_eq!(
        (line["row"]["base"].as_u64(), line["row"]["publishedBase"].as_u64()),
        (Some(base.0), Some(base.1)),
        "{question}"
    );
    let chosen =
        |(level, told): &(&str, (u64, u64))| !level.starts_with("not_chosen") && *told != (0, 0);
    let told: Vec<_> = cells(line)
        .into_iter()
        .filter(chosen)
        .map(|(level, (public, lower))| (level, public, lower))
        .collect();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(told, wanted, "{question}");
}

both! {
    async fn needs_and_offers_lie_beside_one_another_by_area_and_challenges_by_what_is_lacking(test: Test) {
        let (world, codes) = released(test).await;
        let areas = overview(&world, r#"optionSet: "cap_area""#).await;
        let questions: Vec<_> = areas["lines"].as_array().unwrap().iter().map(|line| line["question"].as_str().unwrap()).collect();
        assert_eq!((questions.len(), questions[0], &questions[23..]), (27, "T.b.3", &["C.x.3", "K.b.1", "K.c.1", "K.d.1"][..]), "{questions:?}");
        // By hand: of 44 places every fourth is public, 11 in all. Of the 33 hidden ones, 11 have
        // each remainder of three; 11 are even and 22 odd.
        says(&areas, "N.a.8", (44, 11), &[("chosen:incident", 4, 25), ("chosen:legislation", 7, 50), ("chosen:skills", 8, 50)]);
        let needs = [("answered", 11, 75), ("recorded:incident", 11, 25), ("recorded:skills", 11, 25), ("recorded:legislation", 0, 50)];
        says(&areas, "K.b.1", (44, 11), &needs);
        // Nine States offer, three of them publicly. A State without a response has published
        // nothing: 35 of 41 are hidden non-response.
        says(&areas, "K.d.1", (44, 3), &[("answered", 3, 0), ("recorded:exercises", 3, 0), ("non_response", 0, 75)]);
        for silent in ["T.b.3", "N.a.9", "N.k.8", "C.x.3", "K.c.1"] {
            says(&areas, silent, (44, 0), &[("non_response", 0, 75)]);
        }
        // The columns are in the order of the option set. A choice and a record of one area are
        // side by side.
        let columns = areas["columns"].as_array().unwrap();
        let of = |area: &str| columns.iter().filter(|column| column["option"] == area).map(|column| column["level"].as_str().unwrap()).collect::<Vec<_>>();
        let mut incident = of("incident");
        incident.sort_unstable();
        assert_eq!(incident, ["chosen:incident", "not_chosen:incident", "recorded:incident"]);
        let order: Vec<_> = columns.iter().filter_map(|column| column["option"].as_str()).collect();
        let place = |area: &str| order.iter().position(|one| *one == area).unwrap();
        assert!(place("strategy") < place("legislation") && place("legislation") < place("incident") && place("incident") < place("skills"));
        assert_eq!(columns[0]["level"], "answered");
        // In the order by band, the highest band is first. Within a band the order is the
        // instrument's.
        let by_band = overview(&world, r#"optionSet: "cap_area", within: "K.b.1", order: BAND"#).await;
        let levels: Vec<_> = line(&by_band, "K.b.1")["cells"].as_array().unwrap().iter().map(|cell| cell["level"].as_str().unwrap()).collect();
        assert_eq!(levels[..5], ["answered", "recorded:legislation", "recorded:incident", "recorded:skills", "recorded:strategy"]);
        let challenges = overview(&world, r#"optionSet: "challenges""#).await;
        assert_eq!(challenges["lines"].as_array().unwrap().len(), 15);
        says(&challenges, "N.a.6", (44, 11), &[("chosen:funding", 7, 50), ("chosen:none", 4, 25), ("chosen:people", 3, 25)]);
        by_class(&world, &codes).await;
    }
}

/// Counts the published part of each class by hand, from its members.
async fn by_class(world: &World, codes: &[String]) {
    let read = world
        .public()
        .reads(r#"{ cycle(key: "survey") { lattice { classes { key states } } } }"#)
        .await;
    let classes = read["cycle"]["lattice"][0]["classes"].as_array().unwrap();
    let mut shown = 0;
    for class in classes {
        let of = format!(
            r#"optionSet: "cap_area", of: {{ partition: "un_regional_group", class: {} }}"#,
            class["key"]
        );
        let areas = overview(world, &of).await;
        for (question, level, is) in [
            ("N.a.8", "chosen:incident", (|place| place % 3 == 0) as fn(usize) -> bool),
            ("K.b.1", "recorded:skills", |place| place % 2 == 0),
        ] {
            let line = line(&areas, question);
            if line["standing"] != "GATED" {
                assert_eq!((&line["row"], &line["cells"]), (&Value::Null, &json!([])));
                continue;
            }
            let merged = line["row"]["classes"].as_array().unwrap();
            let states = || {
                classes
                    .iter()
                    .filter(|class| merged.contains(&class["key"]))
                    .flat_map(|class| class["states"].as_array().unwrap())
            };
            let places =
                || states().filter_map(|state| codes.iter().position(|code| *state == json!(code)));
            let public = places().filter(|place| place.is_multiple_of(4) && is(*place)).count();
            assert_eq!(line["row"]["base"], places().count());
            assert_eq!(cells(line)[level].0, public as u64, "{question} {class:#}");
            shown += 1;
        }
    }
    assert!(shown > 2, "{shown} rows of classes are there");
}
