//! Locks: one server for a data folder, and no other process beside a restore.

use crate::world::{Instance, Test, both};
use national_survey::database::{
    lock::{Lock, LockMode},
    sqlite::watch::Watch,
};
use std::time::{Duration, Instant};

/// Returns the commands that replace a database or its keys.
fn replacing(copy: &str) -> [Vec<&str>; 4] {
    [
        vec!["restore", copy],
        vec!["restore", copy, "--replace"],
        vec!["keys", "adopt", "--lost"],
        vec!["migrate", "--down", "1"],
    ]
}

/// Restores as soon as the lock of a killed process is free.
async fn restores(test: &Test, copy: &str) {
    let start = Instant::now();
    loop {
        let ran = test.run_with(&["restore", copy, "--replace"], "");
        if ran.done {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{ran:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

both! {
    async fn what_replaces_a_database_is_refused_while_it_is_served(test: Test) {
        let server = Instance::start(&test, &[]);
        let copy = test.folder.join("copy").display().to_string();
        test.runs(&["backup", &copy]);
        let known = test.runs(&["keys", "list"]);
        for replaces in replacing(&copy) {
            let said = test.refused(&replaces);
            let right = if test.is_sqlite() { format!("process {} serves", server.id()) } else { "is in use by 1 servers".into() };
            assert!(said.contains(&right), "{replaces:?}: {said}");
        }
        assert_eq!(test.runs(&["keys", "list"]), known, "nothing was changed");
        // Commands that read, or write little, may run beside it.
        test.runs(&["keys", "rotate", "receipt"]);
        test.runs(&["person", "first"]);
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
        assert!(server.is_ready().await);
        // A crash leaves no lock.
        drop(server);
        restores(&test, &copy).await;
        drop(Instance::start(&test, &[]));
        restores(&test, &copy).await;
    }

    async fn nobody_comes_beside_a_restore(test: Test) {
        let copy = test.folder.join("copy").display().to_string();
        test.runs(&["person", "first"]);
        test.runs(&["backup", &copy]);
        let lock = Lock::take(&test.config().database(), LockMode::Alone).await.unwrap();
        for refused in replacing(&copy) {
            test.refused(&refused);
        }
        for refused in [&["serve", "--port", "0"][..], &["keys", "list"], &["person", "first"], &["verify", "audit"]] {
            let said = test.refused(refused);
            assert!(said.contains("being restored") || said.contains("serves or restores"), "{refused:?}: {said}");
        }
        drop(lock);
        restores(&test, &copy).await;
        // A restore is refused beside a running command.
        let lock = Lock::take(&test.config().database(), LockMode::Command).await.unwrap();
        let said = test.refused(&["restore", &copy, "--replace"]);
        assert!(said.contains("a command is at work") || said.contains("in use by 1"), "{said}");
        drop(lock);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_has_one_server() {
    let test = Test::on_sqlite().await;
    let mut server = Instance::start(&test, &[]);
    for second in [
        &["serve", "--port", "0"][..],
        &["demo", "--port", "0", "--states", "1"],
        &["demo", "--no-serve"],
    ] {
        let said = test.refused(second);
        assert!(said.contains(&format!("process {} serves", server.id())), "{second:?}: {said}");
    }
    assert!(
        !test.folder.join("demo.json").exists(),
        "the folder did not become the demonstration's"
    );
    assert!(server.is_ready().await);
    server = {
        drop(server);
        Instance::start(&test, &[])
    };
    server.stops().await;
    Instance::start(&test, &[]).stops().await;
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watch_over_a_served_database_notices_its_loss_and_nothing_else() {
    let test = Test::on_sqlite().await;
    let server = Instance::start(&test, &[]);
    let file = test.config().database().file;
    let watch = Watch::begin(&file).unwrap();
    for command in
        [&["person", "first"][..], &["keys", "rotate", "token"], &["verify", "audit"], &["migrate"]]
    {
        test.runs(command);
        watch.check().unwrap();
    }
    test.runs(&["backup", &test.folder.join("copy").display().to_string()]);
    let beside = test.beside().await;
    beside.run("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    beside.0.close().await.unwrap();
    watch.check().unwrap();
    let away = test.folder.join("away");
    for lost in [file.clone(), file.with_extension("db-wal")] {
        std::fs::rename(&lost, &away).unwrap();
        assert!(watch.check().is_err(), "{}", lost.display());
        std::fs::rename(&away, &lost).unwrap();
        watch.check().unwrap();
    }
    drop(server);
    test.done().await;
}

const HOLDERS: &str =
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'national-survey lock' AND datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_whose_session_ended_is_taken_again_unless_somebody_restores() {
    let Some(test) = Test::on_postgres().await else { return };
    let mut server = Instance::start(&test, &[]);
    let beside = test.beside().await;
    assert_eq!(beside.number(HOLDERS).await, 1);
    beside.run(END).await.unwrap();
    let start = Instant::now();
    // The session ends at once, and another one takes the lock.
    tokio::time::sleep(Duration::from_millis(100)).await;
    while beside.number(HOLDERS).await == 0 {
        assert!(start.elapsed() < Duration::from_secs(10), "the lock was not taken again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(server.is_ready().await);
    test.refused(&["migrate", "--down", "1"]);
    // Another process takes the lock before the server notices.
    let alone = loop {
        beside.run(END).await.unwrap();
        if let Ok(lock) = Lock::take(&test.config().database(), LockMode::Alone).await {
            break lock;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "the lock was never free");
    };
    assert!(!server.ends().await, "it stops with an error");
    drop(alone);
    drop(server);
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_replaced_in_the_gap_is_not_served_on() {
    let Some(test) = Test::on_postgres().await else { return };
    test.runs(&["person", "first"]);
    let copy = test.folder.join("copy").display().to_string();
    test.runs(&["backup", &copy]);
    let mut server = Instance::start(&test, &[]);
    let beside = test.beside().await;
    // This simulates a restore that begins and ends before the server looks.
    beside.run("CREATE TABLE anew AS SELECT * FROM seaql_migrations").await.unwrap();
    beside.run("DROP TABLE seaql_migrations").await.unwrap();
    beside.run("ALTER TABLE anew RENAME TO seaql_migrations").await.unwrap();
    beside.run(END).await.unwrap();
    assert!(!server.ends().await, "it stops with an error");
    test.done().await;
}
