//! Id of a client assertion that was used. An assertion is accepted once.

use sea_orm::entity::prelude::*;

/// Id of a client assertion that was used. An assertion is accepted once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_assertion")]
pub struct Model {
    /// The integration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub integration: Uuid,
    /// SHA-256 of the assertion's `jti`, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Time after which the assertion is refused for its age.
    pub expires_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
