//! Membership of a State in a group, with its dates.

use crate::vocabulary::StateCode;
use sea_orm::entity::prelude::*;

/// Membership of a State in a group, with its dates.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_member")]
pub struct Model {
    /// The grouping.
    #[sea_orm(primary_key, auto_increment = false)]
    pub grouping: String,
    /// The group.
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_code: String,
    /// The State.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: StateCode,
    /// First day of the membership, if known.
    pub valid_from: Option<Date>,
    /// First day after the membership.
    pub valid_to: Option<Date>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
