//! The viewer's passkeys in GraphQL.

use crate::{
    access::{Caches, RequestContext as _},
    error::Result,
    idempotency::IdempotentRequest,
    identity::credential::passkey::remove,
};
use ::entity::passkey;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Queries about the viewer's passkeys.
#[derive(Debug, Default)]
pub struct PasskeyQuery;

#[Object]
impl PasskeyQuery {
    /// The viewer's passkeys, the oldest first. For every person who is signed in.
    ///
    /// Passkeys are registered at `/auth/passkeys`.
    async fn passkeys(&self, ctx: &Context<'_>) -> Result<Vec<Passkey>> {
        let own = remove::own(ctx.app().read(), ctx.caller().person()?).await?;
        Ok(own.into_iter().map(Passkey).collect())
    }
}

/// Mutations of the viewer's passkeys.
#[derive(Debug, Default)]
pub struct PasskeyMutation;

#[Object]
impl PasskeyMutation {
    /// Removes a passkey of the viewer, and ends the viewer's other sessions.
    ///
    /// For every person who is signed in. Refused with `STEP_UP_REQUIRED` unless the session has
    /// shown a second factor within five minutes, or was opened by an invitation. Refused with
    /// `NOT_FOUND` if the viewer has no such passkey.
    async fn remove_passkey(
        &self,
        ctx: &Context<'_>,
        input: RemovePasskeyInput,
    ) -> Result<RemovePasskeyPayload> {
        let person = Arc::clone(ctx.caller().person()?);
        let (app, now) = (ctx.app(), ctx.app().now());
        let once = IdempotentRequest::new(
            person.id,
            "removePasskey",
            input.idempotency_key,
            &input.passkey,
        )?;
        let viewer = Arc::clone(&person);
        once.mutate(
            app,
            now,
            (Arc::clone(app), person, input.passkey),
            |tx, (app, person, passkey), now| {
                Box::pin(remove::remove(tx, app, person, *passkey, now))
            },
        )
        .await?;
        Caches::of(app).people.forget();
        let left = remove::own(app.read(), &viewer).await?;
        Ok(RemovePasskeyPayload { passkeys: left.into_iter().map(Passkey).collect() })
    }
}

/// Input of `removePasskey`: the passkey.
#[derive(InputObject, Debug)]
pub struct RemovePasskeyInput {
    /// The passkey to remove.
    passkey: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of `removePasskey`.
#[derive(SimpleObject, Debug)]
pub struct RemovePasskeyPayload {
    /// The passkeys that the viewer still has.
    passkeys: Vec<Passkey>,
}

/// A passkey of the viewer.
#[derive(Debug)]
pub struct Passkey(passkey::Model);

/// A passkey of the viewer.
#[Object]
impl Passkey {
    /// Identifier of the passkey.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name that the viewer gave the passkey.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Time of registration.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
    /// Time of the last use; null if the passkey was never used.
    async fn used_at(&self) -> Option<DateTime<Utc>> {
        self.0.used_at
    }
    /// Time at which the passkey was locked; null if it can be used.
    ///
    /// A passkey is locked when its signature counter goes backwards. This shows that a copy of the
    /// passkey exists, so the passkey is refused from then on.
    async fn locked_at(&self) -> Option<DateTime<Utc>> {
        self.0.locked_at
    }
}
