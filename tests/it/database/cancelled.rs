//! A caller that goes away at any moment leaves no transaction open, and no later write of another
//! caller is lost.

use super::ledger::{HALVES, LINES, Then, write};
use crate::world::{Beside, Test, both};
use std::time::Duration;

/// Sessions of this database that hold a transaction open, other than the asking one.
const OPEN: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'";

/// Waits at most ten seconds until no transaction is open, and returns the number that stays open.
///
/// Each transaction ends by itself soon, even on a loaded machine. One that nobody ends stays open
/// longer than that.
async fn left_open(beside: &Beside) -> i64 {
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if beside.number(OPEN).await == 0 {
            return 0;
        }
    }
    beside.number(OPEN).await
}

both! {
    async fn a_caller_that_goes_away_leaves_no_transaction_open_and_loses_nobody_s_write(test: Test) {
        let (db, beside) = (test.db().await, test.beside().await);
        for n in 1..=200 {
            let caller = tokio::spawn({ let db = db.clone(); async move { write(&db, n, Then::Stays).await } });
            let moment = rand::random_range(0..1500);
            if moment > 100 {
                tokio::time::sleep(Duration::from_micros(moment)).await;
            }
            caller.abort();
        }
        if !test.is_sqlite() {
            assert_eq!(left_open(&beside).await, 0);
        }
        // Every connection of the pool is used several times, and each acknowledged write is
        // committed.
        for n in 1001..=1040 {
            write(&db, n, Then::Stays).await.unwrap();
            assert_eq!(beside.number("SELECT max(number) FROM act").await, n, "acknowledged and not there");
        }
        assert_eq!(beside.number(HALVES).await, 0);
        assert!(beside.number(LINES).await >= 40);
    }
}
