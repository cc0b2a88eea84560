//! A token that is narrower than the integration that it is of; its text is kept nowhere.

use sea_orm::entity::prelude::*;

/// A token that is narrower than the integration that it is of; its text is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "narrower_token")]
pub struct Model {
    /// Identity; the `sid` of tokens that it got.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The integration, with which it ends.
    pub integration: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the token, in hexadecimal.
    pub hash: String,
    /// The sections that it reads, with a space between them.
    pub sections: String,
    /// Who made it.
    pub minted_by: Uuid,
    /// Since when.
    pub minted_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
