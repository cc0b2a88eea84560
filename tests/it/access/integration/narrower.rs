//! Narrower tokens: such a token reads some sections of its State until a date, and what the public
//! reads.

use crate::world::{Answer, Machine, Team, Test, World, both, on};
use entity::vocabulary::IntegrationScope::{self, CatalogRead, OwnDraftWrite};
use serde_json::{Value, json};

async fn narrowed(by: &Team, machine: &Machine, sections: Value, until: Value) -> Answer {
    let input = json!({ "integration": machine.id, "name": "the ministry", "sections": sections, "expiresAt": until });
    by.does("narrowIntegration", input, "token narrowerToken { id sections }").await
}

async fn exchanged(world: &World, token: &str) -> Answer {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", token),
        ("subject_token_type", "urn:national-survey:token-type:narrower"),
    ];
    world.asks_for_a_token(&form).await
}

/// Exchanges a narrower token for an access token.
async fn access(world: &World, token: &str) -> String {
    let answer = exchanged(world, token).await;
    assert_eq!(
        (answer.status(), &answer.json()["scope"]),
        (200, &json!("own.answers.read")),
        "{answer:?}"
    );
    assert_eq!(answer.json()["issued_token_type"], "urn:ietf:params:oauth:token-type:access_token");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn two_answers(world: &World) -> (Team, Machine) {
    let france = world.france();
    france.answers("A.a.1", json!({ "singleChoice": { "option": "partly" } })).await;
    france.answers("B.a.2", json!({ "agency": { "name": "Known to France alone" } })).await;
    let machine = Machine::minted(&france, IntegrationScope::ALL, 1).await;
    (france, machine)
}

both! {
    async fn it_reads_its_sections_alone_and_writes_nothing(test: Test) {
        let world = World::open(test).await;
        let (france, machine) = two_answers(&world).await;
        let made = narrowed(&france, &machine, json!(["A.a"]), json!(on(5, 1))).await.data();
        let secret = made["narrowIntegration"]["token"].as_str().unwrap().to_owned();
        let token = access(&world, &secret).await;
        let query = r#"{ submission(cycle: "2027") { answers { question } one: answer(question: "B.a.2") { question }
            progress { section answered } } }"#;
        let read = world.asks_with(&token, query).await.data();
        assert_eq!(read["submission"]["answers"], json!([{ "question": "A.a.1" }]));
        assert_eq!(read["submission"]["one"], Value::Null, "another section is not there");
        assert!(!read.to_string().contains("B.a"), "{read}");
        let save = r#"mutation { saveAnswers(input: { cycle: "2027", answers: [{ question: "A.a.1", basedOn: 1, disposition: DECLINED }] })
            { savedAt } }"#;
        for refused in [save, "{ integrations { id } }", "{ people { id } }"] {
            world.asks_with(&token, refused).await.refused("FORBIDDEN");
        }
        let public = r#"{ states { code } sharedAnswers(cycle: "2027") { nodes { question } } }"#;
        assert_eq!(world.asks_with(&token, public).await.data(), world.public().reads(public).await, "what the public reads");
        let listed = france.reads("{ integrations { narrowerTokens { name sections endedAt } } }").await;
        let listed = &listed["integrations"][0]["narrowerTokens"];
        assert_eq!(*listed, json!([{ "name": "the ministry", "sections": ["A.a"], "endedAt": null }]));
        let kept = world.test.beside().await.texts("SELECT hash FROM narrower_token").await;
        assert!(!kept.iter().any(|hash| secret.contains(hash.as_str())) && kept[0].len() == 64);
        world.trail_is_whole().await;
    }

    async fn it_is_never_wider_than_its_integration(test: Test) {
        let world = World::open(test).await;
        let (france, machine) = two_answers(&world).await;
        let blind = Machine::minted(&france, &[CatalogRead, OwnDraftWrite], 2).await;
        narrowed(&france, &blind, json!(["A.a"]), json!(on(5, 1))).await.refused("FORBIDDEN");
        narrowed(&world.germany(), &machine, json!(["A.a"]), json!(on(5, 1))).await.refused("NOT_FOUND");
        for (sections, until) in [
            (json!([]), json!(on(5, 1))),
            (json!(["*"]), json!(on(5, 1))),
            (json!(["A"]), json!(on(5, 1))),
            (json!(["A.a.1"]), json!(on(5, 1))),
            (json!(["A.a B.a"]), json!(on(5, 1))),
            (json!(["A.a"]), json!(on(3, 1))),
            (json!(["A.a"]), json!("2029-01-01T00:00:00Z")),
        ] {
            narrowed(&france, &machine, sections, until).await.refused("BAD_INPUT");
        }
    }

    async fn it_ends_on_its_date_when_it_is_ended_and_with_its_integration(test: Test) {
        let world = World::open(test).await;
        let (france, machine) = two_answers(&world).await;
        let make = async |until| {
            let made = narrowed(&france, &machine, json!(["A.a", "B.a"]), json!(until)).await.data()["narrowIntegration"].clone();
            (made["narrowerToken"]["id"].clone(), made["token"].as_str().unwrap().to_owned())
        };
        let soon = make(world.now() + chrono::TimeDelta::minutes(2)).await.1;
        let (id, ended) = make(on(5, 1)).await;
        let (_, orphan) = make(on(5, 1)).await;
        let query = "{ submissions { id } }";
        let tokens = [access(&world, &soon).await, access(&world, &ended).await, access(&world, &orphan).await];
        for token in &tokens {
            world.asks_with(token, query).await.data();
        }
        world.test.clock.set(world.now() + chrono::TimeDelta::minutes(2));
        world.asks_with(&tokens[0], query).await.refused("UNAUTHENTICATED");
        assert_eq!(exchanged(&world, &soon).await.status(), 401, "its date has come");
        france.does("endNarrowerToken", json!({ "narrowerToken": id }), "narrowerToken { endedAt }").await.data();
        world.asks_with(&tokens[1], query).await.refused("UNAUTHENTICATED");
        assert_eq!(exchanged(&world, &ended).await.status(), 401, "it was ended");
        france.does("endNarrowerToken", json!({ "narrowerToken": id }), "narrowerToken { id }").await.refused("NOT_FOUND");
        world.asks_with(&tokens[2], query).await.data();
        france.does("revokeIntegration", json!({ "integration": machine.id }), "integration { id }").await.data();
        world.asks_with(&tokens[2], query).await.refused("UNAUTHENTICATED");
        assert_eq!(exchanged(&world, &orphan).await.status(), 401, "its integration was revoked");
        narrowed(&france, &machine, json!(["A.a"]), json!(on(5, 1))).await.refused("NOT_FOUND");
    }
}
