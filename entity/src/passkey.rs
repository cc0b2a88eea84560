//! A passkey that a person registered.

use sea_orm::entity::prelude::*;

/// A passkey that a person registered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub person: Uuid,
    /// The credential id, in base64url without padding.
    pub credential: String,
    /// Name that the person gave it.
    pub name: String,
    /// The public key and the other data that verify the passkey, as JSON.
    pub content: String,
    /// The newest signature counter that it has shown; 0 for passkeys without a counter.
    pub counter: i64,
    /// Time of registration.
    pub created_at: DateTimeUtc,
    /// Time of the last use.
    pub used_at: Option<DateTimeUtc>,
    /// Time when its counter went backwards. This shows that a copy exists, so the passkey is
    /// refused from then on.
    pub locked_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
