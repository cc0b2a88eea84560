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
    /// The State that grants.
    pub state: StateCode,
    /// Who may.
    pub person: Uuid,
    /// A section or question code.
    pub scope: String,
    /// What may be done.
    pub access: GrantRight,
    /// The focal point.
    pub granted_by: Uuid,
    /// From when.
    pub granted_at: DateTimeUtc,
    /// Until when.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
