//! One version of an instrument: the document, frozen once published.

use crate::vocabulary::{InstrumentKey, Sha256, VersionStatus};
use sea_orm::entity::prelude::*;

/// One version of an instrument: the document, frozen once published.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_version")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The instrument.
    pub instrument: InstrumentKey,
    /// Such as `2026.1`.
    pub version: String,
    /// Draft, published or retired.
    pub status: VersionStatus,
    /// Digest of the canonical document, once published.
    pub sha256: Option<Sha256>,
    /// Canonical JSON (RFC 8785).
    pub document: String,
    /// When imported.
    pub created_at: DateTimeUtc,
    /// When frozen.
    pub published_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
