//! Secrets that the service mints for a holder are stored as a digest, sealed, or not at all. No
//! column of any table holds one in any form.

use crate::world::{Answer, Codes, Machine, Test, World, both, on};
use axum::http::{Request, header};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use chrono::TimeDelta;
use entity::vocabulary::IntegrationScope;
use national_survey::{identity::invitation::first_link, outbox};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const EMAIL: &str = "new@mfa.example";
const PASSWORD: &str = "kettle gravel violin oxide";

/// The secrets that were shown, each with its name.
type Shown = Vec<(&'static str, String)>;

fn text(of: &Value, field: &str) -> String {
    of[field].as_str().unwrap_or_else(|| panic!("no {field}: {of}")).to_owned()
}

async fn sends(world: &World, path: &str, bearer: &str, body: Value) -> Answer {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    let answer = world
        .public()
        .send(request.header(header::AUTHORIZATION, format!("Bearer {bearer}")), body.to_string())
        .await;
    assert!([200, 204].contains(&answer.status()), "{path}: {answer:?}");
    answer
}

/// Invites a person, who comes in by the link.
async fn comes_in(world: &World, shown: &mut Shown) -> String {
    let input = json!({ "email": EMAIL, "name": "New", "language": "FR", "role": "READER", "idempotencyKey": "once" });
    let answer = world.france().does("invitePerson", input, "invitation { id status } code").await;
    let invited = world.invited(&answer, "invitePerson", EMAIL).await;
    let redeemed = world.redeems(&invited.token, &invited.code).await.json();
    shown.extend([
        ("link", invited.token),
        ("code", invited.code.replace('-', "")),
        ("code as shown", invited.code),
    ]);
    shown.push(("refresh token of an invitation", text(&redeemed, "refresh_token")));
    text(&redeemed, "access_token")
}

/// Sets up a password with one-time codes, signs in with them, and refreshes.
async fn signs_in(world: &World, bearer: &str, shown: &mut Shown) {
    sends(world, "/auth/password", bearer, json!({ "password": PASSWORD })).await;
    let secret =
        text(&sends(world, "/auth/one-time-code/start", bearer, json!({})).await.json(), "secret");
    let codes = Codes::of(&secret);
    sends(world, "/auth/one-time-code/finish", bearer, json!({ "code": codes.at(world.now()) }))
        .await;
    world.test.clock.set(world.now() + TimeDelta::minutes(1));
    let with = json!({ "email": EMAIL, "password": PASSWORD, "code": codes.at(world.now()) });
    let entered = world.public().post("/auth/sign-in", with).await.json();
    let refreshed = world
        .public()
        .post("/auth/refresh", json!({ "refresh_token": entered["refresh_token"] }))
        .await
        .json();
    shown.extend([("password", PASSWORD.to_owned()), ("secret of one-time codes", secret)]);
    shown.extend([
        ("device token", text(&entered, "device_token")),
        ("first refresh token", text(&entered, "refresh_token")),
    ]);
    shown.extend([
        ("access token", text(&refreshed, "access_token")),
        ("refresh token", text(&refreshed, "refresh_token")),
    ]);
}

/// Authenticates an integration, and mints a narrower token of it.
async fn integrates(world: &World, shown: &mut Shown) {
    let france = world.france();
    let machine = Machine::minted(&france, &[IntegrationScope::OwnAnswersRead], 1).await;
    let assertion = machine.assertion();
    let granted = machine.shows(&assertion, &[]).await.json();
    let input = json!({ "integration": machine.id, "name": "narrower", "sections": ["A.a"], "expiresAt": on(5, 1),
        "idempotencyKey": "once" });
    let narrower =
        france.does("narrowIntegration", input, "token").await.data()["narrowIntegration"].take();
    shown.extend([("assertion", assertion), ("narrower token", text(&narrower, "token"))]);
    shown.push(("access token of an integration", text(&granted, "access_token")));
}

/// Returns the service's own secrets: the signing keys, and the secret from which other secrets are
/// derived.
fn of_the_key_file(world: &World) -> Shown {
    fn all(value: &Value) -> Vec<String> {
        match value {
            Value::Object(fields) => fields.values().flat_map(all).collect(),
            value => vec![value.as_str().unwrap().to_owned()],
        }
    }
    let file: Value =
        serde_json::from_slice(&std::fs::read(world.config().keys_file()).unwrap()).unwrap();
    all(&file).into_iter().map(|key| ("private key", key)).collect()
}

/// Returns the signatures of signed tokens. Only the signature of such a token is secret.
fn signatures(shown: &Shown) -> Shown {
    let signed = shown.iter().filter_map(|(_, secret)| secret.split('.').nth(2));
    signed.map(|signature| ("signature", signature.to_owned())).collect()
}

fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(URL_SAFE_NO_PAD.decode(secret).unwrap()))
}

both! {
    async fn a_secret_that_were_kept_would_be_found(test: Test) {
        let world = World::empty(test).await;
        let beside = world.test.beside().await;
        let secret = URL_SAFE_NO_PAD.encode([0xA7; 32]);
        let hex = hex::encode([0xA7; 32]);
        let raw = if beside.is_sqlite() { format!("X'{hex}'") } else { format!("'\\x{hex}'::bytea") };
        let again = STANDARD_NO_PAD.encode([0xA7; 32]);
        let planted = format!(
            "CREATE TABLE planted AS SELECT '{again}=' AS base64, '{hex}' AS hex, 'and {secret} beside' AS inside, {raw} AS raw, 'no' AS no"
        );
        beside.run(&planted).await.unwrap();
        let found = ["planted.base64", "planted.hex", "planted.inside", "planted.raw"];
        assert_eq!(beside.kept().await.places(&secret), found);
        beside.run("DROP TABLE planted").await.unwrap();
    }

    async fn no_secret_that_is_shown_to_somebody_is_kept_in_any_form(test: Test) {
        let world = World::empty(test).await;
        let first = first_link(&world).await.unwrap().unwrap().rsplit_once('/').unwrap().1.to_owned();
        let world = world.peopled().await;
        let mut shown = vec![("first link", first)];
        let bearer = comes_in(&world, &mut shown).await;
        signs_in(&world, &bearer, &mut shown).await;
        integrates(&world, &mut shown).await;
        shown.extend(signatures(&shown));
        shown.extend(of_the_key_file(&world));
        assert!(shown.len() >= 20, "{}", shown.len());

        let secret = |what: &str| shown.iter().find(|(is, _)| *is == what).unwrap().1.clone();
        let beside = world.test.beside().await;
        let kept = beside.kept().await;
        for (of, column) in [("refresh token", "refresh_token.hash"), ("link", "invitation.token_hash"), ("first link", "invitation.token_hash")] {
            assert!(kept.places(&digest(&secret(of))).contains(&column), "the digest of the {of} is what is kept");
        }
        for (what, secret) in &shown {
            // A link is stored in its letter until the letter is sent.
            let waits: &[&str] = if *what == "link" { &["letter.words"] } else { &[] };
            assert_eq!(kept.places(secret), waits, "{what}");
        }
        world.test.clock.set(world.now() + TimeDelta::days(8));
        outbox::expire(&world).await.unwrap();
        assert_eq!(beside.kept().await.places(&secret("link")), [""; 0], "and is gone with the letter");
    }
}
