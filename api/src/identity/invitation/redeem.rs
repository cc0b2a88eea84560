//! Redeeming an invitation, once, with its link and its code, by the person to whom it was sent.

use crate::{
    access::{self, Caches, token::Proof},
    app::App,
    clock::new_id,
    database::{Tx, is_duplicate},
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{
        SignedIn, credential,
        invitation::{Token, invite::act, rules, secret::code_hash, store},
        people::{self, letter},
        session::{self, Opening, RefreshToken, Tokens},
        two_people::{self, rules::administrators_take_two},
    },
};
use ::entity::{
    invitation, person,
    vocabulary::{InvitationStatus, Official, PersonStatus, Role, SessionEnd, SignInMethod},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Input of a redemption.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// Token of the link.
    pub token: Token,
    /// Code of the invitation; none for the first administrator.
    pub code: Option<String>,
    /// Address, name and language of the first administrator; ignored for all other invitations.
    pub first: Option<(String, String, Official)>,
    /// The device as the client names itself: its `User-Agent`.
    pub device: String,
}

/// Outcome of a redemption. It is no error, because the transaction of a refusal must commit the
/// count of wrong codes.
enum Redeemed {
    Opened(Box<(Proof, RefreshToken, String)>),
    Refused,
}

/// Redeems an invitation, and opens a session on a device that is known from then on.
///
/// A new person is added. A person who comes back loses their earlier credentials. In the session,
/// the person sets up new credentials.
///
/// # Errors
/// Fails with `INVITATION_REFUSED` if anything is not right. The refusal does not say what. Fails
/// with `BAD_INPUT` if the address or the name of the first administrator is malformed.
pub async fn redeem(app: &Arc<App>, shown: Redemption) -> Result<SignedIn> {
    let now = app.now();
    let redeemed = app
        .write((Arc::clone(app), shown, now), |tx, (app, shown, now)| {
            Box::pin(async move { exchange(tx, app, shown, *now).await })
        })
        .await?;
    Caches::of(app).people.forget();
    match redeemed {
        Redeemed::Opened(opened) => {
            let (proof, refresh_token, device_token) = *opened;
            Ok(SignedIn {
                tokens: Tokens::new(app, proof, Some(refresh_token), now)?,
                device_token,
            })
        }
        Redeemed::Refused => Err(Code::InvitationRefused.into()),
    }
}

async fn exchange(tx: &Tx, app: &App, shown: &Redemption, now: DateTime<Utc>) -> Result<Redeemed> {
    let Some(row) = store::by_token(tx, &shown.token.hash()).await? else {
        return Ok(Redeemed::Refused);
    };
    if rules::status(&row, now) != InvitationStatus::Open {
        return Ok(Redeemed::Refused);
    }
    if row.alone && !is_still_alone(tx).await? {
        return Ok(Redeemed::Refused);
    }
    let typed = shown.code.as_ref().map(|code| code_hash(row.id, code));
    if row.code_hash.is_some() && row.code_hash != typed {
        store::count_try(tx, row.id).await?;
        let detail = json!({ "tries": row.tries + 1 });
        act(&row, "invitation.mistake", None, detail, now).record(tx, false).await?;
        return Ok(Redeemed::Refused);
    }
    let Some(known) = come_in(tx, app, &row, shown, now).await? else {
        return Ok(Redeemed::Refused);
    };
    let (person, came_back) = known;
    if !store::redeem(tx, row.id, person.id, now).await? {
        // Another request redeemed it between the read and the write: this transaction is rolled
        // back.
        return Err(Code::InvitationRefused.into());
    }
    let detail = json!({ "person": person.id, "role": person.role, "came_back": came_back });
    act(&row, "invitation.redeem", Some(person.id), detail, now).record(tx, false).await?;
    let opening = Opening { methods: vec![SignInMethod::Invitation], device: shown.device.clone() };
    let (session, token) = session::open(tx, app.keys(), &person, &opening, now).await?;
    let device_token = credential::keep_new_device(tx, person.id, now).await?;
    Ok(Redeemed::Opened(Box::new((
        Proof { person: person.id, session: session.id },
        token,
        device_token,
    ))))
}

/// Returns true if an administrator could still invite alone.
///
/// A sole administrator may have made two invitations. The first one that is redeemed closes the
/// other.
async fn is_still_alone(tx: &Tx) -> Result<bool> {
    people::store::lock_administrators(tx).await?;
    Ok(!administrators_take_two(two_people::count_ever(tx).await?))
}

/// Returns the person of the invitation, and true if the person existed before.
///
/// Returns none if the address belongs to a person of another State, or if the State has another
/// focal point by now. Also returns none if the first administrator is not the first person.
async fn come_in(
    tx: &Tx,
    app: &App,
    row: &invitation::Model,
    shown: &Redemption,
    now: DateTime<Utc>,
) -> Result<Option<(person::Model, bool)>> {
    let (email, name, language) = match (&row.email, &shown.first) {
        (Some(email), _) => (email.clone(), row.name.clone(), row.language),
        (None, Some((email, name, language))) if store::count_people(tx).await? == 0 => {
            (EmailAddress::parse(email)?.into_string(), rules::name(name)?, *language)
        }
        (None, _) => return Ok(None),
    };
    let known = people::store::person_by_email(tx, &email).await?;
    if known.as_ref().is_some_and(|person| person.state != row.state) {
        return Ok(None);
    }
    if let Some(state) = &row.state
        && let Some(focal_point) = people::store::focal_point_of(tx, state).await?
        && (focal_point.email == email) != (row.role == Role::FocalPoint)
    {
        return Ok(None);
    }
    let Some(before) = known else {
        let person = person::Model {
            id: new_id(),
            email,
            name,
            language,
            role: row.role,
            state: row.state.clone(),
            status: PersonStatus::Active,
            password_hash: None,
            created_at: now,
            role_since: None,
        };
        let added = people::store::add_person(tx, person).await;
        // Two invitations of one address, redeemed at once: the first adds the person, the other is
        // refused.
        let refused = |error| {
            if is_duplicate(&error) { Code::InvitationRefused.into() } else { Error::from(error) }
        };
        return Ok(Some((added.map_err(refused)?, false)));
    };
    Ok(Some((come_back(tx, app, before, (name, language), row, shown, now).await?, true)))
}

/// Brings a person back: ends their sessions and deletes their credentials.
///
/// If the role changes, or the person was suspended, their grants end too.
async fn come_back(
    tx: &Tx,
    app: &App,
    before: person::Model,
    (name, language): (String, Official),
    row: &invitation::Model,
    shown: &Redemption,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let id: Uuid = before.id;
    people::store::lock_person(tx, id).await?;
    session::end_all(tx, &before, None, SessionEnd::CredentialsChanged, Some(id), now).await?;
    let is_same = before.role == row.role && before.status == PersonStatus::Active;
    if !is_same {
        access::end_grants(tx, id, now).await?;
    }
    let role_since = if is_same { before.role_since } else { Some(now) };
    let after = person::Model {
        name,
        language,
        role: row.role,
        status: PersonStatus::Active,
        role_since,
        ..before
    };
    people::store::change(tx, after.clone()).await?;
    credential::forget(tx, id).await?;
    letter::credentials_changed(tx, app, &after, &shown.device, now).await?;
    Ok(after)
}
