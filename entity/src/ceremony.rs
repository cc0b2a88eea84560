//! A challenge that a passkey is to answer, once.

use crate::vocabulary::CeremonyKind;
use sea_orm::entity::prelude::*;

/// A challenge that a passkey is to answer, once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremony")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the answer is for.
    pub kind: CeremonyKind,
    /// The session that it is bound to; none for signing in.
    pub session: Option<Uuid>,
    /// The challenge and what it expects, as JSON.
    pub state: String,
    /// Until when it can be answered.
    pub expires_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
