//! A key file and its database are a pair. If one half is missing, commands refuse before they
//! create anything.

use crate::world::{Instance, Test, both};
use std::{fs, path::PathBuf};

/// Commands that create a database or keys if there are none.
const MAKING: [&[&str]; 4] = [
    &["serve", "--port", "0"],
    &["person", "first"],
    &["migrate"],
    &["demo", "--no-serve", "--states", "1"],
];

fn keys(test: &Test) -> PathBuf {
    test.config().keys_file()
}

fn files(test: &Test) -> Vec<String> {
    let all = fs::read_dir(&test.folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut all: Vec<_> =
        all.filter(|name| !name.ends_with("-shm") && !name.ends_with("-wal")).collect();
    all.sort();
    all
}

both! {
    async fn a_database_without_its_key_file_is_refused_and_nothing_is_made(test: Test) {
        test.runs(&["person", "first"]);
        let known = test.runs(&["keys", "list"]);
        fs::rename(keys(&test), test.folder.join("away")).unwrap();
        let before = files(&test);
        for refused in MAKING.iter().chain(&[&["keys", "list"][..], &["serve", "--port", "0", "--new"]]) {
            let said = test.refused(refused);
            assert!(said.contains("keys.json is missing") && said.contains("keys adopt"), "{refused:?}: {said}");
        }
        assert_eq!(files(&test), before);
        // Commands that need no key still work.
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
        test.runs(&["backup", &test.folder.join("copy").display().to_string()]);
        fs::rename(test.folder.join("away"), keys(&test)).unwrap();
        assert_eq!(test.runs(&["keys", "list"]), known);
    }

    async fn a_key_file_without_its_database_begins_anew_only_when_that_is_said(test: Test) {
        test.runs(&["person", "first"]);
        let known = test.runs(&["keys", "list"]);
        // The database is gone, or an unserved database is in its place.
        let lost = test.another().await;
        fs::copy(keys(&test), keys(&lost)).unwrap();
        if lost.is_sqlite() {
            fs::remove_file(lost.config().database().file).unwrap();
        }
        let before = files(&lost);
        for refused in MAKING {
            let said = lost.refused(refused);
            assert!(said.contains("keys.json") && said.contains("--new"), "{refused:?}: {said}");
        }
        for refused in [&["keys", "list"][..], &["outbox", "list", "--new"]] {
            lost.refused(refused);
        }
        assert_eq!(files(&lost), before);
        lost.runs(&["person", "first", "--new"]);
        assert_eq!(lost.runs(&["keys", "list"]).split_whitespace().next(), known.split_whitespace().next(), "the keys that were there");
        drop(Instance::start(&lost, &[]));
        lost.done().await;
    }

    async fn a_key_file_that_is_none_is_refused_by_its_name_and_left_as_it_is(test: Test) {
        test.runs(&["person", "first"]);
        let whole = fs::read(keys(&test)).unwrap();
        let another = r#"{"token": "AAAA", "receipt": "AAAA", "checkpoint": "AAAA"}"#;
        for broken in [&whole[..whole.len() / 2], b"", b"{}", b"[]", another.as_bytes()] {
            fs::write(keys(&test), broken).unwrap();
            for refused in MAKING.iter().chain(&[&["keys", "list"][..], &["keys", "adopt", "--lost"], &["keys", "rotate", "token"]]) {
                let said = test.refused(refused);
                assert!(said.contains("keys.json") && said.contains("put back") | said.contains("Put back"), "{refused:?}: {said}");
            }
            assert_eq!(fs::read(keys(&test)).unwrap(), broken);
        }
        fs::write(keys(&test), whole).unwrap();
        test.runs(&["keys", "list"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_in_the_wrong_folder_say_where_they_looked_and_make_nothing() {
    let test = Test::on_sqlite().await;
    let nowhere = test.folder.join("nowhere").display().to_string();
    for command in [
        &["keys", "list"][..],
        &["keys", "rotate", "token"],
        &["keys", "adopt", "--lost"],
        &["outbox", "list"],
        &["outbox", "retry", "--all"],
        &["integration", "list"],
        &["person", "sessions", "a@b.example"],
        &["person", "suspend", "a@b.example"],
        &["instrument", "publish", "a", "1"],
        &["instrument", "export", "a", "1"],
        &["export", "release", "1", "--format", "csv", "--to", "/dev/null"],
        &["migrate", "--down", "1"],
        &["backup", "/nowhere/copy"],
        &["verify", "audit"],
        &["verify", "release", "1"],
        &["restore", "/nowhere/copy"],
    ] {
        let ran = test.run_with(&[command, &["--data-dir", &nowhere]].concat(), "");
        let names = ran.complained.contains(&nowhere) || ran.complained.contains("/nowhere/copy");
        assert!(!ran.done && ran.said.is_empty() && names, "{command:?}: {ran:?}");
        assert!(!fs::exists(&nowhere).unwrap(), "{command:?}");
    }
    // A command that only looks creates no keys for an unserved database.
    test.refused(&["keys", "list"]);
    assert!(!keys(&test).exists());
    test.done().await;
}
