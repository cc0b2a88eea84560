//! A State invited to a cycle.

use crate::vocabulary::StateCode;
use sea_orm::entity::prelude::*;

/// A State invited to a cycle.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cycle_invitation")]
pub struct Model {
    /// The cycle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: Uuid,
    /// The State.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: StateCode,
    /// Time of the invitation.
    pub invited_at: DateTimeUtc,
    /// The State's own later closing time, if it has an extension.
    pub extended_until: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
