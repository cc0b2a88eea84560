//! Durability: the log is on the disk before the acknowledgement is sent.
//!
//! Killing a process does not show this, because the kernel keeps the data that the process wrote.
//! The order of its system calls shows it.

use crate::{
    world::{Test, World, in_path},
    writer::WriterSettings,
};
use std::{collections::BTreeMap, process::Command};

const SAVES: usize = 12;

/// Returns the trace of the writing process, or `None` if processes cannot be traced here.
fn traced(told: &WriterSettings, file: &std::path::Path) -> Option<String> {
    let writer = told.command();
    let mut strace = Command::new(in_path("strace")?);
    strace
        .args([
            "-f",
            "-y",
            "-s",
            "16",
            "-e",
            "trace=write,pwrite64,pwritev,pwritev2,fsync,fdatasync",
            "-o",
        ])
        .arg(file);
    strace.arg(writer.get_program()).args(writer.get_args());
    strace.envs(writer.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.output().ok()?;
    output.status.success().then(|| std::fs::read_to_string(file).unwrap())
}

/// Returns the system calls that have returned, with their arguments. An interrupted call counts
/// when it returns.
fn calls(trace: &str) -> Vec<(String, String)> {
    let mut begun: BTreeMap<&str, (String, String)> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        if rest.starts_with("<... ") {
            calls.extend(begun.remove(process));
        } else if let Some((name, arguments)) = rest.split_once('(') {
            let call = (name.to_owned(), arguments.to_owned());
            // A write counts when it begins; a sync counts when it returns.
            if arguments.ends_with("<unfinished ...>") && name.contains("sync") {
                begun.insert(process, call);
            } else {
                calls.push(call);
            }
        }
    }
    calls
}

#[tokio::test]
async fn the_log_is_synced_before_a_save_is_acknowledged() {
    let test = Test::on_sqlite().await;
    World::open(test.clone()).await.db().close().await;
    let told =
        WriterSettings { folder: test.folder.clone(), url: None, writers: 1, saves: Some(SAVES) };
    let Some(trace) = traced(&told, &test.folder.join("trace")) else {
        assert!(
            !std::env::var("REQUIRE_STRACE").is_ok_and(|value| value == "1"),
            "REQUIRE_STRACE=1, and nothing can be traced"
        );
        eprintln!(
            "\n*** THE SYNC BEFORE AN ACKNOWLEDGEMENT WAS NOT TESTED: strace is not here, or may not trace. ***\n"
        );
        return;
    };
    let (mut unsynced, mut written, mut acknowledged) = (false, false, 0);
    for (name, arguments) in calls(&trace) {
        if name.starts_with("pwrite") && arguments.contains(".db-wal>") {
            (unsynced, written) = (true, true);
        } else if name.contains("sync") && arguments.contains(".db-wal>") {
            unsynced = false;
        } else if name == "write" && arguments.contains("\"saved ") {
            assert!(
                written && !unsynced,
                "acknowledged before the log was synced, after {acknowledged} saves:\n{trace}"
            );
            written = false;
            acknowledged += 1;
        }
    }
    assert!(acknowledged > SAVES / 2, "{acknowledged} acknowledgements:\n{trace}");
    test.done().await;
}
