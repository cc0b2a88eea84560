//! Letters about people: invitations, requests for agreement, and news of changes.

use crate::{
    app::App,
    database::Tx,
    error::Result,
    outbox::{self, Letter},
    reference,
};
use ::entity::{
    invitation, person, succession,
    vocabulary::{LetterKind, Official, StateCode},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Sends the link of an invitation. The code travels apart from the link.
pub(in crate::identity) async fn invitation(
    tx: &Tx,
    app: &App,
    row: &invitation::Model,
    by: Option<&person::Model>,
    link: String,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(to) = row.email.clone() else { return Ok(()) };
    let whose = whose(app, row.state.as_ref(), row.language).await?;
    let by = by.map_or_else(|| secretariat(row.language).to_owned(), |person| person.name.clone());
    let words = [
        ("by", by),
        ("link", link),
        ("name", row.name.clone()),
        ("role", row.role.as_str().to_owned()),
        ("until", minute(until)),
        ("whose", whose),
    ];
    outbox::enqueue(
        tx,
        Letter { to, language: row.language, kind: LetterKind::Invitation, words: named(words) },
        now,
    )
    .await
}

/// Asks an administrator to confirm the invitation of another administrator.
pub(in crate::identity) async fn confirm_invitation(
    tx: &Tx,
    app: &App,
    row: &invitation::Model,
    by: &str,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("by", by.to_owned()),
        ("invited", row.name.clone()),
        ("link", people_page(app)),
        ("name", to.name.clone()),
        ("role", row.role.as_str().to_owned()),
        ("until", minute(row.expires_at)),
        ("whose", whose(app, row.state.as_ref(), to.language).await?),
    ];
    told(tx, to, LetterKind::ConfirmInvitation, named(words), now).await
}

/// Informs a person that their credentials have changed, and from which device.
pub(in crate::identity) async fn credentials_changed(
    tx: &Tx,
    app: &App,
    to: &person::Model,
    device: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let device = if device.trim().is_empty() { "—" } else { device };
    let words = [
        ("at", minute(now)),
        ("device", device.to_owned()),
        ("link", format!("{}/#/sessions", app.settings().site.issuer())),
        ("name", to.name.clone()),
    ];
    told(tx, to, LetterKind::CredentialsChanged, named(words), now).await
}

/// Informs a person of a proposed succession, and asks them to agree for their party.
///
/// The outgoing focal point learns in this way that another party proposes it.
pub(in crate::identity) async fn succession_asked(
    tx: &Tx,
    app: &App,
    row: &succession::Model,
    by: &str,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("by", by.to_owned()),
        ("link", people_page(app)),
        ("name", to.name.clone()),
        ("successor", row.name.clone()),
        ("until", minute(row.expires_at)),
        ("whose", whose(app, Some(&row.state), to.language).await?),
    ];
    told(tx, to, LetterKind::SuccessionAsked, named(words), now).await
}

/// Informs a person that the focal point has changed.
pub(in crate::identity) async fn succession_done(
    tx: &Tx,
    app: &App,
    row: &succession::Model,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("at", minute(now)),
        ("name", to.name.clone()),
        ("successor", row.name.clone()),
        ("whose", whose(app, Some(&row.state), to.language).await?),
    ];
    told(tx, to, LetterKind::SuccessionDone, named(words), now).await
}

/// Asks an administrator to confirm a removal. `names` are those of the proposer and of the person.
pub(in crate::identity) async fn confirm_removal(
    tx: &Tx,
    app: &App,
    names: (&str, &str),
    until: DateTime<Utc>,
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = [
        ("by", names.0.to_owned()),
        ("link", people_page(app)),
        ("name", to.name.clone()),
        ("removed", names.1.to_owned()),
        ("until", minute(until)),
    ];
    told(tx, to, LetterKind::ConfirmRemoval, named(words), now).await
}

/// Informs a person that an administrator was removed.
///
/// It names the two administrators who agreed, or else the operator.
pub(in crate::identity) async fn administrator_removed(
    tx: &Tx,
    removed: &str,
    by: &[&str],
    to: &person::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let by = if by.is_empty() { operator(to.language).to_owned() } else { by.join(", ") };
    let words = [
        ("at", minute(now)),
        ("by", by),
        ("name", to.name.clone()),
        ("removed", removed.to_owned()),
    ];
    told(tx, to, LetterKind::AdministratorRemoved, named(words), now).await
}

async fn told(
    tx: &Tx,
    to: &person::Model,
    kind: LetterKind,
    words: BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<()> {
    outbox::enqueue(tx, Letter { to: to.email.clone(), language: to.language, kind, words }, now)
        .await
}

/// Returns the URL of the page for people in the web client.
fn people_page(app: &App) -> String {
    format!("{}/#/people", app.settings().site.issuer())
}

fn named<const N: usize>(words: [(&str, String); N]) -> BTreeMap<String, String> {
    words.into_iter().map(|(name, word)| (name.to_owned(), word)).collect()
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Returns the name of the State, or of the Secretariat.
async fn whose(app: &App, state: Option<&StateCode>, language: Official) -> Result<String> {
    let Some(code) = state else { return Ok(secretariat(language).to_owned()) };
    let reference = reference::of(app).await?;
    Ok(reference
        .state(code)
        .map_or_else(|| code.to_string(), |state| state.names.in_language(language).to_owned()))
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

const fn operator(language: Official) -> &'static str {
    match language {
        Official::Ar => "مشغّل الخدمة",
        Official::Zh => "服务运营方",
        Official::En => "the operator of the service",
        Official::Fr => "l’exploitant du service",
        Official::Ru => "оператор службы",
        Official::Es => "el operador del servicio",
    }
}
