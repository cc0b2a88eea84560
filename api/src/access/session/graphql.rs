//! One's own sessions in GraphQL.

use super::open;
use crate::{
    access::{Ask as _, Caches},
    error::Result,
    once::Once,
};
use ::entity::session;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Queries about one's own sessions.
#[derive(Debug, Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// The viewer's own sessions that have not ended, the newest first. For everybody who is signed in.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let person = ctx.caller().person()?;
        let alive = open::alive(ctx.world().read(), person, ctx.world().now()).await?;
        Ok(alive.into_iter().map(|(row, ends_at)| Session { row, ends_at, viewer: person.session }).collect())
    }
}

/// What people do with their own sessions.
#[derive(Debug, Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends sessions of the viewer: the named one, or all but the one that asks. Their tokens are refused within two seconds on
    /// every instance. For everybody who is signed in.
    async fn end_sessions(&self, ctx: &Context<'_>, input: EndSessionsInput) -> Result<EndSessionsPayload> {
        let person = Arc::clone(ctx.caller().person()?);
        let (world, now) = (ctx.world(), ctx.world().now());
        let once = Once::new(person.id, "endSessions", input.idempotency_key, &input.session)?;
        let ended = world
            .write((person, input.session, once, now), |tx, (person, session, once, now)| {
                Box::pin(async move { once.run(tx, *now, open::end_own(tx, person, *session, *now)).await })
            })
            .await?;
        Caches::of(world).people.forget();
        Ok(EndSessionsPayload { ended: u32::try_from(ended).unwrap_or(u32::MAX) })
    }
}

/// Which of one's sessions to end.
#[derive(InputObject, Debug)]
pub struct EndSessionsInput {
    /// The session; none for all but the one that asks.
    session: Option<Uuid>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// What was ended.
#[derive(SimpleObject, Debug)]
pub struct EndSessionsPayload {
    /// How many sessions.
    ended: u32,
}

/// A sign-in of the viewer that has not ended.
#[derive(Debug)]
pub struct Session {
    row: session::Model,
    ends_at: DateTime<Utc>,
    viewer: Uuid,
}

/// A sign-in of the viewer that has not ended.
#[Object]
impl Session {
    /// Identity.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// Whether it is the one that asks.
    async fn is_current(&self) -> bool {
        self.row.id == self.viewer
    }
    /// How the viewer signed in, in order: `password`, `one_time_code`, `passkey`, `oidc`, `demo`.
    async fn methods(&self) -> Vec<&str> {
        self.row.methods.split(' ').collect()
    }
    /// What the client said it is.
    async fn device(&self) -> &str {
        &self.row.device
    }
    /// Time of authentication.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.row.opened_at
    }
    /// When it was last refreshed.
    async fn seen_at(&self) -> DateTime<Utc> {
        self.row.seen_at
    }
    /// When it ends if nothing happens: 12 hours after its opening at the latest.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }
}
