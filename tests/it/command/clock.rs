//! A machine clock that is wrong by years: a start is refused, and a running server survives it.
#![cfg(target_os = "linux")]

use crate::world::{Instance, Test};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Offset in seconds that leads from any day of these years to about 1960.
const TO_1960: &str = "-2100000000";

/// Builds the library that moves a process's clock, with the compiler that also builds SQLite and
/// ring.
fn shim(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/world/clock.c");
    let library = folder.join("clock.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .status()
        .unwrap();
    assert!(built.success());
    library
}

#[tokio::test]
async fn a_start_by_a_wrong_clock_is_refused_with_a_sentence() {
    let test = Test::on_sqlite().await;
    let (library, file) = (shim(&test.folder), test.folder.join("offset"));
    for (offset, year) in
        [(TO_1960, "19"), ("-800000000", "200"), ("7000000000", "22"), ("900000000000", "+")]
    {
        std::fs::write(&file, offset).unwrap();
        for arguments in [&["serve", "--port", "0"][..], &["migrate"]] {
            let mut program = test.program();
            let output = program
                .args(arguments)
                .env("LD_PRELOAD", &library)
                .env("CLOCK_OFFSET_FILE", &file)
                .output()
                .unwrap();
            let complained = String::from_utf8(output.stderr).unwrap();
            let says = format!("the clock of this machine says {year}");
            assert!(
                !output.status.success() && complained.contains(&says),
                "{offset}: {complained}"
            );
            assert!(output.stdout.is_empty() && !complained.contains("panicked"), "{complained}");
        }
    }
    test.done().await;
}

#[tokio::test]
async fn a_service_survives_a_clock_that_jumps_and_comes_back() {
    let test = Test::on_sqlite().await;
    let (library, file) = (shim(&test.folder), test.folder.join("offset"));
    std::fs::write(&file, "0").unwrap();
    let preload =
        [("LD_PRELOAD", library.to_str().unwrap()), ("CLOCK_OFFSET_FILE", file.to_str().unwrap())];
    let mut served = Instance::start(&test, &preload);
    let link = loop {
        match served.said().split_once("/#/invitation/") {
            Some((_, rest)) if rest.ends_with('\n') => break rest.trim().to_owned(),
            _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    };
    let who =
        json!({ "token": link, "email": "first@un.example", "name": "First", "language": "fr" });
    let access = served.posts("/auth/invitations/redeem", &who).await.1["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(served.role(&access).await, "ADMINISTRATOR");

    let client = reqwest::Client::new();
    for offset in [TO_1960, "7000000000", "900000000000", TO_1960] {
        std::fs::write(&file, offset).unwrap();
        // The process must go on; an answer to a request is not required. The HTTP library closes a
        // connection if it cannot write the `Date` header.
        for path in [
            "/healthz",
            "/readyz",
            "/graphql?query={states{code}}",
            "/.well-known/national-survey-keys.json",
        ] {
            let _ = client
                .get(format!("http://{}{path}", served.address()))
                .bearer_auth(&access)
                .send()
                .await;
            let _ = client.get(format!("http://{}{path}", served.address())).send().await;
        }
        let wrong = json!({ "email": "first@un.example", "password": "wrong", "code": "000000" });
        let _ = client
            .post(format!("http://{}/auth/sign-in", served.address()))
            .json(&wrong)
            .send()
            .await;
        let query = json!({ "query": "mutation { endSessions { ended } }" });
        let _ = client
            .post(format!("http://{}/graphql", served.address()))
            .bearer_auth(&access)
            .json(&query)
            .send()
            .await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert!(served.is_alive(), "{}", served.logged());
    }
    std::fs::write(&file, "0").unwrap();
    assert_eq!(served.role(&access).await, "ADMINISTRATOR");
    let logged = served.logged();
    let panics: Vec<_> = logged.lines().filter(|line| line.contains("panicked at")).collect();
    assert!(panics.iter().all(|line| line.contains("/httpdate-")), "{panics:?}");
    test.done().await;
}
