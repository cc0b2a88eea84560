//! Removals of administrators in GraphQL.

use super::{confirm_removal, end_removal, store};
use crate::{
    access::{Administrator, Ask as _, Caches, Fresh},
    error::{Code, Result},
    once::Once,
    world::World,
};
use ::entity::{administrator_removal, vocabulary::RemovalStatus};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Queries about removals of administrators.
#[derive(Debug, Default)]
pub struct RemovalQuery;

#[Object]
impl RemovalQuery {
    /// The newest 200 removals of administrators, the newest first, for an administrator. STEP_UP_REQUIRED without a fresh second
    /// factor.
    async fn removals(&self, ctx: &Context<'_>) -> Result<Vec<Removal>> {
        let now = ctx.world().now();
        let by = ctx.caller().administrator()?.fresh(now)?;
        Ok(store::list(ctx.world().read(), &by).await?.into_iter().map(|row| Removal { row, now }).collect())
    }
}

/// Removing an administrator, by two people.
#[derive(Debug, Default)]
pub struct RemovalMutation;

#[Object]
impl RemovalMutation {
    /// Confirms the removal of an administrator that another administrator proposed, with a fresh second factor. The removed
    /// administrator's sessions end within two seconds on every instance. FORBIDDEN for the proposer and for the one to be removed, by
    /// whatever account, and for an account of less than seven days; STALE when it no longer waits.
    async fn confirm_removal(&self, ctx: &Context<'_>, input: ConfirmRemovalInput) -> Result<RemovalPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let once = Once::new(by.person(), "confirmRemoval", input.idempotency_key, &input.removal)?;
        let seen = by.clone();
        let id = world
            .write((by, input.removal, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(confirm_removal(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        Caches::of(world).people.forget();
        shown(world, &seen, id, now).await
    }

    /// Withdraws the removal of an administrator before it is confirmed, for the administrator who proposed it, with a fresh second
    /// factor. FORBIDDEN for everybody else; STALE when it was confirmed or ended.
    async fn end_removal(&self, ctx: &Context<'_>, input: EndRemovalInput) -> Result<RemovalPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let once = Once::new(by.person(), "endRemoval", input.idempotency_key, &input.removal)?;
        let seen = by.clone();
        let id = world
            .write((by, input.removal, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(end_removal(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        shown(world, &seen, id, now).await
    }
}

async fn shown(world: &World, by: &Fresh<Administrator>, id: Uuid, now: DateTime<Utc>) -> Result<RemovalPayload> {
    Ok(RemovalPayload { removal: Removal::found(world, by, id, now).await? })
}

/// The removal to confirm.
#[derive(InputObject, Debug)]
pub struct ConfirmRemovalInput {
    /// The removal.
    removal: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The removal to withdraw.
#[derive(InputObject, Debug)]
pub struct EndRemovalInput {
    /// The removal.
    removal: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The changed removal.
#[derive(SimpleObject, Debug)]
pub struct RemovalPayload {
    /// The removal.
    removal: Removal,
}

/// The removal of an administrator, which takes two administrators.
#[derive(Debug)]
pub struct Removal {
    row: administrator_removal::Model,
    now: DateTime<Utc>,
}

impl Removal {
    /// Reads one.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub(in crate::access) async fn found(world: &World, by: &Administrator, id: Uuid, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self { row: store::find(world.read(), by, id).await?.ok_or(Code::NotFound)?, now })
    }
}

/// The removal of an administrator, which takes two administrators.
#[Object]
impl Removal {
    /// Identity.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// The administrator who is to be removed.
    async fn person(&self) -> Uuid {
        self.row.person
    }
    /// State of the removal.
    async fn status(&self) -> RemovalStatus {
        super::status(&self.row, self.now)
    }
    /// The administrator who proposed it.
    async fn proposed_by(&self) -> Uuid {
        self.row.proposed_by
    }
    /// Time of the proposal.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.row.proposed_at
    }
    /// The administrator who confirmed it; null until one has.
    async fn confirmed_by(&self) -> Option<Uuid> {
        self.row.confirmed_by
    }
    /// Time from which it can no longer be confirmed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
}
