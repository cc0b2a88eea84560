//! One version of an instrument. Its document is frozen when it is published.

use crate::vocabulary::{InstrumentKey, Sha256, VersionStatus};
use sea_orm::entity::prelude::*;

/// One version of an instrument. Its document is frozen when it is published.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_version")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The instrument.
    pub instrument: InstrumentKey,
    /// Number of the version, such as `2026.1`.
    pub version: String,
    /// Draft, published or retired.
    pub status: VersionStatus,
    /// Digest of the canonical document; none before publication.
    pub sha256: Option<Sha256>,
    /// The document in canonical JSON (RFC 8785).
    pub document: String,
    /// Time of import.
    pub created_at: DateTimeUtc,
    /// Time of publication.
    pub published_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
