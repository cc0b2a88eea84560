//! Stored outcome of a mutation that carried an idempotency key.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// Stored outcome of a mutation that carried an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// The caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    /// Name of the mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mutation: String,
    /// The caller's idempotency key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Digest of the input.
    pub request: Sha256,
    /// The outcome as JSON.
    pub outcome: String,
    /// Time when the outcome was stored. It is kept for 24 hours.
    pub stored_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
