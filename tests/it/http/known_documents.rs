//! Repeated documents: a document that is sent again gets the same check and the same answer as the
//! first time.

use crate::world::{Answer, Test, World, both};
use serde_json::{Value, json};

fn said(answer: &Answer) -> (u16, Value) {
    let mut json = answer.json();
    for error in json["errors"].as_array_mut().into_iter().flatten() {
        error["extensions"]["requestId"].take();
    }
    (answer.status(), json)
}

both! {
    async fn a_known_document_gets_with_all_variables_what_a_new_one_gets(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let odd = [json!(null), json!(0), json!(1), json!(-1), json!(1.5), json!(51), json!(201), json!(true), json!("FR"),
            json!("fr"), json!("2027"), json!("SIDS"), json!("A.a.1"), json!(["2027"]), json!([]), json!({}), json!({ "x": 1 })];
        for (at, query) in [
            "query($v: CycleKey!) { cycle(key: $v) { key } }",
            "query($v: CycleKey!) { submission(cycle: $v) { answer(question: \"A.a.1\") { revision } } }",
            "query($v: QuestionCode!) { submission(cycle: \"2027\") { answer(question: $v) { revision } } }",
            "query($v: QuestionCode!) { submission(cycle: \"2099\") { answer(question: $v) { revision } } }",
            "query($v: Official!) { cycle(key: \"2027\") { name(language: $v) } }",
            "query($v: Official) { cycle(key: \"2027\") { name(language: $v) } }",
            "query($v: Int) { auditTrail(first: $v) { nodes { verb } } }",
            "query($v: String) { auditTrail(after: $v) { nodes { verb } } }",
            "query($v: String!) { instrumentVersion(instrument: \"fixture\", version: $v) { version } }",
            "query($v: Boolean!) { cycle(key: \"2027\") { key name @include(if: $v) } }",
            "query($v: Int!) { editions: submission(cycle: \"2027\") { edition(number: $v) { number } } }",
        ].into_iter().enumerate() {
            let good = [json!("2027"), json!("A.a.1"), json!("FR"), json!(1), json!(true)];
            let known = format!("{query} # known");
            for value in &good {
                france.graphql(&known, json!({ "v": value })).await;
            }
            let mut variables: Vec<_> = odd.iter().map(|value| json!({ "v": value })).collect();
            variables.extend([json!({}), json!({ "w": 1 })]);
            for (n, variables) in variables.into_iter().enumerate() {
                let fresh = format!("{query} # {at} {n}");
                let (fresh, known) = (france.graphql(&fresh, variables.clone()).await, france.graphql(&known, variables.clone()).await);
                assert_eq!(said(&known), said(&fresh), "{query} with {variables}");
            }
        }
    }

    async fn a_document_known_to_one_is_refused_to_another_who_may_not(test: Test) {
        let world = World::open(test).await;
        let query = r#"{ submission(cycle: "2027") { status } }"#;
        let france = world.france();
        for _ in 0..3 {
            assert_eq!(france.reads(query).await, json!({ "submission": null }));
            world.public().asks(query).await.refused("UNAUTHENTICATED");
            world.analyst().asks(query).await.refused("FORBIDDEN");
        }
    }
}
