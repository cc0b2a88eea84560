//! A change of a State's focal point. Two parties have to agree on it.

use crate::vocabulary::{Official, StateCode, SuccessionParty};
use sea_orm::entity::prelude::*;

/// A change of a State's focal point. Two parties have to agree on it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The State.
    pub state: StateCode,
    /// The present focal point, who is to leave the role.
    pub outgoing: Uuid,
    /// Lower-case e-mail address of the successor.
    pub email: String,
    /// Name of the successor.
    pub name: String,
    /// Preferred language of the successor.
    pub language: Official,
    /// The person who proposed it.
    pub proposed_by: Uuid,
    /// The party of the proposer.
    pub proposed_as: SuccessionParty,
    /// Time of the proposal.
    pub proposed_at: DateTimeUtc,
    /// Time until which another party can agree.
    pub expires_at: DateTimeUtc,
    /// The person who agreed.
    pub agreed_by: Option<Uuid>,
    /// The party of the person who agreed.
    pub agreed_as: Option<SuccessionParty>,
    /// Time of the agreement. The change was completed at that time.
    pub agreed_at: Option<DateTimeUtc>,
    /// Time when a newer proposal took its place.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
