//! People and their roles in GraphQL.

use super::{change_role, remove_person, store};
use crate::{
    access::{self, Ask as _, Caches, PersonObject},
    error::{Code, Result},
    identity::{Inviter, people, removal::Removal},
    once::Once,
    world::World,
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
            return Ok(store::secretariat(ctx.world().read(), &by).await?.into_iter().map(PersonObject).collect());
        }
        let own = ctx.caller().own_state()?;
        own.sees_all()?;
        Ok(store::people(ctx.world().read(), &own).await?.into_iter().map(PersonObject).collect())
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
    async fn remove_person(&self, ctx: &Context<'_>, input: RemovePersonInput) -> Result<PersonPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Inviter::of(ctx.caller(), now)?;
        let once = Once::new(own(&by)?, "removePerson", input.idempotency_key, &input.person)?;
        let seen = by.clone();
        let args = (Arc::clone(world), by, input.person, once, now);
        let (id, removal): (Uuid, Option<Uuid>) = world
            .write(args, |tx, (world, by, id, once, now)| {
                let act = async move {
                    let (person, removal) = remove_person(tx, world, by, *id, *now).await?;
                    Ok((person.id, removal.map(|removal| removal.id)))
                };
                Box::pin(async move { once.run(tx, *now, act).await })
            })
            .await?;
        let removal = match (&seen, removal) {
            (Inviter::Administrator(by), Some(removal)) => Some(Removal::found(world, by, removal, now).await?),
            _ => None,
        };
        Ok(PersonPayload { removal, ..changed(world, &seen, id).await? })
    }

    /// Changes the role of a person of the viewer's State to approver, contributor or reader.
    ///
    /// The person's sessions and grants end within two seconds on every instance. Only for the
    /// focal point, with a fresh second factor. Refused with `NOT_FOUND` for a person outside the
    /// State or one who was removed. Refused with `FORBIDDEN` for any other role, and for the focal
    /// point.
    async fn change_role(&self, ctx: &Context<'_>, input: ChangeRoleInput) -> Result<PersonPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().focal_point()?.fresh(now)?;
        let once = Once::new(by.person(), "changeRole", input.idempotency_key.clone(), &input)?;
        let seen = Inviter::FocalPoint(by.clone());
        let id = world
            .write((by, input.person, input.role, once, now), |tx, (by, id, role, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(change_role(tx, by, *id, *role, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &seen, id).await
    }
}

fn own(by: &Inviter) -> Result<Uuid> {
    by.person().ok_or_else(|| Code::Unauthenticated.into())
}

/// Forgets the cached people and returns the changed person.
///
/// The change takes effect at once on this instance, and within two seconds on every other.
async fn changed(world: &World, by: &Inviter, id: Uuid) -> Result<PersonPayload> {
    Caches::of(world).people.forget();
    let person = match by {
        Inviter::FocalPoint(by) => access::store::person(world.read(), by, id).await?,
        Inviter::Administrator(by) => {
            people::store::secretariat(world.read(), by).await?.into_iter().find(|person| person.id == id)
        }
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
