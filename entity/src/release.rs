//! A numbered, frozen set of tables of a cycle.

use crate::vocabulary::{ReleaseStatus, Sha256};
use sea_orm::entity::prelude::*;

/// A numbered, frozen set of tables of a cycle.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release")]
pub struct Model {
    /// Number of the release, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The cycle.
    pub cycle: Uuid,
    /// Result of the disclosure gate.
    pub status: ReleaseStatus,
    /// Parameters of disclosure control, as JSON.
    pub parameters: String,
    /// The counted States, their editions and digests, as JSON.
    pub respondents: String,
    /// Digest over parameters, respondents and tables.
    pub sha256: Sha256,
    /// Time of the release.
    pub released_at: DateTimeUtc,
    /// The administrator who released; of two administrators, the second.
    pub released_by: Uuid,
    /// The moment whose state the release describes; none for the first releases.
    pub as_of: Option<DateTimeUtc>,
    /// Digest over the numbers and digests of all earlier releases; none if the release is ungated.
    pub ledger: Option<Sha256>,
    /// Digest over the public content; none for the first releases and for ungated ones.
    pub content: Option<Sha256>,
    /// The attacker's assumed knowledge, as JSON; none if the release is ungated.
    pub assumed: Option<String>,
    /// Id of the signing key; none if the release is ungated.
    pub kid: Option<String>,
    /// Ed25519 signature over the signed statement of the release; none if the release is ungated.
    pub signature: Option<String>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
