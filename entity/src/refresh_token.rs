//! Refresh token of a session. The text of the token is not stored.

use sea_orm::entity::prelude::*;

/// Refresh token of a session. The text of the token is not stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The session. Its tokens form one family.
    pub session: Uuid,
    /// Number of the token in its family. The newest token has the session's epoch.
    pub epoch: i64,
    /// Time of issue.
    pub issued_at: DateTimeUtc,
    /// Time when it was exchanged for the next token.
    pub used_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
