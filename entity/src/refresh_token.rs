//! A refresh token of a session; its text is kept nowhere.

use sea_orm::entity::prelude::*;

/// A refresh token of a session; its text is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The session, whose tokens are one family.
    pub session: Uuid,
    /// Which of the family: the session's epoch while it is the newest.
    pub epoch: i64,
    /// When it was made.
    pub issued_at: DateTimeUtc,
    /// When it was exchanged for the next one.
    pub used_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
