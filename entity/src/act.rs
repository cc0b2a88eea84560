//! What the audit trail records; each is chained to the one before.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// What the audit trail records; each is chained to the one before.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "act")]
pub struct Model {
    /// A State's code, or `SECRETARIAT`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// From 1, without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// `noun.verb`, such as `submission.submit`.
    pub verb: String,
    /// What it was done to.
    pub subject: String,
    /// Who; none for the system itself.
    pub person: Option<Uuid>,
    /// When.
    pub at: DateTimeUtc,
    /// What else, as JSON; never an answer's value.
    pub detail: String,
    /// Digest over the previous hash and this act.
    pub hash: Sha256,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
