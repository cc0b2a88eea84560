//! Passkeys: registration of several, sign-in, step-up, and every way in which a passkey can be
//! wrong.

use super::acts;
use crate::world::{Actor, Answer, Authenticator, Test, World, both};
use axum::http::{Request, header};
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

/// Change that makes an authenticator lie.
type Lie = fn(&mut Authenticator);

/// Registers a passkey by the service's own ways.
async fn registers(actor: &Actor, name: &str) -> (Authenticator, Answer) {
    let mut authenticator = Authenticator::new();
    let start = actor.post("/auth/passkeys/register/start", json!({})).await.json();
    let credential = authenticator.makes(&start["publicKey"]);
    let finish = json!({ "ceremony": start["ceremony"], "name": name, "credential": credential });
    (authenticator, actor.post("/auth/passkeys/register/finish", finish).await)
}

/// Returns a challenge for a sign-in.
async fn challenge(world: &World) -> Value {
    world.public().post("/auth/passkeys/sign-in/start", json!({})).await.json()
}

async fn answers(world: &World, challenge: &Value, credential: &Value) -> Answer {
    let body = json!({ "ceremony": challenge["ceremony"], "credential": credential });
    world.public().post("/auth/passkeys/sign-in/finish", body).await
}

/// Signs in with a fresh challenge.
async fn signs_in(world: &World, with: &mut Authenticator) -> Answer {
    let challenge = challenge(world).await;
    let credential = with.shows(&challenge["publicKey"]);
    answers(world, &challenge, &credential).await
}

both! {
    async fn several_passkeys_are_registered_listed_and_removed(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        world.public().post("/auth/passkeys/register/start", json!({})).await.refused("UNAUTHENTICATED");
        let stale = france.in_session("password", None).await;
        stale.post("/auth/passkeys/register/start", json!({})).await.refused("STEP_UP_REQUIRED");
        let invited = france.in_session("invitation", None).await;
        for name in ["Laptop", "Key in the safe"] {
            let (_, finish) = registers(&invited, name).await;
            assert_eq!(finish.status(), 200, "{finish:?}");
        }
        let (_, unnamed) = registers(&invited, " ").await;
        unnamed.refused("BAD_INPUT");
        let own = invited.reads("{ passkeys { id name usedAt lockedAt } }").await["passkeys"].take();
        assert_eq!((&own[0]["name"], &own[1]["name"], &own[2]), (&json!("Laptop"), &json!("Key in the safe"), &Value::Null));
        let remove = "mutation($input: RemovePasskeyInput!) { removePasskey(input: $input) { passkeys { name } } }";
        let input = json!({ "input": { "passkey": own[0]["id"], "idempotencyKey": "1" } });
        world.germany().graphql(remove, input.clone()).await.refused("NOT_FOUND");
        for _ in 0..2 {
            let left = invited.graphql(remove, input.clone()).await.data();
            assert_eq!(left["removePasskey"]["passkeys"], json!([{ "name": "Key in the safe" }]));
        }
        assert_eq!((acts(&world, "passkey.register").await, acts(&world, "passkey.remove").await), (2, 1));
        world.trail_is_whole().await;
    }

    async fn a_passkey_signs_in_without_a_name_and_is_a_fresh_factor(test: Test) {
        let world = World::with_people(test).await;
        let (mut key, _) = registers(&world.france(), "Laptop").await;
        let asked = challenge(&world).await;
        assert_eq!(asked["publicKey"]["userVerification"], "required");
        assert_eq!(asked["publicKey"]["allowCredentials"], json!([]), "the challenge names nobody");
        let token = signs_in(&world, &mut key).await.json()["access_token"].as_str().unwrap().to_owned();
        let start = Request::post("/auth/passkeys/register/start").header(header::AUTHORIZATION, format!("Bearer {token}"));
        assert_eq!(world.public().send(start, "").await.status(), 200);
        assert_eq!(signs_in(&world, &mut key).await.status(), 200, "and again");
    }

    async fn a_passkey_confirms_its_own_session_and_no_other(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        let (mut key, _) = registers(&france, "Laptop").await;
        world.germany().post("/auth/passkeys/step-up/start", json!({})).await.refused("NOT_FOUND");
        let (stale, other) = (france.in_session("password", None).await, france.in_session("password", None).await);
        let start = stale.post("/auth/passkeys/step-up/start", json!({})).await.json();
        let body = json!({ "ceremony": start["ceremony"], "credential": key.shows(&start["publicKey"]) });
        world.public().post("/auth/passkeys/step-up/finish", body.clone()).await.refused("UNAUTHENTICATED");
        other.post("/auth/passkeys/step-up/finish", body.clone()).await.refused("CONFIRMATION_REFUSED");
        answers(&world, &start, &body["credential"]).await.refused("SIGN_IN_REFUSED");
        stale.post("/auth/passkeys/register/start", json!({})).await.refused("STEP_UP_REQUIRED");
        assert_eq!(stale.post("/auth/passkeys/step-up/finish", body.clone()).await.status(), 204);
        stale.post("/auth/passkeys/step-up/finish", body).await.refused("CONFIRMATION_REFUSED");
        assert_eq!(stale.post("/auth/passkeys/register/start", json!({})).await.status(), 200);
        other.post("/auth/passkeys/register/start", json!({})).await.refused("STEP_UP_REQUIRED");
    }

    async fn whatever_is_wrong_with_a_passkey_is_refused_alike(test: Test) {
        let world = World::with_people(test).await;
        let (good, _) = registers(&world.france(), "Laptop").await;
        let (others, _) = registers(&world.germany(), "Laptop").await;
        let mut wrong = vec![
            ("an origin that is not ours", Authenticator { origin: "https://localhost.example".into(), ..good.clone() }),
            ("another port", Authenticator { origin: "http://localhost:8081".into(), ..good.clone() }),
            ("another host", Authenticator { host: "example.org".into(), ..good.clone() }),
            ("no verified user", Authenticator { verifies: false, ..good.clone() }),
            ("another's name", Authenticator { user: others.user.clone(), ..good.clone() }),
            ("nobody's name", Authenticator { user: "AAAA".into(), ..good.clone() }),
            ("a key that is unknown", Authenticator { user: good.user.clone(), ..Authenticator::new() }),
        ];
        let refused = answers(&world, &json!({ "ceremony": uuid::Uuid::nil() }), &good.clone().shows(&json!({}))).await;
        refused.refused("SIGN_IN_REFUSED");
        for (what, authenticator) in &mut wrong {
            let answer = signs_in(&world, authenticator).await;
            assert_eq!((answer.status(), &answer.bytes), (401, &refused.bytes), "{what}");
        }
        let mut good = good;
        let first = challenge(&world).await;
        let shown = good.shows(&first["publicKey"]);
        assert_eq!(answers(&world, &first, &shown).await.status(), 200);
        assert_eq!(answers(&world, &first, &shown).await.bytes, refused.bytes, "a challenge is answered once");
        assert_eq!(answers(&world, &challenge(&world).await, &shown).await.bytes, refused.bytes, "an answer fits one challenge");
        let late = challenge(&world).await;
        let shown = good.shows(&late["publicKey"]);
        world.test.clock.set(world.now() + TimeDelta::minutes(5));
        assert_eq!(answers(&world, &late, &shown).await.bytes, refused.bytes, "a challenge waits five minutes");
        let failed = challenge(&world).await;
        let lie = Authenticator { verifies: false, ..good.clone() }.shows(&failed["publicKey"]);
        answers(&world, &failed, &lie).await.refused("SIGN_IN_REFUSED");
        let shown = good.shows(&failed["publicKey"]);
        assert_eq!(answers(&world, &failed, &shown).await.bytes, refused.bytes, "nor is it answered after a wrong answer");
        assert_eq!(signs_in(&world, &mut good).await.status(), 200, "and the right one still opens");
    }

    async fn whatever_is_wrong_with_a_registration_is_refused_alike(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        let other = france.in_session("passkey", Some(world.now())).await;
        let lies: [(&str, Lie); 4] = [
            ("an origin that is not ours", |it| it.origin = "https://example.org".into()),
            ("another host", |it| it.host = "example.org".into()),
            ("no verified user", |it| it.verifies = false),
            ("nothing", |_| {}),
        ];
        for (what, lie) in lies {
            let mut authenticator = Authenticator::new();
            lie(&mut authenticator);
            let start = france.post("/auth/passkeys/register/start", json!({})).await.json();
            let credential = authenticator.makes(&start["publicKey"]);
            let body = json!({ "ceremony": start["ceremony"], "name": "Laptop", "credential": credential });
            other.post("/auth/passkeys/register/finish", body.clone()).await.refused("CREDENTIAL_REFUSED");
            let answer = france.post("/auth/passkeys/register/finish", body.clone()).await;
            if what == "nothing" {
                assert_eq!(answer.status(), 200);
                france.post("/auth/passkeys/register/finish", body).await.refused("CREDENTIAL_REFUSED");
            } else {
                answer.refused("CREDENTIAL_REFUSED");
            }
        }
        assert_eq!(acts(&world, "passkey.register").await, 1);
    }

    async fn a_counter_that_goes_backwards_locks_the_passkey_and_ends_the_sessions(test: Test) {
        let world = World::with_people(test).await;
        let france = world.france().focal_point;
        let (mut key, _) = registers(&france, "Laptop").await;
        let session = france.in_session("passkey", Some(world.now())).await;
        key.counter = 10;
        let mut copy = Authenticator { counter: 5, ..key.clone() };
        assert_eq!(signs_in(&world, &mut key).await.status(), 200);
        signs_in(&world, &mut copy).await.refused("SIGN_IN_REFUSED");
        signs_in(&world, &mut key).await.refused("SIGN_IN_REFUSED");
        session.graphql("{ passkeys { id } }", json!({})).await.refused("UNAUTHENTICATED");
        let again = france.in_session("password one_time_code", Some(world.now())).await;
        assert!(again.reads("{ passkeys { lockedAt } }").await["passkeys"][0]["lockedAt"].is_string());
        again.post("/auth/passkeys/step-up/start", json!({})).await.refused("NOT_FOUND");
        assert_eq!(acts(&world, "passkey.lock").await, 1);
        world.trail_is_whole().await;
    }

    async fn of_64_racing_answers_to_one_challenge_one_signs_in(test: Test) {
        let world = World::with_people(test).await;
        let (mut key, _) = registers(&world.france(), "Laptop").await;
        let asked = challenge(&world).await;
        let shown = key.shows(&asked["publicKey"]);
        let all = join_all((0..64).map(|_| answers(&world, &asked, &shown))).await;
        assert_eq!(all.iter().filter(|answer| answer.status() == 200).count(), 1);
        assert!(all.iter().all(|answer| [200, 401].contains(&answer.status())));
    }
}
