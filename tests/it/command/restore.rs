//! Restore: nothing is changed before everything is checked, and the replaced database is kept
//! whole.

use crate::world::{Instance, Test, both};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Backs up the database, and returns the path.
fn copy(test: &Test, name: &str) -> String {
    let file = test.folder.join(name).display().to_string();
    test.runs(&["backup", &file]);
    file
}

fn invites(test: &Test, name: &str) {
    let email = format!("{name}@mfa.example");
    test.runs(&[
        "person",
        "invite",
        "--role",
        "focal_point",
        "--state",
        "JPN",
        "--email",
        &email,
        "--name",
        name,
    ]);
}

/// Invites a person while a server runs, and crashes it. The invitation is then in the log alone.
async fn invites_and_crashes(test: &Test, name: &str) {
    let server = Instance::start(test, &[]);
    invites(test, "nobody");
    let beside = test.beside().await;
    let named = format!(
        "UPDATE invitation SET email = '{name}@mfa.example' WHERE email = 'nobody@mfa.example'"
    );
    assert_eq!(beside.run(&named).await.unwrap(), 1);
    beside.0.close().await.unwrap();
    drop(server);
    assert!(fs::metadata(log(&database(test))).unwrap().len() > 0, "the crash left a log");
}

async fn invited(test: &Test) -> Vec<String> {
    test.beside()
        .await
        .texts("SELECT email FROM invitation WHERE role = 'focal_point' ORDER BY email")
        .await
}

/// Returns the replaced databases that were kept, oldest first.
fn kept(test: &Test) -> Vec<PathBuf> {
    let all = fs::read_dir(&test.folder).unwrap().map(|file| file.unwrap().path());
    let is_kept = |path: &PathBuf| {
        let name = path.display().to_string();
        name.contains(".replaced-") && !name.ends_with("-wal") && !name.ends_with("-shm")
    };
    let mut all: Vec<_> = all.filter(is_kept).collect();
    all.sort();
    all
}

/// Restores a file into another folder, with the keys of a test.
async fn restored(test: &Test, file: &Path) -> Test {
    let other = test.another().await;
    fs::remove_file(other.config().database().file).unwrap();
    fs::copy(test.config().keys_file(), other.config().keys_file()).unwrap();
    other.runs(&["restore", &file.display().to_string()]);
    other
}

fn database(test: &Test) -> PathBuf {
    test.config().database().file
}

fn log(file: &Path) -> PathBuf {
    format!("{}-wal", file.display()).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kept_copy_is_the_newest_state_also_after_a_crash() {
    let test = Test::on_sqlite().await;
    test.runs(&["person", "first"]);
    let empty = copy(&test, "copy");
    invites_and_crashes(&test, "before-the-crash").await;
    test.runs(&["restore", &empty, "--replace"]);
    assert_eq!(invited(&test).await, Vec::<String>::new());
    let server = Instance::start(&test, &[]);
    (1..=5).for_each(|n| invites(&test, &format!("after-{n}")));
    server.stops().await;
    test.runs(&["restore", &empty, "--replace"]);
    let kept = kept(&test);
    assert_eq!(kept.len(), 2, "{kept:?}");
    for (kept, right) in kept.iter().zip([1, 5]) {
        assert!(!log(kept).exists(), "it was folded in");
        let other = restored(&test, kept).await;
        assert_eq!(invited(&other).await.len(), right);
        other.done().await;
    }
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_with_a_log_of_its_own_is_restored_with_it() {
    let test = Test::on_sqlite().await;
    invites_and_crashes(&test, "in-the-log").await;
    // A machine crashed, and its files were copied by hand.
    let taken = test.folder.join("taken.db");
    fs::copy(database(&test), &taken).unwrap();
    fs::copy(log(&database(&test)), log(&taken)).unwrap();
    let other = restored(&test, &taken).await;
    assert_eq!(invited(&other).await, ["in-the-log@mfa.example"]);
    other.done().await;
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_another_database_is_never_applied() {
    let test = Test::on_sqlite().await;
    test.runs(&["person", "first"]);
    let empty = copy(&test, "copy");
    invites_and_crashes(&test, "of-another").await;
    // A copy was put in place by hand, and the old log is still there.
    fs::copy(&empty, database(&test)).unwrap();
    for refused in [&["serve", "--port", "0"][..], &["keys", "list"], &["verify", "audit"]] {
        let said = test.refused(refused);
        assert!(said.contains("is the log of another database"), "{said}");
    }
    test.runs(&["restore", &empty, "--replace"]);
    assert_eq!(invited(&test).await, Vec::<String>::new());
    assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    let kept = kept(&test);
    assert!(!kept.iter().any(|kept| log(kept).exists()), "{kept:?}");
    // The same is true of a log beside the copy that is restored.
    fs::write(log(Path::new(&empty)), fs::read(&empty).unwrap()).unwrap();
    test.runs(&["restore", &empty, "--replace"]);
    // A start does not delete a log without its database, and a restore does not apply it.
    invites_and_crashes(&test, "alone").await;
    fs::remove_file(database(&test)).unwrap();
    let said = test.refused(&["serve", "--port", "0", "--new"]);
    assert!(said.contains("its database") && log(&database(&test)).exists(), "{said}");
    test.runs(&["restore", &empty]);
    assert_eq!(invited(&test).await, Vec::<String>::new());
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_database_is_replaced_and_kept_with_its_log() {
    let test = Test::on_sqlite().await;
    test.runs(&["person", "first"]);
    let whole = copy(&test, "copy");
    invites_and_crashes(&test, "in-the-log").await;
    let mut bytes = fs::read(database(&test)).unwrap();
    // The first page still says that the database uses a log; the rest of it is wrong.
    bytes[100..8192].fill(0xff);
    fs::write(database(&test), &bytes).unwrap();
    let kept_log = fs::read(log(&database(&test))).unwrap();
    test.refused(&["serve", "--port", "0"]);
    test.runs(&["restore", &whole, "--replace"]);
    let kept = kept(&test);
    assert_eq!(kept.len(), 1);
    // Either the log was folded back, or file and log are kept beside each other.
    assert!(!log(&kept[0]).exists() || fs::read(log(&kept[0])).unwrap() == kept_log);
    drop(Instance::start(&test, &[]));
    test.done().await;
}

both! {
    async fn a_copy_that_is_not_whole_touches_nothing(test: Test) {
        test.runs(&["person", "first"]);
        let whole = copy(&test, "copy");
        let bytes = fs::read(&whole).unwrap();
        let broken = test.folder.join("broken").display().to_string();
        let flipped = { let mut flipped = bytes.clone(); let half = flipped.len() / 2; flipped[half..half + 64].fill(0xa5); flipped };
        invites(&test, "kept");
        let half = bytes.len() / 2;
        for content in [&bytes[..half], &bytes[..10], b"", b"no database at all", &flipped] {
            fs::write(&broken, content).unwrap();
            for refused in [&["restore", &broken][..], &["restore", &broken, "--replace"]] {
                let ran = test.run_with(refused, "");
                // A change inside a value is found by the command that verifies values.
                let is_value = content == flipped && ran.complained.is_empty();
                assert!(!ran.done || is_value, "{} bytes: {ran:?}", content.len());
            }
            if content != flipped {
                assert_eq!(invited(&test).await, ["kept@mfa.example"]);
                assert!(kept(&test).is_empty());
            }
        }
        assert!(!test.run_with(&["restore", &whole], "").done, "there is a database, and nobody said --replace");
        test.runs(&["restore", &whole, "--replace"]);
        assert_eq!(invited(&test).await, Vec::<String>::new());
    }

    async fn an_older_copy_is_brought_up_to_date_and_a_newer_one_is_refused(test: Test) {
        test.runs(&["person", "first"]);
        let beside = test.beside().await;
        test.runs(&["migrate", "--down", "1"]);
        let older = copy(&test, "older");
        test.runs(&["migrate"]);
        beside.run("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_newer', 0)").await.unwrap();
        let newer = copy_raw(&test);
        let said = test.refused(&["serve", "--port", "0"]);
        assert!(said.contains("newer version") && said.contains("m29990101_000001_newer"), "{said}");
        beside.run("DELETE FROM seaql_migrations WHERE version = 'm29990101_000001_newer'").await.unwrap();
        invites(&test, "kept");
        let said = test.refused(&["restore", &newer, "--replace"]);
        assert!(said.contains("newer version"), "{said}");
        assert_eq!(invited(&test).await, ["kept@mfa.example"]);
        beside.0.clone().close().await.unwrap();
        test.runs(&["restore", &older, "--replace"]);
        assert_eq!(invited(&test).await, Vec::<String>::new());
        drop(Instance::start(&test, &[]));
    }

    async fn a_copy_of_another_key_file_is_refused_unless_that_is_said(test: Test) {
        test.runs(&["person", "first"]);
        let whole = copy(&test, "copy");
        let other = test.another().await;
        other.runs(&["person", "first"]);
        invites(&other, "kept");
        let said = other.refused(&["restore", &whole, "--replace"]);
        assert!(said.contains("another active token key") && said.contains("--without-keys"), "{said}");
        let keys = fs::read(other.config().keys_file()).unwrap();
        fs::remove_file(other.config().keys_file()).unwrap();
        let said = other.refused(&["restore", &whole, "--replace"]);
        assert!(said.contains("is missing") && said.contains("--without-keys"), "{said}");
        assert_eq!(invited(&other).await, ["kept@mfa.example"]);
        fs::write(other.config().keys_file(), keys).unwrap();
        assert!(other.refused(&["keys", "list"]).contains("set its mode to 600"));
        fs::remove_file(other.config().keys_file()).unwrap();
        other.runs(&["restore", &whole, "--replace", "--without-keys"]);
        other.refused(&["serve", "--port", "0"]);
        other.runs(&["keys", "adopt", "--lost"]);
        drop(Instance::start(&other, &[]));
        other.done().await;
    }

    async fn the_drill_backs_up_a_running_server_and_restores_elsewhere(test: Test) {
        let server = Instance::start(&test, &[]);
        let drill = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/restore-drill.sh");
        let program = test.program();
        let other = test.another().await;
        let mut run = Command::new(drill);
        run.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TMPDIR", &test.folder);
        run.env("PROGRAM", program.get_program());
        if let Some(url) = other.url() {
            // `another` has the tables already, but the drill asks for an empty database.
            other.beside().await.run("DROP TABLE seaql_migrations").await.unwrap();
            let output = Command::new(drill).envs(program.get_envs().filter_map(|(n, v)| Some((n, v?)))).env("TMPDIR", &test.folder)
                .env("PROGRAM", program.get_program()).env_remove("DRILL_DATABASE_URL").output().unwrap();
            assert!(!output.status.success(), "it names no database of its own");
            other.beside().await.run("DROP SCHEMA national_survey_public CASCADE").await.unwrap();
            for table in other.beside().await.texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await {
                other.beside().await.run(&format!("DROP TABLE {table} CASCADE")).await.unwrap();
            }
            run.env("DRILL_DATABASE_URL", url);
        } else {
            run.env_remove("DATABASE_URL");
        }
        let output = run.output().unwrap();
        let said = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(output.status.success() && said.contains("0 findings.") && said.contains("The drill took"), "{output:?}");
        let left = fs::read_dir(&test.folder).unwrap().filter(|file| {
            file.as_ref().unwrap().file_name().to_string_lossy().starts_with("national-survey-drill")
        });
        assert_eq!(left.count(), 0, "the copies are removed");
        drop(server);
        other.done().await;
    }
}

/// Copies the database without the backup command, which refuses a newer schema.
fn copy_raw(test: &Test) -> String {
    let file = test.folder.join("raw").display().to_string();
    match test.url() {
        None => {
            fs::copy(database(test), &file).unwrap();
            // The log belongs to the database.
            let _ = fs::copy(log(&database(test)), log(Path::new(&file)));
        }
        Some(url) => {
            let dumped = Command::new("pg_dump")
                .args(["--format=custom", "--file", &file, "--dbname", &url])
                .status()
                .unwrap();
            assert!(dumped.success());
        }
    }
    file
}
