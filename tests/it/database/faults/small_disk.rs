//! A small file system under the embedded database, filled and emptied under six writers.

use super::{Stop, comes_back, ended, nothing_is_lost, opens_anew, six_writers};
use crate::world::{SmallDisk, Test, World, not_tested, rounds};
use serde_json::json;
use std::time::Duration;

/// A test whose folder is a small disk.
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
    let Some((test, disk)) = on_a_small_disk(12).await else { return };
    let db = test.db().await;
    let stop = Stop::default();
    let writers = six_writers(&db, &stop);
    for round in 0..u64::try_from(rounds(12, 40, 200)).unwrap() {
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
async fn a_save_on_a_full_disk_is_refused_with_503_and_saved_when_there_is_room_again() {
    let Some((test, disk)) = on_a_small_disk(16).await else { return };
    let world = World::open(test.clone()).await;
    let france = world.france().focal_point;
    let save = |text: &str, based_on: i64| {
        france.saves("2027", json!([{ "question": "A.b.1", "basedOn": based_on, "value": { "shortText": { "text": text } } }]))
    };
    assert_eq!(save("before", 0).await.data()["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved");
    disk.fill();
    // Refused, and not once but as long as there is no room; reads go on.
    for _ in 0..3 {
        let no = save("no room", 1).await;
        no.refused("UNAVAILABLE");
        assert_eq!((no.status(), &no.headers["retry-after"].to_str().unwrap()), (503, &"1"));
        assert_eq!(france.asks("{ viewer { name } }").await.status(), 200);
    }
    assert_eq!(france.get("/readyz").await.status(), 503);
    disk.empty();
    assert_eq!(save("after", 1).await.data()["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved");
    // What the last probe found is given again for a second.
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    assert_eq!(france.get("/readyz").await.status(), 200);
    world.trail_is_whole().await;
}
