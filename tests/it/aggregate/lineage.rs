//! Cycles on different versions of an instrument: comparable questions, and the reasons for breaks
//! in series.

use super::cycles::{MANY, proofs};
use crate::world::{FIXTURE, Test, World, both, on};
use serde_json::{Value, json};

/// Questions of each version, in a section that the fixture does not have.
const VERSIONS: [&str; 3] = [
    "
          - {code: A.c.1, type: single_choice, text: Renamed?, option_set: status, aggregate: counts}
          - {code: A.c.2, type: single_choice, text: Split?, option_set: status, aggregate: counts}
          - {code: A.c.3, type: single_choice, text: Narrowed?, option_set: status, aggregate: counts}
          - {code: A.c.4, type: single_choice, text: Merged?, option_set: status, aggregate: counts}
          - {code: A.c.5, type: single_choice, text: Merged too?, option_set: status, aggregate: counts}
          - {code: A.c.6, type: single_choice, text: Other options?, options: [{id: in_place, label: A}, {id: partly, label: B}], aggregate: counts}
          - {code: A.c.7, type: short_text, text: Counted later?, aggregate: none}
",
    "
          - {code: A.c.11, type: single_choice, text: Renamed?, option_set: status, aggregate: counts, lineage: {relation: same, from: [A.c.1]}}
          - {code: A.c.12, type: single_choice, text: One half?, option_set: status, aggregate: counts, lineage: {relation: split, from: [A.c.2]}}
          - {code: A.c.13, type: single_choice, text: The other half?, option_set: status, aggregate: counts, lineage: {relation: split, from: [A.c.2]}}
          - {code: A.c.3, type: single_choice, text: Only some?, option_set: status, aggregate: counts, lineage: {relation: narrowed}}
          - {code: A.c.14, type: single_choice, text: Both?, option_set: status, aggregate: counts, lineage: {relation: merged, from: [A.c.4, A.c.5]}}
          - {code: A.c.15, type: single_choice, text: New?, option_set: status, aggregate: counts}
          - {code: A.c.6, type: single_choice, text: Other options?, options: [{id: in_place, label: A}, {id: partly, label: B}, {id: never, label: C}], aggregate: counts, lineage: {relation: same}}
          - {code: A.c.7, type: short_text, text: Counted later?, aggregate: counts}
",
    "
          - {code: A.c.21, type: single_choice, text: Renamed?, option_set: status, aggregate: counts, lineage: {relation: same, from: [A.c.11]}}
          - {code: A.c.3, type: single_choice, text: Only some?, option_set: status, aggregate: counts}
          - {code: A.c.31, type: single_choice, text: Fewer?, option_set: status, aggregate: counts, lineage: {relation: narrowed, from: [A.c.14]}}
",
];
/// The comparison of each question of the second and third version with the release before, or the
/// reason why there is none.
const SERIES: [(usize, &str, Option<&str>, Option<&str>); 15] = [
    (2, "A.a.1", None, Some("A.a.1")),
    (2, "A.a.2", Some("NO_CHOICE"), None),
    (2, "A.c.11", None, Some("A.c.1")),
    (2, "A.c.12", Some("SPLIT"), None),
    (2, "A.c.13", Some("SPLIT"), None),
    (2, "A.c.3", Some("NARROWED"), None),
    (2, "A.c.14", Some("MERGED"), None),
    (2, "A.c.15", Some("NEW"), None),
    (2, "A.c.6", Some("OTHER_OPTIONS"), None),
    (2, "A.c.7", Some("NEW"), None),
    (3, "A.a.1", None, Some("A.a.1")),
    (3, "A.c.21", None, Some("A.c.11")),
    (3, "A.c.3", None, Some("A.c.3")),
    (3, "A.c.31", Some("NARROWED"), None),
    (3, "B.a.7", Some("NO_CHOICE"), None),
];

/// Returns a version of the fixture with a further section.
fn version(number: usize) -> String {
    let fixture = String::from_utf8(FIXTURE.to_vec()).unwrap();
    let section = format!(
        "      - code: A.c\n        title: Followed\n        questions:{}  - code: B\n",
        VERSIONS[number - 1]
    );
    fixture.replacen("version: \"1\"", &format!("version: \"{number}\""), 1).replacen(
        "  - code: B\n",
        &section,
        1,
    )
}

/// Plans three cycles, each on a version of its own.
async fn planned(test: Test) -> (World, Vec<String>) {
    let world = World::with_people(test).await;
    let administrator = world.administrator();
    let names = json!({ "ar": "a", "zh": "b", "en": "c", "fr": "d", "ru": "e", "es": "f" });
    for number in 1..=3 {
        let imported = administrator.does(
            "importInstrument",
            json!({ "document": version(number) }),
            "violations { sentence }",
        );
        assert_eq!(imported.await.data()["importInstrument"]["violations"], json!([]));
        let of = json!({ "instrument": "fixture", "version": number.to_string() });
        administrator.does("publishInstrument", of, "instrumentVersion { status }").await.data();
        let opens = on(2, u32::try_from(number).unwrap());
        let input = json!({ "key": format!("cycle-{number}"), "instrument": "fixture", "version": number.to_string(),
            "names": names, "opensAt": opens });
        administrator.does("planCycle", input, "cycle { key }").await.data();
    }
    world.test.clock.set(on(3, 1));
    let codes = world.further_states(MANY).await;
    world.adds_states(&codes).await;
    (world, codes)
}

/// Saves and submits answers to every choice. In each State all answers are alike: one State in
/// `otherwise` is in place, the others partly.
async fn play(world: &World, codes: &[String], number: usize, otherwise: usize) {
    let cycle = format!("cycle-{number}");
    let single = |line: &&str| line.contains("single_choice");
    let code =
        |line: &str| line.split_once("code: ").unwrap().1.split(',').next().unwrap().to_owned();
    let asked: Vec<_> =
        VERSIONS[number - 1].lines().filter(single).map(code).chain(["A.a.1".to_owned()]).collect();
    for (place, state) in codes.iter().enumerate() {
        let option = if place % otherwise == 0 { "in_place" } else { "partly" };
        let edit = |code: &String| json!({ "question": code, "basedOn": 0, "value": { "singleChoice": { "option": option } } });
        let state = world.state(state);
        let saved =
            state.saves(&cycle, json!(asked.iter().map(edit).collect::<Vec<_>>())).await.data();
        let outcomes = saved["saveAnswers"]["outcomes"].as_array().unwrap();
        assert!(outcomes.iter().all(|one| one["__typename"] == "AnswerSaved"), "{saved:#}");
        state.submits(&cycle, json!({ "countable": true, "reader": "STATE_ONLY" })).await.data();
    }
}

/// Returns the change on a question of a release, with its words in English.
pub async fn change(world: &World, number: usize, question: &str) -> Value {
    let query = format!(
        "{{ release(number: {number}) {{ changes(within: \"{question}\") {{ question breakInSeries sinceRelease sinceQuestion standing
            questionText sinceQuestionText base publishedBase cells {{ from to fromLabel toLabel published hidden lowerPercent upperPercent }} }} }} }}"
    );
    world.public().reads(&query).await["release"]["changes"][0].clone()
}

both! {
    async fn a_renamed_question_is_followed_and_of_every_other_it_is_said_why_its_series_breaks(test: Test) {
        let (world, codes) = planned(test).await;
        for (number, otherwise) in [(1, 3), (2, 4), (3, 3)] {
            play(&world, &codes, number, otherwise).await;
            assert_eq!(world.releases(&format!("cycle-{number}")).await, i64::try_from(number).unwrap());
        }
        let first = world.public().reads("{ release(number: 1) { changes { breakInSeries sinceRelease cells { from } } } }").await;
        let first = first["release"]["changes"].as_array().unwrap();
        assert!(!first.is_empty() && first.iter().all(|one| *one == json!({ "breakInSeries": "FIRST", "sinceRelease": null, "cells": [] })));
        for (number, question, broken, since) in SERIES {
            let change = change(&world, number, question).await;
            let before = since.map(|_| number - 1);
            assert_eq!((&change["question"], &change["breakInSeries"]), (&json!(question), &json!(broken)), "{number}");
            assert_eq!((&change["sinceRelease"], &change["sinceQuestion"]), (&json!(before), &json!(since)), "{question} in {number}");
            if broken.is_some() {
                assert_eq!((&change["standing"], &change["base"], &change["cells"]), (&json!("NOT_AVAILABLE"), &json!(0), &json!([])));
            }
        }
        // By hand: of 36 places every third was in place before, and every fourth is now. 18 stayed
        // at partly, 6 went up, 9 went down, 3 stayed in place.
        for question in ["A.a.1", "A.c.11"] {
            let change = change(&world, 2, question).await;
            assert_eq!((&change["standing"], &change["base"], &change["publishedBase"]), (&json!("GATED"), &json!(36), &json!(0)));
            let band = |from: &str, to: &str| {
                let cell = change["cells"].as_array().unwrap().iter().find(|cell| cell["from"] == from && cell["to"] == to).unwrap();
                (cell["lowerPercent"].as_u64().unwrap(), cell["upperPercent"].as_u64().unwrap())
            };
            assert_eq!(band("partly", "partly"), (25, 50));
            assert_eq!([band("partly", "in_place"), band("in_place", "partly"), band("in_place", "in_place")], [(0, 25); 3]);
        }
        // A question in a series is proved beside the releases under its older codes. A question
        // with a break is proved alone.
        for (number, question, followed) in [(2, "A.c.11", true), (3, "A.c.21", true), (2, "A.c.15", false), (2, "A.c.12", false)] {
            let proof = proofs(&world, number).await.remove(question).unwrap();
            assert_eq!(proof["everybody"][0]["lineage"].is_object(), followed, "{question}: {proof}");
        }
        for number in 1..=3 {
            assert_eq!(national_survey::aggregate::verify(&world, number).await.unwrap(), Vec::<String>::new());
        }
    }
}
