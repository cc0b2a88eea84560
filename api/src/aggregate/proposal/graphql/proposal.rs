//! Proposals.

use super::{
    super::{ended_because, status, store},
    preview::Preview,
};
use crate::{
    access::RequestContext as _,
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

/// A proposal to release a cycle, with the States as counted at `proposedAt`.
#[derive(Debug)]
pub struct Proposal(pub(super) release_proposal::Model);

/// A proposal to release a cycle, with the States as counted at `proposedAt`.
#[Object(name = "ReleaseProposal")]
impl Proposal {
    /// The id of the proposal.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Status of the proposal.
    async fn status(&self, ctx: &Context<'_>) -> ProposalStatus {
        status(&self.0, ctx.app().now())
    }
    /// The administrator who proposed it.
    async fn proposed_by(&self) -> ID {
        self.0.proposed_by.into()
    }
    /// Time of the proposal. The release counts the States as of this time.
    async fn proposed_at(&self) -> DateTime<Utc> {
        self.0.proposed_at
    }
    /// The other administrator, who signed the proposal off. Null if nobody has.
    async fn signed_off_by(&self) -> Option<ID> {
        self.0.signed_off_by.map(Into::into)
    }
    /// Time of the sign-off. Null if nobody has signed it off.
    async fn signed_off_at(&self) -> Option<DateTime<Utc>> {
        self.0.signed_off_at
    }
    /// Earliest time of publication, at most one year after the proposal. Null if it is published
    /// as soon as it is signed off.
    async fn publish_at(&self) -> Option<DateTime<Utc>> {
        self.0.publish_at
    }
    /// The number of the release that was published from the proposal. Null if there is none.
    async fn release(&self) -> Option<i64> {
        self.0.release
    }
    /// Reason why the proposal ended, at sign-off or at publication. RELEASE_CHANGED if a counted
    /// State had withdrawn or changed its consent.
    ///
    /// Null if the proposal has not ENDED, or if a newer proposal replaced it.
    async fn ended_because(&self) -> Option<Code> {
        ended_because(&self.0)
    }
    /// Preview of the proposed release.
    async fn preview(&self, ctx: &Context<'_>) -> Result<Preview> {
        let cycle = cycle::store::cycle_by_id(ctx.app().read(), self.0.cycle).await?;
        Ok(Preview::new(cycle, store::counted(&self.0)?, self.0.proposed_at))
    }
}
