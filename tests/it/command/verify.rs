//! Verification at the terminal, and findings in a damaged copy.

use crate::world::{Test, World, both};
use serde_json::json;
use std::path::PathBuf;

/// Text that is in the answer, its history, the edition and the projection.
const TEXT: &str = "Seven words that nobody else has written";

async fn submitted(test: &Test) -> World {
    let world = World::open(test.clone()).await;
    let france = world.france();
    france.answers("A.a.2", json!({ "multiChoice": { "options": ["funding"] } })).await;
    france.answers("A.b.2", json!({ "longText": { "text": TEXT, "language": "en" } })).await;
    france.submits("2027", json!({ "countable": true, "reader": "PUBLIC" })).await.data();
    world
}

/// Returns the output of a command that has findings.
fn finds(test: &Test, command: &[&str]) -> String {
    let ran = test.run_with(command, "");
    assert!(!ran.done, "{ran:?}");
    ran.said
}

both! {
    async fn every_part_is_verified_beside_a_running_server_and_a_finding_ends_with_failure(test: Test) {
        let world = submitted(&test).await;
        for part in ["audit", "editions", "shared", "all"] {
            assert_eq!(test.runs(&["verify", part]), "0 findings.\n", "{part}");
        }
        let beside = test.beside().await;
        beside.run("UPDATE shared_answer SET value = replace(value, 'Seven', 'SEVEN')").await.unwrap();
        let line = "FRA, cycle 2027, edition 1, question A.b.2: the shared answer has another value than consent and edition give\n1 findings.\n";
        assert_eq!((finds(&test, &["verify", "shared"]).as_str(), finds(&test, &["verify", "all"]).as_str()), (line, line));
        assert_eq!(test.runs(&["verify", "editions"]), "0 findings.\n");
        beside.run("UPDATE edition SET document = replace(document, 'Seven', 'SEVEN')").await.unwrap();
        let found = finds(&test, &["verify", "editions"]);
        assert!(found.contains("FRA, cycle 2027, edition 1: the document is not the one whose digest its act names"), "{found}");
        assert!(!found.contains("SEVEN"), "{found}");
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n", "the trail is the witness");
        drop(world);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_bytes_flipped_in_a_copy_are_found_wherever_the_answer_stands() {
    let test = Test::on_sqlite().await;
    let world = submitted(&test).await;
    let copy = test.folder.join("copy");
    test.runs(&["backup", &copy.display().to_string()]);
    let whole = std::fs::read(&copy).unwrap();
    let places: Vec<usize> = whole
        .windows(TEXT.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == TEXT.as_bytes())
        .map(|(place, _)| place)
        .collect();
    assert_eq!(places.len(), 4, "the answer, its history, the edition, the shared answer");
    for place in places {
        // The change is within the text, so no page is damaged.
        let mut flipped = whole.clone();
        flipped[place + 6..place + 10].iter_mut().for_each(|byte| *byte ^= 0x01);
        let damaged = Test::on_sqlite().await;
        let file: PathBuf = damaged.config().database().file;
        std::fs::write(&file, &flipped).unwrap();
        std::fs::copy(test.config().keys_file(), damaged.config().keys_file()).unwrap();
        let found = finds(&damaged, &["verify", "all"]);
        assert!(found.contains("FRA, cycle 2027"), "{place}: {found}");
        damaged.done().await;
    }
    drop(world);
    test.done().await;
}
