//! A small file system under the embedded database, filled and emptied while six writers run.

use super::{Stop, comes_back, ended, nothing_is_lost, opens_anew, six_writers};
use crate::{
    database::ledger::{Then, write},
    world::{SmallDisk, Test, World, not_tested, rounds},
};
use national_survey::{
    database::{Db, migrate},
    error::Code,
};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};

/// Creates a test whose folder is on a small disk.
async fn on_a_small_disk(mebibytes: usize) -> Option<(Test, SmallDisk)> {
    let Some(disk) = SmallDisk::mount(mebibytes) else {
        not_tested("a disk that is full: this process may not mount a file system");
        return None;
    };
    let test = Test::on_sqlite().await;
    let folder = disk.folder().to_owned();
    std::fs::copy(test.config().database().file, folder.join("national-survey.db")).unwrap();
    Some((Test { folder, ..test }, disk))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_and_empties_under_six_writers_loses_nothing() {
    let rounds = rounds(12, 40, 200);
    // The rows of all rounds must fit, so that the database comes back.
    let Some((test, disk)) = on_a_small_disk(12.max(rounds * 5 / 16)).await else { return };
    let db = test.db().await;
    let stop = Stop::default();
    let writers = six_writers(&db, &stop);
    for round in 0..u64::try_from(rounds).unwrap() {
        tokio::time::sleep(Duration::from_millis(20 + 13 * (round % 7))).await;
        tokio::task::block_in_place(|| disk.fill());
        tokio::time::sleep(Duration::from_millis(20 + 17 * (round % 5))).await;
        disk.empty();
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.now();
    let mut seen = ended(writers).await;
    seen.acknowledged.insert(comes_back(&db, 1_000_001).await);
    eprintln!("{} acknowledged, {} refused", seen.acknowledged.len(), seen.refused.len());
    assert!(seen.acknowledged.len() > 100 && seen.refused.len() > 10, "too few to tell");
    nothing_is_lost(&test.beside().await, &seen.acknowledged).await;
    db.close().await;
    opens_anew(&test, &seen.acknowledged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_cannot_be_folded_back_stays_and_is_read() {
    let Some((test, disk)) = on_a_small_disk(12).await else { return };
    let db = test.db().await;
    let mut kept = BTreeSet::new();
    for n in (1..400).filter(|n| n % 7 != 0) {
        kept.insert(write(&db, n, Then::Stays).await.unwrap());
    }
    disk.fill();
    // The last checkpoint finds no room, so its content stays in the log.
    db.close().await;
    nothing_is_lost(&test.beside().await, &kept).await;
    disk.empty();
    opens_anew(&test, &kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_without_room_leaves_nothing_behind_and_runs_when_there_is_some() {
    let Some(disk) = SmallDisk::mount(8) else { return not_tested("a migration on a full disk") };
    let test = Test { folder: disk.folder().to_owned(), ..Test::on_sqlite().await };
    for room in [0, 40_000, 200_000, 400_000] {
        disk.fill_but(room);
        let failed = migrate(&test.config().database(), None).await.unwrap_err();
        assert!(failed.is(Code::Unavailable), "with {room} bytes: {failed:?}");
        disk.empty();
    }
    migrate(&test.config().database(), None).await.unwrap();
    opens_anew(&test, &BTreeSet::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_a_read_only_folder_does_not_open_until_it_can_be_written_again() {
    let Some((test, disk)) = on_a_small_disk(12).await else { return };
    let db = test.db().await;
    let mut kept = BTreeSet::from([write(&db, 1, Then::Stays).await.unwrap()]);
    db.close().await;
    disk.read_only(true);
    assert!(
        Db::open(&test.config().database()).await.is_err(),
        "a database that can't be written does not open"
    );
    disk.read_only(false);
    let db = test.db().await;
    kept.insert(write(&db, 2, Then::Stays).await.unwrap());
    db.close().await;
    opens_anew(&test, &kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_on_a_full_disk_is_refused_with_503_and_saved_when_there_is_room_again() {
    let Some((test, disk)) = on_a_small_disk(16).await else { return };
    let world = World::open(test.clone()).await;
    let france = world.france().focal_point;
    let save = |text: &str, based_on: i64| {
        france.saves("2027", json!([{ "question": "A.b.1", "basedOn": based_on, "value": { "shortText": { "text": text } } }]))
    };
    assert_eq!(
        save("before", 0).await.data()["saveAnswers"]["outcomes"][0]["__typename"],
        "AnswerSaved"
    );
    disk.fill();
    // Each save is refused as long as there is no room. Reads go on.
    for _ in 0..3 {
        let no = save("no room", 1).await;
        no.refused("UNAVAILABLE");
        assert_eq!((no.status(), &no.headers["retry-after"].to_str().unwrap()), (503, &"1"));
        assert_eq!(france.asks("{ viewer { name } }").await.status(), 200);
    }
    assert_eq!(france.get("/readyz").await.status(), 503);
    disk.empty();
    assert_eq!(
        save("after", 1).await.data()["saveAnswers"]["outcomes"][0]["__typename"],
        "AnswerSaved"
    );
    // The result of the last probe is reused for a second.
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    assert_eq!(france.get("/readyz").await.status(), 200);
    world.trail_is_whole().await;
}
