//! Public content of a release, and the signature that proves it without the service.

use super::{file, small};
use crate::world::{Test, World, both};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const ASKED: &str = "{ release(number: 1) { contentSha256 contentLink statementLink kid signature sha256
    tables { question partition standing } changes { question breakInSeries } respondents { stateCode edition } } }";

/// Writes a download into the world's folder, and returns its path.
fn kept(world: &World, name: &str, bytes: &[u8]) -> String {
    let to = world.test.folder.join(name);
    std::fs::write(&to, bytes).unwrap();
    to.display().to_string()
}

both! {
    async fn whoever_has_the_content_and_the_key_can_check_it_without_the_service(test: Test) {
        let world = small(test).await;
        let release = world.public().reads(ASKED).await["release"].clone();
        let [content, statement] = ["contentLink", "statementLink"].map(|link| release[link].as_str().unwrap().trim_start_matches("/export/releases/1/").to_owned());
        let [content, statement] = [file(&world, &content).await.bytes, file(&world, &statement).await.bytes];
        assert_eq!(hex::encode(Sha256::digest(&content)), release["contentSha256"].as_str().unwrap());
        // It holds everything that everybody reads, and nothing else.
        let is: Value = serde_json::from_slice(&content).unwrap();
        assert_eq!((&is["format"], &is["number"], &is["cycle"]), (&json!("national-survey/release-content/1"), &json!(1), &json!("2027")));
        let respondents: Vec<_> = is["respondents"].as_array().unwrap().iter().map(|one| json!({ "stateCode": one["state"], "edition": one["edition"] })).collect();
        assert_eq!(json!(respondents), release["respondents"]);
        let count = |of: &Value| of.as_array().unwrap().len();
        let tables: usize = is["questions"].as_array().unwrap().iter().map(|question| count(&question["tables"])).sum();
        assert_eq!((tables, count(&is["questions"])), (count(&release["tables"]), count(&release["changes"])));
        let names: Vec<_> = is["questions"][0].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["change", "question", "tables"], "neither analysts' tables nor certificates");
        let signed: Value = serde_json::from_slice(&statement).unwrap();
        assert_eq!((&signed["statement"]["content_sha256"], &signed["kid"], &signed["signature"]), (&release["contentSha256"], &release["kid"], &release["signature"]));
        // A reader verifies it at their own terminal, without a database.
        let keys = world.public().get("/.well-known/national-survey-keys.json").await.bytes;
        let (keys, content_file) = (kept(&world, "published.json", &keys), kept(&world, "content.json", &content));
        let statement_file = kept(&world, "statement.json", &statement);
        let verifies = |statement: &str, content: &str| world.test.run_with(&["verify", "statement", statement, "--key", &keys, "--content", content], "");
        let ran = verifies(&statement_file, &content_file);
        assert!(ran.done && ran.said.contains("release 1 (cycle 2027)") && ran.said.contains("is the one that it proves"), "{ran:?}");
        let pretty = serde_json::to_string_pretty(&is).unwrap();
        let anew = kept(&world, "anew.json", format!("\u{feff}{}", pretty.replace('\n', "\r\n")).as_bytes());
        let ran = verifies(&statement_file, &anew);
        assert!(ran.done && ran.said.contains("the content is the same; the file was saved anew"), "{ran:?}");
        assert!(ran.said.contains("anew.json: a byte order mark (BOM) at the beginning was skipped"), "{ran:?}");
        let text = String::from_utf8(content.to_vec()).unwrap();
        let other = kept(&world, "other.json", text.replacen("\"base\":2", "\"base\":3", 1).as_bytes());
        let ran = verifies(&statement_file, &other);
        assert!(!ran.done && ran.complained.contains("the content is another one"), "{ran:?}");
        let text = String::from_utf8(statement.to_vec()).unwrap();
        let forged = kept(&world, "forged.json", text.replacen("\"number\": 1", "\"number\": 2", 1).as_bytes());
        let ran = verifies(&forged, &content_file);
        assert!(!ran.done && ran.complained.contains("the signature is not by this key"), "{ran:?}");
        let ran = verifies(&content_file, &content_file);
        assert!(!ran.done && ran.complained.contains("no statement of a release"), "{ran:?}");
        assert_eq!(national_survey::aggregate::verify(&world, 1).await.unwrap(), Vec::<String>::new());
        let beside = world.test.beside().await;
        beside.run("UPDATE release_table SET content = replace(content, '\"base\":2', '\"base\":3')").await.unwrap();
        let findings = national_survey::aggregate::verify(&world, 1).await.unwrap();
        assert!(findings.iter().any(|found| found.contains("content does not match")), "{findings:?}");
    }
}
