//! A visit to a provider that is under way: used once, by one browser, for ten minutes.

use crate::vocabulary::FederationPurpose;
use sea_orm::entity::prelude::*;

/// A visit to a provider that is under way: used once, by one browser, for ten minutes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federation_attempt")]
pub struct Model {
    /// SHA-256 of the state, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// SHA-256 of the browser's cookie, in hexadecimal.
    pub browser_hash: String,
    /// The provider.
    pub provider: Uuid,
    /// What for.
    pub purpose: FederationPurpose,
    /// The session that asked to link; none for signing in.
    pub session: Option<Uuid>,
    /// Until when the provider may answer.
    pub expires_at: DateTimeUtc,
    /// When it answered.
    pub answered_at: Option<DateTimeUtc>,
    /// Whom it proved, as it calls them.
    pub subject: Option<String>,
    /// SHA-256 of the code that finishes it, in hexadecimal.
    pub code_hash: Option<String>,
    /// Until when that code holds.
    pub code_expires_at: Option<DateTimeUtc>,
    /// When it was finished.
    pub finished_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
