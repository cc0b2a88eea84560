//! A world with one object of everything that a root field can find.

use crate::world::{World, on};
use entity::vocabulary::GrantRight;
use serde_json::json;

/// Creates a world with one object of everything that a root field can find.
pub async fn scene(test: crate::world::Test) -> World {
    let world = World::with_people(test).await;
    let version = world.publish(crate::world::FIXTURE).await;
    for closed in ["2025", "2026"] {
        world.plan(closed, version, on(1, 2), Some(on(1, 20))).await;
    }
    world.test.clock.set(on(1, 10));
    let france = world.france();
    for cycle in ["2025", "2026"] {
        france
            .saves(cycle, json!([{ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": "partly" } } }]))
            .await;
        france.submits(cycle, json!({ "countable": true, "reader": "PUBLIC" })).await.data();
    }
    world.plan("2027", version, on(2, 1), Some(on(10, 1))).await;
    world.plan("2028", version, on(11, 1), None).await;
    world.test.clock.set(on(3, 1));
    world.releases("2025").await;
    world.grant(&france, "A.a", GrantRight::Write).await;
    france.submits("2027", json!({})).await.data();
    france.answers("B.a.2", json!({ "agency": { "name": "Known to France alone" } })).await;
    world
}
