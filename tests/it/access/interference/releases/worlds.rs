//! Worlds that were the same until France and Germany answered, each with its own releases.

use crate::{
    access::interference::history::says,
    world::{Actor, Test, World, on},
};
use serde_json::{Value, json};

/// Number of States that answer, beside those with people in every world.
const MANY: usize = 44;
/// Secrets of two States of one regional group, and uncounted content of France.
pub struct StoredWorld {
    pub france: &'static str,
    pub germany: &'static str,
    pub text: &'static str,
    pub since: &'static str,
    /// France's answer on challenges, from its second edition on.
    pub lacks: &'static str,
}

/// Creates a world in which the other States have answered both cycles, every fourth publicly, and
/// France and Germany have not.
pub async fn common(test: Test) -> World {
    let world = World::open(test).await;
    for (cycle, day) in [("first", 1), ("second", 2)] {
        world.plans_for_all(cycle, json!(on(2, day)), Value::Null).await;
    }
    world.second_administrator().await;
    let codes = world.further_states(MANY).await;
    let mut states = world.adds_states(&codes).await;
    states.extend(["KEN", "BRA"].map(|code| world.state(code).focal_point));
    for (place, state) in states.iter().enumerate() {
        for cycle in ["first", "second"] {
            answers(state, cycle, place).await;
        }
    }
    world
}

/// Saves a State's answers.
///
/// Half of the 34 hidden answers, and one more, are `partly`: 18 of the later 36, which is the most
/// that their band allows.
async fn answers(state: &Actor, cycle: &str, place: usize) {
    let option = match (place % 4, (place - place.div_ceil(4)) % 17) {
        (0, _) => ["not_started", "partly", "in_place"][place / 4 % 3],
        (_, hidden) if hidden % 2 == 0 => "partly",
        (_, hidden) if hidden % 4 == 1 || hidden == 15 => "in_place",
        _ => "not_started",
    };
    let mut edits = vec![
        json!({ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } }),
    ];
    if place % 3 == 1 {
        edits.push(json!({ "question": "A.a.2", "basedOn": 0, "value": { "multiChoice": { "options": ["funding"] } } }));
    }
    let saved = state.saves(cycle, json!(edits)).await.data();
    assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
    let reader = match place % 16 {
        place if place % 4 == 0 => "PUBLIC",
        3 => "MEMBER_STATES",
        5 => "SECRETARIAT",
        _ => "STATE_ONLY",
    };
    state.submits(cycle, json!({ "countable": true, "reader": reader })).await.data();
}

/// Makes the worlds differ.
///
/// France and Germany answer both cycles. Then each cycle is released, and the second again after
/// France has amended.
pub async fn parts(world: &World, kept: &StoredWorld) {
    for (team, option) in [(world.france(), kept.france), (world.germany(), kept.germany)] {
        for cycle in ["first", "second"] {
            says(
                &team,
                cycle,
                "A.a.1",
                &json!({ "value": { "singleChoice": { "option": option } } }),
            )
            .await;
            says(
                &team,
                cycle,
                "A.a.2",
                &json!({ "value": { "multiChoice": { "options": ["funding"] } } }),
            )
            .await;
            // Uncounted content: the date, and the words of texts.
            says(&team, cycle, "A.b.3", &json!({ "value": { "date": kept.since } })).await;
            says(
                &team,
                cycle,
                "A.b.2",
                &json!({ "value": { "longText": { "text": kept.text, "language": "fr" } } }),
            )
            .await;
            says(&team, cycle, "B.a.2", &json!({ "value": { "agency": { "name": kept.text } } }))
                .await;
            let record = json!([{ "field": "area", "value": { "options": { "options": ["people"] } } },
                { "field": "name", "value": { "text": { "text": kept.text } } }]);
            says(
                &team,
                cycle,
                "B.a.7",
                &json!({ "value": { "recordList": [{ "fields": record }] } }),
            )
            .await;
            team.submits(cycle, json!({ "countable": true, "reader": "STATE_ONLY" })).await.data();
        }
    }
    let france = world.france();
    assert_eq!([world.releases("first").await, world.releases("second").await], [1, 2]);
    let options: Vec<_> = kept.lacks.split(' ').collect();
    says(
        &france,
        "second",
        "A.a.2",
        &json!({ "value": { "multiChoice": { "options": options } } }),
    )
    .await;
    france.amends("second").await.data();
    assert_eq!(world.releases("second").await, 3);
    // Drafts that are not in an edition yet.
    says(&france, "second", "A.b.3", &json!({ "disposition": "DECLINED" })).await;
    says(&france, "second", "A.b.1", &json!({ "value": { "shortText": { "text": kept.text } } }))
        .await;
    for number in 1..=3 {
        assert_eq!(
            national_survey::aggregate::verify(world, number).await.unwrap(),
            Vec::<String>::new()
        );
    }
}

/// Writes the same seal to the releases of every world. From then on no reader may find a
/// difference.
pub async fn sealed_alike(world: &World) {
    let (digest, signature) = ("5".repeat(64), "s".repeat(86));
    let seal = format!(
        "UPDATE release SET sha256 = '{digest}', ledger = '{digest}', signature = '{signature}'"
    );
    assert_eq!(world.test.beside().await.run(&seal).await.unwrap(), 3);
}
