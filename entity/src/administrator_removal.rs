//! The removal of an administrator, which a second administrator has to confirm.

use sea_orm::entity::prelude::*;

/// The removal of an administrator, which a second administrator has to confirm.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "administrator_removal")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The administrator who is to be removed.
    pub person: Uuid,
    /// The administrator who proposes it.
    pub proposed_by: Uuid,
    /// Time of the proposal.
    pub proposed_at: DateTimeUtc,
    /// Time from which it can no longer be confirmed.
    pub expires_at: DateTimeUtc,
    /// The second administrator.
    pub confirmed_by: Option<Uuid>,
    /// Time of the confirmation. The administrator was removed at that time.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Time when the proposal was withdrawn, or when one of the two administrators left.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
