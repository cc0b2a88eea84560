//! Settings: a database that would not be durable is refused at the start.

use crate::world::{Test, TestDatabase, both};
use national_survey::{
    database::Db,
    error::{Code, Error, Result},
};
use std::error::Error as _;

/// Returns the text that the log would show.
fn cause<T>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Failure(cause)) => {
            format!("{cause} {}", cause.source().map(ToString::to_string).unwrap_or_default())
        }
        Err(refusal) => refusal.to_string(),
        Ok(_) => String::new(),
    }
}

async fn read(db: &Db, sql: &str) -> String {
    use sea_orm::{ConnectionTrait as _, Statement};
    let row = db
        .read()
        .query_one_raw(Statement::from_string(db.read().get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))
        .unwrap()
}

both! {
    async fn a_database_keeps_what_it_acknowledges(test: Test) {
        let db = test.db().await;
        let settings: &[_] = match &test.place {
            TestDatabase::Sqlite => &[("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1")],
            TestDatabase::Postgres(..) => &[("SHOW synchronous_commit", "on"), ("SHOW fsync", "on"), ("SHOW full_page_writes", "on")],
        };
        for (ask, right) in settings {
            assert_eq!(read(&db, ask).await, *right, "{ask}");
        }
    }

    async fn readers_cannot_write(test: Test) {
        use sea_orm::ConnectionTrait as _;
        if test.is_sqlite() {
            let error = test.db().await.read().execute_unprepared("DELETE FROM membership").await.unwrap_err();
            assert!(error.to_string().contains("readonly"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let test = Test::on_sqlite().await;
    std::fs::write(
        test.config().database().file,
        "not a database, and long enough to be told from one: ".repeat(100),
    )
    .unwrap();
    assert!(cause(Db::open(&test.config().database()).await).contains("not a database"));
    test.done().await;
}

#[tokio::test]
async fn a_server_that_acknowledges_too_early_is_refused() {
    let Some(test) = Test::on_postgres().await else { return };
    let beside = test.beside().await;
    // The product's own setting overrides one of the database. A setting that cannot be set for a
    // connection is refused.
    let TestDatabase::Postgres(_, name) = &test.place else { unreachable!() };
    beside.run(&format!("ALTER DATABASE {name} SET synchronous_commit = off")).await.unwrap();
    assert_eq!(read(&test.db().await, "SHOW synchronous_commit").await, "on");
    test.done().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable_and_says_nothing_to_clients() {
    let test = Test::on_sqlite().await;
    let mut settings = test.config().database();
    settings.url = Some("postgres://nobody@127.0.0.1:1/nothing".into());
    settings.acquire = std::time::Duration::from_millis(300);
    let error = Db::open(&settings).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string()),
        (Code::Unavailable, Code::Unavailable.sentence().to_owned())
    );
    test.done().await;
}
