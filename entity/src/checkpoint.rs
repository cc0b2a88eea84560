//! Signed heads of all chains at one moment.

use sea_orm::entity::prelude::*;

/// Signed heads of all chains at one moment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Chain, number and hash of each head, as JSON.
    pub heads: String,
    /// The signing key.
    pub kid: String,
    /// Ed25519, base64url without padding.
    pub signature: String,
    /// When.
    pub at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
