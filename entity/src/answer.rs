//! The current answer to one question.

use crate::vocabulary::{Disposition, QuestionCode};
use sea_orm::entity::prelude::*;

/// The current answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// Counts the saved changes, from 1.
    pub revision: i64,
    /// What was said.
    pub disposition: Disposition,
    /// The value as JSON, when answered.
    pub value: Option<String>,
    /// Who saved it.
    pub author: Uuid,
    /// When.
    pub saved_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
