//! Giving a person of the State another role.

use super::remove::found;
use crate::{
    access::{FocalPoint, Fresh, Inviter, invitation::rules, people::PersonAct, session, store},
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{
    person,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Makes somebody an approver, contributor or reader of the State, who was another of these. Sessions and grants end: who is
/// signed in does so anew.
///
/// # Errors
/// `NOT_FOUND` outside the State and for a person who was removed, `FORBIDDEN` for the focal point or another role.
pub async fn change_role(tx: &Tx, by: &Fresh<FocalPoint>, id: Uuid, role: Role, now: DateTime<Utc>) -> Result<person::Model> {
    if !rules::is_of_focal_point(role) {
        return Err(Error::says(Code::Forbidden, "A focal point gives the roles of approver, contributor and reader."));
    }
    let person = found(tx, &Inviter::FocalPoint(by.clone()), id).await?;
    if person.status != PersonStatus::Active {
        return Err(Code::NotFound.into());
    }
    if person.role == role {
        return Ok(person);
    }
    become_role(tx, &person, role, by.person(), now).await
}

/// Gives an active person another role.
pub(in crate::access) async fn become_role(
    tx: &Tx,
    person: &person::Model,
    role: Role,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let grants = store::end_grants(tx, person.id, now).await?;
    session::end_all(tx, person, None, SessionEnd::RoleChanged, Some(by), now).await?;
    let after = person::Model { role, role_since: Some(now), ..person.clone() };
    store::change(tx, after.clone()).await?;
    let (state, detail) = (person.state.clone(), json!({ "before": person.role, "after": role, "grants": grants }));
    let act = PersonAct { state, verb: "person.change_role", subject: person.id, person: Some(by), detail, at: now };
    act.record(tx, false).await?;
    Ok(after)
}
