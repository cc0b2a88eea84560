//! Failing system calls of the embedded database: the N-th write and the N-th sync, for every N.
//!
//! The faults are injected into a process of its own. It is this binary, and its environment tells
//! it to write lines. It looks for each acknowledged line on another connection, and prints its
//! outcome. Each writing thread counts its own calls, so a new connection fails at its N-th call
//! again.

use super::opens_anew;
use crate::{
    database::ledger::{Then, write},
    world::{Test, TestDatabase, in_path, not_tested, on, rounds},
};
use national_survey::clock::Clock;
use std::{collections::BTreeSet, path::PathBuf, process::Command};

/// Environment variable with the folder of the process.
const FOLDER: &str = "NATIONAL_SURVEY_TEST_FAULTS";
/// Number of lines that a process writes, three at the same time.
const LINES: i64 = 60;

/// Main function of the process. Without its environment it does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_and_looks() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let test = Test {
        place: TestDatabase::Sqlite,
        folder: PathBuf::from(folder),
        clock: Clock::standing_at(on(1, 1)),
    };
    let (db, beside) = (test.db().await, test.beside().await);
    for first in (1..=LINES).step_by(3) {
        let lines = (first..first + 3)
            .map(|n| write(&db, n, if n % 7 == 0 { Then::Refuses } else { Then::Stays }));
        for (n, outcome) in (first..).zip(futures_util::future::join_all(lines).await) {
            match outcome {
                Ok(_) => {
                    let seen = beside
                        .number(&format!(
                            "SELECT count(*) FROM act WHERE chain = 'line' AND number = {n}"
                        ))
                        .await;
                    println!(
                        "\nline {n} {}",
                        if seen == 1 { "acknowledged" } else { "acknowledged-and-unseen" }
                    );
                }
                Err(error) => println!("\nline {n} {}", error.code().as_str()),
            }
        }
    }
    // The process ends without closing: no log is folded back, and no connection is closed.
    std::process::exit(0);
}

/// Runs the process with one fault, and returns the outcome of its lines; `None` if nothing can be
/// traced.
fn run(test: &Test, fault: &str) -> Option<Vec<(i64, String)>> {
    let mut strace = Command::new(in_path("strace")?);
    strace.args([
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64,fsync,fdatasync,ftruncate",
        "-e",
        &format!("inject={fault}"),
    ]);
    strace.arg(std::env::current_exe().unwrap());
    strace
        .args(["database::faults::injected::writes_and_looks", "--exact", "--nocapture"])
        .env(FOLDER, &test.folder);
    let output = strace.output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| line.strip_prefix("line ")?.split_once(' '));
    let lines: Vec<_> = lines.map(|(n, became)| (n.parse().unwrap(), became.to_owned())).collect();
    // A fault before the first line, while the database is opened, refuses the start.
    let started = !lines.is_empty() || !output.status.success();
    assert!(started, "{fault}: {text} {}", String::from_utf8_lossy(&output.stderr));
    Some(lines)
}

/// Runs each fault in a fresh process.
///
/// An acknowledged line must be visible to another connection, and must be there after a restart. A
/// line that is not saved must be refused as `UNAVAILABLE`.
async fn faults(calls: &str, errors: &[&str], at: &[usize]) {
    let (mut acknowledged, mut refused) = (0, 0);
    for (n, error) in at.iter().flat_map(|n| errors.iter().map(move |error| (n, error))) {
        let test = Test::on_sqlite().await;
        let fault = format!("{calls}:error={error}:when={n}");
        let (told, ran) = (test.clone(), fault.clone());
        let Some(lines) = tokio::task::spawn_blocking(move || run(&told, &ran)).await.unwrap()
        else {
            return not_tested("system calls that fail: strace is not here, or may not trace");
        };
        let mut kept = BTreeSet::new();
        for (line, became) in lines {
            match became.as_str() {
                "acknowledged" => drop(kept.insert(line)),
                "UNAVAILABLE" => refused += 1,
                "STALE" => assert_eq!(line % 7, 0),
                other => panic!("{fault}: line {line}: {other}"),
            }
        }
        acknowledged += kept.len();
        opens_anew(&test, &kept).await;
        test.done().await;
    }
    eprintln!(
        "{calls}: {} faults, {acknowledged} acknowledged, {refused} refused, 0 lost",
        at.len() * errors.len()
    );
    assert!(
        acknowledged > 0 && refused > 0,
        "too few to tell: {acknowledged} acknowledged, {refused} refused"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_is_no_acknowledgement() {
    let every = rounds(29, 7, 1);
    let at: Vec<_> = (1..=200).step_by(every).collect();
    faults("pwrite64", &["ENOSPC", "EIO"], &at).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_fails_is_no_acknowledgement() {
    let at: Vec<_> = (1..=40).step_by(rounds(13, 5, 1)).collect();
    faults("fsync,fdatasync", &["EIO"], &at).await;
}
