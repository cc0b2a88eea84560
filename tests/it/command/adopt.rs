//! Key files: one that is newer than the database, and one that is lost.

use crate::world::{Test, World, both};
use entity::vocabulary::{KeyPurpose, KeyStatus};
use national_survey::{
    clock::Clock,
    keys::{self, Keyring},
    signature,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// Returns the purpose and status of each key, by its id.
fn listed(test: &Test) -> BTreeMap<String, String> {
    let listed = test.runs(&["keys", "list"]);
    let rows = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), format!("{} {}", row[1], row[2]))).collect()
}

fn signs(test: &Test, purpose: &str) -> String {
    let all = listed(test);
    all.into_iter().find(|(_, standing)| *standing == format!("{purpose} active")).unwrap().0
}

async fn acts(test: &Test, verb: &str) -> i64 {
    test.beside()
        .await
        .number(&format!(
            "SELECT count(*) FROM act WHERE verb = '{verb}' AND chain = 'SECRETARIAT'"
        ))
        .await
}

fn file(test: &Test) -> Value {
    serde_json::from_str(&fs::read_to_string(test.config().keys_file()).unwrap()).unwrap()
}

fn write(test: &Test, content: &Value) {
    fs::write(test.config().keys_file(), content.to_string()).unwrap();
}

both! {
    async fn a_backup_of_before_rotations_starts_with_the_key_file_of_after(test: Test) {
        test.clock.set(Clock::System.now());
        let world = World::with_people(test.clone()).await;
        let signed = world.keys().sign(KeyPurpose::Receipt, b"of before").1;
        let copy = test.folder.join("copy").display().to_string();
        test.runs(&["backup", &copy]);
        let mut receipts = vec![signs(&test, "receipt")];
        let stolen = signs(&test, "token");
        for _ in 0..3 {
            test.runs(&["keys", "rotate", "receipt"]);
            receipts.push(signs(&test, "receipt"));
        }
        test.runs(&["keys", "rotate", "token", "--revoke"]);
        test.runs(&["keys", "revoke", &receipts[1]]);
        let (right, checkpoint) = (listed(&test), signs(&test, "checkpoint"));
        // The key in the middle signed a receipt that only its State has now.
        let middle = Keyring::open(&test.config().keys_file(), world.db(), world.now()).await.unwrap();
        assert_eq!(middle.kid(KeyPurpose::Receipt), receipts[3]);
        world.db().close().await;
        test.runs(&["restore", &copy, "--replace"]);
        let now = listed(&test);
        assert_eq!(now, right, "as the rotations left them");
        assert_eq!(now[&stolen], "token revoked");
        assert_eq!((now[&receipts[0]].as_str(), now[&receipts[1]].as_str()), ("receipt retired", "receipt revoked"));
        assert_eq!((now[&receipts[2]].as_str(), now[&receipts[3]].as_str()), ("receipt retired", "receipt active"));
        assert_eq!(now[&checkpoint], "checkpoint active");
        assert_eq!(acts(&test, "key.succeed").await, 2, "one for each purpose");
        assert_eq!(listed(&test), right);
        assert_eq!(acts(&test, "key.succeed").await, 2, "once");
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
        let published = keys::published(&test.db().await).await.unwrap();
        let before = published.iter().find(|key| key.kid == receipts[0]).unwrap();
        assert!(signature::verifies(&signature::public_key(&before.public).unwrap(), b"of before", &signed));
        test.runs(&["keys", "rotate", "receipt"]);
    }

    async fn a_key_file_of_before_it_told_of_earlier_keys_succeeds_by_one_rotation(test: Test) {
        test.runs(&["person", "first"]);
        let copy = test.folder.join("copy").display().to_string();
        test.runs(&["backup", &copy]);
        let forget = |test: &Test| {
            let mut content = file(test);
            content.as_object_mut().unwrap().remove("earlier").expect("it tells of them");
            write(test, &content);
        };
        test.runs(&["keys", "rotate", "receipt"]);
        forget(&test);
        let new = signs(&test, "receipt");
        test.runs(&["restore", &copy, "--replace"]);
        assert_eq!(signs(&test, "receipt"), new);
        for purpose in ["receipt", "token", "token", "checkpoint"] {
            test.runs(&["keys", "rotate", purpose]);
        }
        forget(&test);
        let said = test.refused(&["restore", &copy, "--replace"]);
        assert!(said.contains("another active"), "nothing is left that both know: {said}");
    }

    async fn a_lost_key_file_is_replaced_by_an_act_when_that_is_said(test: Test) {
        test.clock.set(Clock::System.now());
        let world = World::with_people(test.clone()).await;
        world.france().sets_up_codes().await;
        let (old, signed) = (listed(&test), world.keys().sign(KeyPurpose::Receipt, b"of before").1);
        let receipt = signs(&test, "receipt");
        test.refused(&["keys", "adopt"]);
        let said = test.refused(&["keys", "adopt", "--lost"]);
        assert!(said.contains("belongs to the database"), "{said}");
        fs::remove_file(test.config().keys_file()).unwrap();
        test.refused(&["keys", "list"]);
        let said = test.runs(&["keys", "adopt", "--lost"]);
        let sealed = test.beside().await.number("SELECT count(*) FROM one_time_code WHERE secret IS NOT NULL").await;
        assert!(said.contains(&format!("one-time codes of {sealed} people")) && sealed > 0, "{said}");
        assert_eq!(acts(&test, "key.adopt").await, 1);
        let now = listed(&test);
        for (kid, before) in &old {
            assert_eq!(now[kid], before.replace("active", "retired").replace("next", "retired"));
        }
        assert_ne!(signs(&test, "receipt"), receipt);
        test.refused(&["keys", "adopt", "--lost"]);
        assert_eq!(acts(&test, "key.adopt").await, 1, "not twice");
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
        let published = keys::published(&test.db().await).await.unwrap();
        let before = published.iter().find(|key| key.kid == receipt).unwrap();
        assert_eq!(before.status, KeyStatus::Retired);
        assert!(signature::verifies(&signature::public_key(&before.public).unwrap(), b"of before", &signed), "receipts of the past verify");
        test.runs(&["keys", "rotate", "token"]);
    }

    async fn an_older_copy_of_the_lost_file_keeps_its_secret_and_signs_with_new_keys(test: Test) {
        test.runs(&["person", "first"]);
        let older = file(&test);
        (0..2).for_each(|_| drop(test.runs(&["keys", "rotate", "token"])));
        let old = listed(&test);
        write(&test, &older);
        let said = test.refused(&["keys", "list"]);
        assert!(said.contains("another active token key"), "{said}");
        let said = test.runs(&["keys", "adopt", "--lost", "--revoke"]);
        assert!(said.contains("The secret of the older key file stays"), "{said}");
        let (now, new) = (listed(&test), file(&test));
        assert_eq!(new["secret"], older["secret"]);
        for purpose in ["token", "receipt", "checkpoint"] {
            assert_ne!(new[purpose], older[purpose]);
        }
        for (kid, before) in &old {
            assert_eq!(now[kid], before.replace("active", "revoked").replace("next", "revoked"));
        }
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }

    async fn the_file_of_another_deployment_is_taken_where_the_own_one_is_lost(test: Test) {
        test.runs(&["person", "first"]);
        let other = test.another().await;
        other.runs(&["person", "first"]);
        fs::copy(other.config().keys_file(), test.config().keys_file()).unwrap();
        test.refused(&["serve", "--port", "0"]);
        test.runs(&["keys", "adopt", "--lost"]);
        assert_eq!(signs(&test, "receipt"), signs(&other, "receipt"));
        assert_eq!(file(&test), file(&other));
        other.done().await;
    }
}
