//! Attacks by a provider, or by a party in between. All are refused alike, and the log holds no
//! secrets.

use super::{
    Visit, comes_back, finishes, logged, registers,
    rogue::{Behaviour, Rogue, SECRET, Signature, jwk},
    starts, starts_to_link, viewer, world,
};
use crate::world::{Actor, Test, World, both};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use ed25519_dalek::SigningKey;
use national_survey::access::Caches;
use serde_json::{Value, json};
use std::sync::Arc;

/// Creates a world in which France's focal point is `ambassador` at a provider of France.
async fn scene(test: Test) -> (World, Arc<Rogue>, String) {
    let rogue = Rogue::starts(test.clock.clone()).await;
    let world = world(test, &[&rogue.issuer]).await;
    let provider = registers(&world, input(&rogue)).await;
    links(&world.france().focal_point, &rogue, &provider).await;
    (world, rogue, provider)
}

fn input(rogue: &Rogue) -> Value {
    json!({ "issuer": rogue.issuer, "clientId": "survey", "clientSecret": SECRET, "state": "FRA" })
}

async fn links(who: &Actor, rogue: &Rogue, provider: &str) {
    let visit = starts_to_link(who, provider).await.unwrap();
    let code = signs_in(&who.world(), rogue, &visit).await.unwrap();
    assert_eq!(finishes(who, Some(&visit.cookie), &code).await.json(), json!({ "linked": true }));
}

/// Signs in at the provider, and returns with the provider's answer.
async fn signs_in(world: &World, rogue: &Rogue, visit: &Visit) -> Option<String> {
    let code = rogue.code(visit);
    let answer =
        [("code", code.as_str()), ("state", &visit.asked("state")), ("iss", &rogue.issuer)];
    comes_back(world, Some(&visit.cookie), &answer).await
}

/// Runs the sign-in from start to tokens; `None` if it was refused.
async fn whole(world: &World, rogue: &Rogue, provider: &str) -> Option<Value> {
    let visit = starts(world, provider).await.ok()?;
    let code = signs_in(world, rogue, &visit).await?;
    Some(
        viewer(world, &finishes(&world.public(), Some(&visit.cookie), &code).await).await["data"]
            .take(),
    )
}

fn claims(claims: Value) -> Behaviour {
    Behaviour { claims, ..Behaviour::default() }
}

fn header(header: Value, signature: Signature) -> Behaviour {
    Behaviour { header, signature, ..Behaviour::default() }
}

/// Returns the faults of a token endpoint's answer.
fn lies(rogue: &Rogue, now: i64) -> Vec<(&'static str, Behaviour)> {
    let other = SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes();
    let shared = |key: &[u8]| header(Value::Null, Signature::Shared(key.to_vec()));
    vec![
        ("another nonce", claims(json!({ "nonce": "another" }))),
        ("no nonce", claims(json!({ "nonce": null }))),
        ("another audience", claims(json!({ "aud": "another" }))),
        ("a further audience", claims(json!({ "aud": ["survey", "another"] }))),
        ("no audience", claims(json!({ "aud": [] }))),
        ("another party", claims(json!({ "azp": "another" }))),
        ("another issuer", claims(json!({ "iss": "https://login.example.org" }))),
        ("another subject", claims(json!({ "sub": "somebody" }))),
        ("the subject in capitals", claims(json!({ "sub": "AMBASSADOR" }))),
        ("an empty subject", claims(json!({ "sub": "" }))),
        (
            "no subject, but an e-mail address",
            claims(json!({ "sub": null, "email": "focal_point@fra.example.org" })),
        ),
        (
            "an e-mail address of somebody",
            claims(
                json!({ "sub": "x", "email": "focal_point@fra.example.org", "email_verified": true }),
            ),
        ),
        ("expired", claims(json!({ "exp": now - 31 }))),
        ("just expired", claims(json!({ "exp": now }))),
        ("issued in the future", claims(json!({ "iat": now + 31, "exp": now + 600 }))),
        ("issued long ago", claims(json!({ "iat": now - 601 }))),
        ("a time as text", claims(json!({ "exp": "tomorrow" }))),
        ("no time", claims(json!({ "exp": null }))),
        ("no signature", header(Value::Null, Signature::None)),
        ("the client secret as the key", shared(SECRET.as_bytes())),
        ("the public key as the secret", shared(&rogue.public())),
        (
            "the public key as it is written, as the secret",
            shared(jwk(&rogue.public()).to_string().as_bytes()),
        ),
        ("somebody else's key", header(Value::Null, Signature::Other)),
        (
            "somebody else's key, inside",
            header(json!({ "jwk": jwk(&other), "kid": null }), Signature::Other),
        ),
        ("a key that is not known", header(json!({ "kid": "two" }), Signature::Right)),
        (
            "a demand that nobody knows",
            header(json!({ "crit": ["b64"], "b64": true }), Signature::Right),
        ),
        (
            "another kind of signature than it says",
            header(json!({ "alg": "RS256" }), Signature::Right),
        ),
        ("another kind of token", header(json!({ "typ": "at+jwt" }), Signature::Right)),
        ("no ID token", Behaviour { leaves_token_out: true, ..Behaviour::default() }),
    ]
}

both! {
    async fn every_lie_of_a_provider_is_refused_alike(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        for (lie, behaviour) in lies(&rogue, world.now().timestamp()) {
            rogue.does(behaviour);
            assert_eq!(whole(&world, &rogue, &provider).await, None, "{lie}");
        }
        rogue.does(Behaviour::default());
        let signed_in = whole(&world, &rogue, &provider).await.unwrap();
        assert_eq!(signed_in["viewer"], json!({ "role": "FOCAL_POINT", "stateCode": "FRA" }));
        // Roles in a token have no effect.
        rogue.does(claims(json!({ "roles": ["administrator"], "role": "administrator", "groups": ["un"], "state": "DEU" })));
        assert_eq!(whole(&world, &rogue, &provider).await.unwrap()["viewer"], signed_in["viewer"]);
        world.trail_is_whole().await;
    }

    async fn an_answer_that_names_another_issuer_or_none_is_refused(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        for iss in [Some("https://login.example.org"), Some(""), None, Some(&*format!("{}/", rogue.issuer))] {
            let visit = starts(&world, &provider).await.unwrap();
            let (code, state) = (rogue.code(&visit), visit.asked("state"));
            let mut answer = vec![("code", code.as_str()), ("state", &state)];
            answer.extend(iss.map(|iss| ("iss", iss)));
            assert_eq!(comes_back(&world, Some(&visit.cookie), &answer).await, None, "{iss:?}");
        }
        let visit = starts(&world, &provider).await.unwrap();
        let (code, state) = (rogue.code(&visit), visit.asked("state"));
        let twice = [("code", code.as_str()), ("state", &state), ("iss", &rogue.issuer), ("iss", "https://login.example.org")];
        assert_eq!(comes_back(&world, Some(&visit.cookie), &twice).await, None);
        let error = [("error", "access_denied"), ("state", &state), ("iss", &rogue.issuer)];
        assert_eq!(comes_back(&world, Some(&visit.cookie), &error).await, None);
    }

    async fn a_visit_is_answered_once_by_its_own_browser_within_ten_minutes(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        let visit = starts(&world, &provider).await.unwrap();
        let (code, state) = (rogue.code(&visit), visit.asked("state"));
        let answer = [("code", code.as_str()), ("state", &state), ("iss", &rogue.issuer)];
        let other = starts(&world, &provider).await.unwrap();
        assert_eq!(comes_back(&world, None, &answer).await, None, "no browser");
        assert_eq!(comes_back(&world, Some(&other.cookie), &answer).await, None, "another browser");
        let forged = [("code", code.as_str()), ("state", "forged"), ("iss", &rogue.issuer)];
        assert_eq!(comes_back(&world, Some(&visit.cookie), &forged).await, None, "a forged state");
        assert!(comes_back(&world, Some(&visit.cookie), &answer).await.is_some());
        assert_eq!(comes_back(&world, Some(&visit.cookie), &answer).await, None, "the state again");

        let late = starts(&world, &provider).await.unwrap();
        world.test.clock.set(world.now() + TimeDelta::minutes(10));
        assert_eq!(signs_in(&world, &rogue, &late).await, None, "late");
    }

    async fn a_code_of_another_visit_is_refused_even_by_a_provider_that_ignores_the_verifier(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        let (own, stolen) = (starts(&world, &provider).await.unwrap(), starts(&world, &provider).await.unwrap());
        let code = rogue.code(&stolen);
        rogue.does(Behaviour { ignores_verifier: true, takes_codes_again: true, ..Behaviour::default() });
        let answer = [("code", code.as_str()), ("state", &own.asked("state")), ("iss", &rogue.issuer)];
        assert_eq!(comes_back(&world, Some(&own.cookie), &answer).await, None, "the nonce is another visit's");

        // A correct provider sees by the verifier that the code belongs to another request. It
        // accepts no code twice.
        rogue.does(Behaviour::default());
        let own = starts(&world, &provider).await.unwrap();
        let answer = [("code", code.as_str()), ("state", &own.asked("state")), ("iss", &rogue.issuer)];
        assert_eq!(comes_back(&world, Some(&own.cookie), &answer).await, None, "the verifier is another visit's");
    }

    async fn the_code_that_finishes_is_used_once_in_the_same_browser_within_a_minute(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        let public = world.public();
        let visit = starts(&world, &provider).await.unwrap();
        let other = starts(&world, &provider).await.unwrap();
        let code = signs_in(&world, &rogue, &visit).await.unwrap();
        for cookie in [None, Some(other.cookie.as_str())] {
            finishes(&public, cookie, &code).await.refused("FEDERATION_REFUSED");
        }
        finishes(&public, Some(&visit.cookie), "guessed").await.refused("FEDERATION_REFUSED");
        let racing = (0..16).map(|_| finishes(&public, Some(&visit.cookie), &code));
        let answers = futures_util::future::join_all(racing).await;
        assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status() == 401).count(), 15);

        let visit = starts(&world, &provider).await.unwrap();
        let code = signs_in(&world, &rogue, &visit).await.unwrap();
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        finishes(&public, Some(&visit.cookie), &code).await.refused("FEDERATION_REFUSED");
    }

    async fn who_links_is_of_the_providers_state_and_was_invited_or_confirmed(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        for stranger in [world.germany().focal_point, world.administrator()] {
            starts_to_link(&stranger, &provider).await.unwrap_err().refused("FEDERATION_REFUSED");
        }
        starts_to_link(&world.public(), &provider).await.unwrap_err().refused("UNAUTHENTICATED");
        let reader = world.france().reader;
        let session = reader.proof().await.unwrap().session;
        let beside = world.test.beside().await;
        beside.run("UPDATE session SET confirmed_at = NULL").await.unwrap();
        Caches::of(&world).people.forget();
        starts_to_link(&reader, &provider).await.unwrap_err().refused("STEP_UP_REQUIRED");
        beside.run("UPDATE session SET methods = 'invitation'").await.unwrap();
        Caches::of(&world).people.forget();
        // An identity that is linked to one person cannot be linked to another.
        let visit = starts_to_link(&reader, &provider).await.unwrap();
        let code = signs_in(&world, &rogue, &visit).await.unwrap();
        finishes(&reader, Some(&visit.cookie), &code).await.refused("FEDERATION_REFUSED");
        // Only the session that asked can complete the link.
        rogue.does(claims(json!({ "sub": "reader" })));
        for who in [world.public(), world.france().focal_point] {
            let visit = starts_to_link(&reader, &provider).await.unwrap();
            let code = signs_in(&world, &rogue, &visit).await.unwrap();
            finishes(&who, Some(&visit.cookie), &code).await.refused("FEDERATION_REFUSED");
        }
        assert_eq!(whole(&world, &rogue, &provider).await, None);
        links(&reader, &rogue, &provider).await;
        assert_eq!(reader.proof().await.unwrap().session, session);
        assert_eq!(whole(&world, &rogue, &provider).await.unwrap()["viewer"]["role"], "READER");
        world.trail_is_whole().await;
    }

    async fn who_was_suspended_or_moved_to_another_state_does_not_sign_in(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        let beside = world.test.beside().await;
        let who = "WHERE email = 'focal_point@fra.example.org'";
        let visit = starts(&world, &provider).await.unwrap();
        let code = signs_in(&world, &rogue, &visit).await.unwrap();
        beside.run(&format!("UPDATE person SET status = 'suspended' {who}")).await.unwrap();
        finishes(&world.public(), Some(&visit.cookie), &code).await.refused("FEDERATION_REFUSED");
        assert_eq!(whole(&world, &rogue, &provider).await, None);
        beside.run(&format!("UPDATE person SET status = 'active', state = 'JPN' {who}")).await.unwrap();
        assert_eq!(whole(&world, &rogue, &provider).await, None);
        beside.run(&format!("UPDATE person SET state = 'FRA' {who}")).await.unwrap();
        let signed_in = whole(&world, &rogue, &provider).await.unwrap();
        let sessions = signed_in["sessions"].as_array().unwrap();
        assert!(sessions.iter().any(|session| session["methods"] == json!(["oidc"])), "{sessions:?}");
    }

    async fn the_log_says_why_and_holds_no_secret(test: Test) {
        let (world, rogue, provider) = scene(test).await;
        rogue.does(claims(json!({ "nonce": "another" })));
        let visit = starts(&world, &provider).await.unwrap();
        assert_eq!(signs_in(&world, &rogue, &visit).await, None);
        rogue.does(Behaviour::default());
        let visit = starts(&world, &provider).await.unwrap();
        let code = signs_in(&world, &rogue, &visit).await.unwrap();
        finishes(&world.public(), Some(&visit.cookie), "guessed-by-somebody").await.refused("FEDERATION_REFUSED");
        let log = logged();
        let line = log.lines().find(|line| line.contains(&provider)).unwrap();
        assert!(line.contains("its signature, issuer, audience, nonce or times are wrong"), "{line}");
        let cookie = visit.cookie.split('=').nth(1).unwrap();
        let state = visit.asked("state");
        let basic = URL_SAFE_NO_PAD.encode(format!("survey:{SECRET}"));
        for secret in [SECRET, "ambassador", "guessed-by-somebody", &code, cookie, &state, &visit.asked("nonce"), &basic] {
            assert!(!log.contains(secret), "{secret}");
        }
    }
}
