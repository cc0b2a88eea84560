//! Removing a person: they can't sign in any more; what they wrote stays, with their name.

use crate::{
    access::{Inviter, credential, invitation, people::PersonAct, session, store},
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{
    person,
    words::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Removes an approver, contributor or reader of the focal point's State, or somebody of the Secretariat: sessions, grants and
/// open invitations of theirs end at once.
///
/// # Errors
/// `NOT_FOUND` for anybody whom the remover does not see, `FORBIDDEN` for oneself and for the State's focal point, who changes
/// by a succession.
pub async fn remove_person(tx: &Tx, by: &Inviter, id: Uuid, now: DateTime<Utc>) -> Result<person::Model> {
    let person = found(tx, by, id).await?;
    if person.status == PersonStatus::Suspended {
        return Ok(person);
    }
    if person.role == Role::Administrator && !by.is_operator() {
        // Of two who remove each other at once one is removed: the other is no administrator any more, and one is left.
        let left = store::lock_administrators(tx).await?;
        if !left.iter().any(|one| Some(one.id) == by.person()) {
            return Err(Code::Forbidden.into());
        }
        if !left.iter().any(|one| one.id == id) {
            return found(tx, by, id).await;
        }
    }
    leave(tx, &person, by.person(), matches!(by, Inviter::Administrator(_)), now).await
}

/// Somebody whom the focal point or administrator may remove or give another role.
pub(super) async fn found(tx: &Tx, by: &Inviter, id: Uuid) -> Result<person::Model> {
    let person = match by {
        Inviter::FocalPoint(by) => store::person(tx, by, id).await?,
        Inviter::Administrator(_) => store::person_by_id(tx, id).await?.filter(|person| person.state.is_none()),
    };
    let person = person.ok_or(Code::NotFound)?;
    if by.person() == Some(id) {
        return Err(Error::says(Code::Forbidden, "Nobody does this to themselves."));
    }
    if by.state().is_some() && !invitation::rules::is_of_focal_point(person.role) {
        return Err(Error::says(Code::Forbidden, "A focal point changes by a succession."));
    }
    Ok(person)
}

/// Ends all that a person could do, and forgets what they signed in with.
pub(in crate::access) async fn leave(
    tx: &Tx,
    person: &person::Model,
    by: Option<Uuid>,
    by_secretariat: bool,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    store::lock_person(tx, person.id).await?;
    let grants = store::end_grants(tx, person.id, now).await?;
    invitation::store::end_of_person(tx, person, now).await?;
    session::end_all(tx, person, None, SessionEnd::Suspended, by, now).await?;
    let after = person::Model { status: PersonStatus::Suspended, ..person.clone() };
    store::change(tx, after.clone()).await?;
    credential::forget(tx, person.id).await?;
    let (state, detail) = (person.state.clone(), json!({ "role": person.role, "grants": grants }));
    let act = PersonAct { state, verb: "person.remove", subject: person.id, person: by, detail, at: now };
    act.record(tx, by_secretariat).await?;
    Ok(after)
}
