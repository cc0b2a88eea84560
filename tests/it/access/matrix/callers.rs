//! All callers: France's people and integrations, whose own things are asked for, and all others.

use crate::world::{Actor, Machine, World};
use entity::vocabulary::{IntegrationScope, Role};
use std::collections::BTreeMap;

/// France's people, then its integrations, each with one scope.
pub const OWN: [&str; 10] = [
    "granted",
    "ungranted",
    "reader",
    "approver",
    "focal_point",
    "catalog.read",
    "public.read",
    "release.read",
    "own.answers.read",
    "own.draft.write",
];
/// All others: the public, Germany's people and integrations, and the Secretariat.
pub const OTHERS: [&str; 9] = [
    "anonymous",
    "other.contributor",
    "other.reader",
    "other.approver",
    "other.focal_point",
    "other.own.answers.read",
    "other.public.read",
    "analyst",
    "administrator",
];

/// All callers, by name.
pub struct Callers(BTreeMap<&'static str, Actor>);

impl Callers {
    /// Finds the people, adds a second contributor of France without a grant, and mints the
    /// integrations.
    pub async fn of(world: &World) -> Self {
        let (france, germany) = (world.france(), world.germany());
        let mut all = BTreeMap::from([
            ("granted", france.contributor.clone()),
            (
                "ungranted",
                world.joins(Some("FRA"), Role::Contributor, "ungranted@fra.example.org").await,
            ),
            ("reader", france.reader.clone()),
            ("approver", france.approver.clone()),
            ("focal_point", france.focal_point.clone()),
            ("anonymous", world.public()),
            ("other.contributor", germany.contributor.clone()),
            ("other.reader", germany.reader.clone()),
            ("other.approver", germany.approver.clone()),
            ("other.focal_point", germany.focal_point.clone()),
            ("analyst", world.analyst()),
            ("administrator", world.administrator()),
        ]);
        for (seed, scope) in (1..).zip(IntegrationScope::ALL) {
            all.insert(
                scope.as_str(),
                Machine::minted(&france, &[*scope], seed).await.actor().await,
            );
        }
        for (seed, name, scope) in [
            (11, "other.own.answers.read", IntegrationScope::OwnAnswersRead),
            (12, "other.public.read", IntegrationScope::PublicRead),
        ] {
            all.insert(name, Machine::minted(&germany, &[scope], seed).await.actor().await);
        }
        assert!(
            OWN.iter().chain(&OTHERS).all(|name| all.contains_key(name))
                && all.len() == OWN.len() + OTHERS.len()
        );
        Self(all)
    }

    /// Returns the caller with a name.
    pub fn named(&self, name: &str) -> &Actor {
        &self.0[name]
    }
}

/// Names for groups of callers.
const GROUPS: [(&str, &[&str]); 7] = [
    ("own", &["granted", "ungranted", "reader", "approver", "focal_point"]),
    ("other", &["other.contributor", "other.reader", "other.approver", "other.focal_point"]),
    ("states", &["own", "other"]),
    ("secretariat", &["analyst", "administrator"]),
    ("people", &["states", "secretariat"]),
    (
        "tokens",
        &[
            "catalog.read",
            "public.read",
            "release.read",
            "own.answers.read",
            "own.draft.write",
            "other.own.answers.read",
            "other.public.read",
        ],
    ),
    ("everybody", &["anonymous", "people", "tokens"]),
];

/// Returns the callers for a name.
pub fn meant(name: &str) -> Vec<&'static str> {
    match GROUPS.iter().find(|(group, _)| *group == name) {
        Some((_, names)) => names.iter().flat_map(|name| meant(name)).collect(),
        None => {
            vec![
                OWN.iter()
                    .chain(&OTHERS)
                    .find(|known| **known == name)
                    .unwrap_or_else(|| panic!("nobody is called {name}")),
            ]
        }
    }
}
