//! A tag that the Secretariat put on an answer that was shown to it.

use crate::vocabulary::{QuestionCode, StateCode};
use sea_orm::entity::prelude::*;

/// A tag that the Secretariat put on an answer that was shown to it. It is shown as long as the answer is.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_tag")]
pub struct Model {
    /// The cycle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: Uuid,
    /// The State.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state: StateCode,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// The tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: String,
    /// The edition that was shown then.
    pub edition: i32,
    /// Who put it there.
    pub tagged_by: Uuid,
    /// When.
    pub tagged_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
