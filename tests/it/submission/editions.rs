//! Editions: submission, amendment and withdrawal, and the frozen, signed and shown content.

use crate::world::{Actor, Test, World, both, on};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use ed25519_dalek::VerifyingKey;
use national_survey::{canonical, submission::editions::receipt};
use serde_json::{Value, json};

fn edit(based_on: i64, option: &str) -> Value {
    json!([{ "question": "A.a.1", "basedOn": based_on, "value": { "singleChoice": { "option": option } } }])
}

async fn status(by: &Actor) -> Value {
    by.reads(r#"{ submission(cycle: "2027") { status } }"#).await["submission"]["status"].clone()
}

async fn published_keys(world: &World) -> Vec<VerifyingKey> {
    let keys = world.public().get("/.well-known/national-survey-keys.json").await.json();
    let key = |key: &Value| {
        let bytes = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        VerifyingKey::from_bytes(&bytes.try_into().unwrap()).unwrap()
    };
    keys["keys"].as_array().unwrap().iter().map(key).collect()
}

both! {
    async fn an_empty_submission_can_be_submitted(test: Test) {
        let world = World::open(test).await;
        let done = world.france().submits("2027", json!({})).await.data();
        assert_eq!(done["submitSubmission"]["edition"]["number"], 1);
        assert_eq!(done["submitSubmission"]["submission"]["status"], "SUBMITTED");
        world.france().submits("2027", json!({})).await.refused("ALREADY_SUBMITTED");
        world.trail_is_whole().await;
    }

    async fn a_receipt_proves_the_edition_with_the_published_key_alone(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.saves("2027", edit(0, "partly")).await.data();
        france.submits("2027", json!({})).await.data();
        let read = france.reads(r#"{ submission(cycle: "2027") { edition(number: 1) { sha256 documentLink receiptLink receipt document } } }"#).await;
        let edition = &read["submission"]["edition"];
        let link = |of: &str| edition[of].as_str().unwrap().to_owned();
        let public = world.public();
        let (document, receipt) = (public.get(&link("documentLink")).await, public.get(&link("receiptLink")).await);
        assert_eq!(canonical::digest(&document.bytes).as_str(), edition["sha256"]);
        assert_eq!((document.json(), receipt.json()), (edition["document"].clone(), edition["receipt"].clone()));
        let (document, receipt) = (document.bytes, receipt.bytes);
        let text = |bytes| String::from_utf8(Vec::from(bytes)).unwrap();
        let (document, receipt) = (text(document), text(receipt));
        let keys = published_keys(&world).await;
        let (statement, _) = receipt::verify(&receipt, &keys, Some(&document)).unwrap();
        assert_eq!((statement.state.as_str(), statement.edition, statement.submitted_at), ("FRA", 1, on(3, 1)));
        assert!(receipt::verify(&receipt, &keys, Some(&document.replace("partly", "in_place"))).is_err());
        assert!(receipt::verify(&receipt.replace("\"FRA\"", "\"DEU\""), &keys, None).is_err());
    }

    async fn a_download_link_ends_within_two_seconds_with_the_right_of_its_reader(test: Test) {
        let world = World::open(test).await;
        world.france().submits("2027", json!({})).await.data();
        let shown = r#"{ submission(cycle: "2027") { edition(number: 1) { documentLink receiptLink } } }"#;
        let beside = world.test.beside().await;
        for (place, change) in ["role = 'contributor'", "status = 'suspended'"].into_iter().enumerate() {
            let reader = if place == 0 { world.france().approver } else { world.france().reader };
            let edition = reader.reads(shown).await["submission"]["edition"].clone();
            let links = ["documentLink", "receiptLink"].map(|link| edition[link].as_str().unwrap().to_owned());
            for link in &links {
                assert_eq!(world.public().get(link).await.status(), 200);
            }
            let role = if place == 0 { "approver" } else { "reader" };
            beside.run(&format!("UPDATE person SET {change} WHERE email = '{role}@fra.example.org'")).await.unwrap();
            let began = std::time::Instant::now();
            for link in &links {
                while world.public().get(link).await.status() == 200 {
                    assert!(began.elapsed() < std::time::Duration::from_secs(2), "{change}: the link still opens");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
                world.public().get(link).await.refused("NOT_FOUND");
            }
        }
        // The links of other readers stay valid.
        let link = world.france().reads(shown).await["submission"]["edition"]["documentLink"].as_str().unwrap().to_owned();
        assert_eq!(world.public().get(&link).await.status(), 200);
    }

    async fn a_download_link_opens_for_ten_minutes(test: Test) {
        let world = World::open(test).await;
        world.france().submits("2027", json!({})).await.data();
        let read = world.france().reads(r#"{ submission(cycle: "2027") { edition(number: 1) { documentLink } } }"#).await;
        let link = read["submission"]["edition"]["documentLink"].as_str().unwrap().to_owned();
        let (public, start) = (world.public(), world.now());
        world.test.clock.set(start + TimeDelta::seconds(599));
        let file = public.get(&link).await;
        assert_eq!((file.status(), file.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
        world.test.clock.set(start + TimeDelta::seconds(600));
        assert_eq!(public.get(&link).await.status(), 404);
        public.get(&link).await.refused("NOT_FOUND");
        let (head, last) = link.split_at(link.len() - 1);
        let forged = format!("{head}{}", if last == "A" { "Q" } else { "A" });
        world.test.clock.set(start);
        public.get(&forged).await.refused("NOT_FOUND");
    }

    async fn an_amendment_is_a_new_edition_and_leaves_the_old_one(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.amends("2027").await.refused("NOTHING_SUBMITTED");
        france.saves("2027", edit(0, "partly")).await.data();
        let first = france.submits("2027", json!({})).await.data()["submitSubmission"]["edition"].clone();
        france.amends("2027").await.refused("NOTHING_CHANGED");
        france.saves("2027", edit(1, "in_place")).await.data();
        let second = france.amends("2027").await.data();
        assert_eq!((&second["amendSubmission"]["edition"]["number"], status(&france).await), (&json!(2), json!("AMENDED")));
        let read = france.reads(r#"{ submission(cycle: "2027") { editions { number sha256 }
            differences(from: 1, to: 2) { question before after
                valueBefore { ... on SingleChoiceValue { option } } valueAfter { ... on SingleChoiceValue { option } } } } }"#).await;
        assert_eq!(read["submission"]["editions"][0], first, "an edition is never changed");
        assert_eq!(read["submission"]["differences"], json!([{ "question": "A.a.1", "before": "ANSWERED", "after": "ANSWERED",
            "valueBefore": { "option": "partly" }, "valueAfter": { "option": "in_place" } }]));
        france.asks(r#"{ submission(cycle: "2027") { differences(from: 1, to: 3) { question } } }"#).await.refused("NOT_FOUND");
        world.trail_is_whole().await;
    }

    async fn a_follow_up_that_is_not_asked_any_more_is_no_unanswered_one(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let line = json!({ "question": "A.b.1", "basedOn": 0, "value": { "shortText": { "text": "kept" } } });
        france.saves("2027", json!([edit(0, "partly")[0], line])).await.data();
        france.submits("2027", json!({})).await.data();
        france.saves("2027", edit(1, "not_started")).await.data();
        france.amends("2027").await.data();
        let unanswered = json!({ "question": "A.b.1", "basedOn": 1, "disposition": "UNANSWERED" });
        france.saves("2027", json!([edit(2, "partly")[0], unanswered])).await.data();
        france.amends("2027").await.data();
        let read = france.reads(r#"{ submission(cycle: "2027") {
            left: differences(from: 1, to: 2) { question before after valueBefore { ... on ShortTextValue { text } } valueAfter { __typename } }
            back: differences(from: 2, to: 1) { question before after }
            open: differences(from: 1, to: 3) { question before after }
            none: differences(from: 2, to: 3) { question } } }"#).await["submission"].clone();
        assert_eq!(read["left"][1], json!({ "question": "A.b.1", "before": "ANSWERED", "after": "NOT_ASKED",
            "valueBefore": { "text": "kept" }, "valueAfter": null }));
        assert_eq!(read["back"][1], json!({ "question": "A.b.1", "before": "NOT_ASKED", "after": "ANSWERED" }));
        assert_eq!(read["open"], json!([{ "question": "A.b.1", "before": "ANSWERED", "after": "UNANSWERED" }]));
        assert_eq!(read["none"], json!([{ "question": "A.a.1" }]));
    }

    async fn a_submission_repeated_with_its_key_is_one_edition(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let first = france.submits("2027", json!({ "idempotencyKey": "k" })).await.data();
        assert_eq!(france.submits("2027", json!({ "idempotencyKey": "k" })).await.data(), first);
        france.submits("2027", json!({ "idempotencyKey": "k", "countable": true })).await.refused("IDEMPOTENCY_MISMATCH");
        let editions = france.reads(r#"{ submission(cycle: "2027") { editions { number } } }"#).await;
        assert_eq!(editions["submission"]["editions"], json!([{ "number": 1 }]));
    }

    async fn a_withdrawn_submission_is_read_by_its_state_alone(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.saves("2027", edit(0, "partly")).await.data();
        france.withdraws("2027").await.refused("NOTHING_SUBMITTED");
        france.submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        for other in [world.public(), world.germany().focal_point, world.analyst()] {
            assert_eq!(other.shared("2027").await, ["FRA A.a.1"]);
        }
        france.withdraws("2027").await.data();
        for other in [world.public(), world.germany().focal_point, world.analyst()] {
            assert!(other.shared("2027").await.is_empty());
        }
        france.withdraws("2027").await.refused("WITHDRAWN");
        france.amends("2027").await.refused("WITHDRAWN");
        let own = france.reader.reads(r#"{ submission(cycle: "2027") { status editions { number } answers { question } } }"#).await;
        assert_eq!(own["submission"], json!({ "status": "WITHDRAWN", "editions": [{ "number": 1 }], "answers": [{ "question": "A.a.1" }] }));
        let anew = france.submits("2027", json!({})).await.data();
        assert_eq!(anew["submitSubmission"]["edition"]["number"], 2, "submitted anew, it is the next edition");
        world.trail_is_whole().await;
    }

    async fn after_closing_only_withdrawal_and_consent_remain(test: Test) {
        let world = World::open(test).await;
        let (france, germany) = (world.france(), world.germany());
        france.saves("2027", edit(0, "partly")).await.data();
        france.submits("2027", json!({})).await.data();
        germany.saves("2027", edit(0, "partly")).await.data();
        world.test.clock.set(on(10, 1));
        france.saves("2027", edit(1, "in_place")).await.refused("CYCLE_CLOSED");
        france.amends("2027").await.refused("CYCLE_CLOSED");
        germany.submits("2027", json!({})).await.refused("CYCLE_CLOSED");
        france.consents("2027", json!([{ "scope": "SUBMISSION", "reader": "PUBLIC" }])).await.data();
        assert_eq!(world.public().shared("2027").await, ["FRA A.a.1"]);
        let can = france.reads(r#"{ submission(cycle: "2027") { viewerCan } }"#).await;
        assert_eq!(can["submission"]["viewerCan"], json!(["WITHDRAW", "SET_CONSENT"]));
        france.withdraws("2027").await.data();
        let draft = germany.reads(r#"{ submission(cycle: "2027") { status answers { question } } }"#).await;
        assert_eq!(draft["submission"], json!({ "status": "DRAFT", "answers": [{ "question": "A.a.1" }] }), "no draft is lost");
    }

    async fn an_extension_is_for_one_state(test: Test) {
        let world = World::open(test).await;
        let extend = |until| json!({ "cycle": "2027", "state": "FRA", "until": until });
        let administrator = world.administrator();
        administrator.does("extendCycle", extend(on(9, 1)), "cycle { key }").await.refused("BAD_INPUT");
        administrator.does("extendCycle", json!({ "cycle": "2027", "state": "JPN", "until": on(11, 1) }), "cycle { key }").await.refused("NOT_INVITED");
        administrator.does("extendCycle", extend(on(11, 1)), "cycle { key }").await.data();
        world.test.clock.set(on(10, 15));
        world.germany().saves("2027", edit(0, "partly")).await.refused("CYCLE_CLOSED");
        world.france().saves("2027", edit(0, "partly")).await.data();
        world.france().submits("2027", json!({})).await.data();
        let own = world.france().reads(r#"{ cycle(key: "2027") { phase ownClosingTime } }"#).await;
        assert_eq!(own["cycle"], json!({ "phase": "CLOSED", "ownClosingTime": "2027-11-01T09:00:00+00:00" }));
        world.test.clock.set(on(11, 1));
        world.france().saves("2027", edit(1, "in_place")).await.refused("CYCLE_CLOSED");
    }

    async fn a_cycle_without_a_closing_date_stays_open(test: Test) {
        let world = World::open(test).await;
        let version = world.cycle().await.instrument_version;
        world.plan("standing", version, on(2, 1), None).await;
        world.test.clock.set(on(12, 31) + TimeDelta::days(3_650));
        world.france().saves("standing", edit(0, "partly")).await.data();
        world.france().submits("standing", json!({})).await.data();
    }
}
