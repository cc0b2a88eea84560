//! All callers who are not cleared for France's own content.
//!
//! France's reader, approver and focal point are cleared for all of it, and so are its integrations
//! that read answers. An integration that writes drafts learns the revision with which its save
//! conflicted. France's contributor and its narrower token are cleared for one section.

use super::history::GRANTED;
use crate::{
    access::{draw::Draw, grants_fields::objects, matrix::OF_NOBODY},
    world::{Actor, Machine, World, on},
};
use entity::vocabulary::IntegrationScope::{
    self, CatalogRead, OwnAnswersRead, PublicRead, ReleaseRead,
};
use serde_json::json;
use std::collections::BTreeSet;

/// Root fields that lead to content of a State.
const OFTEN: [&str; 14] = [
    "auditTrail",
    "grants",
    "invitations",
    "participation",
    "people",
    "release",
    "releases",
    "releasePreview",
    "readSharedAnswer",
    "saveAnswers",
    "sharedAnswerPlaces",
    "sharedAnswers",
    "submission",
    "submissions",
];

/// Caller with its requests.
pub struct Asker {
    pub name: &'static str,
    pub actor: Actor,
    pub draw: Draw,
    /// First level at which the caller asks.
    ///
    /// 0 for callers whom consent for States does not reach, 1 for States, 2 for the Secretariat
    /// and France's own callers.
    pub from: usize,
}

/// Returns all callers, each in a session that is opened now.
pub async fn askers(world: &World) -> Vec<Asker> {
    let (france, germany) = (world.france(), world.germany());
    let machine = async |by: &Actor, scope: IntegrationScope, seed| {
        Machine::minted(by, &[scope], seed).await.actor().await
    };
    let callers: Vec<(&'static str, Actor, &[&'static str], usize)> = vec![
        ("the public", world.public(), &["everybody"], 0),
        ("catalog.read", machine(&france, CatalogRead, 1).await, &["everybody"], 0),
        ("public.read", machine(&france, PublicRead, 2).await, &["everybody"], 0),
        ("release.read", machine(&france, ReleaseRead, 3).await, &["everybody"], 0),
        ("public.read of Germany", machine(&germany, PublicRead, 5).await, &["everybody"], 0),
        (
            "own.answers.read of Germany",
            machine(&germany, OwnAnswersRead, 6).await,
            &["everybody", "own.answers.read"],
            0,
        ),
        ("a narrower token", narrower(&france).await, &["everybody", "own.answers.read"], 0),
        (
            "Germany's contributor",
            germany.contributor.clone(),
            &["everybody", "signed_in", "state", "writers"],
            1,
        ),
        (
            "Germany's reader",
            germany.reader.clone(),
            &["everybody", "signed_in", "state", "state_whole", "trail"],
            1,
        ),
        (
            "Germany's approver",
            germany.approver.clone(),
            &["everybody", "signed_in", "state", "state_whole", "trail", "parties"],
            1,
        ),
        (
            "Germany's focal point",
            germany.focal_point.clone(),
            &[
                "everybody",
                "signed_in",
                "state",
                "state_whole",
                "trail",
                "parties",
                "writers",
                "focal_point",
                "minters",
                "inviters",
            ],
            1,
        ),
        ("an analyst", world.analyst(), &["everybody", "signed_in", "secretariat"], 2),
        (
            "an administrator",
            world.administrator(),
            &[
                "everybody",
                "signed_in",
                "secretariat",
                "administrator",
                "trail",
                "parties",
                "minters",
                "inviters",
            ],
            2,
        ),
        // This caller is last, because its saves create drafts that existed in one world alone.
        (
            "France's contributor",
            france.contributor.clone(),
            &["everybody", "signed_in", "state", "writers"],
            2,
        ),
    ];
    let mut askers = Vec::new();
    for (seed, (name, actor, words, from)) in (100..).zip(callers) {
        actor.token().await;
        askers.push(Asker { name, actor, draw: Draw::boldly(seed, words, &OFTEN), from });
    }
    askers
}

/// Returns an actor with a narrower token of an integration of France.
async fn narrower(by: &Actor) -> Actor {
    let machine = Machine::minted(by, IntegrationScope::ALL, 7).await;
    let input = json!({ "integration": machine.id, "name": "narrow", "sections": [GRANTED], "expiresAt": on(9, 1) });
    let made = by.does("narrowIntegration", input, "token").await.data();
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", made["narrowIntegration"]["token"].as_str().unwrap()),
        ("subject_token_type", "urn:national-survey:token-type:narrower"),
    ];
    let world = by.world();
    let exchanged = world.asks_for_a_token(&form).await.json();
    Actor::integration(&world, world.machine_proof(exchanged["access_token"].as_str().unwrap()))
}

/// Returns the fields of owned types that no request selected.
///
/// Values are asked for as a whole, and acts that end the caller's access are not performed.
pub fn never(selected: &BTreeSet<(String, String)>) -> Vec<String> {
    let belongs = |of: &str| {
        !OF_NOBODY.split_whitespace().any(|nobodys| nobodys == of) && !of.ends_with("Value")
    };
    let objects = objects().iter().filter(|(of, _)| belongs(of));
    let all = objects.flat_map(|(of, object)| {
        object.fields.iter().map(move |field| (of.clone(), field.node.name.node.to_string()))
    });
    all.filter(|field| !selected.contains(field))
        .map(|(of, field)| format!("{of}.{field}"))
        .collect()
}
