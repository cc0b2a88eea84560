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
    /// Kind of membership: full or associate.
    pub status: MembershipStatus,
    /// Participation of the State.
    pub participation: Participation,
    /// First day of the membership, if known.
    pub valid_from: Option<Date>,
    /// First day after the membership.
    pub valid_to: Option<Date>,
    /// Date of the newest source that lists the membership.
    pub as_of: Date,
    /// Note for readers.
    pub note: String,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
