//! The history of answers: what was saved, and what lost a conflict.

use crate::vocabulary::{Disposition, QuestionCode, RevisionOutcome};
use sea_orm::entity::prelude::*;

/// The history of answers: what was saved, and what lost a conflict.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_revision")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// Identity, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The revision that it became, when saved.
    pub revision: Option<i64>,
    /// The revision that its author had seen; 0 for none.
    pub based_on: i64,
    /// Saved, or lost a conflict.
    pub outcome: RevisionOutcome,
    /// What was said.
    pub disposition: Disposition,
    /// The value as JSON.
    pub value: Option<String>,
    /// Who.
    pub author: Uuid,
    /// When.
    pub saved_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
