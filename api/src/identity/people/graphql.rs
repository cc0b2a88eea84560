//! People and their roles in GraphQL.

use super::{change_role, remove_person, store};
use crate::{
    access::{Caches, PersonObject, RequestContext as _},
    app::App,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    identity::{Inviter, people, removal::Removal},
};
use ::entity::vocabulary::Role;
use async_graphql::{Context, InputObject, Object, SimpleObject};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// Queries about people.
#[derive(Debug, Default)]
pub struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// The people of the viewer's State, or of the Secretariat, removed people included.
    ///
    /// The people of a State are for its focal point, approvers and readers. The people of the
    /// Secretariat are for its administrators.
    async fn people(&self, ctx: &Context<'_>) -> Result<Vec<PersonObject>> {
        if let Ok(by) = ctx.caller().administrator() {
            return Ok(store::secretariat(ctx.app().read(), &by)
                .await?
                .into_iter()
                .map(PersonObject)
                .collect());
        }
        let own = ctx.caller().own_state()?;
        own.sees_all()?;
        Ok(store::people(ctx.app().read(), &own).await?.into_iter().map(PersonObject).collect())
    }
}

/// Mutations of people, for focal points and administrators.
#[derive(Debug, Default)]
pub struct PeopleMutation;

#[Object]
impl PeopleMutation {
    /// Removes a person from the viewer's State or from the Secretariat.
    ///
    /// A focal point removes an approver, contributor or reader of the State. An administrator
    /// removes an analyst. The person's sessions, grants and open invitations end within two
    /// seconds on every instance. The answers that the person wrote stay.
    ///
    /// For an administrator, the mutation proposes the removal: another administrator confirms it
    /// with `confirmRemoval`. Requires a fresh second factor. Refused with `NOT_FOUND` for any
    /// other person, with `FORBIDDEN` for the caller and for the State's focal point. Refused with
    /// `SECOND_PERSON_NEEDED` if nobody else could confirm the removal.
    async fn remove_person(
        &self,
        ctx: &Context<'_>,
        input: RemovePersonInput,
    ) -> Result<PersonPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Inviter::of(ctx.caller(), now)?;
        let once = IdempotentRequest::new(
            own(&by)?,
            "removePerson",
            input.idempotency_key,
            &input.person,
        )?;
        let seen = by.clone();
        let (id, removal): (Uuid, Option<Uuid>) = once
            .mutate(app, now, (Arc::clone(app), by, input.person), |tx, (app, by, id), now| {
                let act = async move {
                    let (person, removal) = remove_person(tx, app, by, *id, now).await?;
                    Ok((person.id, removal.map(|removal| removal.id)))
                };
                Box::pin(act)
            })
            .await?;
        let removal = match (&seen, removal) {
            (Inviter::Administrator(by), Some(removal)) => {
                Some(Removal::found(app, by, removal, now).await?)
            }
            _ => None,
        };
        Ok(PersonPayload { removal, ..changed(app, &seen, id).await? })
    }

    /// Changes the role of a person of the viewer's State to approver, contributor or reader.
    ///
    /// The person's sessions and grants end within two seconds on every instance. Only for the
    /// focal point, with a fresh second factor. Refused with `NOT_FOUND` for a person outside the
    /// State or one who was removed. Refused with `FORBIDDEN` for any other role, and for the focal
    /// point.
    async fn change_role(
        &self,
        ctx: &Context<'_>,
        input: ChangeRoleInput,
    ) -> Result<PersonPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().focal_point()?.stepped_up(now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "changeRole",
            input.idempotency_key.clone(),
            &input,
        )?;
        let seen = Inviter::FocalPoint(by.clone());
        let id = once
            .mutate(app, now, (by, input.person, input.role), |tx, (by, id, role), now| {
                Box::pin(async move { Ok(change_role(tx, by, *id, *role, now).await?.id) })
            })
            .await?;
        changed(app, &seen, id).await
    }
}

fn own(by: &Inviter) -> Result<Uuid> {
    by.person().ok_or_else(|| Code::Unauthenticated.into())
}

/// Forgets the cached people and returns the changed person.
///
/// The change takes effect at once on this instance, and within two seconds on every other.
async fn changed(app: &App, by: &Inviter, id: Uuid) -> Result<PersonPayload> {
    Caches::of(app).people.forget();
    let person = match by {
        Inviter::FocalPoint(by) => crate::access::person_of_state(app.read(), by, id).await?,
        Inviter::Administrator(by) => people::store::secretariat(app.read(), by)
            .await?
            .into_iter()
            .find(|person| person.id == id),
    };
    Ok(PersonPayload { person: PersonObject(person.ok_or(Code::NotFound)?), removal: None })
}

/// Input of `removePerson`: the person.
#[derive(InputObject, Debug)]
pub struct RemovePersonInput {
    /// The person to remove.
    person: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Input of `changeRole`: the person and the new role.
#[derive(InputObject, Debug, Serialize)]
pub struct ChangeRoleInput {
    /// The person whose role changes.
    person: Uuid,
    /// The new role: `APPROVER`, `CONTRIBUTOR` or `READER`.
    role: Role,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of a person.
#[derive(SimpleObject, Debug)]
pub struct PersonPayload {
    /// The person after the change.
    person: PersonObject,
    /// The removal that another administrator has to confirm; null if the change took effect at
    /// once.
    removal: Option<Removal>,
}
