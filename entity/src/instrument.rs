//! An instrument, in all its versions.

use crate::vocabulary::{InstrumentKey, InstrumentKind};
use sea_orm::entity::prelude::*;

/// An instrument, in all its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument")]
pub struct Model {
    /// Key, such as `national-survey`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: InstrumentKey,
    /// Purpose of the instrument.
    pub kind: InstrumentKind,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
