//! Releases disclose no more than their bands.
//!
//! The worlds differ in one of France's own answers, but in no band, and in content that is not
//! counted. They give all other callers the same bytes, in GraphQL and in every file.
//!
//! The seals are excepted: `sha256`, `ledgerSha256` and `signature` of a release, and `sha256` of a
//! preview. They cover the counted editions, each with a salt of its own, and have the same length
//! in every world. In a second pass the seals are made the same, and nothing is excepted, not even
//! in files, which hold the digest. The Secretariat also reads counts. For it, the compared worlds
//! are those in which two States of a region have exchanged their answers.

mod asked;
mod worlds;

use super::{
    super::alike::{Names, headers},
    world_on,
};
use crate::{
    access::{draw::Draw, grants_fields::objects},
    world::{Test, World, either},
};
use asked::{Asker, askers, counts, whole};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use worlds::{StoredWorld, common, parts, sealed_alike};

/// Number of requests drawn for each caller and each world.
const REQUESTS: usize = 30;
/// The worlds.
///
/// In order, they differ from the first in nothing, in one answer and uncounted content, in two
/// exchanged answers, and in a band.
const WORLDS: [StoredWorld; 4] = [
    StoredWorld {
        france: "in_place",
        germany: "not_started",
        text: "Short.",
        since: "2019-01-31",
        lacks: "funding people",
    },
    StoredWorld {
        france: "not_started",
        germany: "not_started",
        text: "A longer account of it.",
        since: "2026-12-01",
        lacks: "people",
    },
    StoredWorld {
        france: "not_started",
        germany: "in_place",
        text: "Otherwise: \u{1F512}",
        since: "2025-02-28",
        lacks: "funding people",
    },
    StoredWorld {
        france: "partly",
        germany: "not_started",
        text: "Short.",
        since: "2019-01-31",
        lacks: "funding people",
    },
];

/// Returns France's responses, as France reads them.
async fn own(world: &World) -> Value {
    let query = r#"{ submission(cycle: "second") { mirror(release: 2, within: "A.a.1") { ownLevels } answers { question value { ...value } } } }"#;
    world.france().reads(&format!("{query} {}", crate::world::VALUE)).await
}

/// Two worlds, with their corresponding ids.
struct Pair<'a> {
    sides: [&'a World; 2],
    names: Names,
}

impl Pair<'_> {
    /// Sends a query of one caller to both worlds.
    async fn hears(&mut self, asker: &Asker, query: &str) -> Value {
        let [one, other] = self.sides.map(|side| asker.actor.also_in(side));
        let (a, b) = (one.graphql(query, json!({})).await, other.graphql(query, json!({})).await);
        let alike = self.names.are_alike(&a, &b);
        alike.unwrap_or_else(|what| {
            panic!("{} can tell the worlds apart by {query}\n{what}", asker.name)
        });
        a.json()
    }

    /// Sends the queries of every reader of releases.
    async fn asks(&mut self, asker: &Asker, seal: &str) {
        for query in whole(seal) {
            let heard = self.hears(asker, &query).await;
            assert!(heard.get("errors").is_none(), "{}: {query}: {heard:#}", asker.name);
        }
        for query in asked::BESIDE {
            self.hears(asker, query).await;
        }
        self.hears(asker, &counts("A.a.2")).await;
    }

    /// Requests every file of every release, and some that do not exist.
    async fn files(&self, asker: &Asker, languages: &[&str]) {
        let [one, other] = self.sides.map(|side| asker.actor.also_in(side));
        for path in paths(self.sides[0], languages).await {
            let (a, b) = (one.get(&path).await, other.get(&path).await);
            let heads =
                [&a, &b].map(|answer| (answer.status(), headers(answer), answer.bytes.len()));
            assert_eq!(heads[0], heads[1], "{}: {path}", asker.name);
            assert!(
                a.bytes == b.bytes || a.status() != 200,
                "{} can tell the worlds apart by {path}",
                asker.name
            );
        }
    }
}

/// Returns the addresses of all files, as releases give them.
async fn paths(world: &World, languages: &[&str]) -> Vec<String> {
    let mut paths: Vec<String> =
        ["4/en.csv", "0/ar.xlsx", "2/charts/A.a.4/en.svg", "2/charts/A.a.1/income/en.svg"]
            .map(|absent| format!("/export/releases/{absent}"))
            .to_vec();
    for language in languages {
        let of = format!(
            "contentLink statementLink exports(language: {language}) {{ link }} tables {{ chart(language: {language}) }}"
        );
        let query = format!(
            "{{ a: release(number: 1) {{ {of} }} b: release(number: 2) {{ {of} }} c: release(number: 3) {{ {of} }} }}"
        );
        let told = world.public().reads(&query).await.to_string();
        paths.extend(
            told.split('"').filter(|piece| piece.starts_with("/export/")).map(str::to_owned),
        );
    }
    assert!(paths.len() > 50, "{paths:?}");
    paths
}

/// Returns the fields of a release's types that no request selected.
fn never(draws: &[Draw]) -> Vec<String> {
    let written = [whole("").concat(), asked::BESIDE.concat(), counts("A")].concat();
    let written: BTreeSet<_> = written.split(|letter: char| !letter.is_alphanumeric()).collect();
    let asked = |(of, field): &(String, String)| {
        written.contains(field.as_str())
            || draws.iter().any(|draw| draw.selected.contains(&(of.clone(), field.clone())))
    };
    let read = |of: &str| of.starts_with("Release") && !of.ends_with("Payload");
    let objects = objects().iter().filter(|(of, _)| read(of));
    let all = objects.flat_map(|(of, object)| {
        object.fields.iter().map(|field| (of.clone(), field.node.name.node.to_string()))
    });
    all.filter(|field| !asked(field)).map(|(of, field)| format!("{of}.{field}")).collect()
}

either! {
    async fn releases_of_worlds_that_differ_in_no_band_are_the_same_bytes_for_everybody_who_is_not_cleared(test: Test) {
        let common = common(test.clone()).await;
        let mut askers = askers(&common).await;
        common.db().close().await;
        let mut copies = Vec::new();
        let mut worlds = Vec::new();
        for kept in &WORLDS {
            let copy = test.copied().await;
            let world = world_on(&copy).await;
            parts(&world, kept).await;
            copies.push(copy);
            worlds.push(world);
        }
        let tables = "{ release(number: 2) { tables { question partition standing rows { cells { level lowerPercent } } } } }";
        for (place, other) in worlds.iter().enumerate().skip(1) {
            assert_ne!(own(&worlds[0]).await, own(other).await, "France says the same in {place}");
            let [a, b] = [worlds[0].public().reads(tables).await, other.public().reads(tables).await];
            assert_eq!(a == b, place < 3, "{a:#}{b:#}");
        }
        // The comparison can detect differences: a band in the file of the last world, and for the
        // Secretariat a count where no band differs.
        let csv = async |world: &World| world.public().get("/export/releases/2/es.csv").await.bytes;
        assert_ne!(csv(&worlds[0]).await, csv(&worlds[3]).await);
        let [a, b] = [worlds[0].analyst(), worlds[1].analyst()];
        assert_ne!(a.reads(&counts("A.a.1")).await, b.reads(&counts("A.a.1")).await);
        for other in &worlds[1..3] {
            let mut pair = Pair { sides: [&worlds[0], other], names: Names::default() };
            for asker in &askers {
                pair.asks(asker, "random_").await;
            }
        }
        // New instances read the releases, because an instance caches a release that it has read.
        for (world, copy) in worlds.iter_mut().zip(&copies).take(3) {
            sealed_alike(world).await;
            world.db().close().await;
            *world = world_on(copy).await;
        }
        for (place, other) in worlds.iter().enumerate().take(3).skip(1) {
            let mut pair = Pair { sides: [&worlds[0], other], names: Names::default() };
            for asker in &mut askers {
                pair.asks(asker, "").await;
                if asker.is_secretariat && place == 2 {
                    pair.hears(asker, &counts("A")).await;
                }
                for _ in 0..if asker.is_secretariat && place == 1 { 0 } else { REQUESTS } {
                    let request = asker.draw.request();
                    pair.hears(asker, &request).await;
                }
            }
            pair.files(&askers[0], &["EN", "AR"]).await;
            if place == 1 {
                pair.files(&askers[3], &["FR"]).await;
            }
        }
        let draws: Vec<_> = askers.into_iter().map(|asker| asker.draw).collect();
        assert_eq!(never(&draws), Vec::<String>::new());
        for copy in copies {
            copy.done().await;
        }
    }
}
