//! Previews and proposals of releases in GraphQL.

mod preview;
mod proposal;

use super::{
    NewProposal,
    propose::{self, propose_release},
    sign_off_release, store,
};
use crate::{
    access::Ask as _,
    cycle,
    error::{Code, Result},
    once::Once,
};
use ::entity::vocabulary::{CycleKey, Sha256};
use async_graphql::{Context, InputObject, Object};
use chrono::{DateTime, Utc};
use preview::Preview;
use proposal::{Proposal, ProposalPayload};
use uuid::Uuid;

/// Queries on what is to be released.
#[derive(Debug, Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// What a release of the cycle as it stands would show, and what it would withhold, as far as public facts say. For the
    /// administrator. NOT_FOUND for an unknown cycle, CYCLE_NOT_OPEN before the cycle opens, RELEASE_EMPTY when no State may be
    /// counted.
    async fn release_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
    ) -> Result<Preview> {
        ctx.caller().administrator()?;
        let world = ctx.world();
        let cycle = cycle::store::cycle(world.read(), &cycle).await?;
        if cycle::phase(&cycle, world.now()) == cycle::Phase::Planned {
            return Err(Code::CycleNotOpen.into());
        }
        let counted = propose::counted(world, &cycle).await?;
        Ok(Preview::new(cycle, counted, world.now()))
    }

    /// The newest 20 proposals to release the cycle, the newest first. For the administrator. NOT_FOUND for an unknown cycle.
    async fn release_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
    ) -> Result<Vec<Proposal>> {
        let by = ctx.caller().administrator()?;
        let db = ctx.world().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        Ok(store::list(db, &by, cycle.id).await?.into_iter().map(Proposal).collect())
    }
}

/// What administrators do to release.
#[derive(Debug, Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Proposes to release the cycle, open or closed, as it stands, in place of an earlier proposal that is not published. Another
    /// administrator has to sign it off within seven days. For the administrator with a fresh second factor. CYCLE_NOT_OPEN before the
    /// cycle opens, RELEASE_EMPTY when no State may be counted, STALE when it is no longer as it was previewed,
    /// BAD_INPUT for a time to publish that has passed or is more than a year ahead, NOT_FOUND for an unknown cycle.
    async fn propose_release(&self, ctx: &Context<'_>, input: ProposeReleaseInput) -> Result<ProposalPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let new = NewProposal { cycle: input.cycle, publish_at: input.publish_at, preview: input.preview };
        let once = Once::new(by.person(), "proposeRelease", input.idempotency_key, &new)?;
        let id = match once.known(world.read(), now).await? {
            Some(id) => id,
            None => propose_release(world, by.clone(), new, once, now).await?,
        };
        Ok(ProposalPayload { proposal: Proposal(store::find(world.read(), &by, id).await?) })
    }

    /// Signs off what another administrator proposed. What can't be proved to give nobody's answer away is withheld, and the release
    /// is published as soon as it is made and due. For the administrator with a fresh second factor. FORBIDDEN for whoever
    /// proposed it, STALE when it is no longer to be signed off, RELEASE_CHANGED when a counted State has withdrawn or changed its consent
    /// since: the proposal is then ENDED, with this as its reason.
    async fn sign_off_release(&self, ctx: &Context<'_>, input: SignOffReleaseInput) -> Result<ProposalPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let once = Once::new(by.person(), "signOffRelease", input.idempotency_key, &input.proposal)?;
        let id = sign_off_release(world, &by, input.proposal, once, now).await?;
        Ok(ProposalPayload { proposal: Proposal(store::find(world.read(), &by, id).await?) })
    }
}

/// What to release, and when.
#[derive(InputObject, Debug)]
pub struct ProposeReleaseInput {
    /// The cycle.
    cycle: CycleKey,
    /// Not to be published before, at most one year ahead, else BAD_INPUT; as soon as it is signed off if left out.
    publish_at: Option<DateTime<Utc>>,
    /// `sha256` of the preview that was seen: if the cycle no longer stands so, it is STALE.
    preview: Option<Sha256>,
    /// Repeating with the same key within 24 hours gives the same proposal.
    idempotency_key: Option<String>,
}

/// What to sign off.
#[derive(InputObject, Debug)]
pub struct SignOffReleaseInput {
    /// The proposal.
    proposal: Uuid,
    /// Repeating with the same key within 24 hours gives the same outcome.
    idempotency_key: Option<String>,
}
