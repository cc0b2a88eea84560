//! Count of wrong guesses at the credentials of an account, from an address or from a device.

use sea_orm::entity::prelude::*;

/// Count of wrong guesses at the credentials of an account, from an address or from a device.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// SHA-256 of the subject of the count, in hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Number of wrong guesses in a row.
    pub failures: i64,
    /// Time of the last wrong guess.
    pub last_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
