//! Non-interference: two worlds that differ only in France's own content give every caller who is
//! not cleared for it the same status, headers and bytes. This includes values, nulls, errors,
//! counts and cursors.
//!
//! Both worlds are copies of one world with a history, which includes a release, so their common
//! part is the same to the last bit. Then France acts differently in each. Requests are drawn from
//! the schema and the policy, with a seed for each caller. When the product has comments and files,
//! they have to join the secrets.

mod askers;
mod history;
mod releases;
mod secrets;

use super::alike::Names;
use crate::world::{Answer, Test, World, either, on};
use askers::{Asker, askers};
use chrono::TimeDelta;
use secrets::{levels, secrets};
use serde_json::json;
use std::collections::BTreeSet;

/// Number of requests of each caller, over all levels.
const REQUESTS: usize = 800;

/// The two worlds, with their corresponding ids.
struct Worlds {
    sides: [World; 2],
    names: Names,
}

impl Worlds {
    /// Sets the same moment in both.
    fn set(&self, seconds: i64) {
        for side in &self.sides {
            side.test.clock.set(on(3, 1) + TimeDelta::seconds(seconds));
        }
    }

    /// Sends requests of one caller to both worlds. Returns the number that was answered without a
    /// refusal.
    async fn hear(&mut self, asker: &mut Asker, requests: usize) -> usize {
        let [one, other] = [0, 1].map(|side| asker.actor.also_in(&self.sides[side]));
        let mut good = 0;
        for _ in 0..requests {
            let request = asker.draw.request();
            let (a, b) =
                (one.graphql(&request, json!({})).await, other.graphql(&request, json!({})).await);
            let alike = self.names.are_alike(&a, &b);
            alike.unwrap_or_else(|what| {
                panic!("{} can tell the worlds apart by {request}\n{what}", asker.name)
            });
            good += usize::from(a.json().get("errors").is_none());
            asker.draw.cursors.extend(cursors(&a));
        }
        good
    }

    /// Checks that a cleared person of France reads different secrets in the two worlds.
    async fn differ(&self) {
        for query in [
            "{ submissions { status answers { question disposition revision savedAt value { __typename } } } }",
            "{ submissions { editions { number submittedAt document } } }",
            "{ submissions { consentLedger { reader purpose allowed } } }",
            "{ grants { scope } }",
            "{ invitations { role } }",
            "{ integrations { name } }",
            "{ people { email } }",
            "{ auditTrail { nodes { verb at } } }",
        ] {
            let [one, other] = &self.sides;
            assert_ne!(
                one.france().reads(query).await,
                other.france().reads(query).await,
                "the worlds are the same: {query}"
            );
        }
    }
}

/// Returns the cursors of an answer.
fn cursors(answer: &Answer) -> Vec<String> {
    let text = std::str::from_utf8(&answer.bytes).unwrap();
    let pieces: Vec<_> = text.split('"').collect();
    let told = pieces
        .windows(3)
        .filter(|three| three[0].to_lowercase().ends_with("cursor") && three[1] == ":");
    told.map(|three| three[2].to_owned()).collect()
}

/// Returns every id of France that its focal point reads.
async fn identities(world: &World) -> BTreeSet<String> {
    let query = "{ people { id } grants { id } invitations { id } integrations { id narrowerTokens { id } } submissions { id } sessions { id } }";
    let all = world.france().reads(query).await.to_string();
    all.split('"').filter(|piece| uuid::Uuid::try_parse(piece).is_ok()).map(str::to_owned).collect()
}

either! {
    async fn nobody_who_is_not_cleared_can_tell_worlds_apart_that_differ_in_what_is_frances(test: Test) {
        let common = history::common(test.clone()).await;
        let mut askers = askers(&common).await;
        common.db().close().await;
        let copies = [test.copied().await, test.copied().await];
        let mut worlds = Worlds { sides: [world_on(&copies[0]).await, world_on(&copies[1]).await], names: Names::default() };
        for (side, world) in worlds.sides.iter().enumerate() {
            secrets(world, side).await;
        }
        let ids: BTreeSet<_> = [identities(&worlds.sides[0]).await, identities(&worlds.sides[1]).await].into_iter().flatten().collect();
        worlds.differ().await;
        let (mut good, mut asked, mut selected) = (0, 0, BTreeSet::new());
        for (level, reader) in ["MEMBER_STATES", "SECRETARIAT", "STATE_ONLY"].into_iter().enumerate() {
            worlds.set(120 + 60 * i64::try_from(level).unwrap());
            levels(&worlds.sides[0], reader).await;
            for asker in askers.iter_mut().filter(|asker| asker.from <= level) {
                asker.draw.ids.extend(ids.iter().cloned());
                let requests = REQUESTS.div_ceil(3 - asker.from);
                (good, asked) = (good + worlds.hear(asker, requests).await, asked + requests);
                selected.append(&mut asker.draw.selected);
            }
        }
        worlds.differ().await;
        assert!(good * 2 > asked, "only {good} of {asked} were answered");
        let never = askers::never(&selected);
        assert!(never.len() < 6, "chance leaves out a few fields, and not these: {never:?}");
        for copy in copies {
            copy.done().await;
        }
    }
}

/// Opens the product's world on a copy.
async fn world_on(copy: &Test) -> World {
    World::empty(copy.clone()).await
}
