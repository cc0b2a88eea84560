//! A machine client of a State, or one for public data.

use crate::vocabulary::StateCode;
use sea_orm::entity::prelude::*;

/// A machine client of a State, or one for public data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration")]
pub struct Model {
    /// Identity; the client id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The State that it is of; none for public data.
    pub state: Option<StateCode>,
    /// `IntegrationScope`s with a space between them.
    pub scopes: String,
    /// Whose doing everything counts as that it does.
    pub minted_by: Uuid,
    /// Since when.
    pub minted_at: DateTimeUtc,
    /// When it last got an access token.
    pub used_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
