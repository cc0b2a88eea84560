//! Grants: the rights that a focal point gives to a contributor, their duration, and their end.

use crate::world::{Actor, Team, Test, World, both, on};
use chrono::{DateTime, TimeDelta, Utc};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};

const EVERYTHING: &str = r#"{ submission(cycle: "2027") { viewerCan answers { question } answer(question: "A.a.1") { revision }
    progress { section offered answered } progressByPart { part } } }"#;

fn partly() -> Value {
    json!({ "singleChoice": { "option": "partly" } })
}

fn agency(name: &str) -> Value {
    json!({ "agency": { "name": name } })
}

async fn id_of(actor: &Actor) -> Value {
    actor.reads("{ viewer { id } }").await["viewer"]["id"].clone()
}

/// Grants over HTTP, and returns the grant's id.
async fn grants(team: &Team, scope: &str, right: &str, until: Option<DateTime<Utc>>) -> Value {
    let input = json!({ "person": id_of(&team.contributor).await, "scope": scope, "right": right, "expiresAt": until });
    team.does("grantSection", input, "grant { id }").await.data()["grantSection"]["grant"]["id"]
        .clone()
}

async fn revokes(team: &Team, grant: &Value) {
    team.does("revokeGrant", json!({ "grant": grant }), "grant { endedAt }").await.data();
}

/// Saves, and returns the outcomes, each as its kind or as its refusal's code.
async fn saves(actor: &Actor, edits: Value, key: Option<&str>) -> Vec<String> {
    let shown = "outcomes { __typename ... on AnswerSaved { question } ... on AnswerConflict { question theirRevision }
        ... on AnswerRefused { writtenQuestion code } }";
    let input = json!({ "cycle": "2027", "answers": edits, "idempotencyKey": key });
    let saved = actor.does("saveAnswers", input, shown).await.data();
    let outcomes = saved["saveAnswers"]["outcomes"].as_array().unwrap().iter();
    let one = |outcome: &Value| {
        let question =
            outcome["question"].as_str().or(outcome["writtenQuestion"].as_str()).unwrap();
        format!(
            "{question} {}",
            outcome["code"].as_str().or(outcome["__typename"].as_str()).unwrap()
        )
    };
    outcomes.map(one).collect()
}

both! {
    async fn a_grant_is_for_a_contributor_on_what_is_asked_and_for_a_time_to_come(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let contributor = id_of(&france.contributor).await;
        let input = |person: &Value, scope: &str, until: Value| {
            json!({ "person": person, "scope": scope, "right": "READ", "expiresAt": until })
        };
        for (person, scope, until, code) in [
            (&id_of(&france.reader).await, "A.a", Value::Null, "BAD_INPUT"),
            (&id_of(&france.approver).await, "A.a", Value::Null, "BAD_INPUT"),
            (&id_of(&france.focal_point).await, "A.a", Value::Null, "BAD_INPUT"),
            (&contributor, "A", Value::Null, "BAD_INPUT"),
            (&contributor, "A.a\0", Value::Null, "BAD_INPUT"),
            (&contributor, "", Value::Null, "BAD_INPUT"),
            (&contributor, "A.z", Value::Null, "UNKNOWN_QUESTION"),
            (&contributor, "A.a.99", Value::Null, "UNKNOWN_QUESTION"),
            (&contributor, "A.a", json!(world.now()), "BAD_INPUT"),
            (&contributor, "A.a", json!("2026-12-31T00:00:00Z"), "BAD_INPUT"),
        ] {
            france.does("grantSection", input(person, scope, until), "grant { id }").await.refused(code);
        }
        for other in [&france.contributor, &france.approver, &france.reader] {
            other.does("grantSection", input(&contributor, "A.a", Value::Null), "grant { id }").await.refused("FORBIDDEN");
        }
        assert_eq!(france.reads("{ grants { id } }").await["grants"], json!([]), "a refusal grants nothing");
        for scope in ["A.a", "A.a.1", "B.a.7"] {
            let mut input = input(&contributor, scope, Value::Null);
            input["idempotencyKey"] = scope.into();
            let first = france.does("grantSection", input.clone(), "grant { id scope right }").await.data();
            assert_eq!(first["grantSection"]["grant"]["scope"], scope);
            assert_eq!(france.does("grantSection", input, "grant { id scope right }").await.data(), first);
        }
        let own = france.contributor.reads("{ grants { scope } }").await;
        assert_eq!(own["grants"].as_array().unwrap().len(), 3, "{own}");
        let trail = france.reads("{ auditTrail(first: 50) { nodes { verb } } }").await.to_string();
        assert_eq!(trail.matches("grant.give").count(), 3);
    }

    async fn what_a_draft_version_asks_is_not_granted_until_it_is_published(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let another = std::str::from_utf8(crate::world::FIXTURE).unwrap().replacen("key: fixture", "key: another", 1);
        let another = another.replace("A.b.5", "A.b.6");
        let imported = world.administrator().does("importInstrument", json!({ "document": another }), "violations { sentence }").await;
        assert_eq!(imported.data()["importInstrument"]["violations"], json!([]));
        let input = json!({ "person": id_of(&france.contributor).await, "scope": "A.b.6", "right": "READ" });
        france.does("grantSection", input.clone(), "grant { id }").await.refused("UNKNOWN_QUESTION");
        let version = json!({ "instrument": "another", "version": "1" });
        world.administrator().does("publishInstrument", version, "instrumentVersion { status }").await.data();
        france.does("grantSection", input, "grant { id }").await.data();
    }

    async fn a_grant_gives_nothing_at_the_moment_of_its_end(test: Test) {
        let world = World::open(test).await;
        let (france, end) = (world.france(), on(3, 2));
        let edit = |based_on: i64| json!([{ "question": "A.a.1", "basedOn": based_on, "value": partly() }]);
        france.answers("A.a.1", partly()).await;
        grants(&france, "A.a", "WRITE", Some(end)).await;
        world.test.clock.set(end - TimeDelta::microseconds(1));
        let before = france.contributor.reads(EVERYTHING).await;
        let expected = json!({
            "viewerCan": ["SAVE_ANSWERS"], "answers": [{ "question": "A.a.1" }], "answer": { "revision": 1 },
            "progress": [{ "section": "A.a", "offered": 3, "answered": 1 }], "progressByPart": [{ "part": "A" }],
        });
        assert_eq!(before["submission"], expected);
        assert_eq!(saves(&france.contributor, edit(1), None).await, ["A.a.1 AnswerSaved"]);
        world.test.clock.set(end);
        assert_eq!(saves(&france.contributor, edit(1), None).await, ["A.a.1 FORBIDDEN"]);
        assert_eq!(france.contributor.reads(EVERYTHING).await["submission"], Value::Null, "a draft of which nothing is seen");
        france.submits("2027", json!({})).await.data();
        let after = france.contributor.reads(EVERYTHING).await;
        let nothing = json!({ "viewerCan": [], "answers": [], "answer": null, "progress": [], "progressByPart": [] });
        assert_eq!(after["submission"], nothing);
    }

    async fn grants_add_up_and_each_ends_by_itself(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.answers("A.a.1", partly()).await;
        let edit = || json!([{ "question": "A.a.1", "basedOn": 1, "value": partly() }]);
        let can = async || {
            let seen = france.contributor.reads(EVERYTHING).await["submission"]["answers"] == json!([{ "question": "A.a.1" }]);
            let written = saves(&france.contributor, edit(), None).await == ["A.a.1 AnswerSaved"];
            (seen, written)
        };
        assert_eq!(can().await, (false, false));
        let read = grants(&france, "A.a.1", "READ", None).await;
        assert_eq!(can().await, (true, false));
        let section = grants(&france, "A.a", "READ", None).await;
        assert_eq!(can().await, (true, false), "a wider scope gives no wider right");
        let write = grants(&france, "A.a", "WRITE", None).await;
        assert_eq!(can().await, (true, true));
        let again = grants(&france, "A.a", "WRITE", Some(on(3, 5))).await;
        grants(&france, "A.a.1", "READ", Some(on(3, 5))).await;
        assert_eq!(can().await, (true, true), "a later, narrower grant takes nothing away");
        revokes(&france, &write).await;
        assert_eq!(can().await, (true, true), "the other one stands");
        world.test.clock.set(on(3, 5));
        assert_eq!(can().await, (true, false));
        for (grant, expected) in [(&again, true), (&section, true), (&read, false)] {
            revokes(&france, grant).await;
            assert_eq!(can().await, (expected, false));
        }
        france.does("revokeGrant", json!({ "grant": read }), "grant { id }").await.refused("NOT_FOUND");
    }

    async fn a_revoked_grant_ends_at_once_here_and_within_two_seconds_on_another_instance(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.answers("A.a.1", partly()).await;
        let grant = grants(&france, "A.a", "READ", None).await;
        let other = World::empty(world.test.clone()).await;
        let there = other.france().contributor;
        let sees = async |actor: &Actor| !actor.reads(EVERYTHING).await["submission"].is_null();
        assert!(sees(&france.contributor).await && sees(&there).await);
        revokes(&france, &grant).await;
        let since = std::time::Instant::now();
        assert!(!sees(&france.contributor).await);
        while sees(&there).await {
            assert!(since.elapsed().as_millis() < 2_000, "still seen on the other instance");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(since.elapsed().as_millis() < 2_000);
    }

    async fn a_save_repeated_after_a_grant_has_ended_gives_nothing_of_what_it_gave(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.answers("A.a.1", partly()).await;
        let grant = grants(&france, "A.a.1", "WRITE", None).await;
        grants(&france, "B.a.2", "WRITE", None).await;
        let edits = json!([
            { "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED" },
            { "question": "A.a.2", "basedOn": 0, "disposition": "DECLINED" },
            { "question": "B.a.2", "basedOn": 0, "value": agency("One") },
        ]);
        let first = saves(&france.contributor, edits.clone(), Some("key")).await;
        assert_eq!(first, ["A.a.1 AnswerConflict", "A.a.2 FORBIDDEN", "B.a.2 AnswerSaved"]);
        assert_eq!(saves(&france.contributor, edits.clone(), Some("key")).await, first);
        revokes(&france, &grant).await;
        grants(&france, "A.a.2", "WRITE", None).await;
        let again = saves(&france.contributor, edits, Some("key")).await;
        assert_eq!(again, ["A.a.1 FORBIDDEN", "A.a.2 FORBIDDEN", "B.a.2 AnswerSaved"], "nothing is saved that was not then");
    }

    async fn a_contributor_knows_of_a_draft_by_the_granted_answers_in_it(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        france.answers("B.a.2", agency("Known to others")).await;
        let query = r#"{ submission(cycle: "2027") { status } submissions { status } }"#;
        let known = async || france.contributor.reads(query).await;
        assert_eq!(known().await, json!({ "submission": null, "submissions": [] }));
        assert_eq!(france.reader.reads(query).await["submission"]["status"], "DRAFT");
        let answers = json!([{ "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED" }]);
        assert_eq!(saves(&france.contributor, answers, None).await, ["A.a.1 AnswerSaved"]);
        assert_eq!(known().await, json!({ "submission": { "status": "DRAFT" }, "submissions": [{ "status": "DRAFT" }] }));
        france.contributor.asks(r#"{ submission(cycle: "2027") { createdAt } }"#).await.refused("FORBIDDEN");
        let id = france.contributor.reads(r#"{ submission(cycle: "2027") { id } }"#).await["submission"]["id"].clone();
        let id: uuid::Uuid = id.as_str().unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 4, "an id that tells no time");
    }

    async fn whether_a_question_is_hidden_is_told_from_granted_answers_alone(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        world.grant(&france, "A.b", GrantRight::Write).await;
        let edits = json!([
            { "question": "A.b.1", "basedOn": 0, "value": { "shortText": { "text": "One line" } } },
            { "question": "A.b.5", "basedOn": 0, "value": partly() },
        ]);
        assert_eq!(saves(&france.contributor, edits, None).await, ["A.b.1 AnswerSaved", "A.b.5 AnswerSaved"]);
        let query = r#"{ submission(cycle: "2027") { answers { question hidden } answer(question: "A.b.1") { hidden }
            progress { section offered answered hidden unanswered } } }"#;
        let seen = async || france.contributor.reads(query).await["submission"].clone();
        let expected = json!({
            "answers": [{ "question": "A.b.1", "hidden": null }, { "question": "A.b.5", "hidden": true }], "answer": { "hidden": null },
            // The condition of A.b.5 looks at A.b.3, which is granted and not answered.
            "progress": [{ "section": "A.b", "offered": 4, "answered": 1, "hidden": 1, "unanswered": 3 }],
        });
        assert_eq!(seen().await, expected);
        france.answers("A.a.1", partly()).await;
        assert_eq!(seen().await, expected, "nothing changes with an answer that is not granted");
        world.grant(&france, "A.a.1", GrantRight::Read).await;
        let told = seen().await;
        assert_eq!(told["answer"]["hidden"], false);
        assert_eq!(told["progress"][1], json!({ "section": "A.b", "offered": 3, "answered": 1, "hidden": 2, "unanswered": 2 }));
    }
}
