//! A world in which France owns something of every type, and Germany and the Secretariat own things
//! too.

use super::cells::{LEVELS, Level};
use crate::{
    access::federation,
    submission::kinds::thirteen,
    world::{FIXTURE, Machine, Team, Test, World, jwk, on},
};
use ed25519_dalek::SigningKey;
use entity::{
    passkey,
    vocabulary::{GrantRight, IntegrationScope, Role},
};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The world, with the names that calls use.
pub struct Belongings {
    pub world: World,
    /// Variables with an instrument to import.
    pub document: Value,
    names: BTreeMap<&'static str, Value>,
}

impl Belongings {
    /// Creates and fills a world.
    pub async fn of_france(test: Test) -> Self {
        let world =
            federation::world(test, &["https://login.example.org", "https://keys.example.org"])
                .await;
        let document =
            std::str::from_utf8(FIXTURE).unwrap().replacen("key: fixture", "key: another", 1);
        let reworded = std::str::from_utf8(FIXTURE)
            .unwrap()
            .replacen("version: \"1\"", "version: \"2\"", 1)
            .replacen("text: Which period?", "text: Which years?, lineage: {relation: same}", 1);
        let document = json!({ "document": document, "reworded": reworded });
        let mut belongings = Self { world, document, names: BTreeMap::new() };
        belongings.cycles().await;
        belongings.answers().await;
        belongings.releases().await;
        belongings.people().await;
        belongings.machines().await;
        belongings
    }

    /// Replaces the names in a request by their values.
    pub fn names(&self, request: &str) -> String {
        let longest_first = self.names.iter().rev();
        longest_first.fold(request.to_owned(), |request, (name, value)| {
            request.replace(&format!("${name}"), &value.to_string())
        })
    }

    /// Creates a cycle for each level of consent, a withdrawn one, and a released one.
    async fn cycles(&mut self) {
        let world = &self.world;
        let version = world.publish(FIXTURE).await;
        for Level(cycle, _) in LEVELS {
            world.plan(cycle, version, on(1, 2), Some(on(10, 1))).await;
        }
        world.plan("2026", version, on(1, 2), Some(on(10, 1))).await;
        for closed in ["2024", "2025"] {
            world.plan(closed, version, on(1, 2), Some(on(2, 1))).await;
        }
        let class = |key: &str, states: &[&str]| json!({ "key": key, "states": states });
        let partition = json!({ "key": "halves", "classes": [class("one", &["FRA", "BRA"]), class("other", &["DEU", "KEN"])] });
        for cycle in ["2024", "2025"] {
            let input = json!({ "cycle": cycle, "lattice": { "partitions": [partition] } });
            world.administrator().does("declareLattice", input, "cycle { key }").await.data();
        }
        let extend = json!({ "cycle": "2025", "state": "FRA", "until": on(11, 1) });
        world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
        world.test.clock.set(on(1, 10));
    }

    /// Saves an answer of every kind at every level, in two editions, with a conflict, and
    /// Germany's own draft.
    async fn answers(&mut self) {
        let (world, france, germany) = (&self.world, self.world.france(), self.world.germany());
        for section in ["A.a", "A.b", "B.a"] {
            world.grant(&france, section, GrantRight::Write).await;
        }
        let other = json!({ "options": ["insiders", "other"], "other": "Time" });
        let whole = BTreeMap::from([
            ("A.a.3", json!({ "rankedChoice": other })),
            ("A.b.2", json!({ "longText": { "text": "Known to France alone", "language": "fr" } })),
            ("B.a.4", json!({ "urlList": [{ "url": "https://example.org/", "title": "Title" }] })),
            (
                "B.a.5",
                json!({ "documentList": [{ "title": "Title", "url": "https://example.org/", "language": "fr", "date": "2025-02-28" }] }),
            ),
        ]);
        let first = ("A.a.1", json!({ "singleChoice": { "option": "partly" } }), Value::Null);
        for Level(cycle, reader) in LEVELS {
            for (question, value, _) in std::iter::once(first.clone()).chain(thirteen()) {
                let value = whole.get(question).cloned().unwrap_or(value);
                let based_on = i32::from(question == "A.a.1" && value != first.1);
                if based_on == 1 {
                    france
                        .submits(cycle, json!({ "countable": true, "reader": reader }))
                        .await
                        .data();
                }
                if question == "A.a.2" {
                    says(&germany, cycle, question, &value, 0).await;
                }
                says(&france, cycle, question, &value, based_on).await;
            }
            let late = json!([{ "question": "A.a.1", "basedOn": 1, "disposition": "DECLINED" }]);
            france.saves(cycle, late).await.data();
            france
                .consents(cycle, json!([{ "purpose": "SG_REPORT", "allowed": true }]))
                .await
                .data();
            france.amends(cycle).await.data();
            says(
                &france,
                cycle,
                "B.a.2",
                &json!({ "agency": { "name": "Newer than the edition", "url": "https://example.org" } }),
                1,
            )
            .await;
        }
        says(&france, "2026", "A.a.1", &first.1, 0).await;
        france.submits("2026", json!({ "countable": true })).await.data();
        france
            .consents("2026", json!([{ "scope": "QUESTION", "code": "A.a.1", "reader": "PUBLIC" }]))
            .await
            .data();
        for (state, cycle) in
            [(&france, "2024"), (&germany, "2024"), (&france, "2025"), (&germany, "2025")]
        {
            says(state, cycle, "A.a.1", &first.1, 0).await;
            state.submits(cycle, json!({ "countable": true, "reader": "PUBLIC" })).await.data();
        }
    }

    /// Makes two releases, and a proposal that ended without one.
    async fn releases(&mut self) {
        let (world, france) = (&self.world, self.world.france());
        world.test.clock.set(on(2, 2));
        assert_eq!((world.releases("2024").await, world.releases("2025").await), (1, 2));
        let proposal = world.proposes(json!({ "cycle": "2025", "publishAt": on(2, 3) })).await;
        world.signs_off(&proposal).await.data();
        france
            .consents("2025", json!([{ "scope": "SUBMISSION", "countable": false }]))
            .await
            .data();
        world.test.clock.set(on(2, 3));
        assert_eq!(world.publishes().await, Vec::<i64>::new());
        // Germany has withdrawn the edition that release 2 counts.
        let (germany, extend) =
            (world.germany(), json!({ "cycle": "2025", "state": "DEU", "until": on(11, 1) }));
        world.administrator().does("extendCycle", extend, "cycle { key }").await.data();
        germany.withdraws("2025").await.data();
        germany.submits("2025", json!({})).await.data();
    }

    /// Creates invitations, one completed and two proposed successions, grants, passkeys and
    /// providers.
    async fn people(&mut self) {
        world_of_people(self).await;
        let (world, france) = (&self.world, self.world.france());
        let further = world.joins(Some("FRA"), Role::Contributor, "further@fra.example.org").await;
        let person = further.id().await;
        for name in ["grant", "further_grant", "standing_grant"] {
            let input =
                json!({ "person": person, "scope": "A.a", "right": "READ", "expiresAt": on(9, 1) });
            let made = france.does("grantSection", input, "grant { id }").await.data();
            self.names.insert(name, made["grantSection"]["grant"]["id"].clone());
        }
        self.names.insert(
            "person",
            world.joins(Some("FRA"), Role::Reader, "spare@fra.example.org").await.id().await.into(),
        );
        for number in 1..=2 {
            let row = passkey::Model {
                id: national_survey::clock::new_id(),
                person: france.own_state().await.person(),
                credential: format!("credential {number}"),
                name: format!("Passkey {number}"),
                content: "{}".into(),
                counter: 0,
                created_at: world.now(),
                used_at: Some(world.now()),
                locked_at: Some(world.now()),
            };
            self.names.insert("passkey", row.id.to_string().into());
            passkey::Entity::insert(row.into_active_model())
                .exec_without_returning(&world.test.beside().await.0)
                .await
                .unwrap();
        }
        for path in ["old", "new"] {
            let input = json!({ "issuer": format!("https://login.example.org/{path}"), "clientId": "survey", "clientSecret": "secret",
                "hosts": ["keys.example.org"], "state": "FRA" });
            let provider = federation::registers(world, input).await;
            if path == "old" {
                let input = json!({ "provider": provider });
                world.administrator().does("endProvider", input, "provider { id }").await.data();
            }
            self.names.insert("provider", provider.into());
        }
    }

    /// Creates integrations of France that are used, narrowed or revoked, and one of the
    /// Secretariat.
    async fn machines(&mut self) {
        let france = self.world.france();
        let machine = Machine::minted(&france, IntegrationScope::ALL, 100).await;
        machine.token("").await;
        let (key, shown) = (SigningKey::from_bytes(&[101; 32]), "integration { id }");
        let add = json!({ "integration": machine.id, "key": jwk(&key), "expiresAt": on(12, 1) });
        france.does("addIntegrationKey", add, shown).await.data();
        let kid = Machine { key, ..machine.clone() }.kid();
        france
            .does("endIntegrationKey", json!({ "integration": machine.id, "kid": kid }), shown)
            .await
            .data();
        let narrow = json!({ "integration": machine.id, "name": "narrow", "sections": ["A.a"], "expiresAt": on(6, 1) });
        let made = france.does("narrowIntegration", narrow, "narrowerToken { id }").await.data();
        let end = json!({ "narrowerToken": made["narrowIntegration"]["narrowerToken"]["id"] });
        france.does("endNarrowerToken", end, "narrowerToken { id }").await.data();
        let revoked = Machine::minted(&france, &[IntegrationScope::CatalogRead], 102).await;
        france.does("revokeIntegration", json!({ "integration": revoked.id }), shown).await.data();
        let last = Machine::minted(&france, &[IntegrationScope::CatalogRead], 103).await;
        Machine::minted(&self.world.administrator(), &[IntegrationScope::CatalogRead], 104).await;
        self.names.insert("machine", machine.id.into());
        self.names.insert("integration", last.id.into());
    }
}

/// Creates invitations to France and to the Secretariat, and successions of the focal points of
/// France and Kenya.
async fn world_of_people(belongings: &mut Belongings) {
    let (world, france, kenya) =
        (&belongings.world, belongings.world.france(), belongings.world.state("KEN"));
    france.invites("coming@fra.example.org", "READER").await.data();
    let second = world.second_administrator().await;
    let invited =
        world.administrator().invites_to_secretariat("third@un.example.org", "ADMINISTRATOR").await;
    let invited = world.invited(&invited, "inviteToSecretariat", "third@un.example.org").await;
    second.confirms(&invited.id).await.data();
    let leaving = world.administrator_at("leaving@un.example.org").await.id().await;
    let removal = world.administrator().removes(&leaving).await.data();
    belongings.names.insert("removal", removal["removePerson"]["removal"]["id"].clone());
    let next = |state: &str| json!({ "email": format!("next@{state}.example.org"), "name": "Next", "language": "EN", "state": state });
    let shown = "succession { id }";
    let proposed =
        world.state("BRA").approver.does("proposeSuccession", next("BRA"), shown).await.data();
    let id = proposed["proposeSuccession"]["succession"]["id"].clone();
    second.does("agreeToSuccession", json!({ "succession": id }), shown).await.data();
    let proposed = kenya.approver.does("proposeSuccession", next("KEN"), shown).await.data();
    belongings
        .names
        .insert("succession", proposed["proposeSuccession"]["succession"]["id"].clone());
    france.approver.does("proposeSuccession", next("FRA"), shown).await.data();
}

/// Saves a value of the focal point.
async fn says(team: &Team, cycle: &str, question: &str, value: &Value, based_on: i32) {
    let saved = team
        .saves(cycle, json!([{ "question": question, "basedOn": based_on, "value": value }]))
        .await
        .data();
    assert_eq!(saved["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved:#}");
}
