//! The public half of a key by which an integration proves who it is.

use crate::vocabulary::AssertionAlgorithm;
use sea_orm::entity::prelude::*;

/// The public half of a key by which an integration proves who it is.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration_key")]
pub struct Model {
    /// Identity; the `sid` of tokens that it got.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The integration.
    pub integration: Uuid,
    /// SHA-256 thumbprint of the key (RFC 7638), in base64url.
    pub kid: String,
    /// How it signs.
    pub algorithm: AssertionAlgorithm,
    /// The public key as RFC 7517 writes it, with its required members alone.
    pub jwk: String,
    /// Since when.
    pub added_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
    /// When it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
