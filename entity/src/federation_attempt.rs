//! An authorization request to a provider: used once, by one browser, within ten minutes.

use crate::vocabulary::FederationPurpose;
use sea_orm::entity::prelude::*;

/// An authorization request to a provider: used once, by one browser, within ten minutes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federation_attempt")]
pub struct Model {
    /// SHA-256 of the `state` parameter, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// SHA-256 of the browser's cookie, in hexadecimal.
    pub browser_hash: String,
    /// The provider.
    pub provider: Uuid,
    /// Purpose of the request.
    pub purpose: FederationPurpose,
    /// The session that asked to link; none for a sign-in.
    pub session: Option<Uuid>,
    /// Time until which the provider may answer.
    pub expires_at: DateTimeUtc,
    /// Time of the provider's answer.
    pub answered_at: Option<DateTimeUtc>,
    /// The proved identity: the subject of the provider's token.
    pub subject: Option<String>,
    /// SHA-256 of the code that completes the request, in hexadecimal.
    pub code_hash: Option<String>,
    /// Time until which this code is valid.
    pub code_expires_at: Option<DateTimeUtc>,
    /// Time when the request was completed.
    pub finished_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
