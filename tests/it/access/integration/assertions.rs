//! Client assertions: an assertion must be right in every part. Every fault gives the same status
//! and the same words.

use crate::world::{Answer, Machine, Test, World, both};
use axum::http::{Request, header};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ed25519_dalek::SigningKey;
use entity::vocabulary::IntegrationScope::{CatalogRead, OwnAnswersRead, PublicRead};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// P-256 key of these tests as PKCS #8, and its public half.
const P256: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZa+WXL39Js7xL+AnfjYXTllhVHomyvwx9b8NRr8lQI2hRANCAARNH9q8gyXdptI3sTGR\
                    Md1dY+JWn/FhTQoqOhbrcbiArocdYctCnh714nx9enGMuRVNwrHpG2hJmc714DYgeC/x";
const P256_PUBLIC: &str =
    "TR/avIMl3abSN7ExkTHdXWPiVp/xYU0KKjoW63G4gK6HHWHLQp4e9eJ8fXpxjLkVTcKx6RtoSZnO9eA2IHgv8Q==";

fn changed(object: &Value, change: &Value) -> Value {
    let mut object = object.clone();
    for (field, value) in change.as_object().unwrap() {
        match value {
            Value::Null => object.as_object_mut().unwrap().remove(field),
            value => object.as_object_mut().unwrap().insert(field.clone(), value.clone()),
        };
    }
    object
}

#[track_caller]
fn refused(why: &str, answer: &Answer) {
    assert_eq!(answer.status(), 401, "{why}: {answer:?}");
    let words = json!({ "error": "invalid_client", "error_description": "The client is not authenticated." });
    assert_eq!(answer.json(), words, "{why}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{why}");
    assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE), "{why}");
}

both! {
    async fn an_assertion_whose_header_is_not_right_is_refused(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead], 1).await;
        let other = Machine::minted(&world.germany(), &[CatalogRead], 2).await;
        for (why, change) in [
            ("algorithm none", json!({ "alg": "none" })),
            ("a symmetric algorithm", json!({ "alg": "HS256" })),
            ("the other algorithm", json!({ "alg": "ES256" })),
            ("RSA", json!({ "alg": "RS256" })),
            ("the algorithm in other letters", json!({ "alg": "eddsa" })),
            ("no algorithm", json!({ "alg": null })),
            ("one of our own tokens", json!({ "typ": "at+jwt" })),
            ("another type", json!({ "typ": "jwt" })),
            ("a type that is no text", json!({ "typ": 1 })),
            ("no key's id", json!({ "kid": null })),
            ("another integration's key", json!({ "kid": other.kid() })),
            ("critical extensions", json!({ "crit": ["exp"] })),
            ("no critical extensions, but says so", json!({ "crit": [] })),
            ("brings its own key", json!({ "jwk": crate::world::jwk(&machine.key) })),
            ("says where the key is", json!({ "jku": "https://example.org/keys" })),
            ("brings a certificate", json!({ "x5c": ["MIIB"] })),
            ("says where the certificate is", json!({ "x5u": "https://example.org/cert" })),
            ("payload that is not encoded", json!({ "b64": false })),
            ("compressed", json!({ "zip": "DEF" })),
        ] {
            let assertion = machine.signed(&changed(&machine.header(), &change), &machine.claims());
            refused(why, &machine.shows(&assertion, &[]).await);
        }
        for right in [json!({ "typ": null }), json!({ "typ": "client-authentication+jwt" })] {
            let assertion = machine.signed(&changed(&machine.header(), &right), &machine.claims());
            assert_eq!(machine.shows(&assertion, &[]).await.status(), 200, "{right}");
        }
    }

    async fn an_assertion_whose_claims_are_not_right_is_refused(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead], 1).await;
        let other = Machine::minted(&world.france(), &[CatalogRead], 2).await;
        let (now, issuer) = (world.now().timestamp(), world.settings().site.issuer().to_owned());
        let endpoint = format!("{issuer}/auth/token");
        for (why, change) in [
            ("no audience", json!({ "aud": null })),
            ("the issuer as the audience", json!({ "aud": issuer })),
            ("a list of one audience", json!({ "aud": [endpoint] })),
            ("several audiences", json!({ "aud": [endpoint, "https://example.org"] })),
            ("the audience with a slash", json!({ "aud": format!("{endpoint}/") })),
            ("another audience", json!({ "aud": "https://example.org/auth/token" })),
            ("no issuer", json!({ "iss": null })),
            ("another issuer", json!({ "iss": other.id })),
            ("another subject", json!({ "sub": other.id })),
            ("another client altogether", json!({ "iss": other.id, "sub": other.id })),
            ("nobody", json!({ "iss": uuid::Uuid::max(), "sub": uuid::Uuid::max() })),
            ("the client in capitals", json!({ "iss": machine.id.to_uppercase(), "sub": machine.id.to_uppercase() })),
            ("no subject", json!({ "sub": null })),
            ("no end", json!({ "exp": null })),
            ("an end that is text", json!({ "exp": (now + 300).to_string() })),
            ("an end between two seconds", json!({ "exp": now as f64 + 60.5 })),
            ("an end in the year 9999", json!({ "exp": 253_402_300_799_i64 })),
            ("an end in the year 9999, issued at no time", json!({ "exp": 253_402_300_799_i64, "iat": null })),
            ("six minutes of life", json!({ "exp": now + 360 })),
            ("over for 31 seconds", json!({ "exp": now - 31, "iat": now - 300 })),
            ("issued in the future", json!({ "iat": now + 31 })),
            ("issued in a text", json!({ "iat": now.to_string() })),
            ("not before the future", json!({ "nbf": now + 31 })),
            ("no id", json!({ "jti": null })),
            ("an empty id", json!({ "jti": "" })),
            ("an id that is no text", json!({ "jti": 7 })),
            ("an id of a novel", json!({ "jti": "x".repeat(201) })),
            ("too long", json!({ "novel": "x".repeat(4096) })),
        ] {
            let assertion = machine.signed(&machine.header(), &changed(&machine.claims(), &change));
            refused(why, &machine.shows(&assertion, &[]).await);
        }
    }

    async fn an_assertion_that_is_signed_otherwise_is_refused(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead], 1).await;
        let good = machine.assertion();
        let parts: Vec<_> = good.split('.').collect();
        let head = |alg: &str| URL_SAFE_NO_PAD.encode(changed(&machine.header(), &json!({ "alg": alg })).to_string());
        let mac = |secret: &[u8]| {
            let text = format!("{}.{}", head("HS256"), parts[1]);
            let mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap().chain_update(&text).finalize();
            format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
        };
        let public = machine.key.verifying_key().to_bytes();
        let stranger = Machine { key: SigningKey::from_bytes(&[9; 32]), ..machine.clone() };
        let (france, session) = (world.france(), world.france().token().await.unwrap());
        for (why, wrong) in [
            ("algorithm none", format!("{}.{}.", head("none"), parts[1])),
            ("algorithm none with a signature", format!("{}.{}.{}", head("none"), parts[1], parts[2])),
            ("the public key as a secret", mac(&public)),
            ("the public key as it is written, as a secret", mac(crate::world::jwk(&machine.key).to_string().as_bytes())),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("two parts", format!("{}.{}", parts[0], parts[1])),
            ("four parts", format!("{good}.{}", parts[2])),
            ("another's claims", format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(machine.claims().to_string()), parts[2])),
            ("padding", format!("{good}=")),
            ("a key that was never registered", stranger.assertion()),
            ("another key under the id of the right one", stranger.signed(&machine.header(), &machine.claims())),
            ("a person's access token", session),
            ("its own access token", machine.token("").await),
            ("nothing", String::new()),
            ("garbage", "a.b.c".into()),
        ] {
            refused(why, &machine.shows(&wrong, &[]).await);
        }
        for assertion in [good, machine.assertion()] {
            let answer = world.asks_with(&assertion, "{ cycles { key } }").await;
            assert_eq!(answer.status(), 401, "an assertion is no access token");
            answer.refused("UNAUTHENTICATED");
        }
        france.reads("{ viewer { role } }").await;
    }

    async fn an_assertion_is_used_once_whoever_is_fastest(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead], 1).await;
        let assertion = machine.assertion();
        let racing = (0..64).map(|_| {
            let (machine, assertion) = (machine.clone(), assertion.clone());
            tokio::spawn(async move { machine.shows(&assertion, &[]).await })
        });
        let mut given = 0;
        for answer in racing.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            match answer.status() {
                200 => given += 1,
                _ => refused("used", &answer),
            }
        }
        assert_eq!(given, 1, "of 64");
        refused("again", &machine.shows(&assertion, &[]).await);
        world.test.clock.set(world.now() + chrono::TimeDelta::seconds(329));
        refused("again just before it is too old", &machine.shows(&assertion, &[]).await);
        world.test.clock.set(world.now() + chrono::TimeDelta::seconds(2));
        machine.token("").await;
        let kept = world.test.beside().await.number("SELECT count(*) FROM client_assertion").await;
        assert_eq!(kept, 1, "what is too old to be shown is forgotten");
    }

    async fn another_instance_knows_what_was_used(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead], 1).await;
        let other = World::empty(world.test.clone()).await;
        let assertion = machine.assertion();
        assert_eq!(machine.shows(&assertion, &[]).await.status(), 200);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ];
        refused("elsewhere", &other.asks_for_a_token(&form).await);
    }

    async fn a_key_on_p256_proves_as_much_and_only_by_its_own_algorithm(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead, PublicRead], 1).await;
        let public = STANDARD.decode(P256_PUBLIC).unwrap();
        let (x, y) = public.split_at(32);
        let key = json!({ "kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y) });
        let input = json!({ "integration": machine.id, "key": key, "expiresAt": crate::world::on(6, 1) });
        let added = world.france().does("addIntegrationKey", input, "integration { keys { kid algorithm } }").await.data();
        let kid = added["addIntegrationKey"]["integration"]["keys"][0]["kid"].as_str().unwrap().to_owned();
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(kid.clone());
        let signer = EncodingKey::from_ec_der(&STANDARD.decode(P256).unwrap());
        let signed = |claims: &Value| jsonwebtoken::encode(&header, claims, &signer).unwrap();
        let answer = machine.shows(&signed(&machine.claims()), &[("client_id", &machine.id)]).await;
        assert_eq!((answer.status(), answer.json()["scope"].as_str().unwrap()), (200, "catalog.read public.read"), "{answer:?}");
        let crossed = machine.signed(&changed(&machine.header(), &json!({ "kid": kid })), &machine.claims());
        refused("Ed25519 by the id of a key on P-256", &machine.shows(&crossed, &[]).await);
        header.kid = Some(machine.kid());
        let crossed = jsonwebtoken::encode(&header, &machine.claims(), &signer).unwrap();
        refused("P-256 by the id of an Ed25519 key", &machine.shows(&crossed, &[]).await);
        refused("another client beside it", &machine.shows(&machine.assertion(), &[("client_id", "somebody")]).await);
    }

    async fn a_form_that_is_not_right_is_told_what_oauth_tells(test: Test) {
        let world = World::open(test).await;
        let machine = Machine::minted(&world.france(), &[CatalogRead, OwnAnswersRead], 1).await;
        let assertion = machine.assertion();
        let kind = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let (grant, proof) = (("grant_type", "client_credentials"), ("client_assertion", assertion.as_str()));
        for (why, form, error) in [
            ("no grant", vec![kind, proof], "invalid_request"),
            ("another grant", vec![("grant_type", "password"), kind, proof], "unsupported_grant_type"),
            ("no proof", vec![grant, kind], "invalid_request"),
            ("no kind of proof", vec![grant, proof], "invalid_request"),
            ("another kind of proof", vec![grant, ("client_assertion_type", "saml"), proof], "invalid_request"),
            ("a secret", vec![grant, ("client_id", &machine.id), ("client_secret", "x")], "invalid_request"),
            ("a secret beside the proof", vec![grant, kind, proof, ("client_secret", "x")], "invalid_request"),
            ("a field twice", vec![grant, grant, kind, proof], "invalid_request"),
            ("a scope that it does not have", vec![grant, kind, proof, ("scope", "catalog.read own.draft.write")], "invalid_scope"),
            ("a scope that nobody has", vec![grant, kind, proof, ("scope", "catalog.read submit")], "invalid_scope"),
            ("two spaces", vec![grant, kind, proof, ("scope", "catalog.read  own.answers.read")], "invalid_scope"),
        ] {
            let answer = world.asks_for_a_token(&form).await;
            assert_eq!((answer.status(), answer.json()["error"].as_str().unwrap()), (400, error), "{why}");
            assert!(!answer.json().to_string().contains(&assertion), "{why}");
        }
        let json = world.public().post("/auth/token", json!({ "grant_type": "client_credentials" })).await;
        assert_eq!((json.status(), json.json()["error"].as_str().unwrap()), (400, "invalid_request"));
        let request = Request::post("/auth/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let basic = request.header(header::AUTHORIZATION, "Basic eDp4");
        assert_eq!(world.public().send(basic, "grant_type=client_credentials").await.status(), 400);
        let fewer = machine.shows(&assertion, &[("scope", "own.answers.read")]).await;
        assert_eq!(fewer.json()["scope"], "own.answers.read", "what was refused for its form was not used up");
        assert_eq!(fewer.headers[header::CACHE_CONTROL], "no-store");
    }
}
