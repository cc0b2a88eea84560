//! A State's membership of an organization, with its dates.

use crate::vocabulary::{MembershipStatus, Participation, StateCode};
use sea_orm::entity::prelude::*;

/// A State's membership of an organization, with its dates.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization: String,
    /// The State.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: StateCode,
    /// Full or associate.
    pub status: MembershipStatus,
    /// How the State takes part.
    pub participation: Participation,
    /// First day, where known.
    pub valid_from: Option<Date>,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
    /// The newest source that lists it.
    pub as_of: Date,
    /// What a reader should know.
    pub note: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
