//! A challenge that a passkey may answer once.

use crate::vocabulary::CeremonyKind;
use sea_orm::entity::prelude::*;

/// A challenge that a passkey may answer once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremony")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Purpose of the challenge.
    pub kind: CeremonyKind,
    /// The session to which the challenge is bound; none for a sign-in.
    pub session: Option<Uuid>,
    /// The challenge and its expectations, as JSON.
    pub state: String,
    /// Time until which a passkey can answer it.
    pub expires_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
