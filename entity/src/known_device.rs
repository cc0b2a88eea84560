//! A device from which a person signed in before.

use sea_orm::entity::prelude::*;

/// A device from which a person signed in before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_device")]
pub struct Model {
    /// SHA-256 of the device's token, in hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The person who signed in.
    pub person: Uuid,
    /// Time of the last sign-in from the device.
    pub seen_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
