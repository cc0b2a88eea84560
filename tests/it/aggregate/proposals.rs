//! Releases by two people: proposal, sign-off, publication, and events in between.

use super::{MANY, TABLES, with_many};
use crate::world::{Actor, Answer, Test, World, both, on};
use serde_json::{Value, json};

async fn proposes(by: &Actor, input: Value) -> Answer {
    by.does("proposeRelease", input, "proposal { id status }").await
}
async fn signs_off(by: &Actor, proposal: &Value) -> Answer {
    by.does("signOffRelease", json!({ "proposal": proposal }), "proposal { status release }").await
}
/// Returns the newest proposal: its status, its release, and the reason of its end.
async fn newest(world: &World, cycle: &str) -> (String, Value, Value) {
    let query =
        format!(r#"{{ releaseProposals(cycle: "{cycle}") {{ status release endedBecause }} }}"#);
    let newest = world.administrator().reads(&query).await["releaseProposals"][0].clone();
    (
        newest["status"].as_str().unwrap().to_owned(),
        newest["release"].clone(),
        newest["endedBecause"].clone(),
    )
}
async fn numbers(world: &World) -> Value {
    world.public().reads(r#"{ releases(cycle: "all") { number } }"#).await["releases"].clone()
}

/// Returns the acts that an administrator can perform on a cycle.
async fn can(by: &Actor, cycle: &str) -> Value {
    by.reads(&format!(r#"{{ cycle(key: "{cycle}") {{ viewerCan }} }}"#)).await["cycle"]["viewerCan"]
        .clone()
}

both! {
    async fn who_may_propose_a_release_is_told_so_while_the_cycle_is_open_closed_or_released(test: Test) {
        let (world, _) = with_many(test).await;
        let version = world.cycle().await.instrument_version;
        world.plan("2029", version, on(11, 1), None).await;
        let first = world.administrator();
        assert_eq!(can(&world.analyst(), "all").await, json!([]));
        let planned = can(&first, "2029").await;
        assert!(!planned.as_array().unwrap().contains(&json!("PROPOSE_RELEASE")), "{planned}");
        world.test.clock.set(on(5, 1));
        for when in ["open", "open and released", "closed and released"] {
            let acts = can(&first, "all").await;
            assert!(acts.as_array().unwrap().contains(&json!("PROPOSE_RELEASE")), "{when}: {acts}");
            world.releases("all").await;
            if when == "open and released" {
                world.test.clock.set(on(7, 1));
            }
        }
    }

    async fn a_proposal_that_changed_is_ended_with_its_reason_and_keeps_it(test: Test) {
        let world = World::open(test).await;
        world.france().submits("2027", json!({ "countable": true })).await.data();
        world.germany().submits("2027", json!({ "countable": true })).await.data();
        let second = world.second_administrator().await;
        let proposal = world.proposes(json!({ "cycle": "2027" })).await;
        world.france().withdraws("2027").await.data();
        let input = || json!({ "proposal": proposal, "idempotencyKey": "once" });
        let signs = async || second.does("signOffRelease", input(), "proposal { status }").await;
        signs().await.refused("RELEASE_CHANGED");
        let ended = ("ENDED".to_owned(), Value::Null, json!("RELEASE_CHANGED"));
        assert_eq!(newest(&world, "2027").await, ended);
        signs().await.refused("RELEASE_CHANGED");
        assert_eq!(newest(&world, "2027").await, ended);
        let trail = world.administrator().reads("{ auditTrail(first: 50) { nodes { verb person detail } } }").await;
        let nodes = trail["auditTrail"]["nodes"].as_array().unwrap();
        let acts: Vec<_> = nodes.iter().filter(|act| act["verb"] == "release.end").collect();
        assert_eq!(acts.len(), 1, "{trail:#}");
        assert_eq!(acts[0]["detail"], json!({ "because": "RELEASE_CHANGED", "changed": 1 }));
        assert!(!acts[0]["person"].is_null());
        world.proposes(json!({ "cycle": "2027" })).await;
        let read = world.administrator().reads(r#"{ releaseProposals(cycle: "2027") { status endedBecause } }"#).await;
        let expected = json!([
            { "status": "PROPOSED", "endedBecause": null }, { "status": "ENDED", "endedBecause": "RELEASE_CHANGED" },
        ]);
        assert_eq!(read["releaseProposals"], expected);
        world.trail_is_whole().await;
    }

    async fn a_release_takes_two_administrators_who_confirm_who_they_are(test: Test) {
        let world = World::open(test).await;
        let (first, second) = (world.administrator(), world.second_administrator().await);
        let input = || json!({ "cycle": "2027" });
        proposes(&first, json!({ "cycle": "1999" })).await.refused("NOT_FOUND");
        let version = world.cycle().await.instrument_version;
        world.plan("2029", version, on(11, 1), None).await;
        proposes(&first, json!({ "cycle": "2029" })).await.refused("CYCLE_NOT_OPEN");
        proposes(&first, input()).await.refused("RELEASE_EMPTY");
        first.asks(r#"{ releasePreview(cycle: "2029") { sha256 } }"#).await.refused("CYCLE_NOT_OPEN");
        first.asks(r#"{ releasePreview(cycle: "2027") { sha256 } }"#).await.refused("RELEASE_EMPTY");
        world.france().submits("2027", json!({ "countable": true })).await.data();
        proposes(&first, json!({ "cycle": "2027", "publishAt": on(2, 28) })).await.refused("BAD_INPUT");
        proposes(&first, json!({ "cycle": "2027", "publishAt": "2028-03-02T00:00:00Z" })).await.refused("BAD_INPUT");
        proposes(&first, json!({ "cycle": "2027", "preview": "0".repeat(64) })).await.refused("STALE");
        let stale = first.in_session("passkey", Some(world.now() - chrono::TimeDelta::minutes(6))).await;
        proposes(&stale, input()).await.refused("STEP_UP_REQUIRED");
        for other in [world.analyst(), world.france().focal_point] {
            proposes(&other, input()).await.refused("FORBIDDEN");
            signs_off(&other, &json!("01900000-0000-7000-8000-000000000000")).await.refused("FORBIDDEN");
            other.asks(r#"{ releasePreview(cycle: "2027") { sha256 } }"#).await.refused("FORBIDDEN");
            other.asks(r#"{ releaseProposals(cycle: "2027") { id } }"#).await.refused("FORBIDDEN");
        }
        signs_off(&second, &json!("01900000-0000-7000-8000-000000000000")).await.refused("NOT_FOUND");
        let seen = first.reads(r#"{ releasePreview(cycle: "2027") { sha256 } }"#).await["releasePreview"]["sha256"].clone();
        let input = json!({ "cycle": "2027", "preview": seen, "idempotencyKey": "once" });
        let made = proposes(&first, input.clone()).await.data()["proposeRelease"]["proposal"].clone();
        assert_eq!(made["status"], "PROPOSED");
        assert_eq!(proposes(&first, input).await.data()["proposeRelease"]["proposal"]["id"], made["id"], "once is once");
        assert_eq!(world.publishes().await, Vec::<i64>::new(), "one person releases nothing");
        signs_off(&first, &made["id"]).await.refused("FORBIDDEN");
        let stale = second.in_session("passkey", Some(world.now() - chrono::TimeDelta::minutes(6))).await;
        signs_off(&stale, &made["id"]).await.refused("STEP_UP_REQUIRED");
        assert_eq!(signs_off(&second, &made["id"]).await.data()["signOffRelease"]["proposal"]["status"], "SIGNED_OFF");
        signs_off(&second, &made["id"]).await.refused("STALE");
        assert_eq!(world.publishes().await, [1]);
        assert_eq!(newest(&world, "2027").await, ("PUBLISHED".into(), json!(1), Value::Null));
        assert_eq!(world.publishes().await, Vec::<i64>::new(), "and it is published once");
        world.trail_is_whole().await;
    }

    async fn a_proposal_gives_way_to_a_newer_one_and_to_time(test: Test) {
        let world = World::open(test).await;
        world.france().submits("2027", json!({ "countable": true })).await.data();
        let old = world.proposes(json!({ "cycle": "2027" })).await;
        let new = world.proposes(json!({ "cycle": "2027" })).await;
        world.signs_off(&old).await.refused("STALE");
        world.test.clock.set(on(3, 8));
        world.signs_off(&new).await.refused("STALE");
        assert_eq!(newest(&world, "2027").await, ("EXPIRED".into(), Value::Null, Value::Null));
        world.proposes(json!({ "cycle": "2027" })).await;
        assert_eq!(newest(&world, "2027").await.0, "PROPOSED");
    }

    async fn an_open_cycle_is_released_as_it_stood_and_published_at_its_time(test: Test) {
        let (world, codes) = with_many(test).await;
        world.test.clock.set(on(5, 1));
        assert_eq!(world.public().reads(r#"{ submissionCount(cycle: "all") }"#).await["submissionCount"], 40, "rounded down to ten");
        let before = world.now();
        let proposal = world.proposes(json!({ "cycle": "all", "publishAt": on(5, 20) })).await;
        world.signs_off(&proposal).await.data();
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        // A submission or amendment in the meantime changes nothing of the proposal that two people
        // saw.
        let late = world.state(&codes[MANY + 2]);
        world.test.clock.set(on(5, 15));
        late.submits("all", json!({ "countable": true, "reader": "PUBLIC" })).await.data();
        let first = world.state(&codes[1]);
        first.saves("all", json!([{ "question": "A.a.1", "basedOn": 1, "disposition": "DECLINED" }])).await.data();
        first.amends("all").await.data();
        assert_eq!(numbers(&world).await, json!([]));
        world.test.clock.set(on(5, 20));
        assert_eq!(world.publishes().await, [1]);
        let release = world.public().reads(r#"{ release(number: 1) { asOf releasedAt respondents { stateCode edition } } }"#).await;
        let release = &release["release"];
        let at = |name: &str| release[name].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!((at("asOf"), at("releasedAt")), (before, on(5, 20)));
        let counted = release["respondents"].as_array().unwrap();
        assert!(counted.len() == MANY && counted.iter().all(|one| one["edition"] == 1), "{release:#}");
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
        for (day, wanted) in [("2027-05-19T00:00:00Z", json!([])), ("2027-05-21T00:00:00Z", json!([{ "number": 1 }]))] {
            let query = format!(r#"{{ releases(cycle: "all", asOf: "{day}") {{ number }} }}"#);
            assert_eq!(world.public().reads(&query).await["releases"], wanted, "{day}");
        }
        let tables = world.public().reads(TABLES).await["releases"][0]["tables"].clone();
        world.test.clock.set(on(7, 1));
        assert_eq!(world.public().reads(r#"{ submissionCount(cycle: "all") }"#).await["submissionCount"], 40, "nor does a late one show when it is closed");
        first.withdraws("all").await.data();
        assert_eq!(world.public().reads(TABLES).await["releases"][0]["tables"], tables, "a release stays as it is");
        world.trail_is_whole().await;
    }

    async fn what_was_withdrawn_stays_so_when_its_state_submits_anew(test: Test) {
        let (world, codes) = with_many(test).await;
        world.test.clock.set(on(5, 1));
        let state = world.state(&codes[1]);
        let withdraws_and_submits_anew = || async {
            state.withdraws("all").await.data();
            state.submits("all", json!({})).await.data();
        };
        // Between proposal and sign-off: the consent is the same, and the edition is another.
        let proposal = world.proposes(json!({ "cycle": "all" })).await;
        withdraws_and_submits_anew().await;
        world.signs_off(&proposal).await.refused("RELEASE_CHANGED");
        // Between the signature and the publication.
        let proposal = world.proposes(json!({ "cycle": "all", "publishAt": on(5, 20) })).await;
        world.signs_off(&proposal).await.data();
        withdraws_and_submits_anew().await;
        world.test.clock.set(on(5, 20));
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        assert_eq!(newest(&world, "all").await, ("ENDED".into(), Value::Null, json!("RELEASE_CHANGED")));
        // Its last submission is counted. After a later withdrawal the release says so, whatever
        // the State submits then.
        assert_eq!(world.releases("all").await, 1);
        let withdrawn = || async {
            let asked = "{ release(number: 1) { withdrawnSince respondents { stateCode edition } } }";
            let release = world.public().reads(asked).await["release"].clone();
            let edition = release["respondents"].as_array().unwrap().iter().find(|one| one["stateCode"] == codes[1]).unwrap()["edition"].clone();
            (release["withdrawnSince"].clone(), edition)
        };
        assert_eq!(withdrawn().await, (json!([]), json!(3)));
        state.withdraws("all").await.data();
        assert_eq!(withdrawn().await, (json!([codes[1]]), json!(3)));
        state.submits("all", json!({})).await.data();
        // The withdrawal of a State that was not counted is not disclosed.
        world.state(&codes[MANY]).withdraws("all").await.data();
        assert_eq!(withdrawn().await, (json!([codes[1]]), json!(3)));
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
    }

    async fn who_withdraws_or_changes_consent_before_it_is_published_is_not_in_it(test: Test) {
        let (world, codes) = with_many(test).await;
        // Between the preview and the proposal.
        let preview = r#"{ releasePreview(cycle: "all") { sha256 } }"#;
        let seen = world.administrator().reads(preview).await["releasePreview"]["sha256"].clone();
        world.state(&codes[1]).withdraws("all").await.data();
        proposes(&world.administrator(), json!({ "cycle": "all", "preview": seen })).await.refused("STALE");
        // Between the proposal and the signature.
        let proposal = world.proposes(json!({ "cycle": "all" })).await;
        world.state(&codes[2]).withdraws("all").await.data();
        world.signs_off(&proposal).await.refused("RELEASE_CHANGED");
        // Between the signature and the publication.
        let proposal = world.proposes(json!({ "cycle": "all", "publishAt": on(7, 1) })).await;
        world.signs_off(&proposal).await.data();
        world.state(&codes[3]).consents("all", json!([{ "scope": "SUBMISSION", "countable": false }])).await.data();
        world.test.clock.set(on(7, 1));
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        assert_eq!(newest(&world, "all").await, ("ENDED".into(), Value::Null, json!("RELEASE_CHANGED")));
        assert_eq!(numbers(&world).await, json!([]));
        // A new proposal counts the remaining States.
        assert_eq!(world.releases("all").await, 1);
        let release = world.public().reads(r#"{ release(number: 1) { respondents { stateCode } } }"#).await;
        let counted: Vec<_> =
            release["release"]["respondents"].as_array().unwrap().iter().map(|one| one["stateCode"].as_str().unwrap()).collect();
        let left: Vec<_> = codes[..MANY].iter().map(String::as_str).filter(|code| !codes[1..4].iter().any(|gone| gone == code)).collect();
        assert_eq!(counted, left);
        world.trail_is_whole().await;
    }
}
