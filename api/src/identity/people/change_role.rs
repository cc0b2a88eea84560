//! Changing the role of a person of the State.

use crate::{
    access::{self, FocalPoint, SteppedUp},
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        Inviter,
        invitation::rules,
        people::{self, PersonAct, remove::found},
        session,
    },
};
use ::entity::{
    person,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Changes the role of a person of the State to approver, contributor or reader.
///
/// The person's sessions and grants end, so the person signs in again.
///
/// # Errors
/// Fails with `NOT_FOUND` for a person outside the State, and for a person who was removed. Fails
/// with `FORBIDDEN` for the focal point, and for any other role.
pub async fn change_role(
    tx: &Tx,
    by: &SteppedUp<FocalPoint>,
    id: Uuid,
    role: Role,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    if !rules::is_of_focal_point(role) {
        return Err(Error::says(
            Code::Forbidden,
            "A focal point can give the roles approver, contributor and reader only.",
        ));
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
pub(in crate::identity) async fn become_role(
    tx: &Tx,
    person: &person::Model,
    role: Role,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let grants = access::end_grants(tx, person.id, now).await?;
    session::end_all(tx, person, None, SessionEnd::RoleChanged, Some(by), now).await?;
    let after = person::Model { role, role_since: Some(now), ..person.clone() };
    people::store::change(tx, after.clone()).await?;
    let (state, detail) =
        (person.state.clone(), json!({ "before": person.role, "after": role, "grants": grants }));
    let act = PersonAct {
        state,
        verb: "person.change_role",
        subject: person.id,
        person: Some(by),
        detail,
        at: now,
    };
    act.record(tx, false).await?;
    Ok(after)
}
