//! One State's answers to one cycle.

use crate::vocabulary::{StateCode, SubmissionStatus};
use sea_orm::entity::prelude::*;

/// One State's answers to one cycle.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The cycle.
    pub cycle: Uuid,
    /// The State.
    pub state: StateCode,
    /// Stage of the submission.
    pub status: SubmissionStatus,
    /// Number of the newest edition; 0 before the first.
    pub latest_edition: i32,
    /// Number of the newest edition that was withdrawn; 0 if none was withdrawn.
    pub withdrawn_through: i32,
    /// Time of the first save.
    pub created_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
