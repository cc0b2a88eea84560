//! Cycles in GraphQL.

use super::{
    Lattice, NewCycle, declare_lattice, extend_cycle, invite_states,
    lattice::{Class, Partition},
    plan_cycle, reschedule_cycle, rules, store,
};
use crate::{
    error::{Code, Error, Result},
    instrument::{self, InstrumentVersion},
    once::Once,
    reference::{self, StateObject},
    world::{Ask as _, World},
};
use ::entity::{
    cycle,
    words::{CycleKey, InstrumentKey, Official, StateCode, VersionStatus},
};
use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeSet;

/// Queries about rounds of the survey.
#[derive(Debug, Default)]
pub struct CycleQuery;

#[Object]
impl CycleQuery {
    /// All cycles, the newest first.
    async fn cycles(&self, ctx: &Context<'_>) -> Result<Vec<Cycle>> {
        Ok(store::cycles(ctx.world().read()).await?.into_iter().map(Cycle).collect())
    }

    /// One cycle; null for an unknown key.
    async fn cycle(&self, ctx: &Context<'_>, key: CycleKey) -> Result<Option<Cycle>> {
        match store::cycle(ctx.world().read(), &key).await {
            Ok(row) => Ok(Some(Cycle(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What an administrator does with cycles.
#[derive(Debug, Default)]
pub struct CycleMutation;

#[Object]
impl CycleMutation {
    /// Plans a cycle and invites States. For the administrator.
    async fn plan_cycle(&self, ctx: &Context<'_>, input: PlanCycleInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let world = ctx.world();
        let now = world.now();
        let once = Once::new(by.person(), "planCycle", input.idempotency_key.clone(), &input)?;
        let version = instrument::store::version(world.read(), &input.instrument, &input.version).await?;
        let version = version.filter(|version| version.status == VersionStatus::Published);
        let version = version.ok_or_else(|| Error::says(Code::NotFound, "There is no such published instrument version."))?;
        let lattice = match input.lattice {
            Some(lattice) => lattice.into(),
            None => regional(world, now).await?,
        };
        let known = known(world).await?;
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
        let key = world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, key_of(plan_cycle(tx, by, new, *now))).await })
            })
            .await?;
        changed(world, &key).await
    }

    /// Invites further States. For the administrator.
    async fn invite_states(&self, ctx: &Context<'_>, input: InviteStatesInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (world, now, known) = (ctx.world(), ctx.world().now(), known(ctx.world()).await?);
        let once = Once::new(by.person(), "inviteStates", input.idempotency_key.clone(), &input)?;
        let key = world
            .write((by, input, known, once, now), |tx, (by, input, known, once, now)| {
                let invited = invite_states(tx, by, &input.cycle, &input.states, known, *now);
                Box::pin(async move { once.run(tx, *now, key_of(invited)).await })
            })
            .await?;
        changed(world, &key).await
    }

    /// Gives one State a later closing time of its own. For the administrator.
    async fn extend_cycle(&self, ctx: &Context<'_>, input: ExtendCycleInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (world, now) = (ctx.world(), ctx.world().now());
        let once = Once::new(by.person(), "extendCycle", input.idempotency_key.clone(), &input)?;
        let key = world
            .write((by, input, once, now), |tx, (by, input, once, now)| {
                let extended = extend_cycle(tx, by, &input.cycle, &input.state, input.until, *now);
                Box::pin(async move { once.run(tx, *now, key_of(extended)).await })
            })
            .await?;
        changed(world, &key).await
    }

    /// Moves a cycle's dates; the opening time can't move once it is past. For the administrator.
    async fn reschedule_cycle(&self, ctx: &Context<'_>, input: RescheduleCycleInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (world, now) = (ctx.world(), ctx.world().now());
        let once = Once::new(by.person(), "rescheduleCycle", input.idempotency_key.clone(), &input)?;
        let key = world
            .write((by, input, once, now), |tx, (by, input, once, now)| {
                let moved = reschedule_cycle(tx, by, &input.cycle, input.opens_at, input.closes_at, *now);
                Box::pin(async move { once.run(tx, *now, key_of(moved)).await })
            })
            .await?;
        changed(world, &key).await
    }

    /// Declares another lattice, before the cycle opens. For the administrator.
    async fn declare_lattice(&self, ctx: &Context<'_>, input: DeclareLatticeInput) -> Result<CyclePayload> {
        let by = ctx.caller().administrator()?;
        let (world, now, known) = (ctx.world(), ctx.world().now(), known(ctx.world()).await?);
        let once = Once::new(by.person(), "declareLattice", input.idempotency_key.clone(), &input)?;
        let (cycle, lattice): (CycleKey, Lattice) = (input.cycle, input.lattice.into());
        let key = world
            .write((by, cycle, lattice, known, once, now), |tx, (by, cycle, lattice, known, once, now)| {
                let declared = declare_lattice(tx, by, cycle, lattice, known, *now);
                Box::pin(async move { once.run(tx, *now, key_of(declared)).await })
            })
            .await?;
        changed(world, &key).await
    }
}

/// What a repeated mutation gives back: the key of the cycle that it changed.
async fn key_of(change: impl Future<Output = Result<cycle::Model>>) -> Result<CycleKey> {
    Ok(change.await?.key)
}

async fn changed(world: &World, key: &CycleKey) -> Result<CyclePayload> {
    Ok(CyclePayload { cycle: Cycle(store::cycle(world.read(), key).await?) })
}

async fn known(world: &World) -> Result<BTreeSet<StateCode>> {
    Ok(reference::of(world).await?.states().iter().map(|state| state.code.clone()).collect())
}

/// The lattice that a cycle has where nothing else is declared: the UN regional groups as of the day.
///
/// # Errors
/// When the database fails.
pub async fn regional(world: &World, now: DateTime<Utc>) -> Result<Lattice> {
    let reference = reference::of(world).await?;
    let classes = [
        ("african", "African"),
        ("asia-pacific", "Asia-Pacific"),
        ("eastern-european", "EasternEuropean"),
        ("latin-american-caribbean", "LatinAmericanCaribbean"),
        ("western-european-others", "WesternEuropeanOthers"),
    ];
    let class = |(key, group): (&str, &str)| -> Result<Class> {
        let states = reference.group_states(super::REGIONAL, group, now.date_naive())?;
        Ok(Class { key: key.into(), states: states.into_iter().map(|state| state.code.clone()).collect() })
    };
    let classes = classes.into_iter().map(class).collect::<Result<_>>()?;
    Ok(Lattice { partitions: vec![Partition { key: super::REGIONAL.into(), classes }] })
}

/// A cycle to plan.
#[derive(InputObject, Debug, Serialize)]
pub struct PlanCycleInput {
    /// Its key, such as `2026`.
    key: CycleKey,
    /// The instrument's key.
    instrument: InstrumentKey,
    /// The published version.
    version: String,
    /// Its names.
    names: NamesInput,
    /// From when States may save (RFC 3339).
    opens_at: DateTime<Utc>,
    /// Until when; none for a continuous cycle.
    closes_at: Option<DateTime<Utc>>,
    /// What released tables divide States by; the UN regional groups where it is left out.
    lattice: Option<LatticeInput>,
    /// Who is invited; every State where it is left out.
    states: Option<Vec<StateCode>>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A name in each of the six official languages.
#[derive(InputObject, Debug, Serialize)]
pub struct NamesInput {
    /// Arabic.
    ar: String,
    /// Chinese.
    zh: String,
    /// English.
    en: String,
    /// French.
    fr: String,
    /// Russian.
    ru: String,
    /// Spanish.
    es: String,
}

impl From<NamesInput> for [String; 6] {
    fn from(names: NamesInput) -> Self {
        [names.ar, names.zh, names.en, names.fr, names.ru, names.es]
    }
}

/// The sets of States for which tables are made; all counted States are always one of them.
#[derive(InputObject, Debug, Serialize)]
pub struct LatticeInput {
    /// At most the UN regional groups and one further partition, in order of priority.
    partitions: Vec<PartitionInput>,
}

/// One way to divide States into classes that share none.
#[derive(InputObject, Debug, Serialize)]
pub struct PartitionInput {
    /// Its key, such as `un_regional_group`.
    key: String,
    /// Its classes.
    classes: Vec<ClassInput>,
}

/// One class of a partition.
#[derive(InputObject, Debug, Serialize)]
pub struct ClassInput {
    /// Its key, such as `african`.
    key: String,
    /// Its States.
    states: Vec<StateCode>,
}

impl From<LatticeInput> for Lattice {
    fn from(lattice: LatticeInput) -> Self {
        let class = |class: ClassInput| Class { key: class.key, states: class.states };
        let partition = |partition: PartitionInput| Partition {
            key: partition.key,
            classes: partition.classes.into_iter().map(class).collect(),
        };
        Self { partitions: lattice.partitions.into_iter().map(partition).collect() }
    }
}

/// States to invite.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteStatesInput {
    /// The cycle.
    cycle: CycleKey,
    /// The States.
    states: Vec<StateCode>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// An extension to give.
#[derive(InputObject, Debug, Serialize)]
pub struct ExtendCycleInput {
    /// The cycle.
    cycle: CycleKey,
    /// The State.
    state: StateCode,
    /// Its own closing time (RFC 3339).
    until: DateTime<Utc>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// New dates.
#[derive(InputObject, Debug, Serialize)]
pub struct RescheduleCycleInput {
    /// The cycle.
    cycle: CycleKey,
    /// From when States may save.
    opens_at: DateTime<Utc>,
    /// Until when; none for a continuous cycle.
    closes_at: Option<DateTime<Utc>>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A lattice to declare.
#[derive(InputObject, Debug, Serialize)]
pub struct DeclareLatticeInput {
    /// The cycle.
    cycle: CycleKey,
    /// The lattice.
    lattice: LatticeInput,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The changed cycle.
#[derive(SimpleObject, Debug)]
pub struct CyclePayload {
    /// The cycle.
    cycle: Cycle,
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
    /// `releaseTables`; refused where the cycle has been released.
    ReleaseTables,
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
    /// What the viewer can do with it now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Vec<CycleAct> {
        if ctx.caller().administrator().is_err() {
            return Vec::new();
        }
        let mut acts = vec![CycleAct::InviteStates, CycleAct::ExtendCycle, CycleAct::RescheduleCycle];
        match rules::phase(&self.0, ctx.world().now()) {
            rules::Phase::Planned => acts.push(CycleAct::DeclareLattice),
            rules::Phase::Open => {}
            rules::Phase::Closed => acts.push(CycleAct::ReleaseTables),
        }
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

/// One way to divide States into classes that share none.
#[derive(Debug)]
pub struct LatticePartition(Partition);

/// One way to divide States into classes that share none.
#[Object]
impl LatticePartition {
    /// Its key.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Its classes.
    async fn classes(&self) -> Vec<LatticeClass> {
        self.0.classes.iter().cloned().map(LatticeClass).collect()
    }
}

/// One class of a partition.
#[derive(Debug)]
pub struct LatticeClass(Class);

/// One class of a partition.
#[Object]
impl LatticeClass {
    /// Its key.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Codes of its States.
    async fn states(&self) -> &[StateCode] {
        &self.0.states
    }
}
