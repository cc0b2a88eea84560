//! How often something was guessed wrongly in the name of an account, from an address or from a device.

use sea_orm::entity::prelude::*;

/// How often something was guessed wrongly in the name of an account, from an address or from a device.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// SHA-256 of what is counted, in hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// How many times in a row.
    pub failures: i64,
    /// When last.
    pub last_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
