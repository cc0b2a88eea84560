//! A State fills in, submits, amends and withdraws, and others see what it shows them.

use crate::world::{Test, World, both, line, on};
use entity::words::GrantRight;
use serde_json::{Value, json};

async fn acts(world: &World, verb: &str) -> i64 {
    world.test.beside().await.number(&format!("SELECT count(*) FROM act WHERE chain = 'FRA' AND verb = '{verb}'")).await
}

/// A world in which France has said one line and chosen A.a.1.
async fn with_answers(test: Test) -> World {
    let world = World::open(test).await;
    let answers = json!([
        { "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": "in_place" } } },
        { "question": "A.b.1", "basedOn": 0, "value": line("un") },
    ]);
    let outcomes = world.france().saves(answers).await.data()["saveAnswers"]["outcomes"].take();
    assert!(outcomes.as_array().unwrap().iter().all(|outcome| outcome["__typename"] == "AnswerSaved"), "{outcomes}");
    world
}

both! {
    async fn only_those_who_may_save(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let answers = json!([{ "question": "A.b.1", "basedOn": 0, "value": line("x") }]);
        world.public().saves(answers.clone()).await.refused("UNAUTHENTICATED");
        for nobody in [&france.reader, &france.approver, &world.analyst(), &world.administrator()] {
            nobody.saves(answers.clone()).await.refused("FORBIDDEN");
        }
        let outcome = france.contributor.saves_one("A.b.1", 0, line("x")).await;
        assert_eq!(outcome["code"], "FORBIDDEN", "not granted: {outcome}");
        world.grant(&france, "A.b", GrantRight::Read).await;
        assert_eq!(france.contributor.saves_one("A.b.1", 0, line("x")).await["code"], "FORBIDDEN");
        world.grant(&france, "A.b", GrantRight::Write).await;
        assert_eq!(france.contributor.saves_one("A.b.1", 0, line("x")).await["revision"], 1);
        assert_eq!(france.contributor.saves_one("A.a.1", 0, line("x")).await["code"], "FORBIDDEN");
    }

    async fn a_state_saves_while_the_cycle_is_open(test: Test) {
        let world = World::open(test).await;
        let answers = json!([{ "question": "A.b.1", "basedOn": 0, "value": line("x") }]);
        world.test.clock.set(on(1, 31));
        world.france().saves(answers.clone()).await.refused("CYCLE_NOT_OPEN");
        world.test.clock.set(on(10, 1));
        world.france().saves(answers.clone()).await.refused("CYCLE_CLOSED");
        world.france().submits(json!({})).await.refused("CYCLE_CLOSED");
        assert_eq!(acts(&world, "answers.save").await, 0);
        world.test.clock.set(on(9, 30));
        world.france().saves(answers).await.data();
        assert_eq!(acts(&world, "answers.save").await, 1);
    }

    async fn a_stale_edit_is_a_conflict_and_both_values_are_kept(test: Test) {
        let world = with_answers(test).await;
        let outcome = world.france().saves_one("A.b.1", 0, line("deux")).await;
        assert_eq!(outcome["__typename"], "AnswerConflict");
        assert_eq!((&outcome["yourValue"]["text"], &outcome["theirValue"]["text"]), (&json!("deux"), &json!("un")));
        let query = "{ submission(cycle: \"2027\") { answer(question: \"A.b.1\") { revision history { outcome value { ... on ShortTextValue { text } } } } } }";
        let answer = world.france().graphql(query, json!({})).await.data()["submission"]["answer"].take();
        let history: Vec<_> = answer["history"].as_array().unwrap().iter().map(|line| line["value"]["text"].clone()).collect();
        assert_eq!((answer["revision"].as_i64(), history), (Some(1), vec![json!("deux"), json!("un")]));
        assert_eq!(world.france().saves_one("A.b.1", 1, line("deux")).await["revision"], 2);
    }

    async fn one_edit_that_cannot_be_takes_no_other_down(test: Test) {
        let world = World::open(test).await;
        let answers = json!([
            { "question": "Z.z.9", "basedOn": 0, "value": line("x") },
            { "question": "A.b.1", "basedOn": 0, "value": line("kept") },
            { "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": "unheard_of" } } },
            { "question": "A.b.4", "basedOn": 0, "value": { "number": 1001.0 } },
            { "question": "A.a.4", "basedOn": 0, "value": { "singleChoice": { "option": "yes" } } },
            { "question": "A.b.2", "basedOn": 0, "value": line("one line for a long text") },
        ]);
        let outcomes = world.france().saves(answers).await.data()["saveAnswers"]["outcomes"].take();
        let codes: Vec<_> = outcomes.as_array().unwrap().iter().map(|outcome| outcome["code"].as_str().unwrap_or("SAVED")).collect();
        assert_eq!(codes, ["UNKNOWN_QUESTION", "SAVED", "UNKNOWN_OPTION", "BAD_INPUT", "CONSENT_QUESTION", "BAD_INPUT"]);
    }

    async fn an_edition_is_frozen_with_a_receipt_and_told_once(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        france.amends().await.refused("NOTHING_SUBMITTED");
        world.france().reader.submits(json!({})).await.refused("FORBIDDEN");
        let edition = france.submits(json!({})).await.data()["submitSubmission"]["edition"].take();
        assert_eq!((edition["number"].as_i64(), &edition["receipt"]["statement"]["edition_sha256"]), (Some(1), &edition["sha256"]));
        let file = france.get(edition["documentLink"].as_str().unwrap()).await;
        assert_eq!((file.status(), national_survey::canonical::digest(&file.bytes).as_str()), (200, edition["sha256"].as_str().unwrap()));
        france.submits(json!({})).await.refused("ALREADY_SUBMITTED");
        france.amends().await.refused("NOTHING_CHANGED");
        assert_eq!(acts(&world, "submission.submit").await, 1);
        france.saves_one("A.b.1", 1, line("deux")).await;
        assert_eq!(france.amends().await.data()["amendSubmission"]["submission"]["status"], "AMENDED");
        world.trail_is_whole().await;
    }

    async fn an_empty_submission_can_be_submitted(test: Test) {
        let world = World::open(test).await;
        let answer = world.germany().submits(json!({})).await.data();
        assert_eq!(answer["submitSubmission"]["submission"]["status"], "SUBMITTED");
    }

    async fn others_read_what_a_state_shows_them_and_nothing_more(test: Test) {
        let world = with_answers(test).await;
        let everybody = || async {
            let mut seen = Vec::new();
            for who in [world.germany().focal_point, world.analyst(), world.public()] {
                seen.push(who.reads_of_others().await.len());
            }
            seen
        };
        assert_eq!(everybody().await, [0, 0, 0], "a draft is nobody else's");
        world.france().submits(json!({ "reader": "SECRETARIAT" })).await.data();
        assert_eq!(everybody().await, [0, 2, 0]);
        world.france().saves_one("A.b.1", 1, line("draft again")).await;
        let consent = "mutation($input: SetConsentInput!) { setConsent(input: $input) { submission { status } } }";
        let show = |reader: &str, scope: &str, code: &str| json!({ "input": { "cycle": "2027", "choices": [{ "scope": scope, "code": code, "reader": reader }] } });
        world.france().graphql(consent, show("PUBLIC", "QUESTION", "A.b.1")).await.data();
        assert_eq!(everybody().await, [1, 2, 1]);
        assert_eq!(world.public().reads_of_others().await, ["FRA A.b.1"]);
        world.france().withdraws().await.data();
        assert_eq!(everybody().await, [0, 0, 0]);
    }

    async fn what_belongs_to_another_state_is_not_there(test: Test) {
        let world = with_answers(test).await;
        world.france().submits(json!({})).await.data();
        let query = "{ submission(cycle: \"2027\") { id editions { number } } }";
        assert_eq!(world.germany().graphql(query, json!({})).await.data()["submission"], Value::Null);
        for nobody in [world.analyst(), world.administrator()] {
            nobody.graphql(query, json!({})).await.refused("FORBIDDEN");
        }
    }
}
