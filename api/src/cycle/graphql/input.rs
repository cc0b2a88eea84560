//! Inputs of the mutations on cycles.

use ::disclosure::{Class, Lattice, Partition};
use ::entity::vocabulary::{CycleKey, InstrumentKey, StateCode};
use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Cycle to plan.
#[derive(InputObject, Debug, Serialize)]
pub struct PlanCycleInput {
    /// Key of the cycle, such as `2026`.
    pub(super) key: CycleKey,
    /// Key of the instrument.
    pub(super) instrument: InstrumentKey,
    /// Published version of the instrument.
    pub(super) version: String,
    /// Names of the cycle.
    pub(super) names: NamesInput,
    /// Time from which States may save (RFC 3339).
    pub(super) opens_at: DateTime<Utc>,
    /// Time until which States may save (RFC 3339). Left out for a continuous cycle.
    pub(super) closes_at: Option<DateTime<Utc>>,
    /// Partitions by which released tables divide States. If left out, the UN regional groups.
    pub(super) lattice: Option<LatticeInput>,
    /// States to invite. If left out, every State.
    pub(super) states: Option<Vec<StateCode>>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// Name in each of the six official languages.
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

/// Sets of States for which tables are made. The set of all counted States is always one of them.
#[derive(InputObject, Debug, Serialize)]
pub struct LatticeInput {
    /// Partitions in order of priority: at most the UN regional groups and one further partition.
    partitions: Vec<PartitionInput>,
}

/// Partition of States into classes that have no State in common.
#[derive(InputObject, Debug, Serialize)]
pub struct PartitionInput {
    /// Key of the partition, such as `un_regional_group`.
    pub(super) key: String,
    /// Classes of the partition.
    classes: Vec<ClassInput>,
}

/// Class of a partition.
#[derive(InputObject, Debug, Serialize)]
pub struct ClassInput {
    /// Key of the class, such as `african`.
    pub(super) key: String,
    /// Codes of the States in the class.
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

/// States to invite to a cycle.
#[derive(InputObject, Debug, Serialize)]
pub struct InviteStatesInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Codes of the States.
    pub(super) states: Vec<StateCode>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// Extension of a cycle for one State.
#[derive(InputObject, Debug, Serialize)]
pub struct ExtendCycleInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Code of the State.
    pub(super) state: StateCode,
    /// Closing time of this State (RFC 3339).
    pub(super) until: DateTime<Utc>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// New dates of a cycle.
#[derive(InputObject, Debug, Serialize)]
pub struct RescheduleCycleInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// Time from which States may save (RFC 3339).
    pub(super) opens_at: DateTime<Utc>,
    /// Time until which States may save (RFC 3339). Left out for a continuous cycle.
    pub(super) closes_at: Option<DateTime<Utc>>,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}

/// Lattice to declare for a cycle.
#[derive(InputObject, Debug, Serialize)]
pub struct DeclareLatticeInput {
    /// The cycle.
    pub(super) cycle: CycleKey,
    /// The new lattice.
    pub(super) lattice: LatticeInput,
    /// Idempotency key, 1 to 200 bytes. A repeat with the same key and content within 24 hours
    /// changes nothing. Other content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    pub(super) idempotency_key: Option<String>,
}
