//! An act in the audit trail, chained to the act before it.

use crate::vocabulary::Sha256;
use sea_orm::entity::prelude::*;

/// An act in the audit trail, chained to the act before it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "act")]
pub struct Model {
    /// A State's code, or `SECRETARIAT`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Number of the act in its chain, from 1, without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// `noun.verb`, such as `submission.submit`.
    pub verb: String,
    /// The object of the act.
    pub subject: String,
    /// The acting person; none for the system itself.
    pub person: Option<Uuid>,
    /// Time of the act.
    pub at: DateTimeUtc,
    /// Further details as JSON; never an answer's value.
    pub detail: String,
    /// Digest over the previous hash and this act.
    pub hash: Sha256,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
