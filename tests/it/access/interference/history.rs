//! History before the two worlds differ: States have answered and shown some of it, and a closed
//! cycle was released.

use crate::{
    access::draw::{Draw, QUESTIONS},
    world::{FIXTURE, Team, Test, World, on},
};
use entity::vocabulary::{GrantRight, Role};
use serde_json::{Value, json};

/// The section that France's contributor and narrower token may read. It holds no secret from them.
pub const GRANTED: &str = "A.b";

/// Creates a world on 1 March, with a history.
pub async fn common(test: Test) -> World {
    let world = World::with_people(test).await;
    let version = world.publish(FIXTURE).await;
    world.plan("2025", version, on(1, 2), Some(on(2, 1))).await;
    for open in ["2026", "2027", "2028"] {
        world.plan(open, version, on(1, 2), Some(on(10, 1))).await;
    }
    world.plan("2029", version, on(11, 1), None).await;
    world.test.clock.set(on(1, 10));
    let (france, germany, kenya) = (world.france(), world.germany(), world.state("KEN"));
    world.joins(Some("FRA"), Role::Contributor, "further@fra.example.org").await;
    world.grant(&france, GRANTED, GrantRight::Write).await;
    world.grant(&germany, "A.a", GrantRight::Write).await;
    let mut draw = Draw::new(1, &[], &[]);
    for cycle in ["2025", "2026", "2028"] {
        for team in [&france, &germany, &kenya] {
            for question in QUESTIONS {
                says(team, cycle, question, &draw.says(question)).await;
            }
        }
        germany.submits(cycle, json!({ "countable": true, "reader": "PUBLIC" })).await.data();
        kenya.submits(cycle, json!({ "countable": true, "reader": "SECRETARIAT" })).await.data();
        // A counted State is named, with the number of its edition.
        france.submits(cycle, json!({ "countable": cycle != "2028" })).await.data();
    }
    says(&germany, "2027", "A.a.1", &draw.says("A.a.1")).await;
    // France shows two choices and a question that all States are asked, and never takes this back.
    for cycle in ["2025", "2026"] {
        let at = |code: &str, reader: &str| json!({ "scope": "QUESTION", "code": code, "reader": reader });
        let choices = json!([
            at("A.a.1", "PUBLIC"),
            at("A.a.2", "MEMBER_STATES"),
            at("A.a.3", "SECRETARIAT")
        ]);
        france.consents(cycle, choices).await.data();
    }
    says(&france, "2028", "B.a.2", &json!({ "value": { "agency": { "name": "Another" } } })).await;
    france.amends("2028").await.data();
    // France may amend a closed and released cycle.
    let extend = json!({ "cycle": "2025", "state": "FRA", "until": on(11, 1) });
    world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
    world.test.clock.set(on(2, 2));
    assert_eq!(world.releases("2025").await, 1);
    world.test.clock.set(on(3, 1));
    world
}

/// Saves a response of the focal point, based on the current revision.
pub async fn says(team: &Team, cycle: &str, question: &str, said: &Value) {
    let query = format!(
        r#"{{ submission(cycle: "{cycle}") {{ answer(question: "{question}") {{ revision }} }} }}"#
    );
    let stands = team.reads(&query).await["submission"]["answer"]["revision"].as_i64().unwrap_or(0);
    let mut edit = said.clone();
    (edit["question"], edit["basedOn"]) = (question.into(), stands.into());
    let saved = team.saves(cycle, json!([edit])).await.data();
    assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
}
