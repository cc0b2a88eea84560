//! Previews and proposals of releases in GraphQL.

mod preview;
mod proposal;

use super::{
    NewProposal,
    propose::{self, propose_release},
    sign_off_release, store,
};
use crate::{
    access::RequestContext as _,
    cycle,
    error::{Code, Result},
    idempotency::IdempotentRequest,
};
use ::entity::vocabulary::{CycleKey, Sha256};
use async_graphql::{Context, InputObject, Object};
use chrono::{DateTime, Utc};
use preview::Preview;
use proposal::{Proposal, ProposalPayload};
use uuid::Uuid;

/// Queries on previews and proposals of releases.
#[derive(Debug, Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// Returns a preview of a release of the cycle as of now: the parts to be shown or suppressed
    /// by public facts.
    ///
    /// For the administrator. NOT_FOUND for an unknown cycle, CYCLE_NOT_OPEN before the cycle
    /// opens, RELEASE_EMPTY if no State may be counted.
    async fn release_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
    ) -> Result<Preview> {
        ctx.caller().administrator()?;
        let app = ctx.app();
        let cycle = cycle::store::cycle(app.read(), &cycle).await?;
        if cycle::phase(&cycle, app.now()) == cycle::Phase::Planned {
            return Err(Code::CycleNotOpen.into());
        }
        let counted = propose::counted(app, &cycle).await?;
        Ok(Preview::new(cycle, counted, app.now()))
    }

    /// The newest 20 proposals to release the cycle, newest first. For the administrator. NOT_FOUND
    /// for an unknown cycle.
    async fn release_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key of the cycle, such as `2026`.")] cycle: CycleKey,
    ) -> Result<Vec<Proposal>> {
        let by = ctx.caller().administrator()?;
        let db = ctx.app().read();
        let cycle = cycle::store::cycle(db, &cycle).await?;
        Ok(store::list(db, &by, cycle.id).await?.into_iter().map(Proposal).collect())
    }
}

/// Mutations by which administrators release tables.
#[derive(Debug, Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Proposes to release the cycle, open or closed, as of now. The proposal replaces an earlier
    /// one that is not published.
    ///
    /// Another administrator has to sign it off within seven days. For the administrator with a
    /// fresh second factor.
    ///
    /// CYCLE_NOT_OPEN before the cycle opens, RELEASE_EMPTY if no State may be counted, STALE if
    /// the preview has changed since. BAD_INPUT for a publication time in the past or more than a
    /// year ahead, NOT_FOUND for an unknown cycle.
    async fn propose_release(
        &self,
        ctx: &Context<'_>,
        input: ProposeReleaseInput,
    ) -> Result<ProposalPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let new = NewProposal {
            cycle: input.cycle,
            publish_at: input.publish_at,
            preview: input.preview,
        };
        let once =
            IdempotentRequest::new(by.person(), "proposeRelease", input.idempotency_key, &new)?;
        let id = match once.known(app.read(), now).await? {
            Some(id) => id,
            None => propose_release(app, by.clone(), new, once, now).await?,
        };
        Ok(ProposalPayload { proposal: Proposal(store::find(app.read(), &by, id).await?) })
    }

    /// Signs off a proposal of another administrator. The release is published as soon as it is
    /// made and due.
    ///
    /// A table is suppressed if the attack determines a hidden answer, or can't prove in time that
    /// it does not. For the administrator with a fresh second factor.
    ///
    /// FORBIDDEN for the administrator who proposed it, STALE if it can no longer be signed off.
    /// RELEASE_CHANGED if a counted State has since withdrawn or changed its consent: the proposal
    /// is then ENDED, with this as its reason.
    async fn sign_off_release(
        &self,
        ctx: &Context<'_>,
        input: SignOffReleaseInput,
    ) -> Result<ProposalPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let once = IdempotentRequest::new(
            by.person(),
            "signOffRelease",
            input.idempotency_key,
            &input.proposal,
        )?;
        let id = sign_off_release(app, &by, input.proposal, once, now).await?;
        Ok(ProposalPayload { proposal: Proposal(store::find(app.read(), &by, id).await?) })
    }
}

/// The cycle to release and the time of publication.
#[derive(InputObject, Debug)]
pub struct ProposeReleaseInput {
    /// The cycle.
    cycle: CycleKey,
    /// Earliest time of publication, at most one year ahead, else BAD_INPUT. If left out, the
    /// release is published as soon as it is signed off.
    publish_at: Option<DateTime<Utc>>,
    /// `sha256` of the preview that the administrator has seen. STALE if the preview has changed
    /// since.
    preview: Option<Sha256>,
    /// A repeat with the same key and input within 24 hours returns the same proposal.
    idempotency_key: Option<String>,
}

/// The proposal to sign off.
#[derive(InputObject, Debug)]
pub struct SignOffReleaseInput {
    /// The proposal.
    proposal: Uuid,
    /// A repeat with the same key and input within 24 hours returns the same outcome.
    idempotency_key: Option<String>,
}
