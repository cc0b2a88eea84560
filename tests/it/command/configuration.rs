//! A configuration with faults, as an operator meets it. Every fault is named, no secret is shown,
//! and nothing is started.

use crate::world::{Instance, Test};
use std::process::{Command, Output};

const SECRET: &str = "correct-horse-battery";

/// Runs a command with these variables.
fn with(test: &Test, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut program: Command = test.program();
    program.args(arguments).envs(variables.iter().copied()).output().unwrap()
}

/// Returns the complaint of a refused start, which printed nothing and created nothing.
#[track_caller]
fn refused(test: &Test, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = with(test, arguments, variables);
    let complained = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{variables:?} is taken: {complained}");
    assert!(
        output.stdout.is_empty() && !complained.contains("serves on"),
        "{variables:?}: {complained}"
    );
    assert!(!complained.contains(SECRET), "a secret is told: {complained}");
    complained
}

/// Writes a file of settings.
fn file(test: &Test, text: &str) -> String {
    let path = test.folder.join("settings.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn a_start_with_faults_is_refused_and_names_all_of_them() {
    let test = Test::on_sqlite().await;
    let complained = refused(
        &test,
        &["serve", "--port", "0"],
        &[
            ("NATIONAL_SURVEY_CONNECTIONS", "many"),
            ("NATIONAL_SURVEY_GATE_SECONDS", "61"),
            ("NATIONAL_SURVEY_LOG", "debugg"),
            ("NATIONAL_SURVEY_MAIL_FROM", "nonsense"),
            ("NATIONAL_SURVEY_TRUSTED_PROXIES", "10.0.0.1,0.0.0.0/0"),
            ("NATIONAL_SURVEY_PROT", "8080"),
            ("NATIONAL_SURVEY_LIMITS__PUBLIC__FEELDS", "1"),
            ("NATIONAL_SURVEY_DISCLOSURE__LATER", "0"),
        ],
    );
    for fault in [
        "connections: must be a whole number (variable NATIONAL_SURVEY_CONNECTIONS)",
        "gate_seconds: 0 to 60 seconds",
        "log: `debugg` names no level",
        "mail_from: an address",
        "trusted_proxies: 0.0.0.0/0 is wider",
        "prot: there is no such setting (variable NATIONAL_SURVEY_PROT)",
        "limits.public.feelds: there is no such setting (variable NATIONAL_SURVEY_LIMITS__PUBLIC__FEELDS)",
        "disclosure.later: 1 to",
    ] {
        assert!(complained.contains(&format!("configuration: {fault}")), "{fault}: {complained}");
    }
    assert_eq!(complained.matches("configuration: ").count(), 8, "{complained}");

    let path = file(
        &test,
        "port = 'eighty'\nfederation_origins = ['https://a.example', 7]\n[limits.public]\ncost = 'low'\n",
    );
    let complained = refused(&test, &["migrate", "--config", &path], &[]);
    for fault in [
        "port: must be a whole number",
        "federation_origins: must be",
        "limits.public.cost: must be a whole number",
    ] {
        assert!(complained.contains(&format!("configuration: {fault}")), "{fault}: {complained}");
    }
    assert_eq!(complained.matches(&format!("(in {path})")).count(), 3, "{complained}");
    assert!(
        refused(&test, &["migrate", "--host", "nowhere"], &[]).contains("host: must be an address")
    );
    assert!(
        refused(&test, &["migrate", "--config", "/nowhere.toml"], &[]).contains("/nowhere.toml")
    );
    test.done().await;
}

#[tokio::test]
async fn no_refusal_of_a_configuration_tells_a_secret() {
    let test = Test::on_sqlite().await;
    let urls = [
        format!("postgres://survey:{SECRET}@host:port/name"),
        format!("postgres://survey:{SECRET}@[host/name"),
        format!("mysql://survey:{SECRET}@host/name"),
        format!("smtp://survey:{SECRET}@host"),
        format!("survey:{SECRET}"),
        format!("[{SECRET}]"),
        format!("{{a={SECRET}}}"),
    ];
    for url in &urls {
        for name in ["DATABASE_URL", "NATIONAL_SURVEY_DATABASE_URL"] {
            assert!(
                refused(&test, &["migrate"], &[(name, url)])
                    .contains("configuration: database_url: "),
                "{url}"
            );
        }
        for name in [
            "public_database_url",
            "smtp_url",
            "port",
            "origin",
            "federation_origins",
            "host",
            "limits",
            "trusted_proxies",
        ] {
            let variable = format!("NATIONAL_SURVEY_{}", name.to_ascii_uppercase());
            let complained = refused(&test, &["migrate"], &[(&variable, url)]);
            assert!(complained.contains(&format!("configuration: {name}")), "{complained}");
        }
    }
    for text in [
        format!("database_url = \"postgres://survey:{SECRET}@host"),
        format!("database_url = postgres://survey:{SECRET}@host"),
        format!("database_url = ['{SECRET}']"),
        format!("smtp_url = 'a'\nsmtp_url = '{SECRET}'"),
        format!("[smtp_url]\npassword = '{SECRET}'"),
        format!("mail_from = '{SECRET}'"),
        format!("trusted_proxies = ['{SECRET}']"),
    ] {
        let path = file(&test, &text);
        assert!(
            refused(&test, &["migrate", "--config", &path], &[]).contains("settings.toml")
                || !text.contains("url"),
            "{text}"
        );
    }
    test.done().await;
}

#[tokio::test]
async fn a_bloc_that_no_organization_is_is_refused_before_anything_begins() {
    let test = Test::on_sqlite().await;
    let complained = refused(
        &test,
        &["serve", "--port", "0"],
        &[("NATIONAL_SURVEY_DISCLOSURE__BLOCS", "EU,XX")],
    );
    assert!(complained.contains("disclosure.blocs: there is no organization XX"), "{complained}");
    test.done().await;
}

#[tokio::test]
async fn lists_are_written_by_commas_and_variables_of_kubernetes_are_no_settings() {
    let test = Test::on_sqlite().await;
    let variables = [
        ("NATIONAL_SURVEY_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
        ("NATIONAL_SURVEY_FEDERATION_ORIGINS", "https://a.example,https://b.example"),
        ("NATIONAL_SURVEY_DISCLOSURE__BLOCS", "EU,AU"),
        ("NATIONAL_SURVEY_SERVICE_HOST", "10.96.0.7"),
        ("NATIONAL_SURVEY_SERVICE_PORT", "8080"),
        ("NATIONAL_SURVEY_SERVICE_PORT_HTTP", "8080"),
        ("NATIONAL_SURVEY_PORT", "tcp://10.96.0.7:8080"),
        ("NATIONAL_SURVEY_PORT_8080_TCP", "tcp://10.96.0.7:8080"),
        ("NATIONAL_SURVEY_PORT_8080_TCP_PROTO", "tcp"),
        ("NATIONAL_SURVEY_PORT_8080_TCP_PORT", "8080"),
        ("NATIONAL_SURVEY_PORT_8080_TCP_ADDR", "10.96.0.7"),
        ("NATIONAL_SURVEY_DATABASE_SERVICE_HOST", "10.96.0.8"),
        ("NATIONAL_SURVEY_DATABASE_PORT", "tcp://10.96.0.8:5432"),
    ];
    let served = Instance::start(&test, &variables);
    assert!(!served.logged().contains("configuration"), "{}", served.logged());
    drop(served);
    for one in [
        ("NATIONAL_SURVEY_TRUSTED_PROXIES", "[\"10.0.0.1\"]"),
        ("NATIONAL_SURVEY_TRUSTED_PROXIES", ""),
    ] {
        assert!(with(&test, &["migrate"], &[one]).status.success(), "{one:?}");
    }
    let path = file(
        &test,
        "trusted_proxies = '10.0.0.1,10.0.0.2'\nfederation_origins = ['https://a.example']\n",
    );
    assert!(with(&test, &["migrate", "--config", &path], &[]).status.success());
    assert!(
        refused(&test, &["migrate"], &[("NATIONAL_SURVEY_TRUSTED_PROXIES", "10.0.0.1,proxy")])
            .contains("trusted_proxies")
    );
    assert!(
        refused(&test, &["migrate"], &[("NATIONAL_SURVEY_SERVICE_HOSTS", "a")])
            .contains("service_hosts: there is no such")
    );
    assert!(
        refused(&test, &["migrate"], &[("NATIONAL_SURVEY_PORT", "http://a")])
            .contains("port: must be")
    );
    test.done().await;
}

#[tokio::test]
async fn a_service_says_what_is_likely_a_mistake_in_plain_text() {
    let test = Test::on_sqlite().await;
    let everywhere = Instance::start(
        &test,
        &[("NATIONAL_SURVEY_HOST", "0.0.0.0"), ("NATIONAL_SURVEY_LOG", "info")],
    );
    assert!(everywhere.logged().contains("origin begins with http"), "{}", everywhere.logged());
    assert!(!everywhere.logged().contains('\u{1b}'), "no colours where no terminal is");
    drop(everywhere);

    let served = Instance::start(&test, &[]);
    assert!(!served.logged().contains("origin"), "{}", served.logged());
    let client = reqwest::Client::new();
    for _ in 0..3 {
        let asked = client
            .post(format!("http://{}/graphql", served.address()))
            .header("x-forwarded-for", "198.51.100.1");
        asked.json(&serde_json::json!({ "query": "{ viewer { name } }" })).send().await.unwrap();
    }
    for _ in 0..100 {
        if served.logged().contains("X-Forwarded-For is ignored") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(
        served.logged().matches("X-Forwarded-For is ignored").count(),
        1,
        "{}",
        served.logged()
    );
    assert!(served.logged().contains("peer=127.0.0.1"));
    test.done().await;
}
