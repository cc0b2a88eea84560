//! A submitted, frozen, numbered copy of a submission.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// A submitted, frozen, numbered copy of a submission.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// Number of the edition, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The answers and their salt, in canonical JSON (RFC 8785).
    pub document: String,
    /// Digest of the document.
    pub sha256: Sha256,
    /// The signed receipt, as JSON.
    pub receipt: String,
    /// Time of submission.
    pub submitted_at: DateTimeUtc,
    /// The focal point who submitted.
    pub submitted_by: Uuid,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
