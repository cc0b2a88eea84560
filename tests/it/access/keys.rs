//! Keys: rotation has an overlap, a revoked key is refused at once, and other secrets of the key
//! file stay.

use crate::world::{Machine, Test, World, both, on};
use chrono::TimeDelta;
use entity::vocabulary::{IntegrationScope, KeyPurpose, KeyStatus};
use national_survey::{
    access::{Administrator, Caches, SteppedUp, token},
    administration::{self, Rotation},
    error::Code,
    identity::invitation,
    keys::{self, Keyring},
    signature,
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn rotates(world: &World, purpose: KeyPurpose, revokes: bool) -> String {
    let rotation = Rotation { purpose, revokes };
    administration::rotate_key(
        &world.config().keys_file(),
        world.db(),
        &operator(world),
        rotation,
        world.now(),
    )
    .await
    .unwrap()
}

fn operator(world: &World) -> SteppedUp<Administrator> {
    Administrator::operator().stepped_up(world.now()).unwrap()
}

/// Opens the keys as a new instance does.
async fn restarted(world: &World) -> Keyring {
    Keyring::open(&world.config().keys_file(), world.db(), world.now()).await.unwrap()
}

async fn published(world: &World, kid: &str) -> KeyStatus {
    keys::published(world.db())
        .await
        .unwrap()
        .into_iter()
        .find(|key| key.kid == kid)
        .unwrap()
        .status
}

both! {
    async fn tokens_of_the_key_before_are_accepted_until_they_have_died(test: Test) {
        let world = World::with_people(test).await;
        let (reader, old) = (world.france().reader, world.keys().kid(KeyPurpose::Token));
        let proof = reader.proof().await.unwrap();
        let mint = |keys: &Keyring, seconds| token::mint(keys, &world.settings().tokens, proof, world.now(), seconds).unwrap();
        let (before, stale) = (mint(world.keys(), 600), restarted(&world).await);
        let new = rotates(&world, KeyPurpose::Token, false).await;
        assert!(world.keys().refresh(world.db()).await.unwrap());
        assert!(!world.keys().refresh(world.db()).await.unwrap(), "there is nothing new");
        let ring = restarted(&world).await;
        assert_eq!((ring.kid(KeyPurpose::Token), old == new), (new.clone(), false));
        assert_eq!(world.keys().kid(KeyPurpose::Token), new, "a process that runs signs with it too");
        let after = mint(&ring, 600);
        for keys in [world.keys(), &ring] {
            for text in [&before, &after] {
                assert_eq!(token::verify(keys, &world.settings().tokens, text, world.now()).unwrap(), proof);
            }
        }
        world.test.clock.set(world.now() + TimeDelta::minutes(11));
        let late = mint(&stale, 600);
        assert!(token::verify(&ring, &world.settings().tokens, &late, world.now()).unwrap_err().is(Code::Unauthenticated));
        assert_eq!((published(&world, &old).await, published(&world, &new).await), (KeyStatus::Retired, KeyStatus::Active));
        let again = rotates(&world, KeyPurpose::Token, false).await;
        assert_eq!(published(&world, &again).await, KeyStatus::Active, "the key that was published as the next one");
        assert_eq!(world.administrator().acts().await.iter().filter(|verb| *verb == "key.rotate").count(), 2);
        world.trail_is_whole().await;
    }

    async fn tokens_of_a_revoked_key_are_refused_at_once(test: Test) {
        let world = World::with_people(test).await;
        let (proof, old) = (world.france().reader.proof().await.unwrap(), world.keys().kid(KeyPurpose::Token));
        let text = token::mint(world.keys(), &world.settings().tokens, proof, world.now(), 300).unwrap();
        let seen = |world: &World| Caches::of(world).tokens.verify(world.keys(), &world.settings().tokens, &text, world.now());
        assert!(seen(&world).is_ok());
        assert!(administration::revoke_key(&world.config().keys_file(), world.db(), &operator(&world), old.clone(), world.now()).await.unwrap_err().is(Code::Stale), "it is in use");
        rotates(&world, KeyPurpose::Token, true).await;
        assert!(world.keys().refresh(world.db()).await.unwrap());
        Caches::of(&world).tokens.forget();
        assert!(seen(&world).unwrap_err().is(Code::Unauthenticated));
        assert_eq!(published(&world, &old).await, KeyStatus::Revoked);
    }

    async fn what_is_no_signature_stays_and_old_receipts_verify(test: Test) {
        let world = World::with_people(test).await;
        let file = world.config().keys_file();
        // An older key file has no secret.
        let mut text: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        text["secret"] = Value::Null;
        std::fs::write(&file, text.to_string()).unwrap();
        let before = restarted(&world).await;
        let (code, signed) = (invitation::code(&before, Uuid::nil()), before.sign(KeyPurpose::Receipt, b"edition").1);
        rotates(&world, KeyPurpose::Token, false).await;
        rotates(&world, KeyPurpose::Receipt, true).await;
        let after = restarted(&world).await;
        assert_eq!(invitation::code(&after, Uuid::nil()), code);
        assert_ne!(after.sign(KeyPurpose::Receipt, b"edition").1, signed);
        let all = keys::published(world.db()).await.unwrap();
        let old = all.iter().find(|key| key.kid == before.kid(KeyPurpose::Receipt)).unwrap();
        assert!(signature::verifies(&signature::public_key(&old.public).unwrap(), b"edition", &signed));
        let shown = world.public().get("/.well-known/national-survey-keys.json").await.json();
        let statuses: Vec<_> = shown["keys"].as_array().unwrap().iter().filter(|key| key["purpose"] == "receipt").collect();
        assert_eq!(statuses.len(), 3, "revoked, active and next: {shown}");
    }

    async fn a_rotation_that_was_cut_short_is_finished_by_the_next_start(test: Test) {
        let world = World::with_people(test).await;
        let file = world.config().keys_file();
        let read = || serde_json::from_str::<Value>(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let mut before = read();
        let new = rotates(&world, KeyPurpose::Token, false).await;
        before["next"] = json!({ "token": read()["token"] });
        std::fs::write(&file, before.to_string()).unwrap();
        assert_eq!(restarted(&world).await.kid(KeyPurpose::Token), new);
        assert_eq!(restarted(&world).await.kid(KeyPurpose::Token), new, "and the file is right from then on");
        std::fs::write(&file, { before["next"] = json!({}); before }.to_string()).unwrap();
        assert!(Keyring::open(&file, world.db(), world.now()).await.is_err(), "a file of other keys is refused");
    }

    async fn a_stolen_key_is_replaced_and_no_code_no_refresh_token_no_narrower_token_and_no_cursor_is_lost(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let codes = france.sets_up_codes().await;
        let machine = Machine::minted(&france, IntegrationScope::ALL, 1).await;
        let input = json!({ "integration": machine.id, "name": "n", "sections": ["A.a"], "expiresAt": on(6, 1) });
        let made = france.does("narrowIntegration", input, "token").await.data();
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        let sign_in = |world: &World| {
            let email = "focal_point@fra.example.org";
            json!({ "email": email, "password": crate::world::PASSWORD, "code": codes.at(world.now()) })
        };
        let before = world.public().post("/auth/sign-in", sign_in(&world)).await.json();
        let page = "{ auditTrail(first: 1) { pageInfo { endCursor } } }";
        let cursor = france.reads(page).await["auditTrail"]["pageInfo"]["endCursor"].clone();

        rotates(&world, KeyPurpose::Token, true).await;
        let after = World::empty(world.test.clone()).await;
        let access = before["access_token"].as_str().unwrap();
        after.asks_with(access, "{ viewer { role } }").await.refused("UNAUTHENTICATED");
        let again = after.public().post("/auth/refresh", json!({ "refresh_token": before["refresh_token"] })).await;
        assert_eq!(again.status(), 200, "a refresh token of before: {again:?}");
        let access = again.json()["access_token"].as_str().unwrap().to_owned();
        let query = format!("{{ auditTrail(first: 1, after: {cursor}) {{ nodes {{ number }} }} }}");
        assert!(after.asks_with(&access, &query).await.data()["auditTrail"]["nodes"][0]["number"].is_number(), "a cursor of before");
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", made["narrowIntegration"]["token"].as_str().unwrap()),
            ("subject_token_type", "urn:national-survey:token-type:narrower"),
        ];
        let exchanged = after.asks_for_a_token(&form).await;
        assert_eq!(exchanged.status(), 200, "a narrower token of before: {exchanged:?}");
        world.test.clock.set(world.now() + TimeDelta::minutes(1));
        assert_eq!(after.public().post("/auth/sign-in", sign_in(&world)).await.status(), 200, "a secret of codes of before");
    }
}
