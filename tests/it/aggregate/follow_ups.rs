//! Follow-up questions: they disclose something of the answer that triggers them.

use crate::world::{Test, World, both, on};
use serde_json::json;

/// Number of States that answer.
const MANY: usize = 36;

both! {
    async fn an_answer_that_a_published_follow_up_tells_of_is_not_counted_with_the_hidden(test: Test) {
        let world = World::open(test).await;
        let codes = world.further_states(MANY).await;
        world.adds_states(&codes).await;
        world.plans_for_all("all", json!(on(2, 1)), json!(on(6, 1))).await;
        // Six States are on the way, and only they are asked the follow-up.
        for (place, code) in codes.iter().enumerate() {
            let on_the_way = place < 6;
            let option = if on_the_way { "partly" } else { "not_started" };
            let mut edits = vec![json!({ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } })];
            if on_the_way {
                edits.push(json!({ "question": "A.b.1", "basedOn": 0, "value": { "shortText": { "text": "Soon." } } }));
            }
            let state = world.state(code);
            state.saves("all", json!(edits)).await.data();
            state.submits("all", json!({ "countable": true, "reader": "STATE_ONLY" })).await.data();
        }
        // Four of them publish the follow-up, which discloses how far they have come.
        for code in &codes[..4] {
            let choice = json!([{ "scope": "QUESTION", "code": "A.b.1", "reader": "PUBLIC" }]);
            world.state(code).consents("all", choice).await.data();
        }
        assert_eq!(world.releases("all").await, 1);
        let read = "{ release(number: 1) { respondents { stateCode } tables(within: \"A.a.1\") { partition standing rows { base publishedBase } } } }";
        let release = world.public().reads(read).await["release"].clone();
        assert_eq!(release["respondents"].as_array().unwrap().len(), MANY);
        assert_eq!(release["tables"][0]["rows"][0], json!({ "base": 32, "publishedBase": 0 }));
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
        // The readers of the follow-up are narrowed again, but the disclosure counts for ever.
        for code in &codes[..4] {
            let choice = json!([{ "scope": "QUESTION", "code": "A.b.1", "reader": "STATE_ONLY" }]);
            world.state(code).consents("all", choice).await.data();
        }
        assert_eq!(world.releases("all").await, 2);
        let again = world.public().reads(&read.replace("number: 1", "number: 2")).await["release"].clone();
        assert_eq!(again["tables"][0]["rows"], release["tables"][0]["rows"]);
        assert_eq!(national_survey::aggregate::verify(&world, 2).await.unwrap(), Vec::<String>::new());
    }
}
