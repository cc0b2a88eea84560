//! Head of a chain: its newest act.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// Head of a chain: its newest act.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_head")]
pub struct Model {
    /// A State's code, or `SECRETARIAT`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Number of the newest act.
    pub number: i64,
    /// Hash of the newest act.
    pub hash: Sha256,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
