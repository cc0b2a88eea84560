//! Constraints: the database refuses rows that no verb would write.

use crate::world::{Beside, Test, both};

/// A small world in SQL: a person, a published version, a cycle, an invitation, a submission, an
/// answer, an edition.
const GOOD: &[&str] = &[
    "INSERT INTO person VALUES ({p}, 'a@example.org', 'A', 'en', 'focal_point', 'FRA', 'active', NULL, {t}, NULL)",
    "INSERT INTO instrument VALUES ('survey', 'survey')",
    "INSERT INTO instrument_version VALUES ({v}, 'survey', '1', 'published', '{h}', '{}', {t}, {t})",
    "INSERT INTO cycle VALUES ({c}, '2027', {v}, 'a', 'b', 'c', 'd', 'e', 'f', {t}, NULL, '{}', {t})",
    "INSERT INTO cycle_invitation VALUES ({c}, 'FRA', {t}, NULL)",
    "INSERT INTO submission VALUES ({s}, {c}, 'FRA', 'draft', 0, {t}, 0)",
    "INSERT INTO answer VALUES ({s}, 'A.a.1', 1, 'answered', '1', {p}, {t})",
    "INSERT INTO answer_revision VALUES ({s}, 'A.a.1', {v}, 1, 0, 'saved', 'answered', '1', {p}, {t})",
    "INSERT INTO edition VALUES ({s}, 1, '{}', '{h}', '{}', {t}, {p})",
    "INSERT INTO consent_choice VALUES ({s}, 1, 'submission', '', 'public', NULL, NULL, NULL, {p}, {t})",
    "INSERT INTO act VALUES ('FRA', 1, 'a.b', 's', NULL, {t}, '{}', '{h}')",
    "INSERT INTO idempotency VALUES ({p}, 'saveAnswers', 'k', '{h}', '{}', {t})",
];

const BAD: &[(&str, &str)] = &[
    (
        "a State's code has three letters",
        "INSERT INTO state VALUES ('XX', 'XX', '999', 'member', NULL, '', '', 'x', '', '', '')",
    ),
    (
        "a State is member or observer",
        "INSERT INTO state VALUES ('XXX', 'XX', '999', 'friend', NULL, '', '', 'x', '', '', '')",
    ),
    (
        "an address has one person",
        "INSERT INTO person VALUES ({n}, 'a@example.org', 'B', 'en', 'reader', 'FRA', 'active', NULL, {t}, NULL)",
    ),
    (
        "an address is lower case",
        "INSERT INTO person VALUES ({n}, 'B@example.org', 'B', 'en', 'reader', 'FRA', 'active', NULL, {t}, NULL)",
    ),
    (
        "a focal point has a State",
        "INSERT INTO person VALUES ({n}, 'b@example.org', 'B', 'en', 'focal_point', NULL, 'active', NULL, {t}, NULL)",
    ),
    (
        "an analyst has none",
        "INSERT INTO person VALUES ({n}, 'b@example.org', 'B', 'en', 'analyst', 'FRA', 'active', NULL, {t}, NULL)",
    ),
    (
        "a person's State is a State",
        "INSERT INTO person VALUES ({n}, 'b@example.org', 'B', 'en', 'reader', 'XXX', 'active', NULL, {t}, NULL)",
    ),
    (
        "a role is known",
        "INSERT INTO person VALUES ({n}, 'b@example.org', 'B', 'en', 'king', 'FRA', 'active', NULL, {t}, NULL)",
    ),
    (
        "a session has a person",
        "INSERT INTO session VALUES ({n}, {n}, 'passkey', '', 0, {t}, NULL, {t}, {t}, NULL, NULL)",
    ),
    (
        "a session began somehow",
        "INSERT INTO session VALUES ({n}, {p}, '', '', 0, {t}, NULL, {t}, {t}, NULL, NULL)",
    ),
    (
        "a session ends for a reason",
        "INSERT INTO session VALUES ({n}, {p}, 'passkey', '', 0, {t}, NULL, {t}, {t}, {t}, NULL)",
    ),
    (
        "and for a known one",
        "INSERT INTO session VALUES ({n}, {p}, 'passkey', '', 0, {t}, NULL, {t}, {t}, {t}, 'tired')",
    ),
    (
        "a refresh token is of a session",
        "INSERT INTO refresh_token VALUES ('{h}', {n}, 0, {t}, NULL)",
    ),
    (
        "a version is published once",
        "INSERT INTO instrument_version VALUES ({n}, 'survey', '1', 'draft', NULL, '{}', {t}, NULL)",
    ),
    (
        "a draft has no digest",
        "INSERT INTO instrument_version VALUES ({n}, 'survey', '2', 'draft', '{g}', '{}', {t}, NULL)",
    ),
    (
        "a published version has a digest",
        "INSERT INTO instrument_version VALUES ({n}, 'survey', '2', 'published', NULL, '{}', {t}, {t})",
    ),
    (
        "a cycle asks a version",
        "INSERT INTO cycle VALUES ({n}, '2028', {n}, 'a', 'b', 'c', 'd', 'e', 'f', {t}, NULL, '{}', {t})",
    ),
    (
        "a cycle's key is its own",
        "INSERT INTO cycle VALUES ({n}, '2027', {v}, 'a', 'b', 'c', 'd', 'e', 'f', {t}, NULL, '{}', {t})",
    ),
    ("a State is invited once", "INSERT INTO cycle_invitation VALUES ({c}, 'FRA', {t}, NULL)"),
    (
        "an unknown State is not invited",
        "INSERT INTO cycle_invitation VALUES ({c}, 'XXX', {t}, NULL)",
    ),
    (
        "only the invited submit",
        "INSERT INTO submission VALUES ({n}, {c}, 'DEU', 'draft', 0, {t}, 0)",
    ),
    (
        "a State submits once to a cycle",
        "INSERT INTO submission VALUES ({n}, {c}, 'FRA', 'draft', 0, {t}, 0)",
    ),
    ("a status is known", "UPDATE submission SET status = 'lost'"),
    ("what is submitted has an edition", "UPDATE submission SET status = 'submitted'"),
    (
        "a question has one answer",
        "INSERT INTO answer VALUES ({s}, 'A.a.1', 1, 'answered', '1', {p}, {t})",
    ),
    (
        "answered has a value",
        "INSERT INTO answer VALUES ({s}, 'A.a.2', 1, 'answered', NULL, {p}, {t})",
    ),
    ("declined has none", "INSERT INTO answer VALUES ({s}, 'A.a.2', 1, 'declined', '1', {p}, {t})"),
    (
        "revisions count from 1",
        "INSERT INTO answer VALUES ({s}, 'A.a.2', 0, 'declined', NULL, {p}, {t})",
    ),
    (
        "an answer has an author",
        "INSERT INTO answer VALUES ({s}, 'A.a.2', 1, 'declined', NULL, {n}, {t})",
    ),
    (
        "an answer belongs to a submission",
        "INSERT INTO answer VALUES ({n}, 'A.a.2', 1, 'declined', NULL, {p}, {t})",
    ),
    (
        "a revision is saved once",
        "INSERT INTO answer_revision VALUES ({s}, 'A.a.1', {n}, 1, 0, 'saved', 'answered', '1', {p}, {t})",
    ),
    (
        "a conflict has no revision",
        "INSERT INTO answer_revision VALUES ({s}, 'A.a.1', {n}, 2, 0, 'conflict', 'answered', '1', {p}, {t})",
    ),
    (
        "what is saved has one",
        "INSERT INTO answer_revision VALUES ({s}, 'A.a.1', {n}, NULL, 0, 'saved', 'answered', '1', {p}, {t})",
    ),
    (
        "an edition is frozen once",
        "INSERT INTO edition VALUES ({s}, 1, '{}', '{g}', '{}', {t}, {p})",
    ),
    (
        "two editions are never equal",
        "INSERT INTO edition VALUES ({s}, 2, '{}', '{h}', '{}', {t}, {p})",
    ),
    (
        "a choice chooses",
        "INSERT INTO consent_choice VALUES ({s}, 2, 'submission', '', NULL, NULL, NULL, NULL, {p}, {t})",
    ),
    (
        "a choice is one of two kinds",
        "INSERT INTO consent_choice VALUES ({s}, 2, 'submission', '', 'public', NULL, 'sg_report', {yes}, {p}, {t})",
    ),
    (
        "a reader is known",
        "INSERT INTO consent_choice VALUES ({s}, 2, 'submission', '', 'friends', NULL, NULL, NULL, {p}, {t})",
    ),
    (
        "what is shared is of an edition",
        "INSERT INTO shared_answer VALUES ({s}, 'A.a.1', {c}, 'FRA', 'public', 7, 'answered', '1')",
    ),
    (
        "what a State keeps is not shared",
        "INSERT INTO shared_answer VALUES ({s}, 'A.a.1', {c}, 'FRA', 'state_only', 1, 'answered', '1')",
    ),
    (
        "an act has one place",
        "INSERT INTO act VALUES ('FRA', 1, 'a.b', 's', NULL, {t}, '{}', '{h}')",
    ),
    (
        "a hash is 64 digits",
        "INSERT INTO act VALUES ('FRA', 2, 'a.b', 's', NULL, {t}, '{}', 'abc')",
    ),
    (
        "a checkpoint is signed by a key of ours",
        "INSERT INTO checkpoint VALUES (1, '{}', 'nokey', 'x', {t})",
    ),
    (
        "a key is used once",
        "INSERT INTO idempotency VALUES ({p}, 'saveAnswers', 'k', '{g}', '{}', {t})",
    ),
    (
        "a key is not empty",
        "INSERT INTO idempotency VALUES ({p}, 'saveAnswers', '', '{h}', '{}', {t})",
    ),
    ("a person who acted stays", "DELETE FROM person"),
    ("a State that was invited stays", "DELETE FROM state WHERE code = 'FRA'"),
    ("a cycle with submissions stays", "DELETE FROM cycle_invitation"),
];

/// Returns the statement with ids, times and digests as the database writes them.
fn written(sql: &str, beside: &Beside) -> String {
    let id = |n: u8| {
        let hex = format!("{n:02x}").repeat(16);
        if beside.is_sqlite() { format!("X'{hex}'") } else { format!("'{hex}'") }
    };
    let yes = if beside.is_sqlite() { "1" } else { "TRUE" };
    let words = [
        ("{p}", id(1)),
        ("{v}", id(2)),
        ("{c}", id(3)),
        ("{s}", id(4)),
        ("{n}", id(5)),
        ("{yes}", yes.into()),
    ];
    let digests = [
        ("{h}", "ab".repeat(32)),
        ("{g}", "cd".repeat(32)),
        ("{t}", "'2027-01-01 00:00:00+00:00'".into()),
    ];
    words.iter().chain(&digests).fold(sql.to_owned(), |sql, (word, is)| sql.replace(word, is))
}

both! {
    async fn the_database_refuses_what_cannot_be(test: Test) {
        let beside = test.beside().await;
        for good in GOOD {
            beside.run(&written(good, &beside)).await.unwrap_or_else(|error| panic!("{good}: {error}"));
        }
        for (law, bad) in BAD {
            let done = beside.run(&written(bad, &beside)).await;
            let error = done.expect_err(&format!("{law}, but this was taken: {bad}")).to_string().to_lowercase();
            let by_law = ["constraint", "violates"].iter().any(|word| error.contains(word));
            assert!(by_law, "{law}: refused for another reason: {error}");
        }
    }
}
