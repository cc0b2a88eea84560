//! End of an integration: at once here, and within two seconds on other instances.

use crate::world::{Machine, Test, World, both, jwk, on};
use ed25519_dalek::SigningKey;
use entity::vocabulary::{
    IntegrationScope::{CatalogRead, OwnAnswersRead},
    PersonStatus, Role,
};
use national_survey::access::Caches;
use sea_orm::{ActiveModelTrait as _, Set};
use serde_json::json;
use std::time::{Duration, Instant};

const QUERY: &str = "{ states { code } }";

async fn becomes(world: &World, id: uuid::Uuid, role: Role, status: PersonStatus) {
    let row = entity::person::ActiveModel {
        id: Set(id),
        role: Set(role),
        status: Set(status),
        ..Default::default()
    };
    let done =
        world.write(row, |tx, row| Box::pin(async move { Ok(row.clone().update(tx).await?) }));
    done.await.unwrap();
    Caches::of(world).integrations.forget();
    Caches::of(world).people.forget();
}

both! {
    async fn keys_overlap_and_an_ended_key_ends_what_was_got_by_it(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let machine = Machine::minted(&france, &[CatalogRead], 1).await;
        let next = Machine { key: SigningKey::from_bytes(&[2; 32]), ..machine.clone() };
        let add = |key: &SigningKey, until| json!({ "integration": machine.id, "key": jwk(key), "expiresAt": until });
        let shown = "integration { keys { kid } }";
        france.does("addIntegrationKey", add(&next.key, on(3, 10)), shown).await.data();
        france.does("addIntegrationKey", add(&next.key, on(3, 10)), shown).await.refused("EXISTS");
        france.does("addIntegrationKey", add(&SigningKey::from_bytes(&[3; 32]), on(2, 1)), shown).await.refused("BAD_INPUT");
        let (old, new) = (machine.token("").await, next.token("").await);
        world.asks_with(&old, QUERY).await.data();
        world.asks_with(&new, QUERY).await.data();
        let end = json!({ "integration": machine.id, "kid": machine.kid() });
        france.does("endIntegrationKey", end.clone(), shown).await.data();
        world.asks_with(&old, QUERY).await.refused("UNAUTHENTICATED");
        world.asks_with(&new, QUERY).await.data();
        assert_eq!(machine.shows(&machine.assertion(), &[]).await.status(), 401, "the ended key");
        france.does("endIntegrationKey", end, shown).await.refused("NOT_FOUND");
        france.does("addIntegrationKey", add(&machine.key, on(5, 1)), shown).await.refused("EXISTS");
        for seed in 4..8 {
            france.does("addIntegrationKey", add(&SigningKey::from_bytes(&[seed; 32]), on(5, 1)), shown).await.data();
        }
        france.does("addIntegrationKey", add(&SigningKey::from_bytes(&[8; 32]), on(5, 1)), shown).await.refused("BAD_INPUT");
        world.test.clock.set(on(3, 10));
        assert_eq!(next.shows(&next.assertion(), &[]).await.status(), 401, "the end of the key has come");
        world.trail_is_whole().await;
    }

    async fn a_key_that_is_private_weak_or_of_another_kind_is_refused(test: Test) {
        let world = World::open(test).await;
        let zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for key in [
            json!({ "kty": "OKP", "crv": "Ed25519", "x": zero }),
            json!({ "kty": "OKP", "crv": "X25519", "x": zero }),
            json!({ "kty": "RSA", "crv": "", "x": zero }),
            json!({ "kty": "EC", "crv": "P-256", "x": zero, "y": zero }),
        ] {
            let input = json!({ "name": "x", "scopes": ["CATALOG_READ"], "key": key, "keyExpiresAt": on(5, 1) });
            world.france().does("mintIntegration", input, "integration { id }").await.refused("BAD_INPUT");
        }
        let mut key = jwk(&SigningKey::from_bytes(&[1; 32]));
        key["d"] = json!("secret");
        let input = json!({ "name": "x", "scopes": ["CATALOG_READ"], "key": key, "keyExpiresAt": on(5, 1) });
        let answer = world.france().does("mintIntegration", input, "integration { id }").await;
        assert!(answer.json()["errors"][0].is_object() && !String::from_utf8_lossy(&answer.bytes).contains("secret"));
    }

    async fn a_revoked_integration_is_refused_at_once_here(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let machine = Machine::minted(&france, &[CatalogRead], 1).await;
        let token = machine.token("").await;
        world.asks_with(&token, QUERY).await.data();
        let input = json!({ "integration": machine.id });
        let revoked = france.does("revokeIntegration", input.clone(), "integration { works revokedAt usedAt }").await.data();
        assert_eq!(revoked["revokeIntegration"]["integration"]["works"], false);
        assert!(revoked["revokeIntegration"]["integration"]["usedAt"].is_string());
        world.asks_with(&token, QUERY).await.refused("UNAUTHENTICATED");
        assert_eq!(machine.shows(&machine.assertion(), &[]).await.status(), 401);
        france.does("revokeIntegration", input, "integration { id }").await.refused("NOT_FOUND");
        world.trail_is_whole().await;
    }

    async fn and_within_two_seconds_on_every_other_instance(test: Test) {
        if test.is_sqlite() {
            return;
        }
        let world = World::open(test).await;
        let (france, other) = (world.france(), World::empty(world.test.clone()).await);
        let machine = Machine::minted(&france, &[CatalogRead], 1).await;
        let token = machine.token("").await;
        other.asks_with(&token, QUERY).await.data();
        france.does("revokeIntegration", json!({ "integration": machine.id }), "integration { id }").await.data();
        let since = Instant::now();
        while other.asks_with(&token, QUERY).await.status() == 200 {
            assert!(since.elapsed() < Duration::from_secs(2), "it still works after {:?}", since.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    }

    async fn it_stops_when_whoever_minted_it_is_suspended_or_gets_another_role(test: Test) {
        let world = World::open(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        let minter = france.own_state().await.person();
        let machine = Machine::minted(&france, &[CatalogRead, OwnAnswersRead], 1).await;
        let public = Machine::minted(&administrator, &[CatalogRead], 2).await;
        let (token, other) = (machine.token("").await, public.token("").await);
        for (role, status) in [(Role::FocalPoint, PersonStatus::Suspended), (Role::Approver, PersonStatus::Active)] {
            becomes(&world, minter, role, status).await;
            world.asks_with(&token, QUERY).await.refused("UNAUTHENTICATED");
            assert_eq!(machine.shows(&machine.assertion(), &[]).await.status(), 401, "{role} {status}");
            world.asks_with(&other, QUERY).await.data();
            becomes(&world, minter, Role::FocalPoint, PersonStatus::Active).await;
            world.asks_with(&token, QUERY).await.data();
        }
        becomes(&world, administrator.as_administrator().await.person(), Role::Analyst, PersonStatus::Active).await;
        world.asks_with(&other, QUERY).await.refused("UNAUTHENTICATED");
    }

    async fn the_operator_revokes_any_and_adds_keys_to_public_ones_alone(test: Test) {
        use national_survey::access::{Administrator, integration};
        let world = World::open(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        let ours = Machine::minted(&france, &[CatalogRead, OwnAnswersRead], 1).await;
        let public = Machine::minted(&administrator, &[CatalogRead], 2).await;
        let token = ours.token("").await;
        let key = integration::PublicKey::from_jwk(&jwk(&SigningKey::from_bytes(&[3; 32])).to_string()).unwrap();
        let add = async |id: &str| {
            let args = (id.parse::<uuid::Uuid>().unwrap(), key.clone(), world.now());
            let add = world.write(args, |tx, (id, key, now)| {
                Box::pin(async move {
                    let by = integration::by_operator(tx, &Administrator::operator(), *id).await?;
                    integration::add_key(tx, &by, *id, key, on(5, 1), *now).await
                })
            });
            add.await.map(drop).map_err(|error| error.code().as_str())
        };
        assert_eq!(add(&ours.id).await, Err("FORBIDDEN"), "it could give itself a State's data");
        assert_eq!(add(&public.id).await, Ok(()));
        let person = administrator.as_administrator().await;
        assert!(integration::of_operator(world.read(), &person).await.is_err(), "a person is no operator");
        let revoke = world.write((ours.id.parse::<uuid::Uuid>().unwrap(), world.now()), |tx, (id, now)| {
            Box::pin(async move {
                let by = integration::by_operator(tx, &Administrator::operator(), *id).await?;
                integration::revoke_integration(tx, &by, *id, *now).await
            })
        });
        revoke.await.unwrap();
        Caches::of(&world).integrations.forget();
        world.asks_with(&token, QUERY).await.refused("UNAUTHENTICATED");
        let trail = france.reads("{ auditTrail(first: 1) { nodes { verb detail } } }").await.to_string();
        assert!(trail.contains("integration.revoke") && trail.contains("operator"), "{trail}");
        world.trail_is_whole().await;
    }
}
