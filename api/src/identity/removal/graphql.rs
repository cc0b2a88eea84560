//! Removals of administrators in GraphQL.

use crate::{
    access::{Administrator, Caches, RequestContext as _, SteppedUp},
    app::App,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    identity::removal::{confirm_removal, end_removal, store},
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
    /// The newest 200 removals of administrators, the newest first.
    ///
    /// Only for an administrator. Refused with `STEP_UP_REQUIRED` without a fresh second factor.
    async fn removals(&self, ctx: &Context<'_>) -> Result<Vec<Removal>> {
        let now = ctx.app().now();
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        Ok(store::list(ctx.app().read(), &by)
            .await?
            .into_iter()
            .map(|row| Removal { row, now })
            .collect())
    }
}

/// Mutations of removals of administrators.
#[derive(Debug, Default)]
pub struct RemovalMutation;

#[Object]
impl RemovalMutation {
    /// Confirms the removal of an administrator that another administrator proposed.
    ///
    /// The sessions of the removed administrator end within two seconds on every instance. Only for
    /// an administrator with a fresh second factor. Refused with `FORBIDDEN` for the proposer and
    /// for the administrator to remove, with any account that is theirs. Refused with `FORBIDDEN`
    /// for an account of less than seven days, and with `STALE` if the removal no longer waits for
    /// a confirmation.
    async fn confirm_removal(
        &self,
        ctx: &Context<'_>,
        input: ConfirmRemovalInput,
    ) -> Result<RemovalPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "confirmRemoval",
            input.idempotency_key,
            &input.removal,
        )?;
        let seen = by.clone();
        let id = once
            .mutate(app, now, (by, input.removal), |tx, (by, id), now| {
                Box::pin(async move { Ok(confirm_removal(tx, by, *id, now).await?.id) })
            })
            .await?;
        Caches::of(app).people.forget();
        shown(app, &seen, id, now).await
    }

    /// Withdraws the removal of an administrator before it is confirmed.
    ///
    /// Only for the administrator who proposed it, with a fresh second factor. Refused with
    /// `FORBIDDEN` for every other person, and with `STALE` if the removal was confirmed or ended.
    async fn end_removal(
        &self,
        ctx: &Context<'_>,
        input: EndRemovalInput,
    ) -> Result<RemovalPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "endRemoval",
            input.idempotency_key,
            &input.removal,
        )?;
        let seen = by.clone();
        let id = once
            .mutate(app, now, (by, input.removal), |tx, (by, id), now| {
                Box::pin(async move { Ok(end_removal(tx, by, *id, now).await?.id) })
            })
            .await?;
        shown(app, &seen, id, now).await
    }
}

async fn shown(
    app: &App,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<RemovalPayload> {
    Ok(RemovalPayload { removal: Removal::found(app, by, id, now).await? })
}

/// Input of `confirmRemoval`: the removal.
#[derive(InputObject, Debug)]
pub struct ConfirmRemovalInput {
    /// The removal to confirm.
    removal: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Input of `endRemoval`: the removal.
#[derive(InputObject, Debug)]
pub struct EndRemovalInput {
    /// The removal to withdraw.
    removal: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of a removal.
#[derive(SimpleObject, Debug)]
pub struct RemovalPayload {
    /// The removal after the change.
    removal: Removal,
}

/// The removal of an administrator, which takes two other administrators.
#[derive(Debug)]
pub struct Removal {
    row: administrator_removal::Model,
    now: DateTime<Utc>,
}

impl Removal {
    /// Reads a removal by its identifier.
    ///
    /// # Errors
    /// Fails with `NOT_FOUND` if there is no such removal.
    pub(in crate::identity) async fn found(
        app: &App,
        by: &Administrator,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(Self { row: store::find(app.read(), by, id).await?.ok_or(Code::NotFound)?, now })
    }
}

/// The removal of an administrator, which takes two other administrators.
#[Object]
impl Removal {
    /// Identifier of the removal.
    async fn id(&self) -> ID {
        self.row.id.into()
    }
    /// The administrator to remove.
    async fn person(&self) -> Uuid {
        self.row.person
    }
    /// Status of the removal.
    async fn status(&self) -> RemovalStatus {
        crate::identity::removal::status(&self.row, self.now)
    }
    /// The administrator who proposed the removal.
    async fn proposed_by(&self) -> Uuid {
        self.row.proposed_by
    }
    /// Time of the proposal.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.row.proposed_at
    }
    /// The administrator who confirmed the removal; null until one has confirmed it.
    async fn confirmed_by(&self) -> Option<Uuid> {
        self.row.confirmed_by
    }
    /// Time from which the removal can no longer be confirmed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.row.expires_at
    }
}
