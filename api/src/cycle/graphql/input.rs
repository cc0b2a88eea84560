//! What an administrator says about a cycle.

use ::disclosure::{Class, Lattice, Partition};
use ::entity::vocabulary::{CycleKey, InstrumentKey, StateCode};
use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A cycle to plan.
#[derive(InputObject, Debug, Serialize)]
pub struct PlanCycleInput {
    /// Its key, such as `2026`.
    pub(super) key: CycleKey,
    /// The instrument's key.
    pub(super) instrument: InstrumentKey,
    /// The published version.
    pub(super) version: String,
    /// Its names.
    pub(super) names: NamesInput,
    /// From when States may save (RFC 3339).
    pub(super) opens_at: DateTime<Utc>,
    /// Until when; none for a continuous cycle.
    pub(super) closes_at: Option<DateTime<Utc>>,
    /// What released tables divide States by; the UN regional groups where it is left out.
    pub(super) lattice: Option<LatticeInput>,
    /// Who is invited; every State where it is left out.
    pub(super) states: Option<Vec<StateCode>>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
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
    pub(super) key: String,
    /// Its classes.
    classes: Vec<ClassInput>,
}

/// One class of a partition.
#[derive(InputObject, Debug, Serialize)]
pub struct ClassInput {
    /// Its key, such as `african`.
    pub(super) key: String,
    /// Its States.
    pub(super) states: Vec<StateCode>,
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
    pub(super) cycle: CycleKey,
    /// The States.
    pub(super) states: Vec<StateCode>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// An extension to give.
#[derive(InputObject, Debug, Serialize)]
pub struct ExtendCycleInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// The State.
    pub(super) state: StateCode,
    /// Its own closing time (RFC 3339).
    pub(super) until: DateTime<Utc>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// New dates.
#[derive(InputObject, Debug, Serialize)]
pub struct RescheduleCycleInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// From when States may save.
    pub(super) opens_at: DateTime<Utc>,
    /// Until when; none for a continuous cycle.
    pub(super) closes_at: Option<DateTime<Utc>>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// A lattice to declare.
#[derive(InputObject, Debug, Serialize)]
pub struct DeclareLatticeInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// The lattice.
    pub(super) lattice: LatticeInput,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}
