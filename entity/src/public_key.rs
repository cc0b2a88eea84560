//! Public half of a signing key; never deleted.

use crate::vocabulary::{KeyPurpose, KeyStatus};
use sea_orm::entity::prelude::*;

/// Public half of a signing key; never deleted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_key")]
pub struct Model {
    /// Id of the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// Purpose of the key.
    pub purpose: KeyPurpose,
    /// Ed25519 public key, in base64url without padding.
    pub public: String,
    /// Stage of the key in its rotation.
    pub status: KeyStatus,
    /// Time when the key was added.
    pub created_at: DateTimeUtc,
    /// Time when the key stopped signing.
    pub retired_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
