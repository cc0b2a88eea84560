//! Extreme cycles: all answers published, all hidden, all alike, and no respondent.

use super::cell;
use crate::world::{Test, World, both, on};
use serde_json::{Value, json};

const ONE: &str = r#"{ release(number: 1) { tables(within: "A.a.1") { partition standing
    rows { base publishedBase cells { level published hidden count lowerPercent upperPercent } } } } }"#;

/// Releases a cycle in which 30 States answer by their place, with this reader level. Returns the
/// table of one question for All.
async fn released(world: &World, option: impl Fn(usize) -> &'static str, reader: &str) -> Value {
    world.plans_for_all("all", json!(on(2, 1)), json!(on(6, 1))).await;
    let codes = world.further_states(30).await;
    for (place, state) in world.adds_states(&codes).await.iter().enumerate() {
        let value = json!({ "singleChoice": { "option": option(place) } });
        state
            .saves("all", json!([{ "question": "A.a.1", "basedOn": 0, "value": value }]))
            .await
            .data();
        state.submits("all", json!({ "countable": true, "reader": reader })).await.data();
    }
    assert_eq!(world.releases("all").await, 1);
    assert_eq!(national_survey::aggregate::verify(world, 1).await.unwrap(), Vec::<String>::new());
    world.public().reads(ONE).await["release"]["tables"][0].clone()
}

both! {
    async fn where_all_published_every_figure_is_exact(test: Test) {
        let world = World::open(test).await;
        let all = released(&world, |place| ["partly", "in_place"][place % 2], "PUBLIC").await;
        assert_eq!((&all["standing"], &all["rows"][0]["publishedBase"]), (&json!("GATED"), &json!(30)));
        for (level, published) in [("chosen:partly", 15), ("chosen:in_place", 15), ("chosen:not_started", 0)] {
            let cell = cell(&all["rows"][0], level);
            assert_eq!((&cell["published"], &cell["hidden"], &cell["count"]), (&json!(published), &json!("EXACT"), &json!(0)));
        }
    }

    async fn where_all_are_hidden_there_are_bands_alone(test: Test) {
        let world = World::open(test).await;
        let all = released(&world, |place| ["partly", "in_place", "not_started"][place % 3], "STATE_ONLY").await;
        assert_eq!((&all["standing"], &all["rows"][0]["publishedBase"]), (&json!("GATED"), &json!(0)));
        for cell in all["rows"][0]["cells"].as_array().unwrap() {
            assert_eq!((&cell["published"], &cell["hidden"], &cell["count"]), (&json!(0), &json!("BAND"), &Value::Null));
        }
    }

    async fn where_all_answered_alike_no_band_says_so(test: Test) {
        let world = World::open(test).await;
        let all = released(&world, |_| "partly", "STATE_ONLY").await;
        // A reader learns that 23 to 30 of 30 chose it, and of no State whether it did. This would
        // be the same if seven had answered otherwise.
        assert_eq!(all["standing"], "GATED");
        let band = cell(&all["rows"][0], "chosen:partly");
        assert_eq!((&band["hidden"], &band["lowerPercent"], &band["upperPercent"]), (&json!("BAND"), &json!(75), &json!(100)));
    }
}

both! {
    async fn a_cycle_in_which_nobody_may_be_counted_any_more_is_not_released(test: Test) {
        let world = World::open(test).await;
        let (administrator, states) = (world.administrator(), [world.france(), world.germany()]);
        let refused = async |code: &str| {
            administrator.asks(r#"{ releasePreview(cycle: "2027") { sha256 } }"#).await.refused(code);
            administrator.does("proposeRelease", json!({ "cycle": "2027" }), "proposal { id }").await.refused(code);
        };
        // At first no State has submitted; then States have submitted, but no answer may be
        // counted.
        refused("RELEASE_EMPTY").await;
        for state in &states {
            state.submits("2027", json!({ "countable": false, "reader": "PUBLIC" })).await.data();
        }
        refused("RELEASE_EMPTY").await;
        for state in &states {
            state.consents("2027", json!([{ "scope": "SUBMISSION", "countable": true }])).await.data();
        }
        assert_eq!(world.releases("2027").await, 1);
        // All of them withdraw before the next sign-off, and then there is nothing to propose.
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        for state in &states {
            state.withdraws("2027").await.data();
        }
        world.signs_off(&proposal).await.refused("RELEASE_CHANGED");
        refused("RELEASE_EMPTY").await;
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        let numbers = world.public().reads(r#"{ releases(cycle: "2027") { number respondents { stateCode } } }"#).await;
        let both = json!([{ "stateCode": "DEU" }, { "stateCode": "FRA" }]);
        assert_eq!(numbers["releases"], json!([{ "number": 1, "respondents": both }]), "what was released stays");
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
        world.trail_is_whole().await;
    }
}
