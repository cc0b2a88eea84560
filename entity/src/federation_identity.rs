//! An identity at a provider, and the person it was linked to.

use sea_orm::entity::prelude::*;

/// An identity at a provider, and the person it was linked to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federation_identity")]
pub struct Model {
    /// The provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: Uuid,
    /// What the provider calls somebody: the subject of its tokens, never an e-mail address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Who that is.
    pub person: Uuid,
    /// When it was linked.
    pub linked_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
