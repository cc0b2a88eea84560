//! Group commits: an act that refuses, panics or breaks a constraint leaves nothing behind, and
//! does not affect the other acts of its group.

use super::ledger::{HALVES, LINES, Then, run, write};
use crate::world::{Test, both};
use futures_util::{FutureExt as _, future::join_all};
use national_survey::error::Code;
use std::sync::atomic::{AtomicI64, Ordering};

both! {
    async fn acts_that_fail_take_nothing_with_them_and_no_neighbour_down(test: Test) {
        let (db, beside) = (test.db().await, test.beside().await);
        let then = |n: i64| match n % 7 {
            2 => Then::Refuses,
            4 => Then::Panics,
            6 => Then::Breaks,
            _ => Then::Stays,
        };
        let outcomes = join_all((1..=140).map(|n| write(&db, n, then(n)))).await;
        for (n, outcome) in (1..).zip(&outcomes) {
            match then(n) {
                Then::Stays => assert_eq!(outcome.as_ref().unwrap(), &n),
                Then::Refuses => assert!(outcome.as_ref().unwrap_err().is(Code::Stale)),
                Then::Panics | Then::Breaks => assert!(outcome.as_ref().unwrap_err().is(Code::Failure)),
            }
            let kept = beside.number(&format!("SELECT count(*) FROM act WHERE chain = 'line' AND number = {n}")).await;
            assert_eq!(kept == 1, then(n) == Then::Stays, "line {n}");
        }
        assert_eq!(beside.number(HALVES).await, 0);
    }

    async fn a_panic_before_the_act_begins_is_a_failure_like_any_other(test: Test) {
        let db = test.db().await;
        let outcome = db.write((), |_, ()| -> futures_util::future::BoxFuture<'_, national_survey::error::Result<()>> {
            panic!("as the test asks")
        });
        assert!(outcome.await.unwrap_err().is(Code::Failure));
        assert_eq!(write(&db, 1, Then::Stays).await.unwrap(), 1);
    }

    async fn what_is_answered_is_committed(test: Test) {
        let (db, beside) = (test.db().await, test.beside().await);
        for n in 1..=50 {
            write(&db, n, Then::Stays).await.unwrap();
            assert_eq!(beside.number(LINES).await, n);
        }
    }

    async fn what_was_queued_before_closing_is_answered(test: Test) {
        let (db, beside) = (test.db().await, test.beside().await);
        let writes: Vec<_> = (1..=50).map(|n| { let db = db.clone(); tokio::spawn(async move { write(&db, n, Then::Stays).await }) }).collect();
        tokio::task::yield_now().await;
        db.close().await;
        let kept = join_all(writes).await.into_iter().filter(|done| done.as_ref().unwrap().is_ok()).count();
        assert_eq!(beside.number(LINES).await, i64::try_from(kept).unwrap());
        let after = std::panic::AssertUnwindSafe(write(&db, 99, Then::Stays)).catch_unwind().await;
        assert!(after.unwrap().is_err(), "a closed database takes nothing more");
    }

    async fn acts_that_were_in_each_others_way_are_tried_again(test: Test) {
        static TRIES: AtomicI64 = AtomicI64::new(0);
        if test.is_sqlite() {
            return;
        }
        let db = test.db().await;
        for code in ["40001", "40P01"] {
            TRIES.store(0, Ordering::SeqCst);
            let done = db.write(code, |tx, code| Box::pin(async move {
                if TRIES.fetch_add(1, Ordering::SeqCst) < 3 {
                    run(tx, &format!("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '{code}'; END $$")).await?;
                }
                Ok(TRIES.load(Ordering::SeqCst))
            }));
            assert_eq!(done.await.unwrap(), 4, "{code}");
        }
    }

    async fn two_acts_that_lock_each_other_out_both_succeed(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let db = test.db().await;
        let lock = |first: &'static str, second: &'static str| db.write((first, second), |tx, (first, second)| Box::pin(async move {
            run(tx, &format!("UPDATE state SET name_ar = name_ar WHERE code = '{first}'")).await?;
            run(tx, "SELECT pg_sleep(0.1)").await?;
            run(tx, &format!("UPDATE state SET name_ar = name_ar WHERE code = '{second}'")).await
        }));
        let (one, other) = tokio::join!(lock("FRA", "DEU"), lock("DEU", "FRA"));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    }

    async fn an_act_waits_for_another_process_that_writes(test: Test) {
        let (db, beside) = (test.db().await, test.beside().await);
        let begin = if test.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" };
        let connection = Held::new(&test).await;
        connection.run(begin).await;
        connection.run("UPDATE state SET name_ar = name_ar WHERE code = 'FRA'").await;
        let waits = tokio::spawn({ let db = db.clone(); async move { write(&db, 1, Then::Stays).await } });
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        connection.run("COMMIT").await;
        assert_eq!(waits.await.unwrap().unwrap(), 1);
        assert_eq!(beside.number(LINES).await, 1);
    }
}

/// One connection, which holds a transaction open.
struct Held(sea_orm::DatabaseConnection);

impl Held {
    async fn new(test: &Test) -> Self {
        let url = test.url().unwrap_or_else(|| {
            format!("sqlite://{}?mode=rw", test.config().database().file.display())
        });
        let mut options = sea_orm::ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        Self(sea_orm::Database::connect(options).await.unwrap())
    }

    async fn run(&self, sql: &str) {
        use sea_orm::ConnectionTrait as _;
        self.0.execute_unprepared(sql).await.unwrap();
    }
}
