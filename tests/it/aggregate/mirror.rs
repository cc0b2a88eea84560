//! A State's own mirror: its answers beside its groups, for its own people alone.

use super::{MANY, TABLES, table, with_many};
use crate::world::{Actor, Test, World, both, on};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};

const LINES: &str = "question ownLevels edition counted beside { partition standing
    row { classes base publishedBase cells { level published hidden count lowerPercent upperPercent } } }";

async fn mirror(of: &Actor, cycle: &str, release: i64, within: &str) -> Value {
    let query = format!(
        r#"{{ submission(cycle: "{cycle}") {{ mirror(release: {release}, within: "{within}") {{ {LINES} }} }} }}"#
    );
    of.reads(&query).await["submission"]["mirror"].take()
}

/// Returns the class of a State in the lattice of the cycle.
async fn class(world: &World, state: &str) -> String {
    let read = world
        .public()
        .reads(r#"{ cycle(key: "all") { lattice { classes { key states } } } }"#)
        .await;
    let classes = read["cycle"]["lattice"][0]["classes"].as_array().unwrap().clone();
    let own = classes
        .iter()
        .find(|class| class["states"].as_array().unwrap().contains(&json!(state)))
        .unwrap();
    own["key"].as_str().unwrap().to_owned()
}

both! {
    async fn a_state_stands_beside_all_and_its_class_by_what_was_counted_of_it(test: Test) {
        let (world, codes) = with_many(test).await;
        let (own, declines) = (world.state(&codes[1]).focal_point, world.state(&codes[MANY]).focal_point);
        assert_eq!(mirror(&own, "all", 1, "A").await, Value::Null, "nothing is released");
        world.releases("all").await;
        for (absent, why) in [(2, "there is no such release")] {
            assert_eq!(mirror(&own, "all", absent, "A").await, Value::Null, "{why}");
        }
        for (place, why) in [(MANY + 1, "it has withdrawn"), (MANY + 2, "it has a draft alone")] {
            assert_eq!(mirror(&world.state(&codes[place]), "all", 1, "A").await, Value::Null, "{why}");
        }
        let release = world.public().reads(TABLES).await["releases"][0].clone();
        let lines = mirror(&own, "all", 1, "A.a").await;
        let expected = [
            ("A.a.1", json!(["chosen:partly"])),
            ("A.a.2", json!(["chosen:funding", "not_chosen:people", "not_chosen:none", "not_chosen:other"])),
            ("A.a.3", json!(["non_response"])),
        ];
        for (line, (question, levels)) in lines.as_array().unwrap().iter().zip(expected) {
            assert_eq!((&line["question"], &line["ownLevels"]), (&json!(question), &levels));
            assert_eq!((&line["edition"], &line["counted"]), (&json!(1), &json!(true)));
            let all = table(&release, question, Value::Null);
            assert_eq!((&line["beside"][0]["row"], &line["beside"][0]["standing"]), (&all["rows"][0], &all["standing"]));
            let regions = table(&release, question, json!("un_regional_group"));
            let beside = &line["beside"][1];
            assert_eq!((&beside["partition"], &beside["standing"]), (&regions["partition"], &regions["standing"]));
            let class = class(&world, &codes[1]).await;
            let row = regions["rows"].as_array().unwrap().iter().find(|row| row["classes"].as_array().unwrap().contains(&json!(class)));
            assert_eq!(beside["row"], row.cloned().unwrap_or_default(), "the frozen row of the own class, or none");
        }
        assert_eq!(lines.as_array().unwrap().len(), 3, "questions that are counted, and no others");
        let uncounted = mirror(&declines, "all", 1, "A.a.1").await;
        assert_eq!((&uncounted[0]["counted"], &uncounted[0]["ownLevels"]), (&json!(false), &json!(["chosen:in_place"])));
        assert_eq!(uncounted[0]["beside"][0], lines[0]["beside"][0]);
        // An amendment affects later releases only. This release counted the first edition.
        let extend = json!({ "cycle": "all", "state": codes[1], "until": on(12, 1) });
        world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
        let edit = json!([{ "question": "A.a.1", "basedOn": 1, "value": { "singleChoice": { "option": "in_place" } } }]);
        own.saves("all", edit).await.data();
        own.amends("all").await.data();
        assert_eq!(mirror(&own, "all", 1, "A.a").await, lines);
    }

    async fn nobody_looks_into_the_mirror_of_another(test: Test) {
        let world = World::open(test).await;
        let (france, germany) = (world.france(), world.germany());
        for (state, option) in [(&france, "partly"), (&germany, "in_place")] {
            state.answers("A.a.1", json!({ "singleChoice": { "option": option } })).await;
            state.submits("2027", json!({ "countable": true })).await.data();
        }
        world.releases("2027").await;
        let query = format!(r#"{{ submission(cycle: "2027") {{ mirror(release: 1) {{ {LINES} }} }} }}"#);
        world.public().asks(&query).await.refused("UNAUTHENTICATED");
        for staff in [world.analyst(), world.administrator()] {
            staff.asks(&query).await.refused("FORBIDDEN");
        }
        assert_eq!(mirror(&germany, "2027", 1, "A.a.1").await[0]["ownLevels"], json!(["chosen:in_place"]));
        for reads in [&france.focal_point, &france.reader, &france.approver] {
            let line = mirror(reads, "2027", 1, "A.a.1").await[0].clone();
            assert_eq!(line["ownLevels"], json!(["chosen:partly"]));
            let beside = &line["beside"][0];
            assert_eq!(beside["standing"], "NOT_AVAILABLE", "two are too few");
            assert!(beside["row"]["cells"].as_array().unwrap().iter().all(|cell| cell["hidden"] == "NOT_AVAILABLE"), "{beside:#}");
        }
    }

    async fn a_contributor_sees_what_is_granted_and_nothing_that_follows_from_the_rest(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.answers("A.a.1", json!({ "singleChoice": { "option": "in_place" } })).await;
        france.answers("A.b.3", json!({ "date": "2026-05-01" })).await;
        france.answers("A.b.5", json!({ "singleChoice": { "option": "partly" } })).await;
        france.submits("2027", json!({ "countable": true })).await.data();
        world.releases("2027").await;
        world.grant(&france, "A.b", GrantRight::Read).await;
        let query = r#"{ submission(cycle: "2027") { mirror(release: 1) { question ownLevels } } }"#;
        let seen = france.contributor.reads(query).await;
        // A.a.1 decides whether these are asked, and it is not granted.
        let untold = json!([{ "question": "A.b.4", "ownLevels": null }, { "question": "A.b.5", "ownLevels": null }]);
        assert_eq!(seen["submission"]["mirror"], untold);
        world.grant(&france, "A.a.1", GrantRight::Read).await;
        let seen = france.contributor.reads(query).await;
        let told = json!([{ "question": "A.a.1", "ownLevels": ["chosen:in_place"] }, { "question": "A.b.4", "ownLevels": null },
            { "question": "A.b.5", "ownLevels": ["chosen:partly"] }]);
        assert_eq!(seen["submission"]["mirror"], told);
        for whole in ["counted", "edition"] {
            let query = format!(r#"{{ submission(cycle: "2027") {{ mirror(release: 1) {{ {whole} }} }} }}"#);
            france.contributor.asks(&query).await.refused("FORBIDDEN");
        }
    }
}
