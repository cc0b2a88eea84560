//! Verification of a release at the terminal: its output, and its exit code.

use crate::world::{Test, World, both};
use serde_json::json;

/// Returns the exit code of `verify release`, its output, and its complaints.
fn verifies(test: &Test, number: &str) -> (Option<i32>, String, String) {
    let output = test.program().args(["verify", "release", number]).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

both! {
    async fn a_release_is_verified_at_the_terminal_and_says_what_is_wrong_with_it(test: Test) {
        let world = World::open(test.clone()).await;
        for state in ["FRA", "DEU"] {
            world.state(state).submits("2027", json!({ "countable": true })).await.data();
        }
        let (code, said, complained) = verifies(&test, "1");
        assert_eq!((code, said.as_str()), (Some(1), ""), "there is none yet");
        assert!(complained.contains("NOT_FOUND"), "{complained}");
        assert_eq!([world.releases("2027").await, world.releases("2027").await], [1, 2]);
        for number in ["1", "2"] {
            let (code, said, complained) = verifies(&test, number);
            assert_eq!((code, said, complained), (Some(0), format!("Release {number}: 0 findings.\n"), String::new()));
        }
        let beside = test.beside().await;
        for (change, back, findings) in [
            (
                "UPDATE release_table SET content = replace(content, '\"base\":2', '\"base\":3') WHERE release = 1 AND question = 'A.a.1'",
                "UPDATE release_table SET content = replace(content, '\"base\":3', '\"base\":2') WHERE release = 1 AND question = 'A.a.1'",
                &[
                    "The digest does not match the stored release.",
                    "The digest of the content does not match the stored content.",
                    "A.a.1: the figures are not those of the sealed inputs.",
                ][..],
            ),
            (
                "UPDATE release SET signature = substr(signature, 2) || substr(signature, 1, 1) WHERE number = 1",
                "UPDATE release SET signature = substr(signature, 86, 1) || substr(signature, 1, 85) WHERE number = 1",
                &["The signature does not verify with a published key."],
            ),
            (
                "UPDATE release SET ledger = sha256 WHERE number = 1",
                "",
                &[
                    "The earlier releases are not those that the release was checked against.",
                    "The signature does not verify with a published key.",
                ],
            ),
        ] {
            assert_eq!(beside.run(change).await.unwrap(), 1);
            let (code, said, complained) = verifies(&test, "1");
            let last = format!("Release 1: {} findings.", findings.len());
            let lines: Vec<_> = findings.iter().copied().chain([last.as_str()]).collect();
            assert_eq!((code, said.lines().collect::<Vec<_>>(), complained.as_str()), (Some(1), lines, ""), "{change}");
            if !back.is_empty() {
                assert_eq!(beside.run(back).await.unwrap(), 1);
                assert_eq!(verifies(&test, "1").0, Some(0));
            }
        }
        // The other release depends on the digest of the first, which is unchanged.
        assert_eq!(verifies(&test, "2").0, Some(0));
        let (code, said, complained) = verifies(&test, "3");
        assert_eq!((code, said.as_str()), (Some(1), ""));
        assert!(complained.contains("NOT_FOUND"), "{complained}");
        for wrong in ["one", "", "1.5"] {
            let (code, said, complained) = verifies(&test, wrong);
            assert_eq!((code, said.as_str()), (Some(2), ""), "{wrong}");
            assert!(complained.contains("NUMBER"), "{complained}");
        }
        assert_eq!(verifies(&test, "0").0, Some(1));
    }
}
