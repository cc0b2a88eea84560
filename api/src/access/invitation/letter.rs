//! What is mailed about invitations and successions: the link to the invited, and word of it to those who take part.

use crate::{
    database::Tx,
    error::Result,
    outbox::{self, Letter},
    reference,
    world::World,
};
use ::entity::{
    invitation, person, succession,
    words::{LetterKind, Official, StateCode},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The link of an invitation; its code travels apart.
pub(super) async fn invitation(
    tx: &Tx,
    world: &World,
    row: &invitation::Model,
    by: Option<&person::Model>,
    link: String,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(to) = row.email.clone() else { return Ok(()) };
    let whose = whose(world, row.state.as_ref(), row.language).await?;
    let by = by.map_or_else(|| secretariat(row.language).to_owned(), |person| person.name.clone());
    let words = [
        ("by", by),
        ("link", link),
        ("name", row.name.clone()),
        ("role", row.role.as_str().to_owned()),
        ("until", minute(until)),
        ("whose", whose),
    ];
    outbox::post(tx, Letter { to, language: row.language, kind: LetterKind::Invitation, words: named(words) }, now).await
}

/// Asks those who could agree to the change of a focal point, or tells the outgoing one that somebody else proposes it.
pub(in crate::access) async fn succession_asked(
    tx: &Tx,
    world: &World,
    row: &succession::Model,
    by: &str,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("by", by.to_owned()),
        ("link", format!("{}/#/people", world.config().issuer())),
        ("name", to.name.clone()),
        ("successor", row.name.clone()),
        ("until", minute(row.expires_at)),
        ("whose", whose(world, Some(&row.state), to.language).await?),
    ];
    let letter = Letter { to: to.email.clone(), language: to.language, kind: LetterKind::SuccessionAsked, words: named(words) };
    outbox::post(tx, letter, now).await
}

/// Tells somebody that the focal point has changed.
pub(in crate::access) async fn succession_done(
    tx: &Tx,
    world: &World,
    row: &succession::Model,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("at", minute(now)),
        ("name", to.name.clone()),
        ("successor", row.name.clone()),
        ("whose", whose(world, Some(&row.state), to.language).await?),
    ];
    let letter = Letter { to: to.email.clone(), language: to.language, kind: LetterKind::SuccessionDone, words: named(words) };
    outbox::post(tx, letter, now).await
}

fn named<const N: usize>(words: [(&str, String); N]) -> BTreeMap<String, String> {
    words.into_iter().map(|(name, word)| (name.to_owned(), word)).collect()
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The State by its name, or the Secretariat.
async fn whose(world: &World, state: Option<&StateCode>, language: Official) -> Result<String> {
    let Some(code) = state else { return Ok(secretariat(language).to_owned()) };
    let reference = reference::of(world).await?;
    Ok(reference.state(code).map_or_else(|| code.to_string(), |state| state.names.in_language(language).to_owned()))
}

const fn secretariat(language: Official) -> &'static str {
    match language {
        Official::Ar => "الأمانة العامة",
        Official::Zh => "秘书处",
        Official::En => "the Secretariat",
        Official::Fr => "le Secrétariat",
        Official::Ru => "Секретариат",
        Official::Es => "la Secretaría",
    }
}
