//! One's own passkeys in GraphQL.

use super::remove;
use crate::{
    access::{Ask as _, Caches},
    error::Result,
    once::Once,
};
use ::entity::passkey;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Queries about one's own passkeys.
#[derive(Debug, Default)]
pub struct PasskeyQuery;

#[Object]
impl PasskeyQuery {
    /// The viewer's own passkeys, the oldest first; they are registered at `/auth/passkeys`. For everybody who is signed in.
    async fn passkeys(&self, ctx: &Context<'_>) -> Result<Vec<Passkey>> {
        let own = remove::own(ctx.world().read(), ctx.caller().person()?).await?;
        Ok(own.into_iter().map(Passkey).collect())
    }
}

/// What people do with their own passkeys.
#[derive(Debug, Default)]
pub struct PasskeyMutation;

#[Object]
impl PasskeyMutation {
    /// Removes a passkey of the viewer, and ends the viewer's other sessions. For everybody who is signed in and has shown a
    /// second factor within five minutes, or redeemed an invitation (`STEP_UP_REQUIRED`).
    async fn remove_passkey(&self, ctx: &Context<'_>, input: RemovePasskeyInput) -> Result<RemovePasskeyPayload> {
        let person = Arc::clone(ctx.caller().person()?);
        let (world, now) = (ctx.world(), ctx.world().now());
        let once = Once::new(person.id, "removePasskey", input.idempotency_key, &input.passkey)?;
        let viewer = Arc::clone(&person);
        world
            .write((Arc::clone(world), person, input.passkey, once, now), |tx, (world, person, passkey, once, now)| {
                Box::pin(async move { once.run(tx, *now, remove::remove(tx, world, person, *passkey, *now)).await })
            })
            .await?;
        Caches::of(world).people.forget();
        let left = remove::own(world.read(), &viewer).await?;
        Ok(RemovePasskeyPayload { passkeys: left.into_iter().map(Passkey).collect() })
    }
}

/// Which of one's passkeys to remove.
#[derive(InputObject, Debug)]
pub struct RemovePasskeyInput {
    /// The passkey.
    passkey: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// What is left.
#[derive(SimpleObject, Debug)]
pub struct RemovePasskeyPayload {
    /// The viewer's passkeys.
    passkeys: Vec<Passkey>,
}

/// A passkey of the viewer.
#[derive(Debug)]
pub struct Passkey(passkey::Model);

/// A passkey of the viewer.
#[Object]
impl Passkey {
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// What the viewer calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// When it was registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
    /// When it was last used; null when it was not.
    async fn used_at(&self) -> Option<DateTime<Utc>> {
        self.0.used_at
    }
    /// When its counter went backwards: there is a copy of it, and it is taken no more. Null when it can be used.
    async fn locked_at(&self) -> Option<DateTime<Utc>> {
        self.0.locked_at
    }
}
