//! Sessions: their duration, their renewal, and their end.

use crate::world::{Answer, Test, World, both};
use axum::http::{Request, header};
use chrono::TimeDelta;
use national_survey::{
    access::{self, Caches},
    identity::session::Tokens,
};
use serde_json::{Value, json};

const FRANCE: &str = "focal_point@fra.example.org";
const READER: &str = "reader@fra.example.org";

/// Signs a person in.
async fn enters(world: &World, email: &str) -> Tokens {
    world.enters(email).await
}

fn refresh_text(tokens: &Tokens) -> String {
    tokens.refresh_token.as_ref().unwrap().text()
}

async fn refreshes(world: &World, token: &str) -> Answer {
    world.public().post("/auth/refresh", json!({ "refresh_token": token })).await
}

/// Refreshes, and returns the next pair of tokens.
async fn next(world: &World, token: &str) -> (String, String) {
    let answer = refreshes(world, token).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

async fn gone(world: &World, token: &str) {
    let answer = refreshes(world, token).await;
    assert_eq!(answer.status(), 401);
    answer.refused("UNAUTHENTICATED");
}

/// Returns the role of the access token's person.
async fn role(world: &World, access_token: &str) -> Value {
    asks(world, access_token, "{ viewer { role } }").await["data"]["viewer"]["role"].clone()
}

async fn asks(world: &World, access_token: &str, query: &str) -> Value {
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {access_token}"));
    world.public().send(request, json!({ "query": query }).to_string()).await.json()
}

fn later(world: &World, time: TimeDelta) {
    world.test.clock.set(world.now() + time);
}

both! {
    async fn a_refresh_token_that_is_not_ours_is_refused(test: Test) {
        let world = World::with_people(test).await;
        let good = refresh_text(&enters(&world, FRANCE).await);
        let turned: String = good.chars().rev().collect();
        for token in ["", "a", &turned, &"A".repeat(43), &"é".repeat(40), &good[1..]] {
            gone(&world, token).await;
        }
        let access_token = enters(&world, FRANCE).await.access_token;
        gone(&world, &access_token).await;
        world.public().post("/auth/refresh", json!({})).await.refused("BAD_REQUEST");
        assert_eq!(role(&world, &next(&world, &good).await.0).await, "FOCAL_POINT", "and none of them harmed it");
    }

    async fn an_old_refresh_token_ends_the_whole_family(test: Test) {
        let world = World::with_people(test).await;
        let first = refresh_text(&enters(&world, FRANCE).await);
        let (_, second) = next(&world, &first).await;
        let (access_token, third) = next(&world, &second).await;
        assert_eq!(role(&world, &access_token).await, "FOCAL_POINT");
        gone(&world, &first).await;
        assert_eq!(role(&world, &access_token).await, Value::Null, "the thief's and the owner's tokens end together");
        gone(&world, &third).await;
        let acts = world.test.beside().await.texts("SELECT detail FROM act WHERE verb = 'session.end'").await;
        assert_eq!(acts.iter().filter(|detail| detail.contains("reused")).count(), 1, "{acts:?}");
        world.trail_is_whole().await;
    }

    async fn an_answer_that_was_lost_is_given_again_for_ten_seconds(test: Test) {
        let world = World::with_people(test).await;
        let first = refresh_text(&enters(&world, FRANCE).await);
        let (_, second) = next(&world, &first).await;
        later(&world, TimeDelta::seconds(10));
        let (access_token, again) = next(&world, &first).await;
        assert_eq!(again, second, "the same successor");
        later(&world, TimeDelta::seconds(1));
        gone(&world, &first).await;
        assert_eq!(role(&world, &access_token).await, Value::Null, "eleven seconds later it is reuse");
    }

    async fn sixty_four_who_race_get_one_successor(test: Test) {
        let world = World::with_people(test).await;
        let first = refresh_text(&enters(&world, FRANCE).await);
        let racing = (0..64).map(|_| {
            let (world, first) = (world.clone(), first.clone());
            tokio::spawn(async move { refreshes(&world, &first).await })
        });
        let mut successors = Vec::new();
        for answer in futures_util::future::join_all(racing).await {
            let answer = answer.unwrap();
            assert_eq!(answer.status(), 200);
            successors.push(answer.json()["refresh_token"].as_str().unwrap().to_owned());
        }
        successors.dedup();
        assert_eq!(successors.len(), 1, "{successors:?}");
        let rotations = world.test.beside().await.number("SELECT count(*) FROM refresh_token WHERE epoch = 1").await;
        assert_eq!(rotations, 1);
        next(&world, &successors[0]).await;
    }

    async fn a_session_ends_when_it_is_idle_or_twelve_hours_old(test: Test) {
        let world = World::with_people(test).await;
        for (email, minutes) in [(FRANCE, 15), (READER, 30), ("administrator@un.example.org", 15)] {
            let mut token = refresh_text(&enters(&world, email).await);
            later(&world, TimeDelta::minutes(minutes) - TimeDelta::seconds(1));
            token = next(&world, &token).await.1;
            later(&world, TimeDelta::minutes(minutes));
            gone(&world, &token).await;
            token = refresh_text(&enters(&world, email).await);
            for _ in 0..(12 * 60 / 14) {
                later(&world, TimeDelta::minutes(14));
                token = next(&world, &token).await.1;
            }
            later(&world, TimeDelta::minutes(6));
            gone(&world, &token).await;
        }
    }

    async fn people_see_and_end_their_own_sessions_alone(test: Test) {
        let world = World::with_people(test).await;
        let (one, other) = (enters(&world, FRANCE).await, enters(&world, FRANCE).await);
        let stranger = enters(&world, "focal_point@deu.example.org").await;
        let list = "{ sessions { id isCurrent methods device } }";
        let sessions = asks(&world, &one.access_token, list).await["data"]["sessions"].take();
        assert_eq!(sessions.as_array().unwrap().len(), 2);
        assert_eq!(sessions[0]["device"], "A browser");
        let id = |current: bool| {
            sessions.as_array().unwrap().iter().find(|row| row["isCurrent"] == current).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let end = |which: &str| format!("mutation {{ endSessions(input: {{ session: \"{which}\" }}) {{ ended }} }}");
        let refused = asks(&world, &stranger.access_token, &end(&id(false))).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND", "another's session is not there");
        let ended = asks(&world, &one.access_token, &end(&id(false))).await;
        assert_eq!(ended["data"]["endSessions"]["ended"], 1);
        assert_eq!(role(&world, &other.access_token).await, Value::Null);
        gone(&world, &refresh_text(&other)).await;
        enters(&world, FRANCE).await;
        let rest = asks(&world, &one.access_token, "mutation { endSessions(input: {}) { ended } }").await;
        assert_eq!(rest["data"]["endSessions"]["ended"], 1, "all but the one that asks");
        assert_eq!(role(&world, &one.access_token).await, "FOCAL_POINT");
        world.trail_is_whole().await;
    }

    async fn a_browser_gets_a_cookie_that_only_its_own_pages_can_use(test: Test) {
        let world = World::with_people(test).await;
        let token = refresh_text(&enters(&world, FRANCE).await);
        let cookie = format!("theme=dark; national-survey-refresh={token}");
        let refresh = |origin: Option<&str>| {
            let request = Request::post("/auth/refresh").header(header::COOKIE, &cookie);
            origin.map_or(Request::post("/auth/refresh").header(header::COOKIE, &cookie), |origin| request.header(header::ORIGIN, origin))
        };
        for origin in [None, Some("null"), Some("https://example.org"), Some("http://localhost:8080.example.org"), Some("http://localhost")] {
            let answer = world.public().send(refresh(origin), "").await;
            assert_eq!(answer.status(), 403, "{origin:?}");
            answer.refused("FORBIDDEN");
        }
        let answer = world.public().send(refresh(Some("http://localhost:8080")), "").await;
        assert_eq!(answer.status(), 200);
        assert!(answer.json().get("refresh_token").is_none(), "no script reads it");
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/auth/refresh", "Max-Age=43200"] {
            assert!(set.contains(part), "{set}");
        }
        let graphql = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").header(header::COOKIE, &cookie);
        let answer = world.public().send(graphql, json!({ "query": "{ viewer { role } }" }).to_string()).await;
        assert_eq!(answer.data()["viewer"], Value::Null, "the API takes no cookie");
    }

    async fn an_act_that_asks_for_a_second_factor_takes_none_older_than_five_minutes(test: Test) {
        let world = World::open(test).await;
        let tokens = enters(&world, FRANCE).await;
        let submit = r#"mutation { submitSubmission(input: { cycle: "2027" }) { edition { number } } }"#;
        let refused = asks(&world, &tokens.access_token, submit).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "STEP_UP_REQUIRED", "{refused}");
        let proof = access::token::verify(world.keys(), &world.settings().tokens, &tokens.access_token, world.now()).unwrap();
        world.confirms(proof.session, world.now() - TimeDelta::minutes(5)).await;
        Caches::of(&world).people.forget();
        assert_eq!(asks(&world, &tokens.access_token, submit).await["errors"][0]["extensions"]["code"], "STEP_UP_REQUIRED");
        world.confirms(proof.session, world.now() - TimeDelta::seconds(299)).await;
        Caches::of(&world).people.forget();
        assert_eq!(asks(&world, &tokens.access_token, submit).await["data"]["submitSubmission"]["edition"]["number"], 1);
    }
}
