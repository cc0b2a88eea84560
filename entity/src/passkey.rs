//! A passkey that somebody registered.

use sea_orm::entity::prelude::*;

/// A passkey that somebody registered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// The credential id, base64url without padding.
    pub credential: String,
    /// What the person calls it.
    pub name: String,
    /// The public key and what else verifies it, as JSON.
    pub content: String,
    /// The newest counter that it has shown; 0 for those that do not count.
    pub counter: i64,
    /// When it was registered.
    pub created_at: DateTimeUtc,
    /// When it was last used.
    pub used_at: Option<DateTimeUtc>,
    /// When its counter went backwards: there is a copy of it, and it is taken no more.
    pub locked_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
