//! A right on one section or question, for one person.

use crate::vocabulary::{GrantRight, StateCode};
use sea_orm::entity::prelude::*;

/// A right on one section or question, for one person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "section_grant")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The State that granted it.
    pub state: StateCode,
    /// The person to whom the right is granted.
    pub person: Uuid,
    /// A section or question code.
    pub scope: String,
    /// The right.
    pub access: GrantRight,
    /// The focal point who granted it.
    pub granted_by: Uuid,
    /// Time from which the grant is valid.
    pub granted_at: DateTimeUtc,
    /// Time until which the grant is valid; none without a limit.
    pub expires_at: Option<DateTimeUtc>,
    /// Time when the grant was taken back.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
