//! Removing a person: they can't sign in any more; what they wrote stays, with their name.

use super::letter;
use crate::{
    access::{Inviter, credential, invitation, people::PersonAct, removal, session, store},
    database::Tx,
    error::{Code, Error, Result},
    world::World,
};
use ::entity::{
    administrator_removal, person,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Removes an approver, contributor or reader of the focal point's State, or an analyst: sessions, grants and open invitations of
/// theirs end at once. The removal of an administrator is proposed to the other administrators, and given back.
///
/// # Errors
/// `NOT_FOUND` for anybody whom the remover does not see, `FORBIDDEN` for oneself and for the State's focal point, who changes
/// by a succession; `SECOND_PERSON_NEEDED` for an administrator whose removal nobody else could confirm.
pub async fn remove_person(
    tx: &Tx,
    world: &World,
    by: &Inviter,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(person::Model, Option<administrator_removal::Model>)> {
    let person = found(tx, by, id).await?;
    if person.status == PersonStatus::Suspended {
        return Ok((person, None));
    }
    match by {
        Inviter::Administrator(by) if person.role == Role::Administrator => {
            let removal = removal::propose_removal(tx, world, by, &person, now).await?;
            Ok((person, Some(removal)))
        }
        _ => {
            let by_secretariat = matches!(by, Inviter::Administrator(_));
            Ok((leave(tx, &person, by.person(), by_secretariat, now).await?, None))
        }
    }
}

/// Removes an administrator, and tells it to the removed, to all focal points and to the other administrators. `named` are those
/// who agreed on it; nobody for the operator.
pub(in crate::access) async fn remove_administrator(
    tx: &Tx,
    person: &person::Model,
    by: Option<Uuid>,
    named: &[&str],
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let after = leave(tx, person, by, true, now).await?;
    let others = store::active_administrators(tx).await?;
    for to in std::iter::once(person).chain(&store::focal_points(tx).await?).chain(&others) {
        letter::administrator_removed(tx, &person.name, named, to, now).await?;
    }
    Ok(after)
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
    removal::store::end_of_person(tx, person.id, now).await?;
    session::end_all(tx, person, None, SessionEnd::Suspended, by, now).await?;
    let after = person::Model { status: PersonStatus::Suspended, ..person.clone() };
    store::change(tx, after.clone()).await?;
    credential::forget(tx, person.id).await?;
    let (state, detail) = (person.state.clone(), json!({ "role": person.role, "grants": grants }));
    let act = PersonAct { state, verb: "person.remove", subject: person.id, person: by, detail, at: now };
    act.record(tx, by_secretariat).await?;
    Ok(after)
}
