//! The public half of a signing key; never deleted.

use crate::vocabulary::{KeyPurpose, KeyStatus};
use sea_orm::entity::prelude::*;

/// The public half of a signing key; never deleted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_key")]
pub struct Model {
    /// Key id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// What it signs.
    pub purpose: KeyPurpose,
    /// Ed25519 public key, base64url without padding.
    pub public: String,
    /// Whether it still signs.
    pub status: KeyStatus,
    /// From when.
    pub created_at: DateTimeUtc,
    /// When it stopped signing.
    pub retired_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
