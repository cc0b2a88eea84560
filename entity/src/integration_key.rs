//! Public key by which an integration proves its identity.

use crate::vocabulary::AssertionAlgorithm;
use sea_orm::entity::prelude::*;

/// Public key by which an integration proves its identity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration_key")]
pub struct Model {
    /// Identity, which is also the `sid` of the tokens that the key obtained.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The integration.
    pub integration: Uuid,
    /// SHA-256 thumbprint of the key (RFC 7638), in base64url.
    pub kid: String,
    /// Signature algorithm.
    pub algorithm: AssertionAlgorithm,
    /// The public key as a JSON Web Key (RFC 7517), with its required members alone.
    pub jwk: String,
    /// Time when the key was added.
    pub added_at: DateTimeUtc,
    /// Time when the key ends by itself.
    pub expires_at: DateTimeUtc,
    /// Time when the key was ended before that.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
