//! Proposals.

use super::{
    super::{ended_because, status, store},
    preview::Preview,
};
use crate::{
    access::Ask as _,
    cycle,
    error::{Code, Result},
};
use ::entity::{release_proposal, vocabulary::ProposalStatus};
use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// The proposal.
#[derive(SimpleObject, Debug)]
#[graphql(name = "ReleaseProposalPayload")]
pub struct ProposalPayload {
    /// The proposal.
    pub(super) proposal: Proposal,
}

/// A proposal to release a cycle as it stood.
#[derive(Debug)]
pub struct Proposal(pub(super) release_proposal::Model);

/// A proposal to release a cycle as it stood.
#[Object(name = "ReleaseProposal")]
impl Proposal {
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Where it stands.
    async fn status(&self, ctx: &Context<'_>) -> ProposalStatus {
        status(&self.0, ctx.world().now())
    }
    /// The administrator who proposed it.
    async fn proposed_by(&self) -> ID {
        self.0.proposed_by.into()
    }
    /// When; it counts the cycle as it stood then.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.0.proposed_at
    }
    /// The other administrator, who signed it off.
    async fn signed_off_by(&self) -> Option<ID> {
        self.0.signed_off_by.map(Into::into)
    }
    /// When.
    async fn signed_off_at(&self) -> Option<DateTime<Utc>> {
        self.0.signed_off_at
    }
    /// Not to be published before, at most one year after it was proposed; null for as soon as it is signed off.
    async fn publish_at(&self) -> Option<DateTime<Utc>> {
        self.0.publish_at
    }
    /// The number of the release that came of it.
    async fn release(&self) -> Option<i64> {
        self.0.release
    }
    /// Why it came to nothing, at the signature or at the publication: RELEASE_CHANGED when a counted State had withdrawn or changed its
    /// consent. Null if it has not ENDED, or a newer proposal took its place.
    async fn ended_because(&self) -> Option<Code> {
        ended_because(&self.0)
    }
    /// What it would show and withhold.
    async fn preview(&self, ctx: &Context<'_>) -> Result<Preview> {
        let cycle = cycle::store::cycle_by_id(ctx.world().read(), self.0.cycle).await?;
        Ok(Preview::new(cycle, store::counted(&self.0)?, self.0.proposed_at))
    }
}
