//! Reads that share connections: each gets its own answer, no read waits for ever, and a broken
//! connection is replaced.

use super::ledger::{LINES, Then, write};
use crate::world::{Test, both};
use futures_util::future::join_all;
use national_survey::{
    database::{Db, Settings},
    error::Result,
};
use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use std::time::Duration;

/// Reads a number from the database.
async fn number(db: &Db, n: i64) -> Result<i64, DbErr> {
    let sql = Statement::from_string(
        db.read().get_database_backend(),
        format!("SELECT CAST({n} AS BIGINT) AS n"),
    );
    db.read()
        .query_one_raw(sql)
        .await?
        .ok_or_else(|| DbErr::Custom("no row".into()))?
        .try_get_by_index(0)
}

/// Opens the database with this many connections, and a short wait for one.
async fn narrow(test: &Test, connections: u32) -> Db {
    let settings =
        Settings { connections, acquire: Duration::from_secs(5), ..test.config().database() };
    Db::open(&settings).await.unwrap()
}

both! {
    async fn reads_and_writes_get_their_turn_however_few_connections_there_are(test: Test) {
        for connections in [1, 2, 5] {
            let db = narrow(&test, connections).await;
            let first = i64::from(connections) * 1000;
            let both = (first..first + 60).map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    for _ in 0..3 {
                        assert_eq!(number(&db, n).await.unwrap(), n);
                    }
                    write(&db, n, Then::Stays).await.unwrap();
                    assert_eq!(number(&db, -n).await.unwrap(), -n);
                })
            });
            for done in join_all(both).await {
                done.unwrap();
            }
            db.close().await;
        }
        assert_eq!(test.beside().await.number(LINES).await, 180);
    }

    async fn a_read_that_is_given_up_leaves_its_answer_to_nobody(test: Test) {
        let db = narrow(&test, 2).await;
        for n in 1..=200 {
            let reader = tokio::spawn({ let db = db.clone(); async move { number(&db, n).await } });
            tokio::time::sleep(Duration::from_micros(rand::random_range(0..300))).await;
            reader.abort();
            assert_eq!(number(&db, 1_000 + n).await.unwrap(), 1_000 + n);
        }
    }

    async fn a_read_that_fails_spoils_no_other(test: Test) {
        let db = narrow(&test, 1).await;
        for n in 1..=20 {
            let wrong = Statement::from_string(db.read().get_database_backend(), "SELECT nothing FROM nowhere");
            assert!(db.read().query_all_raw(wrong).await.is_err());
            assert_eq!(number(&db, n).await.unwrap(), n);
        }
    }

    async fn a_closed_database_gives_nothing_and_closes_at_once(test: Test) {
        let db = narrow(&test, 3).await;
        join_all((0..9).map(|n| number(&db, n))).await.into_iter().for_each(|read| assert!(read.is_ok()));
        tokio::time::timeout(Duration::from_secs(3), db.close()).await.unwrap();
        assert!(number(&db, 1).await.is_err());
    }

    async fn connections_that_the_server_ends_are_replaced(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let (db, beside) = (narrow(&test, 4).await, test.beside().await);
        join_all((0..40).map(|n| number(&db, n))).await.into_iter().for_each(|read| assert!(read.is_ok()));
        beside.number(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        ).await;
        let mut failed = 0;
        for n in 0..40 {
            match number(&db, n).await {
                Ok(read) => assert_eq!(read, n),
                Err(_) => failed += 1,
            }
        }
        assert!(failed <= 4, "each of four connections fails once: {failed}");
        assert_eq!(number(&db, 7).await.unwrap(), 7);
    }
}
