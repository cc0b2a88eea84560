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
    /// Number of the current revision, from 1.
    pub revision: i64,
    /// The State's reply: a value, or the reason why there is none.
    pub disposition: Disposition,
    /// The value as JSON, if the question is answered.
    pub value: Option<String>,
    /// The person who saved the answer.
    pub author: Uuid,
    /// Time of the save.
    pub saved_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
