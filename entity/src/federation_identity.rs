//! An identity at a provider, and the person to whom it is linked.

use sea_orm::entity::prelude::*;

/// An identity at a provider, and the person to whom it is linked.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federation_identity")]
pub struct Model {
    /// The provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: Uuid,
    /// The subject of the provider's tokens; never an e-mail address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The person.
    pub person: Uuid,
    /// Time when the identity was linked.
    pub linked_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
