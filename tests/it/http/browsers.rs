//! Headers that tell a browser the allowed use of an answer, and the cookies that it keeps.

use crate::world::{Answer, Test, World};
use axum::http::{Request, header};
use national_survey::config::Config;
use serde_json::json;

async fn at(test: &Test, origin: &str) -> World {
    let config = Config { origin: origin.parse().unwrap(), ..test.config() };
    World::with(config, test.clone()).await
}

fn of<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_tells_a_browser_what_it_may_do() {
    let test = Test::on_sqlite().await;
    for (origin, transport) in
        [("https://survey.example", "max-age=31536000"), ("http://localhost:8080", "")]
    {
        let world = at(&test, origin).await;
        let public = world.public();
        for (path, embedder) in [
            ("/healthz", "same-origin"),
            ("/readyz", "same-origin"),
            ("/graphql?query=%7B__typename%7D", "same-origin"),
            ("/auth/nothing", "same-origin"),
            ("/nothing", "same-origin"),
            ("/fr/sign-in", "same-origin"),
            ("/developer", "same-origin"),
            ("/export/nothing", "same-origin"),
            ("/.well-known/jwks.json", "cross-origin"),
            ("/developer/schema.graphql", "cross-origin"),
        ] {
            let answer = public.get(path).await;
            assert_eq!(of(&answer, "strict-transport-security"), transport, "{path}");
            assert_eq!(of(&answer, "cross-origin-resource-policy"), embedder, "{path}");
            assert_eq!(of(&answer, "cross-origin-opener-policy"), "same-origin", "{path}");
            assert_eq!(of(&answer, "x-content-type-options"), "nosniff", "{path}");
            let permissions = of(&answer, "permissions-policy");
            assert!(
                permissions.contains("camera=()") && permissions.contains("geolocation=()"),
                "{path}: {permissions}"
            );
            assert!(!permissions.contains("publickey"), "passkeys work on our own pages");
            assert!(
                of(&answer, "content-security-policy").contains("frame-ancestors 'none'"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_cookie_over_https_is_of_this_host_alone() {
    let test = Test::on_sqlite().await;
    drop(World::with_people(test.clone()).await);
    for (origin, name, path) in [
        ("https://survey.example", "__Host-national-survey-", "Path=/;"),
        ("http://localhost:8080", "national-survey-", "Path=/auth/"),
    ] {
        let world = at(&test, origin).await;
        // Sign-out removes the cookie, by the name and path with which it was set.
        let answer = world.france().send(Request::post("/auth/sign-out"), "").await;
        assert_eq!(answer.status(), 204);
        let cookie = of(&answer, "set-cookie");
        assert!(
            cookie.starts_with(name) && cookie.contains(path) && !cookie.contains("Domain"),
            "{cookie}"
        );
        assert_eq!(cookie.contains("Secure"), origin.starts_with("https"), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    }
}

#[tokio::test]
async fn what_would_part_a_proxy_from_us_is_refused() {
    let world = World::with_people(Test::on_sqlite().await).await;
    let token = world.france().token().await.unwrap();
    let two = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let two = two.header(header::AUTHORIZATION, format!("Bearer {token}"));
    // The person's own header is added as well.
    let answer = world.france().send(two, r#"{"query":"{ viewer { role } }"}"#).await;
    assert_eq!(answer.status(), 400);
    assert!(answer.refused("BAD_REQUEST").contains("Authorization"));
    for (body, member) in [
        (r#"{"query":"{ viewer { role } }","query":"{ __typename }"}"#, "query"),
        (r#"{"query":"{ __typename }","variables":{},"variables":{}}"#, "variables"),
        (
            r#"{"query":"{ __typename }","operationName":null,"operationName":null}"#,
            "operationName",
        ),
        (r#"{"query":"{ __typename }","variables":{"a":{"b":1,"b":2}}}"#, "b"),
    ] {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        let answer = world.public().send(request, body).await;
        assert_eq!(answer.status(), 400);
        assert!(
            answer.refused("BAD_REQUEST").contains(&format!("the member {member} twice")),
            "{answer:?}"
        );
    }
    let sign_in = json!({ "email": "a@b.example", "password": "x" })
        .to_string()
        .replace('{', r#"{"email":"c@d.example","#);
    let request = Request::post("/auth/sign-in").header(header::CONTENT_TYPE, "application/json");
    world.public().send(request, sign_in).await.refused("BAD_REQUEST");
}
