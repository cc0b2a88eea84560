//! Requests of pages of other origins (CORS), and compressed responses of `/graphql`.

use crate::world::{Answer, Test, World};
use axum::http::{Method, Request, header};
use national_survey::config::Config;
use serde_json::json;

const FOREIGN: &str = "https://foreign.example";
const LISTED: &str = "https://app.example:8443";

fn of(answer: &Answer, name: &str) -> String {
    let lines = answer.headers.get_all(name).iter().map(|line| line.to_str().unwrap());
    lines.collect::<Vec<_>>().join(",")
}

async fn preflight(world: &World, path: &str, origin: &str, method: &str) -> Answer {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri(path)
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, method)
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type");
    world.public().send(request, "").await
}

#[tokio::test]
async fn pages_of_every_origin_ask_as_the_public_and_only_listed_ones_send_a_token() {
    let test = Test::on_sqlite().await;
    let config = Config { cors_origins: vec![LISTED.parse().unwrap()], ..test.config() };
    for (config, token) in [(test.config(), ""), (config.check().unwrap(), "authorization")] {
        let world = World::with(config, test.clone()).await;
        for origin in [FOREIGN, "http://app.example:8443", "https://app.example", "null"] {
            let answer = preflight(&world, "/graphql", origin, "POST").await;
            assert_eq!(
                (answer.status(), of(&answer, "access-control-allow-origin").as_str()),
                (200, "*")
            );
            assert_eq!(of(&answer, "access-control-allow-methods"), "GET,POST");
            let allowed = of(&answer, "access-control-allow-headers");
            assert!(
                allowed.contains("content-type") && !allowed.contains("authorization"),
                "{origin}: {allowed}"
            );
            assert_eq!(of(&answer, "access-control-allow-credentials"), "", "never a cookie");
        }
        let answer = preflight(&world, "/graphql", LISTED, "POST").await;
        assert_eq!(
            of(&answer, "access-control-allow-headers").contains("authorization"),
            !token.is_empty()
        );
        assert_eq!(of(&answer, "access-control-allow-credentials"), "");
        let query = json!({ "query": "{ __typename }" }).to_string();
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        let answer = world.public().send(request.header(header::ORIGIN, FOREIGN), query).await;
        assert_eq!(
            (answer.status(), of(&answer, "access-control-allow-origin").as_str()),
            (200, "*")
        );
        assert!(of(&answer, "access-control-expose-headers").contains("x-request-id"));
    }
    test.done().await;
}

#[tokio::test]
async fn public_files_are_for_pages_of_every_origin_and_all_else_is_for_none() {
    let test = Test::on_sqlite().await;
    let world = World::with_people(test.clone()).await;
    for path in [
        "/developer/schema.graphql",
        "/export/releases/9/en.csv",
        "/export/cycles/none/answers.csv",
        "/instruments/0/en.json",
        "/.well-known/jwks.json",
        "/.well-known/national-survey-keys.json",
    ] {
        let answer = preflight(&world, path, FOREIGN, "GET").await;
        assert_eq!(
            (answer.status(), of(&answer, "access-control-allow-origin").as_str()),
            (200, "*"),
            "{path}"
        );
        assert!(!of(&answer, "access-control-allow-headers").contains("authorization"), "{path}");
        // A refusal can be read, too.
        let answer =
            world.public().send(Request::get(path).header(header::ORIGIN, FOREIGN), "").await;
        assert_eq!(of(&answer, "access-control-allow-origin"), "*", "{path}");
        assert!(of(&answer, "access-control-expose-headers").contains("etag"), "{path}");
    }
    for path in [
        "/auth/sign-in",
        "/auth/refresh",
        "/export/link",
        "/healthz",
        "/readyz",
        "/developer",
        "/nothing",
    ] {
        let answer = preflight(&world, path, FOREIGN, "POST").await;
        assert_eq!(of(&answer, "access-control-allow-origin"), "", "{path}");
        let answer =
            world.public().send(Request::get(path).header(header::ORIGIN, FOREIGN), "").await;
        assert_eq!(of(&answer, "access-control-allow-origin"), "", "{path}");
    }
    test.done().await;
}

#[tokio::test]
async fn a_large_answer_is_compressed_and_a_small_one_is_not() {
    let test = Test::on_sqlite().await;
    let world = World::open(test.clone()).await;
    let ask = async |query: &str, accepts: &str| {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::ACCEPT_ENCODING, accepts);
        world.public().send(request, json!({ "query": query }).to_string()).await
    };
    let large = "{ states { code name(language: AR) } }";
    let plain = ask(large, "").await;
    assert_eq!(of(&plain, "content-encoding"), "");
    assert_eq!(of(&plain, "content-length"), plain.bytes.len().to_string());
    for coding in ["gzip", "br", "zstd"] {
        let coded = ask(large, coding).await;
        assert_eq!((coded.status(), of(&coded, "content-encoding").as_str()), (200, coding));
        assert_eq!(of(&coded, "vary"), "accept,accept-encoding");
        assert!(
            coded.bytes.len() * 2 < plain.bytes.len(),
            "{coding}: {} of {}",
            coded.bytes.len(),
            plain.bytes.len()
        );
        assert_eq!(of(&ask("{ __typename }", coding).await, "content-encoding"), "", "{coding}");
    }
    test.done().await;
}
