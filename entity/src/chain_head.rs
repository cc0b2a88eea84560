//! The newest act of a chain.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// The newest act of a chain.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_head")]
pub struct Model {
    /// A State's code, or `SECRETARIAT`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Number of the newest act.
    pub number: i64,
    /// Its hash.
    pub hash: Sha256,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
