//! Signed heads of all chains at one moment.

use sea_orm::entity::prelude::*;

/// Signed heads of all chains at one moment.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    /// Number of the checkpoint, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Chain, number and hash of each head, as JSON.
    pub heads: String,
    /// Id of the signing key.
    pub kid: String,
    /// Ed25519 signature, in base64url without padding.
    pub signature: String,
    /// Time of the checkpoint.
    pub at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
