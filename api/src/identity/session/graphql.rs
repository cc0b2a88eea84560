//! The viewer's sessions in GraphQL.

use crate::{
    access::{Caches, RequestContext as _},
    error::Result,
    idempotency::IdempotentRequest,
    identity::session::open,
};
use ::entity::session;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Queries about the viewer's sessions.
#[derive(Debug, Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// The viewer's sessions that have not ended, the newest first. For every person who is signed
    /// in.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let person = ctx.caller().person()?;
        let alive = open::alive(ctx.app().read(), person, ctx.app().now()).await?;
        Ok(alive
            .into_iter()
            .map(|(row, ends_at)| Session { row, ends_at, viewer: person.session })
            .collect())
    }
}

/// Mutations of the viewer's sessions.
#[derive(Debug, Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends one session of the viewer, or all sessions except the current one.
    ///
    /// The tokens of ended sessions are refused within two seconds on every instance. For every
    /// person who is signed in. Refused with `NOT_FOUND` if the viewer has no such session.
    async fn end_sessions(
        &self,
        ctx: &Context<'_>,
        input: EndSessionsInput,
    ) -> Result<EndSessionsPayload> {
        let person = Arc::clone(ctx.caller().person()?);
        let (app, now) = (ctx.app(), ctx.app().now());
        let once = IdempotentRequest::new(
            person.id,
            "endSessions",
            input.idempotency_key,
            &input.session,
        )?;
        let ended = once
            .mutate(app, now, (person, input.session), |tx, (person, session), now| {
                Box::pin(open::end_own(tx, person, *session, now))
            })
            .await?;
        Caches::of(app).people.forget();
        Ok(EndSessionsPayload { ended: u32::try_from(ended).unwrap_or(u32::MAX) })
    }
}

/// Input of `endSessions`: the session, or none for all except the current one.
#[derive(InputObject, Debug)]
pub struct EndSessionsInput {
    /// The session to end; none for all sessions except the current one.
    session: Option<Uuid>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of `endSessions`.
#[derive(SimpleObject, Debug)]
pub struct EndSessionsPayload {
    /// Number of sessions that were ended.
    ended: u32,
}

/// A session of the viewer that has not ended.
#[derive(Debug)]
pub struct Session {
    row: session::Model,
    ends_at: DateTime<Utc>,
    viewer: Uuid,
}

/// A session of the viewer that has not ended.
#[Object]
impl Session {
    /// Identifier of the session.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// True if the request itself came from this session.
    async fn is_current(&self) -> bool {
        self.row.id == self.viewer
    }
    /// Methods by which the viewer signed in, in the order of their use.
    ///
    /// Each is `password`, `one_time_code`, `passkey`, `invitation`, `oidc` or `demo`.
    async fn methods(&self) -> Vec<&str> {
        self.row.methods.split(' ').collect()
    }
    /// The device as the client named itself, in its first 120 characters.
    async fn device(&self) -> &str {
        &self.row.device
    }
    /// Time at which the session was opened.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.row.opened_at
    }
    /// Time at which the session was last refreshed.
    async fn seen_at(&self) -> DateTime<Utc> {
        self.row.seen_at
    }
    /// Time at which the session ends if it is not refreshed: at the latest 12 hours after its
    /// opening.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }
}
