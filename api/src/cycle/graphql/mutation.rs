//! Mutations of an administrator on cycles.

use super::{
    cycle::{Cycle, CyclePayload},
    input::{
        DeclareLatticeInput, ExtendCycleInput, InviteStatesInput, PlanCycleInput,
        RescheduleCycleInput,
    },
};
use crate::{
    access::RequestContext as _,
    app::App,
    cycle::{
        NewCycle, declare_lattice, extend_cycle, invite_states, plan_cycle, reschedule_cycle, store,
    },
    error::{Code, Error, Result},
    idempotency::IdempotentRequest,
    instrument, reference,
};
use ::disclosure::{Class, Lattice, Partition, REGIONAL};
use ::entity::{
    cycle,
    vocabulary::{CycleKey, StateCode, VersionStatus},
};
use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Mutations of an administrator on cycles.
#[derive(Debug, Default)]
pub struct CycleMutation;

#[Object]
impl CycleMutation {
    /// Plans a cycle and invites States. For the administrator.
    async fn plan_cycle(&self, ctx: &Context<'_>, input: PlanCycleInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let app = ctx.app();
        let now = app.now();
        let once = IdempotentRequest::new(
            by.person(),
            "planCycle",
            input.idempotency_key.clone(),
            &input,
        )?;
        let version =
            instrument::store::version(app.read(), &input.instrument, &input.version).await?;
        let version = version.filter(|version| version.status == VersionStatus::Published);
        let version = version.ok_or_else(|| {
            Error::says(Code::NotFound, "The instrument has no published version with this number.")
        })?;
        let lattice = match input.lattice {
            Some(lattice) => lattice.into(),
            None => regional(app, now).await?,
        };
        let known = known(app).await?;
        let new = NewCycle {
            key: input.key,
            instrument_version: version.id,
            names: input.names.into(),
            opens_at: input.opens_at,
            closes_at: input.closes_at,
            lattice,
            states: input.states.unwrap_or_else(|| known.iter().cloned().collect()),
            known,
        };
        let key = once
            .mutate(app, now, (by, new), |tx, (by, new), now| {
                Box::pin(key_of(plan_cycle(tx, by, new, now)))
            })
            .await?;
        changed(app, &key).await
    }

    /// Invites further States to a cycle. For the administrator.
    async fn invite_states(
        &self,
        ctx: &Context<'_>,
        input: InviteStatesInput,
    ) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (app, now, known) = (ctx.app(), ctx.app().now(), known(ctx.app()).await?);
        let once = IdempotentRequest::new(
            by.person(),
            "inviteStates",
            input.idempotency_key.clone(),
            &input,
        )?;
        let key = once
            .mutate(app, now, (by, input, known), |tx, (by, input, known), now| {
                let invited = invite_states(tx, by, &input.cycle, &input.states, known, now);
                Box::pin(key_of(invited))
            })
            .await?;
        changed(app, &key).await
    }

    /// Extends a cycle for one State: gives it a later closing time. For the administrator.
    async fn extend_cycle(
        &self,
        ctx: &Context<'_>,
        input: ExtendCycleInput,
    ) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (app, now) = (ctx.app(), ctx.app().now());
        let once = IdempotentRequest::new(
            by.person(),
            "extendCycle",
            input.idempotency_key.clone(),
            &input,
        )?;
        let key = once
            .mutate(app, now, (by, input), |tx, (by, input), now| {
                let extended = extend_cycle(tx, by, &input.cycle, &input.state, input.until, now);
                Box::pin(key_of(extended))
            })
            .await?;
        changed(app, &key).await
    }

    /// Changes the dates of a cycle. The opening time can't change once it is past. For the
    /// administrator.
    async fn reschedule_cycle(
        &self,
        ctx: &Context<'_>,
        input: RescheduleCycleInput,
    ) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (app, now) = (ctx.app(), ctx.app().now());
        let once = IdempotentRequest::new(
            by.person(),
            "rescheduleCycle",
            input.idempotency_key.clone(),
            &input,
        )?;
        let key = once
            .mutate(app, now, (by, input), |tx, (by, input), now| {
                let moved =
                    reschedule_cycle(tx, by, &input.cycle, input.opens_at, input.closes_at, now);
                Box::pin(key_of(moved))
            })
            .await?;
        changed(app, &key).await
    }

    /// Declares another lattice. Possible only before the cycle opens. For the administrator.
    async fn declare_lattice(
        &self,
        ctx: &Context<'_>,
        input: DeclareLatticeInput,
    ) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (app, now, known) = (ctx.app(), ctx.app().now(), known(ctx.app()).await?);
        let once = IdempotentRequest::new(
            by.person(),
            "declareLattice",
            input.idempotency_key.clone(),
            &input,
        )?;
        let (cycle, lattice): (CycleKey, Lattice) = (input.cycle, input.lattice.into());
        let key = once
            .mutate(
                app,
                now,
                (by, cycle, lattice, known),
                |tx, (by, cycle, lattice, known), now| {
                    let declared = declare_lattice(tx, by, cycle, lattice, known, now);
                    Box::pin(key_of(declared))
                },
            )
            .await?;
        changed(app, &key).await
    }
}

/// Reduces a change to the outcome that a repeated mutation returns: the key of the changed cycle.
async fn key_of(change: impl Future<Output = Result<cycle::Model>>) -> Result<CycleKey> {
    Ok(change.await?.key)
}

async fn changed(app: &App, key: &CycleKey) -> Result<CyclePayload> {
    Ok(CyclePayload { cycle: Cycle(store::cycle(app.read(), key).await?) })
}

async fn known(app: &App) -> Result<BTreeSet<StateCode>> {
    Ok(reference::of(app).await?.states().iter().map(|state| state.code.clone()).collect())
}

/// Returns the default lattice: the UN regional groups as of the day.
///
/// # Errors
/// Fails if the database fails, or if the reference data lacks one of the five groups.
pub async fn regional(app: &App, now: DateTime<Utc>) -> Result<Lattice> {
    let reference = reference::of(app).await?;
    let classes = [
        ("african", "African"),
        ("asia-pacific", "Asia-Pacific"),
        ("eastern-european", "EasternEuropean"),
        ("latin-american-caribbean", "LatinAmericanCaribbean"),
        ("western-european-others", "WesternEuropeanOthers"),
    ];
    let class = |(key, group): (&str, &str)| -> Result<Class> {
        let states = reference.group_states(REGIONAL, group, now.date_naive())?;
        Ok(Class {
            key: key.into(),
            states: states.into_iter().map(|state| state.code.clone()).collect(),
        })
    };
    let classes = classes.into_iter().map(class).collect::<Result<_>>()?;
    Ok(Lattice { partitions: vec![Partition { key: REGIONAL.into(), classes }] })
}
