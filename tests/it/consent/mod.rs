//! Consent: the answers that it shows, to each reader, and from when.

mod one_by_one;

use crate::world::{Actor, Test, VALUE, World, both};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};

/// One answer at each level: A.a.1 for the State alone, A.a.2 also for the Secretariat, A.a.3 also
/// for Member States, B.a.2 for all.
const LEVELS: [(&str, &str); 4] = [
    ("A.a.1", "STATE_ONLY"),
    ("A.a.2", "SECRETARIAT"),
    ("A.a.3", "MEMBER_STATES"),
    ("B.a.2", "PUBLIC"),
];

async fn with_answers(test: Test) -> World {
    let world = World::open(test).await;
    let france = world.france();
    france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
    france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
    france.answers("A.a.3", json!({ "rankedChoice": { "options": ["insiders"] } })).await;
    france.answers("B.a.2", json!({ "agency": { "name": "Centre" } })).await;
    world
}

fn question(code: &str, reader: &str) -> Value {
    json!({ "scope": "QUESTION", "code": code, "reader": reader })
}

/// Returns every audience outside the State, with its level and the answers that it reads.
fn audiences(world: &World) -> Vec<(Actor, &'static str, &'static [&'static str])> {
    let states: &[&str] = &["FRA A.a.3", "FRA B.a.2"];
    let secretariat: &[&str] = &["FRA A.a.2", "FRA A.a.3", "FRA B.a.2"];
    let germany = world.germany();
    vec![
        (world.public(), "PUBLIC", &["FRA B.a.2"]),
        (germany.focal_point, "MEMBER_STATES", states),
        (germany.contributor, "MEMBER_STATES", states),
        (germany.reader, "MEMBER_STATES", states),
        (world.analyst(), "SECRETARIAT", secretariat),
        (world.administrator(), "SECRETARIAT", secretariat),
    ]
}

both! {
    async fn nothing_is_shown_without_consent_or_before_submitting(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        france.consents("2027", json!([{ "scope": "SUBMISSION", "reader": "PUBLIC" }])).await.data();
        for (audience, _, _) in audiences(&world) {
            assert!(audience.shared("2027").await.is_empty(), "a draft is nobody's");
        }
        france.consents("2027", json!([{ "scope": "SUBMISSION", "reader": "STATE_ONLY" }])).await.data();
        france.submits("2027", json!({})).await.data();
        for (audience, _, _) in audiences(&world) {
            assert!(audience.shared("2027").await.is_empty(), "the default is the State alone");
        }
    }

    async fn every_audience_reads_what_its_level_shows_and_the_preview_shows_the_same(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        france.consents("2027", json!(LEVELS.map(|(code, reader)| question(code, reader)))).await.data();
        france.submits("2027", json!({})).await.data();
        for (audience, level, shown) in audiences(&world) {
            assert_eq!(audience.shared("2027").await, shown, "{audience:?}");
            // The Secretariat reads shown answers one by one. The preview shows what it would read.
            let says = if level == "SECRETARIAT" { "" } else { "disposition withheld value { ...value }" };
            let fields = format!("stateCode question edition reader {says}");
            let value = if says.is_empty() { "" } else { VALUE };
            let seen = audience.reads(&format!(r#"{{ sharedAnswers(cycle: "2027") {{ nodes {{ {fields} }} }} }} {value}"#)).await;
            let preview = format!(r#"{{ submission(cycle: "2027") {{ preview(as: {level}) {{ {fields} }} }} }} {value}"#);
            assert_eq!(france.reads(&preview).await["submission"]["preview"], seen["sharedAnswers"]["nodes"]);
        }
        let own = france.reader.reads(r#"{ submission(cycle: "2027") { answers { question } } }"#).await;
        assert_eq!(own["submission"]["answers"].as_array().unwrap().len(), 4, "the State's people read everything");
        let preview = r#"{ submission(cycle: "2027") { preview(as: PUBLIC) { question } } }"#;
        france.reader.asks(preview).await.refused("FORBIDDEN");
    }

    async fn the_most_specific_choice_holds_and_the_reply_lists_what_stands(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        france.submits("2027", json!({})).await.data();
        france.consents("2027", json!([question("A.a.1", "STATE_ONLY")])).await.data();
        france.consents("2027", json!([{ "scope": "SECTION", "code": "A.a", "reader": "SECRETARIAT" }])).await.data();
        let said = france.consents("2027", json!([{ "scope": "SUBMISSION", "reader": "PUBLIC" }])).await.data();
        let standing = json!([{ "scope": "SECTION", "code": "A.a" }, { "scope": "QUESTION", "code": "A.a.1" }]);
        assert_eq!(said["setConsent"]["standing"], standing);
        assert_eq!(world.public().shared("2027").await, ["FRA B.a.2"]);
        assert_eq!(world.analyst().shared("2027").await, ["FRA A.a.2", "FRA A.a.3", "FRA B.a.2"]);
        let said = france.consents("2027", json!([{ "scope": "PART", "code": "B", "reader": "STATE_ONLY" }])).await.data();
        assert_eq!(said["setConsent"]["standing"], json!([]), "nothing more specific stands inside B");
        assert!(world.public().shared("2027").await.is_empty());
    }

    async fn a_change_of_consent_is_seen_at_once_and_is_an_act_and_a_line(test: Test) {
        let world = with_answers(test).await;
        let (france, public) = (world.france(), world.public());
        france.submits("2027", json!({ "countable": true })).await.data();
        for (reader, count) in [("PUBLIC", 4), ("SECRETARIAT", 0), ("PUBLIC", 4), ("STATE_ONLY", 0)] {
            france.consents("2027", json!([{ "scope": "SUBMISSION", "reader": reader }])).await.data();
            assert_eq!(public.shared("2027").await.len(), count, "{reader}");
        }
        let read = france.reads(r#"{ auditTrail { nodes { verb } }
            submission(cycle: "2027") { consentLedger { ordinal scope reader countable } } }"#).await;
        let ledger = read["submission"]["consentLedger"].as_array().unwrap();
        let readers: Vec<_> = ledger.iter().map(|line| line["reader"].as_str()).collect();
        assert_eq!(readers, [None, Some("PUBLIC"), Some("SECRETARIAT"), Some("PUBLIC"), Some("STATE_ONLY")]);
        assert_eq!(ledger[0]["countable"], true, "what was said on submitting is a line too");
        let acts = read["auditTrail"]["nodes"].as_array().unwrap().iter().filter(|act| act["verb"] == "consent.set").count();
        assert_eq!(acts, 4);
        world.trail_is_whole().await;
    }

    async fn purposes_are_no_until_the_state_says_so(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        let query = r#"{ submission(cycle: "2027") { purposes { purpose allowed } } }"#;
        let allowed = async || {
            let read = france.reads(query).await["submission"]["purposes"].clone();
            let all = read.as_array().unwrap().clone();
            all.into_iter().filter(|one| one["allowed"] == true).map(|one| one["purpose"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert!(allowed().await.is_empty());
        france.consents("2027", json!([{ "purpose": "SG_REPORT", "allowed": true }])).await.data();
        assert_eq!(allowed().await, ["SG_REPORT"]);
        france.consents("2027", json!([{ "purpose": "SG_REPORT", "allowed": false }])).await.data();
        assert!(allowed().await.is_empty());
    }

    async fn a_contributor_reads_and_writes_what_is_granted_and_nothing_else(test: Test) {
        let world = with_answers(test).await;
        let france = world.france();
        let contributor = &france.contributor;
        let query = r#"{ submission(cycle: "2027") { answers { question } answer(question: "A.a.1") { revision } progress { section } } }"#;
        assert_eq!(contributor.reads(query).await["submission"], Value::Null);
        world.grant(&france, "A.a.2", GrantRight::Write).await;
        world.grant(&france, "B.a", GrantRight::Read).await;
        let granted = json!({ "answers": [{ "question": "A.a.2" }, { "question": "B.a.2" }], "answer": null,
            "progress": [{ "section": "A.a" }, { "section": "B.a" }] });
        assert_eq!(contributor.reads(query).await["submission"], granted);
        let edit = |question: &str| json!({ "question": question, "basedOn": 1, "disposition": "DECLINED" });
        let saved = contributor.saves("2027", json!([edit("A.a.1"), edit("A.a.2"), edit("B.a.2")])).await.data();
        let codes: Vec<_> = saved["saveAnswers"]["outcomes"].as_array().unwrap().iter().map(|one| one["code"].as_str()).collect();
        assert_eq!(codes, [Some("FORBIDDEN"), None, Some("FORBIDDEN")]);
        contributor.asks(r#"{ submission(cycle: "2027") { editions { number } } }"#).await.refused("FORBIDDEN");
        contributor.submits("2027", json!({})).await.refused("FORBIDDEN");
        let grants = france.reads("{ grants { id scope } }").await["grants"].as_array().unwrap().clone();
        for grant in &grants {
            france.does("revokeGrant", json!({ "grant": grant["id"] }), "grant { endedAt }").await.data();
        }
        assert_eq!(contributor.reads(query).await["submission"], Value::Null, "a grant that is taken back ends at once");
        france.does("revokeGrant", json!({ "grant": grants[0]["id"] }), "grant { id }").await.refused("NOT_FOUND");
        world.trail_is_whole().await;
    }

    async fn shared_answers_come_in_pages_that_leave_nothing_out(test: Test) {
        let world = with_answers(test).await;
        world.france().submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        let (public, mut after, mut seen) = (world.public(), String::new(), Vec::new());
        loop {
            let query = format!(r#"{{ sharedAnswers(cycle: "2027", first: 3{after}) {{ nodes {{ question }} pageInfo {{ hasNextPage endCursor }} }} }}"#);
            let page = public.reads(&query).await["sharedAnswers"].clone();
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["question"].as_str().unwrap().to_owned()));
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, ["A.a.1", "A.a.2", "A.a.3", "B.a.2"]);
    }
}
