//! A cycle as everybody sees it.

use super::lattice::LatticePartition;
use crate::{
    access::Ask as _,
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

/// The changed cycle.
#[derive(SimpleObject, Debug)]
pub struct CyclePayload {
    /// The cycle.
    pub(super) cycle: Cycle,
}

/// Where a cycle stands; it follows from the dates and the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "CyclePhase")]
pub enum Phase {
    /// Not open yet.
    Planned,
    /// States may save, submit and amend.
    Open,
    /// They may not, unless they have an extension.
    Closed,
}

/// What the viewer can do with a cycle now.
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
    /// `proposeRelease`, from when the cycle opens, open or closed, and again after it was released; a fresh second factor is asked
    /// for, and RELEASE_EMPTY is said where no State may be counted.
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

/// One round of the survey.
#[derive(Debug)]
pub struct Cycle(pub cycle::Model);

/// One round of the survey: an instrument version, the invited States, and dates.
#[Object]
impl Cycle {
    /// Its key, such as `2026`.
    async fn key(&self) -> &CycleKey {
        &self.0.key
    }
    /// Its name.
    async fn name(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
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
    /// From when States may save.
    async fn opens_at(&self) -> DateTime<Utc> {
        self.0.opens_at
    }
    /// Until when; null for a continuous cycle.
    async fn closes_at(&self) -> Option<DateTime<Utc>> {
        self.0.closes_at
    }
    /// Where it stands now.
    async fn phase(&self, ctx: &Context<'_>) -> Phase {
        rules::phase(&self.0, ctx.world().now()).into()
    }
    /// What the viewer can do with it now: by role and date, for administrators; none for others.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<CycleAct> {
        if ctx.caller().administrator().is_err() {
            return Vec::new();
        }
        let mut acts = vec![CycleAct::InviteStates, CycleAct::ExtendCycle, CycleAct::RescheduleCycle];
        acts.push(match rules::phase(&self.0, ctx.world().now()) {
            rules::Phase::Planned => CycleAct::DeclareLattice,
            rules::Phase::Open | rules::Phase::Closed => CycleAct::ProposeRelease,
        });
        acts
    }
    /// Until when the viewer's own State may save: its extension, or the closing time; null for a continuous cycle.
    async fn own_closing_time(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let own = ctx.caller().own_state()?;
        let invitation = store::invitation(ctx.world().read(), self.0.id, own.state()).await?;
        let extended = invitation.and_then(|invitation| invitation.extended_until);
        Ok(self.0.closes_at.map(|closes| extended.map_or(closes, |until| until.max(closes))))
    }
    /// What is asked.
    async fn instrument_version(&self, ctx: &Context<'_>) -> Result<InstrumentVersion> {
        InstrumentVersion::of_cycle(ctx.world(), self.0.instrument_version).await
    }
    /// The invited States, by code.
    async fn invited_states(&self, ctx: &Context<'_>) -> Result<Vec<StateObject>> {
        let reference = reference::of(ctx.world()).await?;
        let rows = store::invitations(ctx.world().read(), self.0.id).await?;
        Ok(rows.iter().filter_map(|row| StateObject::find(&reference, &row.state)).collect())
    }
    /// What released tables divide States by; all counted States are always one set.
    async fn lattice(&self) -> Result<Vec<LatticePartition>> {
        let lattice: Lattice = serde_json::from_str(&self.0.lattice)?;
        Ok(lattice.partitions.into_iter().map(LatticePartition).collect())
    }
}
