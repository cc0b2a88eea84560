//! Faults: full or failing disks, stopped servers, ended sessions.
//!
//! Acknowledged writes stay, refused callers know it, and the service recovers by itself.

mod injected;
mod postgres;
mod ready;
mod small_disk;

use super::ledger::{HALVES, Then, write};
use crate::world::{Beside, Test};
use national_survey::{database::Db, error::Code};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

/// Outcomes of a run.
#[derive(Debug, Default)]
struct Observed {
    acknowledged: BTreeSet<i64>,
    refused: BTreeSet<i64>,
}

/// Signal that ends the writers of a run.
#[derive(Clone, Debug, Default)]
struct Stop(Arc<AtomicBool>);

impl Stop {
    fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_told(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Starts six writers, which run until they are stopped.
///
/// Every seventh act refuses by itself. A failure other than `UNAVAILABLE` or `OVERLOADED` fails
/// the test, because the caller could not tell what to do.
fn six_writers(db: &Db, stop: &Stop) -> Vec<tokio::task::JoinHandle<Observed>> {
    let next = Arc::new(AtomicI64::new(1));
    let writer = || {
        let (db, stop, next) = (db.clone(), stop.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            let mut seen = Observed::default();
            while !stop.is_told() {
                let n = next.fetch_add(1, Ordering::SeqCst);
                let then = if n % 7 == 0 { Then::Refuses } else { Then::Stays };
                match write(&db, n, then).await {
                    Ok(_) => drop(seen.acknowledged.insert(n)),
                    Err(error) if error.is(Code::Stale) => {}
                    Err(error) if error.is(Code::Unavailable) || error.is(Code::Overloaded) => {
                        assert!(error.retry_after().is_some());
                        seen.refused.insert(n);
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    Err(error) => panic!("line {n}: {error:?}"),
                }
            }
            seen
        })
    };
    (0..6).map(|_| writer()).collect()
}

/// Waits for all writers, and returns their outcomes.
async fn ended(writers: Vec<tokio::task::JoinHandle<Observed>>) -> Observed {
    let mut all = Observed::default();
    for writer in writers {
        let seen = writer.await.unwrap();
        all.acknowledged.extend(seen.acknowledged);
        all.refused.extend(seen.refused);
    }
    all
}

/// Checks that another connection finds every acknowledged line, and no half of one.
async fn nothing_is_lost(beside: &Beside, acknowledged: &BTreeSet<i64>) {
    let kept: BTreeSet<i64> = beside
        .texts("SELECT CAST(number AS TEXT) FROM act WHERE chain = 'line'")
        .await
        .iter()
        .map(|number| number.parse().unwrap())
        .collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(
        lost.is_empty(),
        "{} of {} acknowledged are lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );
    assert!(kept.iter().all(|n| n % 7 != 0), "what refused is there");
    assert_eq!(beside.number(HALVES).await, 0, "half-written");
}

/// Writes until a write is acknowledged, which shows that the database has recovered by itself.
async fn comes_back(db: &Db, from: i64) -> i64 {
    for n in (from..).filter(|n| n % 7 != 0).take(100) {
        if write(db, n, Then::Stays).await.is_ok() {
            return n;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not come back in ten seconds");
}

/// Checks that a fresh database handle in the test's folder works, holds the acknowledged lines,
/// and accepts more.
async fn opens_anew(test: &Test, acknowledged: &BTreeSet<i64>) {
    let db = test.db().await;
    comes_back(&db, 10_000_001).await;
    db.close().await;
    let beside = test.beside().await;
    nothing_is_lost(&beside, acknowledged).await;
    if beside.is_sqlite() {
        assert_eq!(beside.texts("PRAGMA integrity_check").await, ["ok"]);
    }
    beside.0.close().await.unwrap();
}
