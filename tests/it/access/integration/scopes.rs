//! Scopes of integrations: an integration acts in the name of the person who minted it, and never
//! performs an act that binds a State.

use crate::world::{Machine, Test, World, both};
use entity::vocabulary::IntegrationScope::{
    self, CatalogRead, OwnAnswersRead, OwnDraftWrite, PublicRead, ReleaseRead,
};
use national_survey::access::{self, Caches};
use serde_json::{Value, json};

/// All scopes.
const ALL: &[IntegrationScope] = IntegrationScope::ALL;
const OPTION: &str = r#"{ "singleChoice": { "option": "partly" } }"#;

fn edit(based_on: i64) -> Value {
    let value: Value = serde_json::from_str(OPTION).unwrap();
    json!([{ "question": "A.a.1", "basedOn": based_on, "value": value }])
}

both! {
    async fn a_focal_point_gives_all_scopes_an_administrator_those_for_public_data_and_nobody_else_any(test: Test) {
        let world = World::open(test).await;
        let (france, administrator) = (world.france(), world.administrator());
        for (who, code) in [
            (&world.public(), "UNAUTHENTICATED"),
            (&france.contributor, "FORBIDDEN"),
            (&france.reader, "FORBIDDEN"),
            (&france.approver, "FORBIDDEN"),
            (&world.analyst(), "FORBIDDEN"),
        ] {
            Machine::asked(who, &[CatalogRead], 1).await.refused(code);
            who.asks("{ integrations { id } }").await.refused(code);
        }
        for own in [OwnAnswersRead, OwnDraftWrite] {
            Machine::asked(&administrator, &[CatalogRead, own], 1).await.refused("FORBIDDEN");
        }
        Machine::asked(&france, &[], 1).await.refused("BAD_INPUT");
        Machine::minted(&france, ALL, 1).await;
        let public = Machine::minted(&administrator, &[CatalogRead, PublicRead, ReleaseRead], 2).await;
        let listed = administrator.reads("{ integrations { id name works usedAt keys { kid expiresAt } } }").await;
        assert_eq!(listed["integrations"].as_array().unwrap().len(), 1);
        assert_eq!(listed["integrations"][0]["id"], public.id);
        assert_eq!(world.germany().reads("{ integrations { id } }").await["integrations"], json!([]));
        let trail = france.reads("{ auditTrail { nodes { verb detail } } }").await.to_string();
        assert!(trail.contains("integration.mint") && trail.contains("integration.key_add"), "{trail}");
        world.trail_is_whole().await;
    }

    async fn minting_asks_for_a_fresh_second_factor(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let machine = Machine::minted(&france, ALL, 1).await;
        let proof = france.proof().await.unwrap();
        world.confirms(proof.session, world.now() - chrono::TimeDelta::minutes(6)).await;
        Caches::of(&world).people.forget();
        Machine::asked(&france, &[CatalogRead], 2).await.refused("STEP_UP_REQUIRED");
        let input = json!({ "integration": machine.id });
        france.does("revokeIntegration", input, "integration { id }").await.refused("STEP_UP_REQUIRED");
        let input = json!({ "integration": machine.id, "name": "x", "sections": ["A.a"], "expiresAt": crate::world::on(4, 1) });
        france.does("narrowIntegration", input, "token").await.refused("STEP_UP_REQUIRED");
        assert_eq!(france.reads("{ integrations { id } }").await["integrations"].as_array().unwrap().len(), 1);
    }

    async fn minting_twice_with_one_key_of_idempotency_mints_once(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let key = crate::world::jwk(&ed25519_dalek::SigningKey::from_bytes(&[3; 32]));
        let input = json!({ "name": "once", "scopes": ["CATALOG_READ"], "key": key, "keyExpiresAt": crate::world::on(5, 1),
            "idempotencyKey": "one" });
        let first = france.does("mintIntegration", input.clone(), "integration { id }").await.data();
        let second = france.does("mintIntegration", input.clone(), "integration { id }").await.data();
        assert_eq!(first, second);
        let mut other = input;
        other["name"] = "another".into();
        france.does("mintIntegration", other, "integration { id }").await.refused("IDEMPOTENCY_MISMATCH");
    }

    async fn an_integration_reads_and_saves_its_states_answers_in_the_name_of_whoever_minted_it(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let machine = Machine::minted(&france, &[CatalogRead, OwnAnswersRead, OwnDraftWrite], 1).await;
        let actor = machine.actor().await;
        let saved = actor.saves("2027", edit(0)).await.data();
        assert_eq!(saved["saveAnswers"]["outcomes"][0], json!({ "__typename": "AnswerSaved", "question": "A.a.1", "revision": 1 }));
        let query = r#"{ submission(cycle: "2027") { stateCode status answers { question author { id name }
            value { ... on SingleChoiceValue { option } } } } cycle(key: "2027") { key } }"#;
        let read = actor.reads(query).await;
        assert_eq!(read["submission"]["stateCode"], "FRA");
        assert_eq!(read["submission"]["answers"][0]["value"]["option"], "partly");
        let viewer = france.reads("{ viewer { id } }").await["viewer"]["id"].clone();
        assert_eq!(read["submission"]["answers"][0]["author"]["id"], viewer, "written by whoever minted it");
        let trail = france.reads("{ auditTrail(first: 1) { nodes { verb person detail } } }").await;
        let act = &trail["auditTrail"]["nodes"][0];
        assert_eq!((&act["verb"], &act["person"]), (&json!("answers.save"), &viewer));
        assert!(act["detail"].to_string().contains(&machine.id), "and by what: {act}");
        let again = actor.saves("2027", edit(1)).await.data();
        assert_eq!(again["saveAnswers"]["outcomes"][0]["revision"], 1);
        world.trail_is_whole().await;
    }

    async fn a_key_of_idempotency_of_an_integration_is_not_its_minters(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        let actor = Machine::minted(&france, &[OwnAnswersRead, OwnDraftWrite], 1).await.actor().await;
        let input = |option: &str| {
            json!({ "cycle": "2027", "idempotencyKey": "one",
                "answers": [{ "question": "A.a.1", "basedOn": 0, "value": { "singleChoice": { "option": option } } }] })
        };
        let shown = "outcomes { __typename }";
        france.does("saveAnswers", input("partly"), shown).await.data();
        let other = actor.does("saveAnswers", input("yes"), shown).await;
        assert_ne!(other.json()["errors"][0]["extensions"]["code"], "IDEMPOTENCY_MISMATCH", "{other:?}");
    }

    async fn an_integration_never_submits_consents_invites_grants_or_mints(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.saves("2027", edit(0)).await.data();
        let machine = Machine::minted(&france, ALL, 1).await;
        let actor = machine.actor().await;
        let key = crate::world::jwk(&machine.key);
        let person = france.contributor.own_state().await.person();
        for (mutation, input, shown) in [
            ("submitSubmission", json!({ "cycle": "2027" }), "edition { number }"),
            ("amendSubmission", json!({ "cycle": "2027" }), "edition { number }"),
            ("withdrawSubmission", json!({ "cycle": "2027" }), "submission { id }"),
            ("setConsent", json!({ "cycle": "2027", "choices": [{ "scope": "SUBMISSION", "reader": "PUBLIC" }] }), "standing { code }"),
            ("grantSection", json!({ "person": person, "scope": "A.a", "right": "READ" }), "grant { id }"),
            ("revokeGrant", json!({ "grant": person }), "grant { id }"),
            ("endSessions", json!({}), "ended"),
            ("mintIntegration", json!({ "name": "x", "scopes": ["CATALOG_READ"], "key": key,
                "keyExpiresAt": crate::world::on(5, 1) }), "integration { id }"),
            ("addIntegrationKey", json!({ "integration": machine.id, "key": key, "expiresAt": crate::world::on(5, 1) }), "integration { id }"),
            ("endIntegrationKey", json!({ "integration": machine.id, "kid": machine.kid() }), "integration { id }"),
            ("revokeIntegration", json!({ "integration": machine.id }), "integration { id }"),
            ("narrowIntegration", json!({ "integration": machine.id, "name": "x", "sections": ["A.a"],
                "expiresAt": crate::world::on(5, 1) }), "token"),
            ("inviteStates", json!({ "cycle": "2027", "states": ["JPN"] }), "cycle { key }"),
            ("proposeRelease", json!({ "cycle": "2027" }), "proposal { id }"),
            ("signOffRelease", json!({ "proposal": person }), "proposal { id }"),
        ] {
            actor.does(mutation, input, shown).await.refused("FORBIDDEN");
        }
        for query in ["{ people { id } }", "{ grants { id } }", "{ auditTrail { nodes { hash } } }", "{ sessions { id } }",
            "{ integrations { id } }", r#"{ submission(cycle: "2027") { consent { question } } }"#,
            r#"{ submission(cycle: "2027") { editions { number } } }"#, r#"{ participation(cycle: "2027") { stateCode } }"#]
        {
            actor.asks(query).await.refused("FORBIDDEN");
        }
        let caller = access::Caller::Integration(
            Caches::of(&world).integrations.of_proof(&world.machine_proof(&machine.token("").await), world.read(), world.now()).await.unwrap(),
        );
        assert!(caller.person().is_err() && caller.focal_point().is_err() && caller.administrator().is_err());
        assert!(caller.analyst().is_err() && caller.own_state().unwrap().sees_all().is_err());
        assert!(caller.own_state().unwrap().stepped_up(world.now()).is_err(), "it has no second factor");
        assert_eq!(caller.reader_scope(), world.public().caller().await.reader_scope(), "and of others reads what is public");
    }

    async fn a_scope_opens_its_own_fields_and_every_token_reads_what_is_public(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.saves("2027", edit(0)).await.data();
        let public = r#"{ states { code } sharedAnswers(cycle: "2027") { nodes { question } } releases(cycle: "2027") { number } }"#;
        let own = "{ submissions { id answers { question } } }";
        for (seed, scope) in ALL.iter().enumerate() {
            let actor = Machine::minted(&france, &[*scope], seed as u8 + 1).await.actor().await;
            drop(actor.asks(public).await.data());
            let answer = actor.asks(own).await;
            if *scope == OwnAnswersRead { drop(answer.data()) } else { drop(answer.refused("FORBIDDEN")) }
            let shown = "outcomes { __typename ... on AnswerSaved { revision } }";
            let saved = actor.does("saveAnswers", json!({ "cycle": "2027", "answers": edit(1) }), shown).await;
            if *scope == OwnDraftWrite { drop(saved.data()) } else { drop(saved.refused("FORBIDDEN")) }
            if *scope == OwnDraftWrite {
                let shown = "outcomes { ... on AnswerConflict { theirValue { __typename } } }";
                let input = json!({ "cycle": "2027", "answers": edit(0) });
                actor.does("saveAnswers", input, shown).await.refused("FORBIDDEN");
            }
        }
        let machine = Machine::minted(&france, ALL, 9).await;
        let fewer = machine.token("catalog.read").await;
        world.asks_with(&fewer, "{ states { code } }").await.data();
        world.asks_with(&fewer, "{ submissions { id } }").await.refused("FORBIDDEN");
        let read = machine.token("own.answers.read").await;
        world.asks_with(&read, "{ submissions { id } }").await.data();
        world.asks_with(&fewer, "{ submissions { id } }").await.refused("FORBIDDEN");
    }

    async fn an_integration_of_one_state_finds_nothing_of_another(test: Test) {
        let world = World::open(test).await;
        let (france, germany) = (world.france(), world.germany());
        france.saves("2027", edit(0)).await.data();
        let ours = Machine::minted(&france, ALL, 1).await;
        let theirs = Machine::minted(&germany, ALL, 2).await.actor().await;
        assert_eq!(theirs.reads(r#"{ submission(cycle: "2027") { id } submissions { id } }"#).await, json!({ "submission": null, "submissions": [] }));
        for (mutation, input) in [
            ("revokeIntegration", json!({ "integration": ours.id })),
            ("endIntegrationKey", json!({ "integration": ours.id, "kid": ours.kid() })),
            ("addIntegrationKey", json!({ "integration": ours.id, "key": crate::world::jwk(&ours.key), "expiresAt": crate::world::on(5, 1) })),
        ] {
            for stranger in [&germany.focal_point, &world.administrator()] {
                stranger.does(mutation, input.clone(), "integration { id }").await.refused("NOT_FOUND");
            }
        }
    }

    async fn nothing_else_that_the_service_gives_is_an_access_token(test: Test) {
        let world = World::open(test).await;
        let france = world.france();
        france.saves("2027", edit(0)).await.data();
        let shown = "edition { number document receipt documentLink receiptLink sha256 }";
        let input = json!({ "cycle": "2027", "reader": "PUBLIC", "countable": true });
        let edition = france.does("submitSubmission", input, shown).await.data()["submitSubmission"]["edition"].clone();
        let shared = world.public().reads(r#"{ sharedAnswers(cycle: "2027") { edges { cursor } } }"#).await;
        let signed = world.enters("focal_point@fra.example.org").await;
        let refresh_token = signed.refresh_token.as_ref().unwrap().text();
        let link = edition["receiptLink"].as_str().unwrap();
        let machine = Machine::minted(&france, ALL, 1).await;
        let input = json!({ "integration": machine.id, "name": "x", "sections": ["A.a"], "expiresAt": crate::world::on(5, 1) });
        let narrower = france.does("narrowIntegration", input, "token").await.data();
        let receipt = edition["receipt"].as_str().map_or_else(|| edition["receipt"].to_string(), str::to_owned);
        for (what, text) in [
            ("a receipt", receipt.as_str()),
            ("a link", link),
            ("the token of a link", link.rsplit(['/', '=']).next().unwrap()),
            ("a cursor", shared["sharedAnswers"]["edges"][0]["cursor"].as_str().unwrap()),
            ("a digest", edition["sha256"].as_str().unwrap()),
            ("a refresh token", refresh_token.as_str()),
            ("a narrower token", narrower["narrowIntegration"]["token"].as_str().unwrap()),
            ("a client id", &machine.id),
        ] {
            let text = text.replace(['\r', '\n'], "");
            world.asks_with(&text, "{ cycles { key } }").await.refused("UNAUTHENTICATED");
            let form = [("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", text.as_str()),
                ("subject_token_type", "urn:national-survey:token-type:narrower")];
            let status = world.asks_for_a_token(&form).await.status();
            assert_eq!(status, if what == "a narrower token" { 200 } else { 401 }, "{what}");
        }
        world.asks_with(&signed.access_token, "{ viewer { id } }").await.data();
    }
}
