//! A restore or a first start that is killed at any step: the next start works with the old state
//! or with the new one.

use crate::world::{Test, in_path};
use std::{fs, path::Path, process::Command};

/// System calls that create or remove file names.
const NAMING: &str = "/^(rename|renameat|renameat2|link|linkat|unlink|unlinkat)$";

/// Runs a command that is killed at its nth call of these. Returns true if it was killed, or `None`
/// if processes cannot be traced here.
fn killed(test: &Test, arguments: &[&str], nth: usize) -> Option<bool> {
    let program = test.program();
    let mut strace = Command::new(in_path("strace")?);
    strace.args([
        "-f",
        "-o",
        "/dev/null",
        "-e",
        &format!("trace={NAMING}"),
        "-e",
        &format!("inject={NAMING}:signal=KILL:when={nth}"),
    ]);
    strace.arg(program.get_program()).args(arguments);
    strace
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env_remove("DATABASE_URL");
    let output = strace.output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("ptrace") {
        return None;
    }
    assert!(output.status.success() || !said.contains("national-survey:"), "{said}");
    Some(!output.status.success())
}

fn untested() {
    assert!(
        !std::env::var("REQUIRE_STRACE").is_ok_and(|value| value == "1"),
        "REQUIRE_STRACE=1, and nothing can be traced"
    );
    eprintln!("\n*** CRASHES WERE NOT TESTED: strace is not here, or may not trace. ***\n");
}

async fn invited(test: &Test) -> i64 {
    test.beside().await.number("SELECT count(*) FROM invitation WHERE role = 'focal_point'").await
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_is_killed_leaves_the_old_database_or_the_new_one() {
    let test = Test::on_sqlite().await;
    test.runs(&["person", "first"]);
    let copy = test.folder.join("copy").display().to_string();
    test.runs(&["backup", &copy]);
    let invite = [
        "person",
        "invite",
        "--role",
        "focal_point",
        "--state",
        "JPN",
        "--email",
        "a@mfa.example",
        "--name",
        "A",
    ];
    test.runs(&invite);
    let (mut old, mut new) = (0, 0);
    for nth in 1..60 {
        let Some(killed) = killed(&test, &["restore", &copy, "--replace"], nth) else {
            return untested();
        };
        if !killed {
            assert!(nth > 5, "it was never killed");
            break;
        }
        // The database is one whole database, and a log beside it is its own.
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n", "killed at call {nth}");
        test.runs(&["keys", "list"]);
        if invited(&test).await == 1 {
            old += 1;
        } else {
            new += 1;
            let kept = names(&test.folder)
                .into_iter()
                .find(|name| name.contains(".replaced-"))
                .expect("the old one is kept");
            assert!(!kept.is_empty());
            test.runs(&invite);
        }
    }
    assert!(old > 0, "{old} {new}");
    assert_eq!(invited(&test).await, 0, "the one that was not killed restored");
    assert!(
        !names(&test.folder).iter().any(|name| name.contains(".restoring")),
        "nothing is left over"
    );
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_that_is_killed_is_taken_up_by_the_next_one() {
    let test = Test::on_sqlite().await;
    let database = test.config().database().file;
    for nth in 1..30 {
        for name in names(&test.folder) {
            fs::remove_file(test.folder.join(name)).unwrap();
        }
        let Some(killed) = killed(&test, &["person", "first"], nth) else { return untested() };
        test.runs(&["person", "first"]);
        assert!(
            database.exists() && test.runs(&["keys", "list"]).lines().count() == 3,
            "killed at call {nth}"
        );
        assert!(!names(&test.folder).contains(&"keys.json.new".to_owned()));
        if !killed {
            assert!(nth > 1, "it was never killed");
            break;
        }
    }
    test.done().await;
}
