//! Access tokens: a token must be right in every part.

use crate::world::{Test, World};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use entity::vocabulary::KeyPurpose;
use hmac::{Hmac, KeyInit as _, Mac as _};
use national_survey::{
    access::token,
    config::Config,
    error::{Code, Result},
    keys::Keyring,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Forger who holds the service's own key, and makes tokens that the service would not make.
struct Forger {
    key: SigningKey,
    header: Value,
    claims: Value,
    world: World,
}

const NOW: i64 = 1_800_000_000;

impl Forger {
    async fn new(test: Test) -> Self {
        let world = World::empty(test).await;
        let file: Value =
            serde_json::from_slice(&std::fs::read(world.config().keys_file()).unwrap()).unwrap();
        let key = URL_SAFE_NO_PAD.decode(file["token"].as_str().unwrap()).unwrap();
        let (keys, issuer) = (world.keys(), world.settings().site.issuer());
        let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": keys.kid(KeyPurpose::Token) });
        let claims = json!({
            "iss": issuer, "aud": issuer, "sub": Uuid::max(), "sid": Uuid::max(), "client_id": "national-survey",
            "iat": NOW, "nbf": NOW, "exp": NOW + 300,
        });
        Self { key: SigningKey::from_bytes(&key.try_into().unwrap()), header, claims, world }
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        let (head, body) = (
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
        );
        let text = format!("{head}.{body}");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(text.as_bytes()).to_bytes()))
    }

    /// Returns the right token with some of its header changed; `null` removes a field.
    fn header(&self, change: Value) -> String {
        self.signed(&changed(&self.header, change), &self.claims)
    }

    fn claims(&self, change: Value) -> String {
        self.signed(&self.header, &changed(&self.claims, change))
    }

    fn verify(&self, token: &str, now: i64) -> Result<token::Proof> {
        let now = chrono::DateTime::from_timestamp(now, 0).unwrap();
        token::verify(self.world.keys(), &self.world.settings().tokens, token, now)
    }

    fn refused(&self, why: &str, token: &str) {
        match self.verify(token, NOW) {
            Err(error) => assert!(error.is(Code::Unauthenticated), "{why}: {error:?}"),
            Ok(_) => panic!("{why}, but it was taken"),
        }
    }
}

fn changed(object: &Value, change: Value) -> Value {
    let mut object = object.clone();
    for (field, value) in change.as_object().unwrap() {
        match value {
            Value::Null => object.as_object_mut().unwrap().remove(field),
            value => object.as_object_mut().unwrap().insert(field.clone(), value.clone()),
        };
    }
    object
}

#[tokio::test]
async fn a_token_whose_header_is_not_right_is_refused() {
    let forger = Forger::new(Test::on_sqlite().await).await;
    for (why, change) in [
        ("another algorithm", json!({ "alg": "ES256" })),
        ("algorithm in other letters", json!({ "alg": "eddsa" })),
        ("no algorithm", json!({ "alg": null })),
        ("an algorithm that is no text", json!({ "alg": 1 })),
        ("another type", json!({ "typ": "JWT" })),
        ("the type in its long form", json!({ "typ": "application/at+jwt" })),
        ("no type", json!({ "typ": null })),
        ("another key's id", json!({ "kid": "0123456789abcdef" })),
        (
            "the id of the receipts' key",
            json!({ "kid": forger.world.keys().kid(KeyPurpose::Receipt) }),
        ),
        ("no key's id", json!({ "kid": null })),
        ("critical extensions", json!({ "crit": ["exp"] })),
        ("no critical extensions, but says so", json!({ "crit": [] })),
        (
            "brings its own key",
            json!({ "jwk": { "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } }),
        ),
        ("says where the key is", json!({ "jku": "https://example.org/keys" })),
        ("brings a certificate", json!({ "x5c": ["MIIB"] })),
        ("says where the certificate is", json!({ "x5u": "https://example.org/cert" })),
        ("payload that is not encoded", json!({ "b64": false })),
        ("compressed", json!({ "zip": "DEF" })),
    ] {
        forger.refused(why, &forger.header(change));
    }
}

#[tokio::test]
async fn a_token_whose_claims_are_not_right_is_refused() {
    let forger = Forger::new(Test::on_sqlite().await).await;
    let issuer = forger.world.settings().site.issuer().to_owned();
    for (why, change) in [
        ("no audience", json!({ "aud": null })),
        ("another audience", json!({ "aud": "https://example.org" })),
        ("several audiences", json!({ "aud": [issuer.clone(), "https://example.org"] })),
        ("a list of one audience", json!({ "aud": [issuer.clone()] })),
        ("no issuer", json!({ "iss": null })),
        ("another issuer", json!({ "iss": "https://example.org" })),
        ("the issuer with a slash", json!({ "iss": format!("{issuer}/") })),
        ("no subject", json!({ "sub": null })),
        ("a subject that is no id", json!({ "sub": "1" })),
        ("no session", json!({ "sid": null })),
        ("another client", json!({ "client_id": "somebody" })),
        ("no client", json!({ "client_id": null })),
        ("no end", json!({ "exp": null })),
        ("an end that is text", json!({ "exp": (NOW + 300).to_string() })),
        ("an end between two seconds", json!({ "exp": 1_800_000_299.5 })),
        ("an end in the year 9999", json!({ "exp": 253_402_300_799_i64 })),
        ("an end beyond counting", json!({ "exp": i64::MAX, "iat": -1 })),
        ("eleven minutes of life", json!({ "exp": NOW + 601 })),
        ("no life", json!({ "exp": NOW })),
        ("over for 31 seconds", json!({ "iat": NOW - 331, "nbf": NOW - 331, "exp": NOW - 31 })),
        ("issued in the future", json!({ "iat": NOW + 31, "exp": NOW + 300 })),
        ("not before the future", json!({ "nbf": NOW + 31 })),
        ("no time of issue", json!({ "iat": null })),
        ("no beginning", json!({ "nbf": null })),
        ("a role that it gives itself", json!({ "role": "administrator" })),
    ] {
        forger.refused(why, &forger.claims(change));
    }
}

#[tokio::test]
async fn a_token_of_an_integration_is_no_persons_and_a_persons_no_integrations() {
    let forger = Forger::new(Test::on_sqlite().await).await;
    let now = chrono::DateTime::from_timestamp(NOW, 0).unwrap();
    let taken = |change: Value| {
        let tokens = token::Verified::default();
        tokens.verify(
            forger.world.keys(),
            &forger.world.settings().tokens,
            &forger.claims(change),
            now,
        )
    };
    let id = Uuid::max().to_string();
    let machine = json!({ "client_id": id, "scope": "catalog.read own.answers.read" });
    forger.refused("an integration's token, for a person", &forger.claims(machine.clone()));
    let token::Bearer::Integration(proof) = taken(machine).unwrap() else {
        panic!("not an integration's")
    };
    assert_eq!((proof.integration, proof.by, proof.scopes.len()), (Uuid::max(), Uuid::max(), 2));
    assert!(matches!(taken(json!({})).unwrap(), token::Bearer::Person(_)));
    for (why, change) in [
        ("a person with a scope", json!({ "scope": "catalog.read" })),
        ("an integration without a scope", json!({ "client_id": id })),
        ("no scope at all", json!({ "client_id": id, "scope": "" })),
        ("a scope that nobody knows", json!({ "client_id": id, "scope": "catalog.read submit" })),
        ("a list of scopes", json!({ "client_id": id, "scope": ["catalog.read"] })),
        (
            "another integration than the subject",
            json!({ "client_id": Uuid::nil(), "scope": "catalog.read" }),
        ),
        (
            "the integration in capitals",
            json!({ "client_id": id.to_uppercase(), "scope": "catalog.read" }),
        ),
        (
            "a life of a day",
            json!({ "client_id": id, "scope": "catalog.read", "exp": NOW + 86_400 }),
        ),
    ] {
        assert!(taken(change).is_err(), "{why}");
    }
}

#[tokio::test]
async fn a_token_that_is_signed_otherwise_is_refused() {
    let mut forger = Forger::new(Test::on_sqlite().await).await;
    let good = forger.header(json!({}));
    let parts: Vec<_> = good.split('.').collect();
    let none =
        URL_SAFE_NO_PAD.encode(changed(&forger.header, json!({ "alg": "none" })).to_string());
    let symmetric =
        URL_SAFE_NO_PAD.encode(changed(&forger.header, json!({ "alg": "HS256" })).to_string());
    let mut mac =
        Hmac::<sha2::Sha256>::new_from_slice(&forger.world.keys().public(KeyPurpose::Token))
            .unwrap();
    mac.update(format!("{symmetric}.{}", parts[1]).as_bytes());
    let mac = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    forger.refused("algorithm none", &format!("{none}.{}.", parts[1]));
    forger.refused("algorithm none with a signature", &format!("{none}.{}.{}", parts[1], parts[2]));
    forger.refused("the public key as a secret", &format!("{symmetric}.{}.{mac}", parts[1]));
    forger.refused("no signature", &format!("{}.{}.", parts[0], parts[1]));
    forger.refused("two parts", &format!("{}.{}", parts[0], parts[1]));
    forger.refused("four parts", &format!("{good}.{}", parts[2]));
    forger.refused(
        "another's claims",
        &format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode("{}"), parts[2]),
    );
    for garbage in ["", ".", "..", "...", "null", "é.é.é", "Bearer", " ", "a.b.c", "\0"] {
        forger.refused("garbage", garbage);
    }
    forger.refused("a space before", &format!(" {good}"));
    forger.refused("padding", &format!("{good}="));
    forger.refused("too long", &forger.claims(json!({ "client_id": "x".repeat(4096) })));
    forger.refused("twice", &format!("{good}{good}"));
    forger.key = SigningKey::from_bytes(&[7; 32]);
    forger.refused("another key", &forger.header(json!({})));
}

#[tokio::test]
async fn a_token_is_taken_within_its_life_and_half_a_minute_on_either_side() {
    let forger = Forger::new(Test::on_sqlite().await).await;
    let good = forger.header(json!({}));
    for (now, taken) in
        [(-31, false), (-30, true), (0, true), (300, true), (329, true), (330, false), (331, false)]
    {
        assert_eq!(forger.verify(&good, NOW + now).is_ok(), taken, "{now} seconds after issue");
    }
    let proof = forger.verify(&good, NOW).unwrap();
    assert_eq!((proof.person, proof.session), (Uuid::max(), Uuid::max()));
    let minted = token::mint(
        forger.world.keys(),
        &forger.world.settings().tokens,
        proof,
        chrono::DateTime::from_timestamp(NOW, 0).unwrap(),
        300,
    );
    assert_eq!(
        forger.verify(&minted.unwrap(), NOW).unwrap(),
        proof,
        "what the service makes, it takes"
    );
}

#[tokio::test]
async fn a_token_of_a_day_is_for_the_demonstration_alone() {
    let forger = Forger::new(Test::on_sqlite().await).await;
    let day = forger.claims(json!({ "exp": NOW + 86_400 }));
    forger.refused("a day", &day);
    let demo = Config { demo: true, ..forger.world.config().clone() }.app().tokens;
    let now = chrono::DateTime::from_timestamp(NOW, 0).unwrap();
    let verify = |token: &str, keys: &Keyring| token::verify(keys, &demo, token, now);
    assert!(verify(&day, forger.world.keys()).is_ok());
    assert!(verify(&forger.claims(json!({ "exp": NOW + 86_401 })), forger.world.keys()).is_err());
}
