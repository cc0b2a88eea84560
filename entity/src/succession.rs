//! A change of a State's focal point, on which two parties have to agree.

use crate::vocabulary::{Official, StateCode, SuccessionParty};
use sea_orm::entity::prelude::*;

/// A change of a State's focal point, on which two parties have to agree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The State.
    pub state: StateCode,
    /// Who is the focal point until then.
    pub outgoing: Uuid,
    /// Lower-case e-mail address of the successor.
    pub email: String,
    /// Name of the successor.
    pub name: String,
    /// Preferred language of the successor.
    pub language: Official,
    /// Who proposes it.
    pub proposed_by: Uuid,
    /// For which party.
    pub proposed_as: SuccessionParty,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Until when another party can agree.
    pub expires_at: DateTimeUtc,
    /// Who agreed.
    pub agreed_by: Option<Uuid>,
    /// For which party.
    pub agreed_as: Option<SuccessionParty>,
    /// When; it was completed then.
    pub agreed_at: Option<DateTimeUtc>,
    /// When a newer proposal took its place.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
