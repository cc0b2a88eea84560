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

/// Writes text files in the forms in which editors and terminals save them.
fn saved(test: &Test, name: &str, bytes: &[u8]) -> String {
    let path = test.folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn utf_16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proof_that_an_editor_has_saved_is_still_a_proof() {
    let test = Test::on_sqlite().await;
    let world = submitted(&test).await;
    let links =
        r#"{ submission(cycle: "2027") { edition(number: 1) { documentLink receiptLink } } }"#;
    let read = world.france().reads(links).await["submission"]["edition"].clone();
    let get = async |path: &str| {
        let answer = world.public().get(path).await;
        String::from_utf8(answer.bytes.to_vec()).unwrap()
    };
    let document = get(read["documentLink"].as_str().unwrap()).await;
    let receipt = get(read["receiptLink"].as_str().unwrap()).await;
    let keys = get("/.well-known/national-survey-keys.json").await;
    let value: serde_json::Value = serde_json::from_str(&document).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let bom = |text: &str| format!("\u{feff}{text}").into_bytes();
    let verify = |receipt: &[u8], keys: &[u8], edition: &[u8]| {
        let [receipt, keys, edition] =
            [("receipt.json", receipt), ("keys.json.txt", keys), ("edition.json", edition)]
                .map(|(name, bytes)| saved(&test, name, bytes));
        test.run_with(&["verify", "receipt", &receipt, "--key", &keys, "--edition", &edition], "")
    };
    // Refusals first.
    let twice = document.replacen('{', "{\"state\":\"DEU\",", 1);
    for (edition, why) in [
        (document.replace("funding", "training").into_bytes(), "the receipt is of another edition"),
        (twice.into_bytes(), "the receipt is of another edition"),
        (utf_16(&document), "edition.json: the file is in UTF-16"),
        (b"{\"a\":\"\xff\"}".to_vec(), "edition.json: the file is not in UTF-8"),
    ] {
        let ran = verify(receipt.as_bytes(), keys.as_bytes(), &edition);
        assert!(!ran.done && ran.complained.contains(why), "{why}: {ran:?}");
    }
    let ran = verify(&utf_16(&receipt), keys.as_bytes(), document.as_bytes());
    assert!(!ran.done && ran.complained.contains("receipt.json: the file is in UTF-16"), "{ran:?}");
    for (edition, anew) in [
        (document.clone().into_bytes(), false),
        (format!("{document}\r\n").into_bytes(), false),
        (bom(&document), false),
        (pretty.clone().into_bytes(), true),
        (bom(&pretty.replace('\n', "\r\n")), true),
    ] {
        let ran = verify(&bom(&receipt), &bom(&keys), &edition);
        assert!(ran.done && ran.said.contains("The edition is the one that it proves"), "{ran:?}");
        let says = ran.said.contains("the content is the same; the file was saved anew");
        assert_eq!(says, anew, "{ran:?}");
        for file in ["receipt.json", "keys.json.txt"] {
            assert!(ran.said.contains(&format!("{file}: a byte order mark (BOM)")), "{ran:?}");
        }
    }
    drop(world);
    test.done().await;
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
