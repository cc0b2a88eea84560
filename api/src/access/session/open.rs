//! Opening a session for somebody whose methods were checked, confirming it, and ending it.

use super::{refresh::RefreshToken, rules, store};
use crate::{
    access::Person,
    audit::{self, Act, Chain},
    clock::new_id,
    database::Tx,
    error::{Code, Result},
    keys::Keyring,
};
use ::entity::{
    person, session,
    vocabulary::{SessionEnd, SignInMethod, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// How many characters of what a client says it is are kept.
const DEVICE: usize = 120;

/// What a session is opened on. Whoever makes one has checked the methods.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The methods that were checked, in the order of their use.
    pub methods: Vec<SignInMethod>,
    /// What the client says it is: its `User-Agent`.
    pub device: String,
}

/// Opens a session, and makes its first refresh token. A passkey or one-time code among the methods is a fresh second factor.
///
/// # Errors
/// When the database fails.
pub(in crate::access) async fn open(
    tx: &Tx,
    keys: &Keyring,
    person: &person::Model,
    opening: &Opening,
    now: DateTime<Utc>,
) -> Result<(session::Model, RefreshToken)> {
    let row = add(tx, person, opening, now, now + rules::LONGEST).await?;
    let token = RefreshToken::first(keys, row.id);
    store::add_token(tx, token.row(&row, now)).await?;
    Ok((row, token))
}

/// Opens a session that lives until `until` and is never refreshed.
pub(in crate::access) async fn add(
    tx: &Tx,
    person: &person::Model,
    opening: &Opening,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<session::Model> {
    let confirms = |method: &SignInMethod| matches!(method, SignInMethod::Passkey | SignInMethod::OneTimeCode);
    let row = session::Model {
        id: new_id(),
        person: person.id,
        methods: rules::methods(&opening.methods),
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
    audit::record(tx, act(person.state.clone(), "session.open", row.id, Some(person.id), now, detail)).await?;
    Ok(row)
}

/// Records that a second factor was proved in the session: it is fresh for five minutes.
///
/// # Errors
/// `UNAUTHENTICATED` when there is no such session.
pub(in crate::access) async fn confirm(
    tx: &Tx,
    person: &person::Model,
    session: Uuid,
    method: SignInMethod,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = store::find(tx, session).await?.filter(|row| row.person == person.id).ok_or(Code::Unauthenticated)?;
    let methods = if rules::uses(&row, method) { row.methods } else { format!("{} {method}", row.methods) };
    store::confirm(tx, session, methods, now).await?;
    let detail = json!({ "method": method });
    audit::record(tx, act(person.state.clone(), "session.confirm", session, Some(person.id), now, detail)).await
}

/// The person's sessions that are alive, the newest first, each with when it ends if nothing happens.
///
/// # Errors
/// When the database fails.
pub(super) async fn alive(
    db: &impl sea_orm::ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<(session::Model, DateTime<Utc>)>> {
    let rows = store::of_person(db, person.id, now).await?.into_iter();
    let rows = rows.map(|row| (rules::ends_at(&row, person.role), row)).filter(|(ends_at, _)| *ends_at > now);
    Ok(rows.map(|(ends_at, row)| (row, ends_at)).collect())
}

/// Ends sessions of a person, all but `but`, and records each; `by` is whoever does it.
///
/// # Errors
/// When the database fails.
pub(in crate::access) async fn end_all(
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

/// Ends sessions of whoever asks: the named one, or all but the one that asks.
///
/// # Errors
/// `NOT_FOUND` when the person has no such session.
pub(super) async fn end_own(tx: &Tx, person: &Person, named: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
    let own = store::of_person(tx, person.id, now).await?.into_iter().map(|row| row.id);
    let which: Vec<Uuid> = own.filter(|id| named.map_or(*id != person.session, |named| *id == named)).collect();
    if named.is_some() && which.is_empty() {
        return Err(Code::NotFound.into());
    }
    end(tx, which, person.state.clone(), SessionEnd::Revoked, Some(person.id), now).await
}

/// Ends these sessions, which are of people of one State or of the Secretariat.
///
/// # Errors
/// When the database fails.
pub(in crate::access) async fn end(
    tx: &Tx,
    ids: Vec<Uuid>,
    state: Option<StateCode>,
    why: SessionEnd,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<u64> {
    for id in &ids {
        audit::record(tx, act(state.clone(), "session.end", *id, by, now, json!({ "why": why }))).await?;
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
    Act { chain: state.map_or(Chain::Secretariat, Chain::State), verb, subject: session.to_string(), person, at, detail }
}
