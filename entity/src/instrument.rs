//! An instrument across its versions.

use crate::vocabulary::{InstrumentKey, InstrumentKind};
use sea_orm::entity::prelude::*;

/// An instrument across its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument")]
pub struct Model {
    /// Such as `national-survey`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: InstrumentKey,
    /// What it is for.
    pub kind: InstrumentKind,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
