//! Releases over several cycles: the figures of one cycle help an attacker with the next (K3).

use crate::world::{Test, World, both, on};
use entity::release_certificate;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Number of States that answer in both cycles.
pub const MANY: usize = 36;

/// Saves and submits the States' answers to a cycle: most are alike, and some differ.
pub async fn play(world: &World, codes: &[String], cycle: &str, otherwise: usize) {
    for (place, code) in codes.iter().enumerate() {
        let option = if place % otherwise == 0 { "in_place" } else { "partly" };
        let edits = json!([{ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } }]);
        let state = world.state(code);
        state.saves(cycle, edits).await.data();
        state.submits(cycle, json!({ "countable": true, "reader": "STATE_ONLY" })).await.data();
    }
}
/// Creates two cycles that the same States answer. In the first, every third State is further than
/// the others, in the second every fourth.
pub async fn two_cycles(test: Test) -> (World, Vec<String>) {
    let world = World::open(test).await;
    let codes = world.further_states(MANY).await;
    world.adds_states(&codes).await;
    world.plans_for_all("first", json!(on(2, 1)), json!(on(6, 1))).await;
    world.plans_for_all("second", json!(on(2, 2)), json!(on(6, 1))).await;
    play(&world, &codes, "first", 3).await;
    play(&world, &codes, "second", 4).await;
    (world, codes)
}
/// Returns the proofs of a release, by question.
pub(super) async fn proofs(world: &World, number: i64) -> BTreeMap<String, Value> {
    let rows =
        release_certificate::Entity::find().filter(release_certificate::Column::Release.eq(number));
    let rows = rows.all(world.read()).await.unwrap();
    rows.iter()
        .map(|row| (row.question.to_string(), serde_json::from_str(&row.content).unwrap()))
        .collect()
}

both! {
    async fn a_later_cycle_is_proved_beside_the_earlier_one(test: Test) {
        let (world, _) = two_cycles(test).await;
        assert_eq!(world.releases("first").await, 1);
        assert_eq!(world.releases("second").await, 2);
        let [first, second] = [proofs(&world, 1).await, proofs(&world, 2).await];
        assert!(!first.is_empty() && first.values().all(|proof| proof["everybody"][0]["lineage"].is_null()), "of one cycle there is no other");
        // A follow-up releases nothing hidden, so it needs no proof.
        let proved: Vec<_> = second.values().filter(|proof| !proof["everybody"].is_null()).collect();
        assert!(!proved.is_empty() && proved.iter().all(|proof| proof["everybody"][0]["lineage"].is_object()), "{second:?}");
        for number in [1, 2] {
            assert_eq!(national_survey::aggregate::verify(&world, number).await.unwrap(), Vec::<String>::new());
        }
        // Without the proof over cycles the release does not verify, whatever else it holds.
        let beside = world.test.beside().await;
        beside.run("UPDATE release_certificate SET content = '{\"everybody\":[{\"reader\":\"member_states\",\"cycle\":{\"tuples\":[],\"counterexamples\":[]},\"lineage\":null}],\"analysts\":null}' WHERE release = 2")
            .await
            .unwrap();
        let findings = national_survey::aggregate::verify(&world, 2).await.unwrap();
        assert!(findings.iter().any(|found| found.contains("does not prove")), "{findings:?}");
        world.trail_is_whole().await;
    }
}
