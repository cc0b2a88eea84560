//! Removing a person, who then can't sign in any more. Their answers stay, with their name.

use crate::{
    access::{self},
    app::App,
    database::Tx,
    error::{Code, Error, Result},
    identity::{
        Inviter, credential, invitation,
        people::{self, PersonAct, letter},
        removal, session,
    },
};
use ::entity::{
    administrator_removal, person,
    vocabulary::{PersonStatus, Role, SessionEnd},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Removes a person, or proposes the removal of an administrator.
///
/// A focal point removes an approver, contributor or reader of the State. An administrator removes
/// an analyst. The person's sessions, grants and open invitations end at once. For an
/// administrator, the removal is proposed to the other administrators, and is returned.
///
/// # Errors
/// Fails with `NOT_FOUND` if the caller does not see the person. Fails with `FORBIDDEN` for the
/// caller, and for the State's focal point, whom a succession replaces. Fails with
/// `SECOND_PERSON_NEEDED` if nobody else could confirm the removal of an administrator.
pub async fn remove_person(
    tx: &Tx,
    app: &App,
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
            let removal = removal::propose_removal(tx, app, by, &person, now).await?;
            Ok((person, Some(removal)))
        }
        _ => {
            let by_secretariat = matches!(by, Inviter::Administrator(_));
            Ok((leave(tx, &person, by.person(), by_secretariat, now).await?, None))
        }
    }
}

/// Removes an administrator, and sends a letter about it.
///
/// The letter goes to the removed person, to all focal points and to the other administrators.
/// `named` are the two who agreed; it is empty for the operator.
pub(in crate::identity) async fn remove_administrator(
    tx: &Tx,
    person: &person::Model,
    by: Option<Uuid>,
    named: &[&str],
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let after = leave(tx, person, by, true, now).await?;
    let others = people::store::active_administrators(tx).await?;
    for to in std::iter::once(person).chain(&people::store::focal_points(tx).await?).chain(&others)
    {
        letter::administrator_removed(tx, &person.name, named, to, now).await?;
    }
    Ok(after)
}

/// Returns a person whom the focal point or administrator may remove or give another role.
pub(super) async fn found(tx: &Tx, by: &Inviter, id: Uuid) -> Result<person::Model> {
    let person = match by {
        Inviter::FocalPoint(by) => crate::access::person_of_state(tx, by, id).await?,
        Inviter::Administrator(_) => {
            people::store::person_by_id(tx, id).await?.filter(|person| person.state.is_none())
        }
    };
    let person = person.ok_or(Code::NotFound)?;
    if by.person() == Some(id) {
        return Err(Error::says(
            Code::Forbidden,
            "You can't remove yourself or change your own role.",
        ));
    }
    if by.state().is_some() && !invitation::rules::is_of_focal_point(person.role) {
        return Err(Error::says(
            Code::Forbidden,
            "This person has the role of focal point, whom a succession replaces.",
        ));
    }
    Ok(person)
}

/// Suspends a person, ends all their rights, and deletes their credentials.
pub(in crate::identity) async fn leave(
    tx: &Tx,
    person: &person::Model,
    by: Option<Uuid>,
    by_secretariat: bool,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    people::store::lock_person(tx, person.id).await?;
    let grants = access::end_grants(tx, person.id, now).await?;
    invitation::store::end_of_person(tx, person, now).await?;
    removal::store::end_of_person(tx, person.id, now).await?;
    session::end_all(tx, person, None, SessionEnd::Suspended, by, now).await?;
    let after = person::Model { status: PersonStatus::Suspended, ..person.clone() };
    people::store::change(tx, after.clone()).await?;
    credential::forget(tx, person.id).await?;
    let (state, detail) = (person.state.clone(), json!({ "role": person.role, "grants": grants }));
    let act =
        PersonAct { state, verb: "person.remove", subject: person.id, person: by, detail, at: now };
    act.record(tx, by_secretariat).await?;
    Ok(after)
}
