//! The stored outcome of a mutation that carried a key.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// The stored outcome of a mutation that carried a key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Who called.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    /// Which mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mutation: String,
    /// The caller's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Digest of the input.
    pub request: Sha256,
    /// What was answered, as JSON.
    pub outcome: String,
    /// When; kept for 24 hours.
    pub stored_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
