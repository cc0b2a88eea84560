//! Saves: no acknowledged answer is lost, and an answer that a condition hides is kept.

use crate::world::{Test, VALUE, World, both};
use entity::vocabulary::GrantRight;
use serde_json::{Value, json};

fn choice(option: &str) -> Value {
    json!({ "singleChoice": { "option": option } })
}

fn edit(question: &str, based_on: i64, value: Value) -> Value {
    json!({ "question": question, "basedOn": based_on, "value": value })
}

both! {
    async fn a_stale_edit_is_a_conflict_with_both_values_and_loses_neither(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        france.answers("A.a.1", choice("partly")).await;
        let lost = france.contributor.saves("2027", json!([edit("A.a.1", 0, choice("in_place"))])).await.data();
        let outcome = &lost["saveAnswers"]["outcomes"][0];
        assert_eq!(outcome["__typename"], "AnswerConflict");
        assert_eq!((&outcome["theirRevision"], &outcome["theirAuthor"]["name"]), (&json!(1), &json!("focal_point of FRA")));
        assert_eq!((&outcome["theirValue"]["option"], &outcome["yourValue"]["option"]), (&json!("partly"), &json!("in_place")));
        let query = format!(r#"{{ submission(cycle: "2027") {{ answer(question: "A.a.1") {{ revision value {{ ...value }}
            history {{ outcome revision basedOn author {{ name }} value {{ ...value }} }} }} }} }} {VALUE}"#);
        let read = france.reads(&query).await["submission"]["answer"].clone();
        assert_eq!((&read["revision"], &read["value"]["option"]), (&json!(1), &json!("partly")));
        let history: Vec<_> = read["history"].as_array().unwrap().iter().map(|line| (line["outcome"].as_str().unwrap(), line["value"]["option"].as_str().unwrap())).collect();
        assert_eq!(history, [("CONFLICT", "in_place"), ("SAVED", "partly")], "newest first");
        let again = france.contributor.saves("2027", json!([edit("A.a.1", 1, choice("in_place"))])).await.data();
        assert_eq!(again["saveAnswers"]["outcomes"][0]["revision"], 2, "based on what stands, it is saved");
        world.trail_is_whole().await;
    }

    async fn edits_of_different_questions_merge_whatever_their_order(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        let many = json!({ "multiChoice": { "options": ["funding"] } });
        france.saves("2027", json!([edit("A.a.1", 0, choice("partly"))])).await.data();
        france.contributor.saves("2027", json!([edit("A.a.2", 0, many)])).await.data();
        let read = france.reads(r#"{ submission(cycle: "2027") { answers { question author { name } } } }"#).await;
        let answers = read["submission"]["answers"].clone();
        assert_eq!(answers, json!([{ "question": "A.a.1", "author": { "name": "focal_point of FRA" } },
            { "question": "A.a.2", "author": { "name": "contributor of FRA" } }]));
        let same = france.saves("2027", json!([edit("A.a.1", 0, choice("partly"))])).await.data();
        assert_eq!(same["saveAnswers"]["outcomes"][0]["revision"], 1, "saying again what stands is no conflict");
    }

    async fn a_save_with_its_key_is_repeated_without_saving_twice(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let input = json!({ "cycle": "2027", "idempotencyKey": "k", "answers": [edit("A.a.1", 0, choice("partly"))] });
        let shown = "savedAt outcomes { ... on AnswerSaved { revision } }";
        let first = france.does("saveAnswers", input.clone(), shown).await.data();
        assert_eq!(france.does("saveAnswers", input, shown).await.data(), first);
        let trail = france.reads(r#"{ auditTrail { nodes { verb } } }"#).await;
        let acts = trail["auditTrail"]["nodes"].as_array().unwrap().iter().filter(|act| act["verb"] == "answers.save").count();
        assert_eq!(acts, 1, "one act for one save");
    }

    async fn a_repeated_save_gives_every_question_its_own_outcome_whatever_is_granted_by_then(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        world.grant(&france, "A.a", GrantRight::Write).await;
        let range = json!({ "dateRange": { "from": "2027-01-01", "to": "2027-01-02" } });
        let edits = json!([edit("B.a.1", 0, range), edit("A.a.1", 0, choice("partly")), edit("A.a.99", 0, choice("partly")),
            edit("A.a.2", 0, json!({ "multiChoice": { "options": ["funding"] } }))]);
        let input = json!({ "cycle": "2027", "idempotencyKey": "k", "answers": edits });
        let shown = "savedAt outcomes { ... on AnswerSaved { question revision } ... on AnswerRefused { writtenQuestion code } }";
        let refused = |question: &str, code: &str| json!({ "writtenQuestion": question, "code": code });
        let saved = |question: &str| json!({ "question": question, "revision": 1 });
        let unknown = refused("A.a.99", "UNKNOWN_QUESTION");
        let first = france.contributor.does("saveAnswers", input.clone(), shown).await.data();
        assert_eq!(first["saveAnswers"]["outcomes"], json!([refused("B.a.1", "FORBIDDEN"), saved("A.a.1"), unknown, saved("A.a.2")]));
        world.grant(&france, "B.a", GrantRight::Write).await;
        assert_eq!(france.contributor.does("saveAnswers", input.clone(), shown).await.data(), first, "more is granted");
        let grants = france.reads("{ grants { id scope } }").await;
        for grant in grants["grants"].as_array().unwrap().iter().filter(|grant| grant["scope"] == "A.a") {
            france.does("revokeGrant", json!({ "grant": grant["id"] }), "grant { endedAt }").await.data();
        }
        let taken_back = france.contributor.does("saveAnswers", input, shown).await.data();
        let all = ["B.a.1", "A.a.1", "A.a.99", "A.a.2"];
        let all = all.map(|question| if question == "A.a.99" { unknown.clone() } else { refused(question, "FORBIDDEN") });
        assert_eq!(taken_back["saveAnswers"]["outcomes"], json!(all), "what was taken back is refused, and nothing takes its place");
        let bad = |text: &str| json!({ "cycle": "2027", "idempotencyKey": "k", "answers": [edit(text, 0, choice("partly"))] });
        france.contributor.does("saveAnswers", bad("A.a.1"), shown).await.refused("IDEMPOTENCY_MISMATCH");
    }

    async fn answers_are_the_same_by_whatever_way_they_are_asked_for(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let nothing = r#"{ submission(cycle: "2027") { answer(question: "A.a.1") { revision } } }"#;
        assert_eq!(france.reads(nothing).await, json!({ "submission": null }));
        france.answers("A.a.1", choice("partly")).await;
        france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
        let asks = |selection: &str| format!(r#"{{ submission(cycle: "2027") {{ {selection} }} }}"#);
        let (one, two) = (json!({ "question": "A.a.1", "revision": 1 }), json!({ "question": "A.a.2", "revision": 1 }));
        for (selection, said) in [
            (r#"answer(question: "A.a.1") { question revision }"#, json!({ "answer": one })),
            (r#"answer(question: "A.a.3") { question revision }"#, json!({ "answer": null })),
            (r#"... on Submission { x: answer(question: "A.a.2") { question revision } }"#, json!({ "x": two })),
            (r#"x: answer(question: "A.a.1") { question } x: answer(question: "A.a.1") { revision }"#, json!({ "x": one })),
            (r#"x: answer(question: "A.a.1") { question revision } y: answer(question: "A.a.2") { question revision }"#,
                json!({ "x": one, "y": two })),
            (r#"status answer(question: "A.a.1") @skip(if: true) { revision } x: answer(question: "A.a.2") { question revision }"#,
                json!({ "status": "DRAFT", "x": two })),
            (r#"cycle { key } answer(question: "A.a.1") { question revision }"#, json!({ "cycle": { "key": "2027" }, "answer": one })),
        ] {
            assert_eq!(france.reads(&asks(selection)).await["submission"], said, "{selection}");
        }
        assert_eq!(france.contributor.reads(&asks(r#"answer(question: "A.a.1") { revision }"#)).await["submission"]["answer"], json!(null));
        assert_eq!(world.germany().reads(nothing).await, json!({ "submission": null }), "of another State there is nothing");
    }

    async fn progress_counts_what_is_offered_and_nothing_else(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let declined = json!({ "question": "A.a.2", "basedOn": 0, "disposition": "DECLINED" });
        let absent = json!({ "question": "B.a.1", "basedOn": 0, "disposition": "NOT_APPLICABLE" });
        france.saves("2027", json!([edit("A.a.1", 0, choice("not_started")), declined, absent])).await.data();
        let query = r#"{ submission(cycle: "2027") { progress { section offered answered declined notApplicable nothingNew unanswered hidden }
            progressByPart { part progress { offered answered hidden } } } }"#;
        let read = france.reads(query).await["submission"].clone();
        let of = |section: &str, offered: u32, answered: u32, declined: u32, not_applicable: u32, unanswered: u32, hidden: u32| {
            json!({ "section": section, "offered": offered, "answered": answered, "declined": declined,
                "notApplicable": not_applicable, "nothingNew": 0, "unanswered": unanswered, "hidden": hidden })
        };
        // In A.b only "since when" is offered, because A.a.1 is answered. A.a.4 asks for consent
        // and takes no answer.
        assert_eq!(read["progress"], json!([of("A.a", 3, 1, 1, 0, 1, 0), of("A.b", 1, 0, 0, 0, 1, 4), of("B.a", 7, 0, 0, 1, 6, 0)]));
        let parts = json!([{ "part": "A", "progress": { "offered": 4, "answered": 1, "hidden": 4 } },
            { "part": "B", "progress": { "offered": 7, "answered": 0, "hidden": 0 } }]);
        assert_eq!(read["progressByPart"], parts);
    }

    async fn a_condition_hides_an_answer_and_never_deletes_it(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.answers("A.a.1", choice("partly")).await;
        france.answers("A.b.1", json!({ "shortText": { "text": "kept" } })).await;
        france.saves("2027", json!([edit("A.a.1", 1, choice("not_started"))])).await.data();
        let query = format!(r#"{{ submission(cycle: "2027") {{ answer(question: "A.b.1") {{ hidden value {{ ...value }} }} }} }} {VALUE}"#);
        let hidden = france.reads(&query).await["submission"]["answer"].clone();
        assert_eq!((&hidden["hidden"], &hidden["value"]["text"]), (&json!(true), &json!("kept")));
        france.submits("2027", json!({ "reader": "PUBLIC" })).await.data();
        assert_eq!(world.public().shared("2027").await, ["FRA A.a.1"], "it is in no edition");
        france.saves("2027", json!([edit("A.a.1", 2, choice("in_place"))])).await.data();
        assert_eq!(france.reads(&query).await["submission"]["answer"]["hidden"], false, "and it comes back");
        france.amends("2027").await.data();
        assert_eq!(world.public().shared("2027").await, ["FRA A.a.1", "FRA A.b.1"]);
    }
}
