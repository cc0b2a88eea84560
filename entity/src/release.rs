//! A numbered, frozen set of tables of a cycle.

use crate::vocabulary::{ReleaseStatus, Sha256};
use sea_orm::entity::prelude::*;

/// A numbered, frozen set of tables of a cycle.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release")]
pub struct Model {
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The cycle.
    pub cycle: Uuid,
    /// Whether it passed the gate.
    pub status: ReleaseStatus,
    /// Parameters of disclosure control, as JSON.
    pub parameters: String,
    /// The counted States, their editions and digests, as JSON.
    pub respondents: String,
    /// Digest over parameters, respondents and tables.
    pub sha256: Sha256,
    /// When.
    pub released_at: DateTimeUtc,
    /// The administrator; of two, the second.
    pub released_by: Uuid,
    /// The moment that it is a picture of; none of the first ones.
    pub as_of: Option<DateTimeUtc>,
    /// Digest over the numbers and digests of all releases before; none if ungated, as the next three.
    pub ledger: Option<Sha256>,
    /// Digest over what it is for everybody; none of the first ones.
    pub content: Option<Sha256>,
    /// What attackers were taken to know, as JSON.
    pub assumed: Option<String>,
    /// The id of the signing key.
    pub kid: Option<String>,
    /// Ed25519 over what is released.
    pub signature: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
