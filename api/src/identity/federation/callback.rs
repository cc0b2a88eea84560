//! The end of an authorization request: a session for a known person, or a linked identity.

use crate::{
    access::{Person, token},
    app::App,
    audit::{self, Act, Chain},
    database::Tx,
    error::Result,
    identity::{
        federation::{
            refused::{Refused, refuse},
            secret, store,
        },
        people::{self, letter},
        session::{self, Opening, Tokens},
    },
};
use ::entity::{
    federation_attempt as attempt, federation_identity as identity,
    federation_provider as provider, person,
    vocabulary::{FederationPurpose, PersonStatus, SignInMethod},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Outcome of an authorization request.
#[derive(Debug)]
pub enum Finished {
    /// The person signed in. This is no second factor. Acts that require one also ask for a passkey
    /// or a one-time code.
    SignedIn(Tokens),
    /// The identity was linked to the person who asked for it.
    Linked,
}

/// Outcome of an authorization request, inside its transaction.
enum Done {
    Opened(Box<(::entity::session::Model, session::RefreshToken)>),
    Linked,
}

/// Finishes an authorization request, in the browser that began it.
///
/// # Errors
/// Fails with `FEDERATION_REFUSED` if anything is not right.
pub async fn finish(
    app: &Arc<App>,
    browser: Option<&str>,
    code: &str,
    caller: Option<Arc<Person>>,
    device: String,
) -> Result<Finished> {
    let now = app.now();
    let Some(browser) = browser else { return Err(refuse(None, Refused::Request)) };
    let hashes = (secret::hash(code), secret::hash(browser));
    let given = (Arc::clone(app), hashes, caller, device, now);
    let done = app
        .write(given, |tx, (app, (code, browser), caller, device, now)| {
            Box::pin(async move {
                let Some(attempt) = store::finish(tx, code, browser, *now).await? else {
                    return Ok(Err((None, Refused::Request)));
                };
                // A refusal does not roll the transaction back, so the authorization request stays
                // used up.
                let done = finished(tx, app, &attempt, caller.as_deref(), device, *now).await?;
                Ok(done.map_err(|why| (Some(attempt.provider), why)))
            })
        })
        .await?;
    match done.map_err(|(provider, why)| refuse(provider, why))? {
        Done::Linked => Ok(Finished::Linked),
        Done::Opened(opened) => {
            let (session, refresh_token) = *opened;
            let proof = token::Proof { person: session.person, session: session.id };
            Ok(Finished::SignedIn(Tokens::new(app, proof, Some(refresh_token), now)?))
        }
    }
}

async fn finished(
    tx: &Tx,
    app: &App,
    attempt: &attempt::Model,
    caller: Option<&Person>,
    device: &str,
    now: DateTime<Utc>,
) -> Result<Result<Done, Refused>> {
    let Some(provider) = store::active(tx, attempt.provider).await? else {
        return Ok(Err(Refused::NoProvider));
    };
    let Some(subject) = attempt.subject.as_deref() else {
        return Ok(Err(Refused::Request));
    };
    if attempt.purpose == FederationPurpose::Link {
        let caller = caller.filter(|caller| {
            attempt.session == Some(caller.session) && caller.state == provider.state
        });
        let Some(caller) = caller else { return Ok(Err(Refused::Request)) };
        let linked = link(tx, caller, &provider, subject, now).await?;
        if let (Ok(true), Some(person)) =
            (&linked, people::store::person_by_id(tx, caller.id).await?)
        {
            letter::credentials_changed(tx, app, &person, device, now).await?;
        }
        return Ok(linked.map(|_| Done::Linked));
    }
    let person = match known(tx, &provider, subject).await? {
        Ok(person) => person,
        Err(why) => return Ok(Err(why)),
    };
    let opening = Opening { methods: vec![SignInMethod::Oidc], device: device.to_owned() };
    let opened = session::open(tx, app.keys(), &person, &opening, now).await?;
    store::add_session(tx, opened.0.id, provider.id).await?;
    Ok(Ok(Done::Opened(Box::new(opened))))
}

/// Returns the active person of the provider's State to whom an identity is linked.
///
/// It looks at no other claim of the ID token.
pub(super) async fn known(
    db: &impl ConnectionTrait,
    provider: &provider::Model,
    subject: &str,
) -> Result<Result<person::Model, Refused>> {
    let Some(identity) = store::identity(db, provider.id, subject).await? else {
        return Ok(Err(Refused::Identity));
    };
    let person = people::store::person_by_id(db, identity.person).await?;
    let right = |person: &person::Model| {
        person.status == PersonStatus::Active && person.state == provider.state
    };
    Ok(person.filter(right).ok_or(Refused::Identity))
}

/// Links an identity to a person. Returns true if the link is new.
///
/// A linked identity never moves to another person.
async fn link(
    tx: &Tx,
    person: &Person,
    provider: &provider::Model,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Result<bool, Refused>> {
    if let Some(linked) = store::identity(tx, provider.id, subject).await? {
        return Ok(if linked.person == person.id { Ok(false) } else { Err(Refused::Linked) });
    }
    let row = identity::Model {
        provider: provider.id,
        subject: subject.to_owned(),
        person: person.id,
        linked_at: now,
    };
    store::link(tx, row).await?;
    let act = Act::new(
        provider.state.clone().map_or(Chain::Secretariat, Chain::State),
        "identity.link",
        person.id,
        now,
    )
    .by(person.id)
    .detail(json!({ "provider": provider.id }));
    audit::record(tx, act).await?;
    Ok(Ok(true))
}

/// Unlinks all identities of a person. The person can sign in with none of them any more.
pub(in crate::identity) async fn forget(tx: &Tx, person: Uuid) -> Result<()> {
    store::unlink_all(tx, person).await
}
