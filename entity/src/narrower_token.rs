//! A token with fewer rights than its integration. The text of the token is not stored.

use sea_orm::entity::prelude::*;

/// A token with fewer rights than its integration. The text of the token is not stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "narrower_token")]
pub struct Model {
    /// Identity, which is also the `sid` of the access tokens that it obtained.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The integration. The token ends with it.
    pub integration: Uuid,
    /// Name that its owner gave it.
    pub name: String,
    /// SHA-256 of the token, in hexadecimal.
    pub hash: String,
    /// Codes of the sections that it reads, with a space between them.
    pub sections: String,
    /// The person who minted it.
    pub minted_by: Uuid,
    /// Time when it was minted.
    pub minted_at: DateTimeUtc,
    /// Time when it ends by itself.
    pub expires_at: DateTimeUtc,
    /// Time when it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
