//! Stored rows: a change of a row behind the product's back is found, and the finding names the
//! row.

use super::{france, head, rehashed, restore};
use crate::world::{Beside, Test, World, both};
use chrono::TimeDelta;
use national_survey::{
    audit,
    submission::verify::{self, Finding},
};
use serde_json::{Value, json};

/// Text of France that no finding may hold.
const SECRET: &str = "Known to France alone";

/// Tables, with their keys and their other columns.
const TABLES: [(&str, &str, &str); 8] = [
    ("submission", "id", "status latest_edition withdrawn_through"),
    ("answer", "submission question", "revision disposition value author saved_at"),
    (
        "answer_revision",
        "submission question id",
        "revision based_on outcome disposition value author saved_at",
    ),
    ("edition", "submission number", "document sha256 receipt submitted_at submitted_by"),
    (
        "consent_choice",
        "submission ordinal",
        "scope scope_code reader countable purpose allowed chosen_by chosen_at",
    ),
    ("shared_answer", "submission question", "cycle state reader edition disposition value"),
    ("ever_public", "cycle state question", "since"),
    ("ever_shared", "cycle state question edition reader", "since"),
];

/// Copies of all tables, to restore changed rows.
struct StoredRows(Beside);

impl StoredRows {
    async fn of(world: &World) -> Self {
        let beside = world.test.beside().await;
        for (table, ..) in TABLES {
            beside
                .run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))
                .await
                .unwrap();
        }
        Self(beside)
    }

    async fn put_back(&self, table: &str) {
        let (_, keys, others) = TABLES.iter().find(|(name, ..)| *name == table).unwrap();
        let same: Vec<_> = keys.split(' ').map(|key| format!("k.{key} = {table}.{key}")).collect();
        let same = same.join(" AND ");
        let back = |of: &str, other: &str, same: &str| {
            format!("NOT EXISTS (SELECT 1 FROM {other} k WHERE {same})")
                .replace(&format!("{table}."), &format!("{of}."))
        };
        let kept = format!("kept_{table}");
        let columns: Vec<_> = others
            .split(' ')
            .map(|one| format!("{one} = (SELECT k.{one} FROM {kept} k WHERE {same})"))
            .collect();
        for sql in [
            format!("DELETE FROM {table} WHERE {}", back(table, &kept, &same)),
            format!("INSERT INTO {table} SELECT * FROM {kept} WHERE {}", back(&kept, table, &same)),
            format!("UPDATE {table} SET {}", columns.join(", ")),
        ] {
            self.0.run(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
}

fn passes(world: &World) {
    world.test.clock.set(world.now() + TimeDelta::minutes(7));
}

/// Creates a world with histories.
///
/// France has a conflict, two editions and consent of every kind, and is public in part. Germany
/// has withdrawn, and Kenya has a draft.
async fn filled(test: Test) -> World {
    let world = World::open(test).await;
    let (france, germany) = (world.france(), world.germany());
    let option = |option: &str| json!({ "singleChoice": { "option": option } });
    france.answers("A.a.1", option("partly")).await;
    passes(&world);
    france.answers("A.b.2", json!({ "longText": { "text": SECRET, "language": "en" } })).await;
    france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
    france.answers("A.b.4", json!({ "number": -0.0 })).await;
    let late = json!([{ "question": "A.a.1", "basedOn": 0, "value": option("in_place") },
        { "question": "A.b.3", "basedOn": 0, "disposition": "DECLINED" }]);
    france.saves("2027", late).await.data();
    passes(&world);
    france
        .consents(
            "2027",
            json!([{ "scope": "PART", "code": "A", "reader": "MEMBER_STATES" },
        { "scope": "QUESTION", "code": "A.b.2", "reader": "SECRETARIAT" }, { "purpose": "SG_REPORT", "allowed": true }]),
        )
        .await
        .data();
    france.submits("2027", json!({ "countable": true, "reader": "PUBLIC" })).await.data();
    passes(&world);
    france
        .saves("2027", json!([{ "question": "A.a.1", "basedOn": 1, "value": option("in_place") }]))
        .await
        .data();
    france.amends("2027").await.data();
    passes(&world);
    france
        .consents("2027", json!([{ "scope": "QUESTION", "code": "A.a.1", "reader": "PUBLIC" }]))
        .await
        .data();
    germany.answers("A.a.1", option("partly")).await;
    germany.submits("2027", json!({ "countable": true, "reader": "PUBLIC" })).await.data();
    germany.withdraws("2027").await.data();
    passes(&world);
    germany.submits("2027", json!({})).await.data();
    germany.withdraws("2027").await.data();
    world.state("KEN").answers("A.a.1", option("partly")).await;
    world.trail_is_whole().await;
    assert_eq!(lines(&world).await, Vec::<String>::new());
    world
}

async fn lines(world: &World) -> Vec<String> {
    verify::verify(world.db()).await.unwrap().iter().map(Finding::to_string).collect()
}

const OF_FRANCE: &str = "submission = (SELECT id FROM submission WHERE state = 'FRA')";

/// Changes of a table, and the finding that must follow.
const TAMPERED: [(&str, &str, &str); 27] = [
    (
        "edition",
        "UPDATE edition SET document = replace(document, '\"option\":\"partly\"', '\"option\":\"in_place\"') WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: the document is not the one whose digest its act names",
    ),
    (
        "edition",
        "UPDATE edition SET document = replace(document, ':', ': ') WHERE number = 2 AND {FRA}",
        "FRA, cycle 2027, edition 2: the document is not canonical JSON",
    ),
    (
        "edition",
        "UPDATE edition SET sha256 = '0000000000000000000000000000000000000000000000000000000000000000' WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: the stored digest is of another document",
    ),
    (
        "edition",
        "UPDATE edition SET receipt = replace(receipt, '\"edition\":1', '\"edition\":2') WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: the receipt is not signed by a published key",
    ),
    (
        "edition",
        "UPDATE edition SET receipt = (SELECT e.receipt FROM edition e WHERE e.number = 2 AND e.{FRA}) WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: the receipt is of another State, cycle, number or time",
    ),
    (
        "edition",
        "UPDATE edition SET submitted_by = (SELECT id FROM person WHERE email = 'reader@fra.example.org') WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: its act names another person or time",
    ),
    (
        "edition",
        "DELETE FROM edition WHERE number = 1 AND {FRA}",
        "FRA, cycle 2027, edition 1: the edition of act",
    ),
    (
        "edition",
        "INSERT INTO edition SELECT submission, 3, document, '1111111111111111111111111111111111111111111111111111111111111111', receipt, submitted_at, submitted_by FROM edition WHERE number = 2 AND {FRA}",
        "FRA, cycle 2027, edition 3: no act names this edition",
    ),
    (
        "submission",
        "UPDATE submission SET status = 'submitted' WHERE state = 'DEU'",
        "DEU, cycle 2027: the submission is submitted, but its acts give withdrawn",
    ),
    (
        "submission",
        "UPDATE submission SET withdrawn_through = 1 WHERE state = 'DEU'",
        "DEU, cycle 2027: the submission names edition 2 as its newest and 1 as withdrawn, its acts 2 and 2",
    ),
    (
        "answer",
        "UPDATE answer SET value = replace(value, 'Known', 'KNOWN') WHERE question = 'A.b.2'",
        "FRA, cycle 2027, question A.b.2: the current answer differs from the history",
    ),
    (
        "answer",
        "UPDATE answer SET revision = 1 WHERE question = 'A.a.1' AND {FRA}",
        "FRA, cycle 2027, question A.a.1: revision 1 is current, and acts name revision 2",
    ),
    (
        "answer",
        "DELETE FROM answer WHERE question = 'A.b.3' AND {FRA}",
        "FRA, cycle 2027, question A.b.3: the current answer is missing",
    ),
    (
        "answer_revision",
        "UPDATE answer_revision SET value = replace(value, 'Known', 'KNOWN') WHERE question = 'A.b.2'",
        "FRA, cycle 2027, question A.b.2: the history does not have the digest that act",
    ),
    (
        "answer_revision",
        "UPDATE answer_revision SET value = replace(value, 'in_place', 'partly') WHERE outcome = 'conflict'",
        "FRA, cycle 2027, question A.a.1, A.b.3: the history does not have the digest that act",
    ),
    (
        "answer_revision",
        "UPDATE answer_revision SET author = (SELECT id FROM person WHERE email = 'reader@fra.example.org') WHERE question = 'A.b.2'",
        "FRA, cycle 2027, question A.b.2: revision 1 of the history has another author or time",
    ),
    (
        "answer_revision",
        "DELETE FROM answer_revision WHERE question = 'A.a.1' AND revision = 1 AND {FRA}",
        "FRA, cycle 2027, question A.a.1: revision 1 is missing from the history",
    ),
    (
        "answer_revision",
        "DELETE FROM answer_revision WHERE outcome = 'conflict'",
        "FRA, cycle 2027: the history holds 0 lost edits, and acts name 1",
    ),
    (
        "consent_choice",
        "UPDATE consent_choice SET reader = 'public' WHERE scope_code = 'A.b.2'",
        "FRA, cycle 2027: line 2 of the ledger is not the choice of act",
    ),
    (
        "consent_choice",
        "UPDATE consent_choice SET allowed = NOT allowed WHERE purpose IS NOT NULL",
        "FRA, cycle 2027: line 3 of the ledger is not the choice of act",
    ),
    (
        "consent_choice",
        "DELETE FROM consent_choice WHERE ordinal = 5 AND {FRA}",
        "FRA, cycle 2027: the ledger lacks a line for a choice of act",
    ),
    (
        "shared_answer",
        "UPDATE shared_answer SET value = replace(value, 'in_place', 'partly') WHERE question = 'A.a.1' AND {FRA}",
        "FRA, cycle 2027, edition 2, question A.a.1: the shared answer has another value than consent and edition give",
    ),
    (
        "shared_answer",
        "UPDATE shared_answer SET reader = 'public' WHERE question = 'A.b.2' AND {FRA}",
        "FRA, cycle 2027, edition 2, question A.b.2: the shared answer has another reader (public, not secretariat) than consent and edition give",
    ),
    (
        "shared_answer",
        "DELETE FROM shared_answer WHERE question = 'A.a.1' AND {FRA}",
        "FRA, cycle 2027, edition 2, question A.a.1: the answer is not shared, but consent and edition show it",
    ),
    (
        "shared_answer",
        "INSERT INTO shared_answer SELECT submission, 'A.a.3', cycle, state, reader, edition, disposition, value FROM shared_answer WHERE question = 'A.a.1' AND {FRA}",
        "FRA, cycle 2027, edition 2, question A.a.3: the answer is shared, but consent and edition do not show it",
    ),
    (
        "ever_public",
        "DELETE FROM ever_public WHERE question = 'A.a.1' AND state = 'DEU'",
        "DEU, cycle 2027, question A.a.1: the record that it was public is missing",
    ),
    (
        "ever_shared",
        "UPDATE ever_shared SET since = (SELECT max(at) FROM act) WHERE question = 'A.b.2' AND edition = 1",
        "FRA, cycle 2027, edition 1, question A.b.2: it was not shown to secretariat, or not first at this time",
    ),
];

both! {
    async fn each_row_that_was_changed_removed_or_added_is_named_and_no_value_is_told(test: Test) {
        let world = filled(test).await;
        let kept = StoredRows::of(&world).await;
        for (table, sql, wanted) in TAMPERED {
            let sql = sql.replace("{FRA}", OF_FRANCE);
            assert!(kept.0.run(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")) > 0, "{sql}");
            let found = lines(&world).await;
            assert!(found.iter().any(|line| line.contains(wanted)), "{sql}: {found:#?}");
            assert!(found.iter().all(|line| !line.contains('\n') && !line.contains(&SECRET[5..]) && !line.contains("in_place")), "{found:?}");
            kept.put_back(table).await;
            assert_eq!(lines(&world).await, Vec::<String>::new(), "{sql}");
        }
        world.trail_is_whole().await;
    }

    async fn an_answer_and_its_history_that_were_changed_alike_are_found_by_the_digest_of_the_save(test: Test) {
        let world = filled(test).await;
        let beside = world.test.beside().await;
        for table in ["answer", "answer_revision"] {
            let sql = format!("UPDATE {table} SET value = replace(value, 'Known', 'KNOWN') WHERE question = 'A.b.2'");
            beside.run(&sql).await.unwrap();
        }
        let found = lines(&world).await;
        assert!(found.len() == 1 && found[0].starts_with("FRA, cycle 2027, question A.b.2: the history does not have the digest"), "{found:?}");
    }

    async fn everything_rewritten_alike_is_found(test: Test) {
        let world = filled(test).await;
        let beside = world.test.beside().await;
        for (table, column) in [("edition", "document"), ("answer", "value"), ("answer_revision", "value"), ("shared_answer", "value")] {
            let sql = format!("UPDATE {table} SET {column} = replace({column}, 'in_place', 'partly')");
            assert!(beside.run(&sql).await.unwrap() > 0);
        }
        let found = lines(&world).await;
        for wanted in ["edition 2: the document", "question A.a.1: the history"] {
            assert!(found.iter().any(|line| line.contains(wanted)), "{wanted}: {found:#?}");
        }
    }

    async fn acts_of_before_the_digest_are_valid_and_compared_by_the_rest(test: Test) {
        let world = filled(test).await;
        let mut acts = france(&world).await;
        for place in 0..acts.len() {
            let mut detail: Value = serde_json::from_str(&acts[place].detail).unwrap();
            if acts[place].verb == "answers.save" {
                assert!(detail["sha256"].is_string(), "{detail}");
                detail.as_object_mut().unwrap().retain(|name, _| name != "sha256" && name != "lost");
            }
            acts[place].detail = national_survey::canonical::text(&detail);
            let before = if place == 0 { "0".repeat(64) } else { acts[place - 1].hash.to_string() };
            acts[place].hash = rehashed(&acts[place], &before);
            restore(&world, acts[place].clone()).await;
        }
        let beside = world.test.beside().await;
        head(&beside, acts.last().unwrap()).await;
        world.trail_is_whole().await;
        assert_eq!(lines(&world).await, Vec::<String>::new());
        beside.run("DELETE FROM answer_revision WHERE question = 'A.b.2'").await.unwrap();
        let found = lines(&world).await;
        assert!(found.iter().any(|line| line.contains("question A.b.2: revision 1 is missing from the history")), "{found:?}");
    }

    async fn what_is_stored_verifies_while_people_write(test: Test) {
        let world = filled(test).await;
        let writer = tokio::spawn({ let world = world.clone(); async move {
            let kenya = world.state("KEN");
            for n in 0..24_i64 {
                let option = if n % 2 == 0 { "in_place" } else { "partly" };
                let value = json!({ "singleChoice": { "option": option } });
                kenya.saves("2027", json!([{ "question": "A.a.1", "basedOn": n + 1, "value": value }])).await.data();
                let reader = if n % 2 == 0 { "PUBLIC" } else { "SECRETARIAT" };
                if n == 0 {
                    kenya.submits("2027", json!({ "countable": true, "reader": "PUBLIC" })).await.data();
                } else {
                    kenya.amends("2027").await.data();
                    kenya.consents("2027", json!([{ "scope": "SUBMISSION", "reader": reader }])).await.data();
                }
            }
        } });
        let mut times = 0;
        while !writer.is_finished() {
            assert_eq!(lines(&world).await, Vec::<String>::new());
            times += 1;
        }
        writer.await.unwrap();
        assert!(times > 0);
        assert_eq!(lines(&world).await, Vec::<String>::new());
    }

    async fn rows_that_cannot_be_read_and_acts_of_nothing_are_findings(test: Test) {
        let world = filled(test).await;
        let beside = world.test.beside().await;
        let broken = "UPDATE shared_answer SET disposition = 'broken' WHERE question = 'A.a.1'";
        beside.run(broken).await.unwrap();
        let found = lines(&world).await;
        assert!(found.iter().any(|line| line == "FRA: a row of the shared answers can't be read"), "{found:?}");
        assert!(found.iter().all(|line| !line.contains("broken")), "{found:?}");
        assert_eq!(audit::verify(world.db()).await.unwrap(), [], "the trail is whole, and the witness");
    }
}
