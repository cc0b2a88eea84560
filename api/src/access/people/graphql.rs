//! Removing people and changing what they do, in GraphQL.

use super::{change_role, remove_person};
use crate::{
    access::{Ask as _, Caches, Inviter, PersonObject, removal::Removal, store},
    error::{Code, Result},
    once::Once,
    world::World,
};
use ::entity::vocabulary::Role;
use async_graphql::{Context, InputObject, Object, SimpleObject};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// What focal points and administrators do with people.
#[derive(Debug, Default)]
pub struct PeopleMutation;

#[Object]
impl PeopleMutation {
    /// Removes an approver, contributor or reader of the own State, for its focal point; an analyst, for an administrator. Sessions,
    /// grants and open invitations of theirs end within two seconds on every instance; what they wrote stays. The removal of an
    /// administrator waits for another administrator, who confirms it with `confirmRemoval`. Asks for a fresh second factor. NOT_FOUND
    /// for anybody else, FORBIDDEN for oneself, SECOND_PERSON_NEEDED where nobody else could confirm it.
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

    /// Makes an approver, contributor or reader of the own State another of these; their sessions and grants end within two seconds
    /// on every instance. For the focal point with a fresh second factor. NOT_FOUND for anybody else, FORBIDDEN for another role.
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

/// What changed about a person takes effect at once on this instance, and within two seconds on every other.
async fn changed(world: &World, by: &Inviter, id: Uuid) -> Result<PersonPayload> {
    Caches::of(world).people.forget();
    let person = match by {
        Inviter::FocalPoint(by) => store::person(world.read(), by, id).await?,
        Inviter::Administrator(by) => store::secretariat(world.read(), by).await?.into_iter().find(|person| person.id == id),
    };
    Ok(PersonPayload { person: PersonObject(person.ok_or(Code::NotFound)?), removal: None })
}

/// Whom to remove.
#[derive(InputObject, Debug)]
pub struct RemovePersonInput {
    /// The person.
    person: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// Who is to do what from now on.
#[derive(InputObject, Debug, Serialize)]
pub struct ChangeRoleInput {
    /// The person.
    person: Uuid,
    /// The role from now on.
    role: Role,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The changed person.
#[derive(SimpleObject, Debug)]
pub struct PersonPayload {
    /// The person.
    person: PersonObject,
    /// The removal that another administrator has to confirm; null where the change took effect at once.
    removal: Option<Removal>,
}
