//! Hints: advice for a State's own people. A hint blocks nothing, and no other reader sees it.

use crate::world::{Test, World, both};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};

const HINTS: &str = r#"{ submission(cycle: "2027") { hints { kind rule question others sentence(language: FR) } } }"#;

/// Creates contradicting answers of France: a stage, the answer that nothing is lacking together
/// with a challenge, and a day after the period.
async fn contradicting(test: Test) -> World {
    let world = World::open(test).await;
    let france = world.france();
    france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
    france.answers("A.a.2", json!({ "multiChoice": { "options": ["none"] } })).await;
    france.answers("A.b.2", json!({ "longText": { "text": "Explained all the same" } })).await;
    france.answers("A.b.3", json!({ "date": "2026-09-01" })).await;
    france
        .answers("B.a.1", json!({ "dateRange": { "from": "2026-01-01", "to": "2026-06-30" } }))
        .await;
    world
}

fn rules(read: &Value) -> Vec<String> {
    let hints = read["submission"]["hints"].as_array().unwrap().iter();
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    hints
        .map(|hint| {
            format!(
                "{} {} {}",
                text(&hint["rule"]),
                text(&hint["question"]),
                text(&hint["others"][0])
            )
        })
        .collect()
}

both! {
    async fn nobody_outside_the_state_is_shown_hints(test: Test) {
        let world = contradicting(test).await;
        let (france, germany) = (world.france(), world.germany());
        france.submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        world.public().asks(HINTS).await.refused("UNAUTHENTICATED");
        for staff in [world.analyst(), world.administrator()] {
            staff.asks(HINTS).await.refused("FORBIDDEN");
        }
        assert_eq!(germany.reads(HINTS).await["submission"], Value::Null);
        germany.answers("A.a.3", json!({ "rankedChoice": { "options": ["insiders"] } })).await;
        assert_eq!(rules(&germany.reads(HINTS).await), Vec::<String>::new(), "Germany's own answers, and no other's");
        let seen = world.public().asks(r#"{ sharedAnswers(cycle: "2027", first: 50) { nodes { question } } }"#).await;
        let seen = String::from_utf8(seen.bytes.to_vec()).unwrap();
        assert!(seen.contains("A.b.3") && !seen.contains("A.b.2"), "what the hint is about is hidden, and is not submitted: {seen}");
    }

    async fn hints_name_open_follow_ups_and_contradictions_and_block_nothing(test: Test) {
        let world = contradicting(test).await;
        let france = world.france();
        let read = france.reads(HINTS).await;
        let expected = [
            "FOLLOW_UP_UNANSWERED A.b.1 A.a.1",
            "ANSWER_NOT_ASKED A.b.2 A.a.2",
            "DAY_AFTER_PERIOD A.b.3 B.a.1",
            "FOLLOW_UP_UNANSWERED A.b.5 A.b.3",
        ];
        assert_eq!(rules(&read), expected);
        let kinds: Vec<_> = read["submission"]["hints"].as_array().unwrap().iter().map(|hint| hint["kind"].clone()).collect();
        assert_eq!(kinds, ["UNANSWERED_FOLLOW_UP", "CONTRADICTION", "CONTRADICTION", "UNANSWERED_FOLLOW_UP"]);
        let sentence = "La date donnée à la question A.b.3 est postérieure à la période indiquée en B.a.1.";
        assert_eq!(read["submission"]["hints"][2]["sentence"], sentence);
        let within = r#"{ submission(cycle: "2027") { hints(within: "B") { rule question others } } }"#;
        assert_eq!(rules(&france.reader.reads(within).await), ["DAY_AFTER_PERIOD A.b.3 B.a.1"], "what stands beside it, too");
        // Saves and submissions still work, and the edition holds no hint.
        france.answers("B.a.2", json!({ "agency": { "name": "Centre" } })).await;
        france.submits("2027", json!({})).await.data();
        let edition = france.reads(r#"{ submission(cycle: "2027") { edition(number: 1) { document } } }"#).await.to_string();
        assert!(edition.contains("A.b.3") && !edition.contains("hint") && !edition.contains("DAY_AFTER"), "{edition}");
        // A disposition for the follow-up, and different answers, end the hints.
        let edits = json!([
            { "question": "A.b.1", "basedOn": 0, "disposition": "DECLINED" },
            { "question": "A.b.5", "basedOn": 0, "disposition": "NOT_APPLICABLE" },
            { "question": "A.a.2", "basedOn": 1, "value": { "multiChoice": { "options": ["people"] } } },
            { "question": "A.b.3", "basedOn": 1, "value": { "date": "2026-06-30" } },
        ]);
        france.saves("2027", edits).await.data();
        assert_eq!(rules(&france.reads(HINTS).await), Vec::<String>::new());
        world.trail_is_whole().await;
    }

    async fn a_contributor_is_given_hints_from_granted_answers_alone(test: Test) {
        let world = contradicting(test).await;
        let france = world.france();
        for (grant, expected) in [
            ("A.b", vec![]),
            ("B.a", vec![]),
            ("A.a.2", vec!["ANSWER_NOT_ASKED A.b.2 A.a.2"]),
            ("A.a.1", vec![
                "FOLLOW_UP_UNANSWERED A.b.1 A.a.1",
                "ANSWER_NOT_ASKED A.b.2 A.a.2",
                "DAY_AFTER_PERIOD A.b.3 B.a.1",
                "FOLLOW_UP_UNANSWERED A.b.5 A.b.3",
            ]),
        ] {
            world.grant(&france, grant, GrantRight::Read).await;
            assert_eq!(rules(&france.contributor.reads(HINTS).await), expected, "with {grant}");
        }
    }
}
