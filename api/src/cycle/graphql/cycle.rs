//! A cycle, as everybody sees it.

use super::lattice::LatticePartition;
use crate::{
    access::RequestContext as _,
    cycle::{rules, store},
    error::Result,
    instrument::InstrumentVersion,
    reference::{self, StateObject},
};
use ::disclosure::Lattice;
use ::entity::{
    cycle,
    vocabulary::{CycleKey, Official},
};
use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{DateTime, Utc};

/// Result of a change to a cycle.
#[derive(SimpleObject, Debug)]
pub struct CyclePayload {
    /// Cycle after the change.
    pub(super) cycle: Cycle,
}

/// Phase of a cycle. It follows from the dates and the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "CyclePhase")]
pub enum Phase {
    /// The cycle is not open yet.
    Planned,
    /// States may save, submit and amend.
    Open,
    /// The cycle is closed. A State with an extension may still save, submit and amend.
    Closed,
}

/// Act that an administrator may do on a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CycleAct {
    /// `inviteStates`.
    InviteStates,
    /// `extendCycle`.
    ExtendCycle,
    /// `rescheduleCycle`.
    RescheduleCycle,
    /// `declareLattice`.
    DeclareLattice,
    /// `proposeRelease`, after the cycle has opened, even if it is closed or was released before.
    /// The act needs a fresh second factor. It is refused with `RELEASE_EMPTY` if no State may be
    /// counted.
    ProposeRelease,
}

impl From<rules::Phase> for Phase {
    fn from(phase: rules::Phase) -> Self {
        match phase {
            rules::Phase::Planned => Self::Planned,
            rules::Phase::Open => Self::Open,
            rules::Phase::Closed => Self::Closed,
        }
    }
}

/// Round of the survey.
#[derive(Debug)]
pub struct Cycle(pub cycle::Model);

/// Round of the survey: an instrument version, the invited States, and dates.
#[Object]
impl Cycle {
    /// Key of the cycle, such as `2026`.
    async fn key(&self) -> &CycleKey {
        &self.0.key
    }
    /// Name of the cycle.
    async fn name(
        &self,
        #[graphql(desc = "Official language of the name.", default_with = "Official::En")] language: Official,
    ) -> &str {
        match language {
            Official::Ar => &self.0.name_ar,
            Official::Zh => &self.0.name_zh,
            Official::En => &self.0.name_en,
            Official::Fr => &self.0.name_fr,
            Official::Ru => &self.0.name_ru,
            Official::Es => &self.0.name_es,
        }
    }
    /// Time from which States may save.
    async fn opens_at(&self) -> DateTime<Utc> {
        self.0.opens_at
    }
    /// Time until which States may save; null for a continuous cycle.
    async fn closes_at(&self) -> Option<DateTime<Utc>> {
        self.0.closes_at
    }
    /// Phase of the cycle now.
    async fn phase(&self, ctx: &Context<'_>) -> Phase {
        rules::phase(&self.0, ctx.app().now()).into()
    }
    /// Acts that the viewer may do on the cycle now, by role and date. Empty for everybody but
    /// administrators.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<CycleAct> {
        if ctx.caller().administrator().is_err() {
            return Vec::new();
        }
        let mut acts =
            vec![CycleAct::InviteStates, CycleAct::ExtendCycle, CycleAct::RescheduleCycle];
        acts.push(match rules::phase(&self.0, ctx.app().now()) {
            rules::Phase::Planned => CycleAct::DeclareLattice,
            rules::Phase::Open | rules::Phase::Closed => CycleAct::ProposeRelease,
        });
        acts
    }
    /// Time until which the viewer's own State may save: its extension or the closing time,
    /// whichever is later. Null for a continuous cycle.
    async fn own_closing_time(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let own = ctx.caller().own_state()?;
        let invitation = store::invitation(ctx.app().read(), self.0.id, own.state()).await?;
        let extended = invitation.and_then(|invitation| invitation.extended_until);
        Ok(self.0.closes_at.map(|closes| extended.map_or(closes, |until| until.max(closes))))
    }
    /// Instrument version that the cycle asks.
    async fn instrument_version(&self, ctx: &Context<'_>) -> Result<InstrumentVersion> {
        InstrumentVersion::of_cycle(ctx.app(), self.0.instrument_version).await
    }
    /// Invited States, ordered by code.
    async fn invited_states(&self, ctx: &Context<'_>) -> Result<Vec<StateObject>> {
        let reference = reference::of(ctx.app()).await?;
        let rows = store::invitations(ctx.app().read(), self.0.id).await?;
        Ok(rows.iter().filter_map(|row| StateObject::find(&reference, &row.state)).collect())
    }
    /// Partitions by which released tables divide States. The set of all counted States always has
    /// tables too.
    async fn lattice(&self) -> Result<Vec<LatticePartition>> {
        let lattice: Lattice = serde_json::from_str(&self.0.lattice)?;
        Ok(lattice.partitions.into_iter().map(LatticePartition).collect())
    }
}
