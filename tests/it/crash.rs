//! A process that is killed at any moment loses no acknowledged save, and leaves nothing
//! half-written.

use crate::{
    world::{Beside, Test, TestDatabase, World, postgres, rounds, run},
    writer::{StoredRow, WriterSettings, said},
};
use national_survey::audit;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::mpsc,
    time::Duration,
};

/// Creates a world to which a process may write, and closes it.
async fn closed(test: &Test) -> WriterSettings {
    let world = World::open(test.clone()).await;
    world.db().close().await;
    WriterSettings { folder: test.folder.clone(), url: test.url(), writers: 4, saves: None }
}

/// Starts the process, runs `meanwhile`, kills the process, and returns the acknowledged saves.
///
/// `meanwhile` runs some time after the first acknowledgement or, sometimes, before it.
fn killed(told: &WriterSettings, meanwhile: impl FnOnce()) -> Vec<StoredRow> {
    let mut child = told.command().stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (tell, first) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut all = Vec::new();
        for line in out.lines().map_while(Result::ok) {
            all.extend(said(&line));
            let _ = tell.send(());
        }
        all
    });
    if rand::random_range(0..8) > 0 {
        // The first lines are the test runner's own.
        for _ in 0..4 {
            let _ = first.recv_timeout(Duration::from_secs(10));
        }
    }
    std::thread::sleep(Duration::from_micros(rand::random_range(0..60_000)));
    meanwhile();
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Returns the saved rows of the history from a revision on.
async fn kept(beside: &Beside, from: i64) -> BTreeSet<StoredRow> {
    let sql = format!(
        "SELECT s.state || ' ' || r.question || ' ' || r.revision || ' ' || r.value FROM answer_revision r
         JOIN submission s ON s.id = r.submission WHERE r.revision >= {from}"
    );
    let parts = |text: String| {
        let mut parts = text.splitn(4, ' ').map(str::to_owned);
        let mut next = || parts.next().unwrap();
        (next(), next(), next().parse().unwrap(), next())
    };
    beside.texts(&sql).await.into_iter().map(parts).collect()
}

async fn nothing_acknowledged_is_lost(beside: &Beside, said: &[StoredRow]) {
    let Some(from) = said.iter().map(|(_, _, revision, _)| *revision).min() else { return };
    let kept = kept(beside, from).await;
    said.iter().for_each(|said| assert!(kept.contains(said), "acknowledged and lost: {said:?}"));
}

/// Checks that every answer is its newest revision, revisions have no gap, and trail and history
/// hold the same saves.
async fn nothing_is_half_written(test: &Test, beside: &Beside) {
    let mut newest: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (state, question, revision, value) in kept(beside, 1).await {
        newest.entry((state, question)).or_default().push((revision, value));
    }
    for (place, mut lines) in newest {
        lines.sort();
        assert!(
            (1..).zip(&lines).all(|(expected, (revision, _))| expected == *revision),
            "a gap: {place:?}"
        );
        let (state, question) = place;
        let sql = format!(
            "SELECT value FROM answer JOIN submission ON id = submission WHERE state = '{state}' AND question = '{question}'"
        );
        assert_eq!(
            beside.texts(&sql).await,
            [lines.last().unwrap().1.clone()],
            "{state} {question}"
        );
    }
    let mut acts = 0;
    for detail in beside.texts("SELECT detail FROM act WHERE verb = 'answers.save'").await {
        let detail: serde_json::Value = serde_json::from_str(&detail).unwrap();
        acts += detail["saved"].as_object().unwrap().len()
            + detail["conflicts"].as_array().unwrap().len();
    }
    assert_eq!(
        beside.number("SELECT count(*) FROM answer_revision").await,
        i64::try_from(acts).unwrap()
    );
    let db = test.db().await;
    assert_eq!(audit::verify(&db).await.unwrap(), []);
    db.close().await;
    if beside.is_sqlite() {
        assert_eq!(beside.texts("PRAGMA integrity_check").await, ["ok"]);
    }
}

/// Kills the process this often.
///
/// Every other time the test checks the state that it left. At other times the next process finds
/// that state itself.
async fn kill(test: Test, times: usize) {
    let told = closed(&test).await;
    let mut unseen = Vec::new();
    let mut all = 0;
    for time in 1..=times {
        let told = told.clone();
        let new = tokio::task::spawn_blocking(move || killed(&told, || ())).await.unwrap();
        all += new.len();
        unseen.extend(new);
        if time % 2 == 0 {
            let beside = test.beside().await;
            nothing_acknowledged_is_lost(&beside, &std::mem::take(&mut unseen)).await;
            beside.0.close().await.unwrap();
        }
    }
    assert!(all >= times, "{all} acknowledgements in {times} lives are too few to tell");
    nothing_is_half_written(&test, &test.beside().await).await;
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_forgets_nothing_on_sqlite() {
    kill(Test::on_sqlite().await, rounds(12, 40, 100)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_forgets_nothing_on_postgres() {
    if let Some(test) = Test::on_postgres().await {
        kill(test, rounds(6, 12, 30)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_at_once_forgets_nothing() {
    if postgres::server().await.is_none() || std::env::var("TEST_DATABASE_URL").is_ok() {
        return;
    }
    let folder = run().fresh("cluster");
    let start = move || postgres::Cluster::start(&folder).unwrap();
    let cluster: &'static _ =
        Box::leak(Box::new(tokio::task::spawn_blocking(start).await.unwrap()));
    let server: &'static _ = Box::leak(Box::new(postgres::Server::of(cluster).await));
    let test = Test::in_place(TestDatabase::Postgres(server, server.fresh().await));
    let told = closed(&test).await;
    let mut all = Vec::new();
    for _ in 0..rounds(2, 4, 4) {
        let told = told.clone();
        let crash = || postgres::Cluster::crash(cluster);
        all.extend(tokio::task::spawn_blocking(move || killed(&told, crash)).await.unwrap());
        tokio::task::spawn_blocking(|| postgres::Cluster::go(cluster).unwrap()).await.unwrap();
        nothing_acknowledged_is_lost(&test.beside().await, &all).await;
    }
    assert!(!all.is_empty());
    nothing_is_half_written(&test, &test.beside().await).await;
    tokio::task::spawn_blocking(|| postgres::Cluster::crash(cluster)).await.unwrap();
}
