//! Things of one State do not exist for anybody else: the refusal has the same words as for things
//! that never existed.

use super::matrix::scene;
use crate::world::{Actor, Answer, Test, World, both};
use serde_json::{Value, json};

/// Returns everything that only France may know: its ids, addresses, digests and texts.
async fn secrets(world: &World) -> Vec<String> {
    let own = world
        .france()
        .reads(
            r#"{ people { id email name } grants { id } auditTrail { nodes { hash } }
        submission(cycle: "2027") { id editions { sha256 documentLink receiptLink } consentLedger { chosenBy }
            answers { author { id } value { ... on AgencyValue { name } } } } }"#,
        )
        .await;
    let mut secrets = Vec::new();
    collect(&own, &mut secrets);
    secrets.sort();
    secrets.dedup();
    assert!(
        secrets.len() > 15 && secrets.iter().any(|text| text == "Known to France alone"),
        "{secrets:?}"
    );
    secrets
}

fn collect(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|one| collect(one, into)),
        Value::Object(members) => members.values().for_each(|one| collect(one, into)),
        _ => {}
    }
}

fn strangers(world: &World) -> Vec<Actor> {
    let germany = world.germany();
    vec![
        world.public(),
        germany.focal_point,
        germany.reader,
        germany.contributor,
        world.analyst(),
        world.administrator(),
    ]
}

/// Returns an answer without the parts that differ from request to request.
fn words(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["errors"][0]["extensions"]["requestId"].take();
    body
}

both! {
    async fn a_strangers_answer_never_holds_anything_of_a_state(test: Test) {
        let world = scene(test).await;
        let secrets = secrets(&world).await;
        let queries = [
            "{ grants { id person } }",
            "{ people { id name email } }",
            "{ auditTrail(first: 50) { nodes { hash subject person detail verb } } }",
            "{ submissions { id answers { question author { id } value { ... on AgencyValue { name } } } editions { sha256 } } }",
            r#"{ submission(cycle: "2027") { id answer(question: "B.a.2") { value { ... on AgencyValue { name } } } } }"#,
            r#"{ sharedAnswers(cycle: "2027") { nodes { stateCode value { ... on AgencyValue { name } } } } }"#,
            r#"{ sharedAnswers(cycle: "2027", state: "FRA") { nodes { stateCode } } }"#,
            r#"{ participation(cycle: "2027") { stateCode submitted extendedUntil } }"#,
            r#"{ releases(cycle: "2025") { respondents { stateCode edition } parameters } }"#,
            r#"{ state(code: "FRA") { code names { en } } cycle(key: "2027") { key } viewer { id name } }"#,
        ];
        for stranger in strangers(&world) {
            for query in queries {
                let said = String::from_utf8(stranger.asks(query).await.bytes.to_vec()).unwrap();
                let told: Vec<_> = secrets.iter().filter(|secret| said.contains(secret.as_str())).collect();
                assert!(told.is_empty(), "{stranger:?} {query} {told:?}");
            }
        }
    }

    async fn a_foreign_grant_or_person_is_refused_in_the_words_for_none(test: Test) {
        let world = scene(test).await;
        let (france, germany) = (world.france(), world.germany());
        let grant = france.reads("{ grants { id person } }").await["grants"][0].clone();
        let none = uuid::Uuid::max();
        for (mutation, shown, foreign, absent) in [
            ("revokeGrant", "grant { id }", json!({ "grant": grant["id"] }), json!({ "grant": none })),
            (
                "grantSection",
                "grant { id }",
                json!({ "person": grant["person"], "scope": "A.a", "right": "READ" }),
                json!({ "person": none, "scope": "A.a", "right": "READ" }),
            ),
        ] {
            let foreign = germany.does(mutation, foreign, shown).await;
            foreign.refused("NOT_FOUND");
            assert_eq!(words(&foreign), words(&germany.does(mutation, absent, shown).await));
        }
        assert_eq!(france.reads("{ grants { id } }").await["grants"].as_array().unwrap().len(), 1, "the grant stands");
    }

    async fn a_draft_is_seen_by_nobody_outside_the_state(test: Test) {
        let world = scene(test).await;
        let germany = world.germany();
        germany.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
        let seen = world.analyst().reads(r#"{ participation(cycle: "2027") { stateCode submitted } }"#).await;
        let of = |code: &str| {
            let all = seen["participation"].as_array().unwrap();
            all.iter().find(|one| one["stateCode"] == code).unwrap()["submitted"].clone()
        };
        assert_eq!((of("FRA"), of("DEU")), (json!("SUBMITTED"), Value::Null), "a draft looks like none at all");
        assert_eq!(of("KEN"), Value::Null);
        assert_eq!(world.public().reads(r#"{ submissionCount(cycle: "2027") }"#).await["submissionCount"], 0, "in tens");
    }
}
