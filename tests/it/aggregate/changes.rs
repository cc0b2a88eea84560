//! Changes since the cycle before, in a release.

use super::cycles::two_cycles;
use crate::world::{Test, World, both};
use serde_json::{Value, json};

const CHANGES: &str = "changes(within: \"A.a\") { question breakInSeries sinceRelease sinceQuestion standing base publishedBase \
                       cells { from to published hidden count lowerPercent upperPercent } }";

async fn changes(world: &World, number: i64) -> Value {
    world.public().reads(&format!("{{ release(number: {number}) {{ {CHANGES} }} }}")).await["release"]["changes"].clone()
}
fn of<'a>(changes: &'a Value, question: &str) -> &'a Value {
    changes.as_array().unwrap().iter().find(|change| change["question"] == question).unwrap()
}

both! {
    async fn who_went_from_one_answer_to_another_is_told_in_bands_and_a_broken_series_says_why(test: Test) {
        let (world, _) = two_cycles(test).await;
        assert_eq!(world.releases("first").await, 1);
        let first = changes(&world, 1).await;
        assert!(first.as_array().unwrap().iter().all(|change| change["breakInSeries"] == "FIRST" && change["cells"] == json!([])));
        let preview = r#"{ releasePreview(cycle: "second") { changes(within: "A.a") { question breakInSeries sinceRelease withheld base publishedBase }
            analystTables(within: "A.a.1") { question partition withheld rows { classes base publishedBase } } } }"#;
        let preview = world.administrator().reads(preview).await["releasePreview"].clone();
        assert_eq!(world.releases("second").await, 2);
        let second = changes(&world, 2).await;
        assert_eq!(of(&second, "A.a.2")["breakInSeries"], "NO_CHOICE");
        // The preview equals the release, and holds nothing of the answers.
        for (foreseen, made) in preview["changes"].as_array().unwrap().iter().zip(second.as_array().unwrap()) {
            for field in ["question", "breakInSeries", "sinceRelease", "base", "publishedBase"] {
                assert_eq!(foreseen[field], made[field], "{field}");
            }
            assert!(foreseen["withheld"].is_null());
        }
        let analysts = &preview["analystTables"];
        assert_eq!((&analysts[0]["partition"], &analysts[0]["withheld"], &analysts[0]["rows"][0]["base"]), (&Value::Null, &Value::Null, &json!(36)));
        // The number of suppressed parts is in the trail.
        let trail = world.administrator().reads("{ auditTrail(first: 50) { nodes { verb detail } } }").await;
        let made = trail["auditTrail"]["nodes"].as_array().unwrap().iter().filter(|act| act["verb"] == "release.make").map(|act| &act["detail"]["withheld"]);
        let made: Vec<_> = made.cloned().collect();
        let all = world.public().reads("{ release(number: 2) { tables { standing } changes { standing breakInSeries } } }").await["release"].clone();
        let told = all["tables"].as_array().unwrap().iter().chain(all["changes"].as_array().unwrap().iter().filter(|change| change["breakInSeries"].is_null()));
        let told: Vec<_> = told.map(|one| one["standing"].as_str().unwrap()).collect();
        let withheld = told.iter().filter(|standing| **standing == "NOT_AVAILABLE").count();
        let second_made = made.iter().find(|made| made["made"] == told.len()).unwrap_or_else(|| panic!("{made:?}"));
        let number = |of: &str| second_made[of].as_u64().unwrap();
        assert_eq!(number("by_size") + number("by_gate"), withheld as u64, "{made:?}");
        let change = of(&second, "A.a.1");
        assert_eq!((&change["breakInSeries"], &change["sinceRelease"], &change["sinceQuestion"]), (&Value::Null, &json!(1), &json!("A.a.1")));
        assert_eq!((&change["standing"], &change["base"], &change["publishedBase"]), (&json!("GATED"), &json!(36), &json!(0)));
        // By hand: of 36 places every third was in place before, and every fourth is now. 18 stayed
        // at partly, 6 went up, 9 went down, 3 stayed in place.
        let band = |from: &str, to: &str| {
            let cells = change["cells"].as_array().unwrap();
            let cell = cells.iter().find(|cell| cell["from"] == from && cell["to"] == to).unwrap();
            assert_eq!((&cell["published"], &cell["hidden"], &cell["count"]), (&json!(0), &json!("BAND"), &Value::Null));
            (cell["lowerPercent"].as_u64().unwrap(), cell["upperPercent"].as_u64().unwrap())
        };
        assert_eq!(band("partly", "partly"), (25, 50));
        assert_eq!([band("partly", "in_place"), band("in_place", "partly"), band("in_place", "in_place")], [(0, 25); 3]);
        for number in [1, 2] {
            assert_eq!(national_survey::aggregate::verify(&world, number).await.unwrap(), Vec::<String>::new());
        }
        let beside = world.test.beside().await;
        beside.run("UPDATE release_change SET content = replace(content, '\"base\":36', '\"base\":35')").await.unwrap();
        let findings = national_survey::aggregate::verify(&world, 2).await.unwrap();
        assert!(findings.iter().any(|found| found.contains("figures")), "{findings:?}");
        assert!(findings.iter().any(|found| found.contains("digest")), "{findings:?}");
    }
}

both! {
    async fn whoever_has_withdrawn_from_a_cycle_is_told_of_in_no_later_change(test: Test) {
        let (world, codes) = two_cycles(test).await;
        assert_eq!(world.releases("first").await, 1);
        for code in &codes[..4] {
            world.state(code).withdraws("first").await.data();
        }
        // A withdrawal while a release waits for its second signature ends it, in whatever cycle it
        // is.
        let proposal = world.proposes(json!({ "cycle": "second" })).await;
        world.state(&codes[4]).withdraws("first").await.data();
        world.signs_off(&proposal).await.refused("RELEASE_CHANGED");
        assert_eq!(world.releases("second").await, 2);
        let change = of(&changes(&world, 2).await, "A.a.1").clone();
        assert_eq!((&change["sinceRelease"], &change["base"]), (&json!(1), &json!(31)));
        let table = world.public().reads("{ release(number: 2) { tables(within: \"A.a.1\") { rows { base } } } }").await;
        assert_eq!(table["release"]["tables"][0]["rows"][0]["base"], 36, "they are counted where they have not withdrawn");
        // The existing release stays as it is, and its proof still holds.
        world.state(&codes[5]).withdraws("first").await.data();
        assert_eq!(of(&changes(&world, 2).await, "A.a.1"), &change);
        assert_eq!(national_survey::aggregate::verify(&world, 2).await.unwrap(), Vec::<String>::new());
        world.trail_is_whole().await;
    }
}

both! {
    async fn what_may_be_counted_no_longer_is_in_no_later_change(test: Test) {
        let (world, codes) = two_cycles(test).await;
        assert_eq!(world.releases("first").await, 1);
        let no_longer = json!([{ "scope": "QUESTION", "code": "A.a.1", "countable": false }]);
        for code in &codes[..4] {
            world.state(code).consents("first", no_longer.clone()).await.data();
        }
        // These States are counted: one took the exclusion back, and the other excluded another
        // question.
        world.state(&codes[5]).consents("first", no_longer.clone()).await.data();
        world.state(&codes[5]).consents("first", json!([{ "scope": "QUESTION", "code": "A.a.1", "countable": true }])).await.data();
        world.state(&codes[6]).consents("first", json!([{ "scope": "QUESTION", "code": "A.a.2", "countable": false }])).await.data();
        // An exclusion while a release waits for its second signature ends it. A purpose concerns
        // no table.
        let proposal = world.proposes(json!({ "cycle": "second" })).await;
        world.state(&codes[4]).consents("first", no_longer.clone()).await.data();
        world.signs_off(&proposal).await.refused("RELEASE_CHANGED");
        let proposal = world.proposes(json!({ "cycle": "second" })).await;
        for cycle in ["first", "second"] {
            world.state(&codes[7]).consents(cycle, json!([{ "purpose": "SG_REPORT", "allowed": true }])).await.data();
        }
        world.signs_off(&proposal).await.data();
        assert_eq!(national_survey::aggregate::publish_due(&world, world.now()).await.unwrap(), [2]);
        let change = of(&changes(&world, 2).await, "A.a.1").clone();
        assert_eq!((&change["sinceRelease"], &change["base"]), (&json!(1), &json!(31)));
        let table = world.public().reads("{ release(number: 2) { tables(within: \"A.a.1\") { rows { base } } } }").await;
        assert_eq!(table["release"]["tables"][0]["rows"][0]["base"], 36, "they are counted where they may be");
        world.state(&codes[8]).consents("first", no_longer).await.data();
        assert_eq!(of(&changes(&world, 2).await, "A.a.1"), &change);
        assert_eq!(national_survey::aggregate::verify(&world, 2).await.unwrap(), Vec::<String>::new());
        world.trail_is_whole().await;
    }
}
