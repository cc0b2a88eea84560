//! A PostgreSQL server that ends sessions, stops, restarts, hangs, or has no room left.

use super::{Observed, Stop, comes_back, ended, nothing_is_lost, six_writers};
use crate::world::{SmallDisk, Test, TestDatabase, not_tested, postgres, rounds, run};
use std::{path::Path, process::Command, time::Duration};

/// Creates a test on a cluster of its own, which the test may break.
async fn own_cluster(folder: &Path) -> Option<(Test, &'static postgres::Cluster)> {
    if postgres::server().await.is_none() || std::env::var("TEST_DATABASE_URL").is_ok() {
        return None;
    }
    let folder = folder.to_owned();
    let start = move || postgres::Cluster::start(&folder).unwrap();
    let cluster: &'static _ =
        Box::leak(Box::new(tokio::task::spawn_blocking(start).await.unwrap()));
    let server: &'static _ = Box::leak(Box::new(postgres::Server::of(cluster).await));
    Some((Test::in_place(TestDatabase::Postgres(server, server.fresh().await)), cluster))
}

/// Runs six writers while `trouble` goes on.
async fn under(test: &Test, trouble: impl AsyncFnOnce()) -> Observed {
    let db = test.db().await;
    let stop = Stop::default();
    let writers = six_writers(&db, &stop);
    tokio::time::sleep(Duration::from_millis(200)).await;
    trouble().await;
    let back = comes_back(&db, 1_000_001).await;
    stop.now();
    let mut seen = ended(writers).await;
    seen.acknowledged.insert(back);
    eprintln!("{} acknowledged, {} refused", seen.acknowledged.len(), seen.refused.len());
    db.close().await;
    nothing_is_lost(&test.beside().await, &seen.acknowledged).await;
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_are_ended_lose_nothing() {
    let Some(test) = Test::on_postgres().await else { return };
    let beside = test.beside().await;
    let seen = under(&test, async || {
        for _ in 0..rounds(20, 60, 400) {
            let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'beside'";
            beside.number(end).await;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    });
    let seen = seen.await;
    assert!(seen.acknowledged.len() > 20 && !seen.refused.is_empty(), "too few to tell: {seen:?}");
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_under_writers_loses_nothing_and_is_found_again() {
    let Some((test, cluster)) = own_cluster(&run().fresh("cluster")).await else { return };
    let seen = under(&test, async || {
        for _ in 0..rounds(2, 5, 20) {
            tokio::task::spawn_blocking(|| cluster.crash()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
            tokio::task::spawn_blocking(|| cluster.go().unwrap()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    assert!(!seen.await.refused.is_empty());
    tokio::task::spawn_blocking(|| cluster.crash()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_and_goes_on_loses_nothing() {
    let Some((test, cluster)) = own_cluster(&run().fresh("cluster")).await else { return };
    under(&test, async || {
        for _ in 0..rounds(2, 5, 20) {
            cluster.signal("STOP");
            tokio::time::sleep(Duration::from_millis(700)).await;
            cluster.signal("CONT");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    })
    .await;
    tokio::task::spawn_blocking(|| cluster.crash()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_room_refuses_and_loses_nothing() {
    let Some(disk) = SmallDisk::mount(400) else {
        return not_tested(
            "PostgreSQL on a disk that is full: this process may not mount a file system",
        );
    };
    let Some((test, cluster)) = own_cluster(disk.folder()).await else { return };
    let seen = under(&test, async || {
        for _ in 0..rounds(2, 4, 12) {
            tokio::task::block_in_place(|| disk.fill());
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            disk.empty();
            // Without room for its log the server ends by itself, as after a crash.
            tokio::task::spawn_blocking(|| drop(cluster.go())).await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    });
    let seen = seen.await;
    assert!(!seen.refused.is_empty(), "the disk was never full: too few to tell");
    tokio::task::spawn_blocking(|| cluster.crash()).await.unwrap();
}

impl postgres::Cluster {
    /// Sends a signal to every process of the server.
    fn signal(&self, signal: &str) {
        let folder = self.folder().display().to_string();
        let main = std::fs::read_to_string(self.folder().join("postmaster.pid")).unwrap();
        let main = main.lines().next().unwrap().to_owned();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {main} $(pgrep -P {main})")])
            .status();
        assert!(sent.unwrap().success(), "{signal} to the server of {folder}");
    }
}
