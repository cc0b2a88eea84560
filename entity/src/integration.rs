//! A machine client of a State, or one for public data.

use crate::vocabulary::StateCode;
use sea_orm::entity::prelude::*;

/// A machine client of a State, or one for public data.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration")]
pub struct Model {
    /// Identity, which is also the client id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name that its owner gave it.
    pub name: String,
    /// The State that owns the integration; none if it reads public data alone.
    pub state: Option<StateCode>,
    /// `IntegrationScope`s with a space between them.
    pub scopes: String,
    /// The person who minted it. Every act of the integration counts as an act of this person.
    pub minted_by: Uuid,
    /// Time when it was minted.
    pub minted_at: DateTimeUtc,
    /// Time when it last got an access token.
    pub used_at: Option<DateTimeUtc>,
    /// Time when it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
