//! Sign-in, and wrong tokens: one status, one code, and the same words for all.

use super::bad_requests::is_clean;
use crate::world::{PASSWORD, Test, World, both, on};
use axum::http::{Request, header};
use chrono::TimeDelta;
use national_survey::{access::token, config::TokenSettings};
use serde_json::{Value, json};

fn ask() -> String {
    json!({ "query": "{ viewer { role } }" }).to_string()
}

async fn says(world: &World, authorization: &str) -> (u16, Value) {
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let answer =
        world.public().send(request.header(header::AUTHORIZATION, authorization), ask()).await;
    is_clean(authorization, &answer);
    (answer.status(), answer.json()["errors"][0]["extensions"]["code"].clone())
}

/// Signs in, and returns the status and the body.
async fn sign_in(world: &World, media: &str, body: String) -> (u16, Value) {
    let answer = world
        .public()
        .send(Request::post("/auth/sign-in").header(header::CONTENT_TYPE, media), body)
        .await;
    is_clean("sign-in", &answer);
    (answer.status(), answer.json())
}

both! {
    async fn a_token_that_is_not_right_is_refused_and_not_taken_for_none(test: Test) {
        let world = World::with_people(test).await;
        let (france, now) = (world.france(), world.now());
        let proof = france.proof().await.unwrap();
        let mint = |settings: &TokenSettings, hours: i64| token::mint(world.keys(), settings, proof, now + TimeDelta::hours(hours), 300).unwrap();
        let config = &world.settings().tokens;
        let good = mint(config, 0);
        let other = TokenSettings { issuer: "https://example.org".into(), ..config.clone() };
        let (head, signature) = good.rsplit_once('.').unwrap();
        let turned: String = signature.chars().rev().collect();
        let stranger = token::Proof { person: world.germany().proof().await.unwrap().person, ..proof };
        let stranger = token::mint(world.keys(), config, stranger, now, 300).unwrap();
        let nobody = token::Proof { session: uuid::Uuid::max(), ..proof };
        let nobody = token::mint(world.keys(), config, nobody, now, 300).unwrap();
        for wrong in [
            format!("Bearer {}", mint(config, -1)),
            format!("Bearer {}", mint(config, 1)),
            format!("Bearer {}", mint(&other, 0)),
            format!("Bearer {head}.{turned}"),
            format!("Bearer {stranger}"),
            format!("Bearer {nobody}"),
            format!("Bearer {good} {good}"),
            format!("Basic {good}"),
            good.clone(),
            "Bearer".into(),
            "Bearer ".into(),
            String::new(),
            "é".into(),
        ] {
            assert_eq!(says(&world, &wrong).await, (401, json!("UNAUTHENTICATED")), "{wrong}");
        }
        assert_eq!(says(&world, &format!("bearer {good}")).await, (200, Value::Null), "and the right one is taken");
    }

    async fn signing_out_ends_the_session_and_its_tokens(test: Test) {
        let world = World::with_people(test).await;
        let token = format!("Bearer {}", world.france().token().await.unwrap());
        let out = || Request::post("/auth/sign-out").header(header::AUTHORIZATION, &token);
        assert_eq!(world.public().send(Request::post("/auth/sign-out"), "").await.status(), 401);
        assert_eq!(world.public().send(out(), "").await.status(), 204);
        assert_eq!(says(&world, &token).await, (401, json!("UNAUTHENTICATED")));
        assert_eq!(world.public().send(out(), "").await.status(), 401, "there is nothing left to end");
        world.trail_is_whole().await;
    }

    async fn a_mistaken_and_an_unknown_person_get_the_same_words(test: Test) {
        let world = World::with_people(test).await;
        let json_media = "application/json";
        let as_of = |email: &str, password: &str| json!({ "email": email, "password": password }).to_string();
        let known = "focal_point@fra.example.org";
        let mistaken = sign_in(&world, json_media, as_of(known, "wrong")).await;
        assert_eq!((mistaken.0, &mistaken.1["errors"][0]["extensions"]["code"]), (401, &json!("SIGN_IN_REFUSED")));
        for (email, password) in [("nobody@example.org", PASSWORD), ("a\0b", PASSWORD), ("", ""), (known, ""), (known, "a\0b")] {
            assert_eq!(sign_in(&world, json_media, as_of(email, password)).await, mistaken, "{email:?}");
        }
        assert_eq!(sign_in(&world, json_media, as_of(known, &"x".repeat(5_000))).await, mistaken);
        for (media, body, status, code) in [
            ("text/plain", as_of(known, PASSWORD), 415, "UNSUPPORTED_MEDIA_TYPE"),
            (json_media, "{".into(), 400, "BAD_REQUEST"),
            (json_media, "[]".into(), 400, "BAD_REQUEST"),
            (json_media, json!({ "email": known }).to_string(), 400, "BAD_REQUEST"),
            (json_media, json!({ "email": known, "password": PASSWORD, "role": "administrator" }).to_string(), 400, "BAD_REQUEST"),
        ] {
            let (found, said) = sign_in(&world, media, body).await;
            assert_eq!((found, &said["errors"][0]["extensions"]["code"]), (status, &json!(code)));
        }
        assert_eq!(sign_in(&world, json_media, as_of(known, PASSWORD)).await, mistaken, "a password alone opens nothing");
        world.test.clock.set(on(1, 2));
        let codes = world.france().sets_up_codes().await;
        world.test.clock.set(on(1, 3));
        let right = json!({ "email": " FOCAL_POINT@fra.example.org ", "password": PASSWORD, "code": codes.at(on(1, 3)) });
        let (status, said) = sign_in(&world, json_media, right.to_string()).await;
        assert_eq!((status, &said["token_type"]), (200, &json!("Bearer")), "and the right password with a code opens");
    }
}
