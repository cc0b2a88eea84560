//! Opening a session after the sign-in methods were checked, confirming it, and ending it.

use crate::{
    access::{self, Person},
    audit::{self, Act, Chain},
    clock::new_id,
    database::Tx,
    error::{Code, Result},
    identity::session::{refresh_token::RefreshToken, store},
    keys::Keyring,
};
use ::entity::{
    person, session,
    vocabulary::{SessionEnd, SignInMethod, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Number of characters that are stored of the client's name for the device.
const DEVICE: usize = 120;

/// The sign-in methods and the device of a new session. The code that makes it has checked the
/// methods.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The methods that were checked, in the order of their use.
    pub methods: Vec<SignInMethod>,
    /// The device as the client names itself: its `User-Agent`.
    pub device: String,
}

/// Opens a session, and makes its first refresh token.
///
/// A passkey or a one-time code among the methods is a fresh second factor.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn open(
    tx: &Tx,
    keys: &Keyring,
    person: &person::Model,
    opening: &Opening,
    now: DateTime<Utc>,
) -> Result<(session::Model, RefreshToken)> {
    let row = add(tx, person, opening, now, now + access::session_lifetime::LONGEST).await?;
    let token = RefreshToken::first(keys, row.id);
    store::add_token(tx, token.row(&row, now)).await?;
    Ok((row, token))
}

/// Opens a session that lives until `until`, without a refresh token.
pub(in crate::identity) async fn add(
    tx: &Tx,
    person: &person::Model,
    opening: &Opening,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<session::Model> {
    let confirms =
        |method: &SignInMethod| matches!(method, SignInMethod::Passkey | SignInMethod::OneTimeCode);
    let row = session::Model {
        id: new_id(),
        person: person.id,
        methods: access::session_lifetime::methods(&opening.methods),
        device: opening.device.chars().filter(|c| !c.is_control()).take(DEVICE).collect(),
        epoch: 0,
        opened_at: now,
        confirmed_at: opening.methods.iter().any(confirms).then_some(now),
        seen_at: now,
        expires_at: until,
        ended_at: None,
        ended_for: None,
    };
    store::add(tx, row.clone()).await?;
    let detail = json!({ "methods": row.methods });
    audit::record(
        tx,
        act(person.state.clone(), "session.open", row.id, Some(person.id), now, detail),
    )
    .await?;
    Ok(row)
}

/// Records that a second factor was shown in the session. It is fresh for five minutes.
///
/// # Errors
/// Fails with `UNAUTHENTICATED` if the person has no such session.
pub(in crate::identity) async fn confirm(
    tx: &Tx,
    person: &person::Model,
    session: Uuid,
    method: SignInMethod,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = store::find(tx, session)
        .await?
        .filter(|row| row.person == person.id)
        .ok_or(Code::Unauthenticated)?;
    let methods = if access::session_lifetime::uses(&row, method) {
        row.methods
    } else {
        format!("{} {method}", row.methods)
    };
    store::confirm(tx, session, methods, now).await?;
    let detail = json!({ "method": method });
    audit::record(
        tx,
        act(person.state.clone(), "session.confirm", session, Some(person.id), now, detail),
    )
    .await
}

/// Returns the sessions of the person that have not ended, the newest first.
///
/// Each session comes with its end if it is not refreshed.
///
/// # Errors
/// Fails if the database fails.
pub(super) async fn alive(
    db: &impl sea_orm::ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<(session::Model, DateTime<Utc>)>> {
    let rows = store::of_person(db, person.id, now).await?.into_iter();
    let rows = rows
        .map(|row| (access::session_lifetime::ends_at(&row, person.role), row))
        .filter(|(ends_at, _)| *ends_at > now);
    Ok(rows.map(|(ends_at, row)| (row, ends_at)).collect())
}

/// Ends all sessions of a person except `but`, and records an act for each. `by` is the person who
/// acts.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn end_all(
    tx: &Tx,
    person: &person::Model,
    but: Option<Uuid>,
    why: SessionEnd,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let sessions = store::of_person(tx, person.id, now).await?;
    let ids: Vec<Uuid> = sessions.iter().map(|row| row.id).filter(|id| Some(*id) != but).collect();
    end(tx, ids, person.state.clone(), why, by, now).await
}

/// Ends one session of the caller, or all of them except the current one.
///
/// # Errors
/// Fails with `NOT_FOUND` if the caller has no such session.
pub(super) async fn end_own(
    tx: &Tx,
    person: &Person,
    named: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let own = store::of_person(tx, person.id, now).await?.into_iter().map(|row| row.id);
    let which: Vec<Uuid> =
        own.filter(|id| named.map_or(*id != person.session, |named| *id == named)).collect();
    if named.is_some() && which.is_empty() {
        return Err(Code::NotFound.into());
    }
    end(tx, which, person.state.clone(), SessionEnd::Revoked, Some(person.id), now).await
}

/// Ends these sessions, all of people of one State or all of the Secretariat.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn end(
    tx: &Tx,
    ids: Vec<Uuid>,
    state: Option<StateCode>,
    why: SessionEnd,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<u64> {
    for id in &ids {
        audit::record(tx, act(state.clone(), "session.end", *id, by, now, json!({ "why": why })))
            .await?;
    }
    store::end(tx, ids, why, now).await
}

fn act(
    state: Option<StateCode>,
    verb: &'static str,
    session: Uuid,
    person: Option<Uuid>,
    at: DateTime<Utc>,
    detail: serde_json::Value,
) -> Act {
    Act {
        chain: state.map_or(Chain::Secretariat, Chain::State),
        verb,
        subject: session.to_string(),
        person,
        at,
        detail,
    }
}
