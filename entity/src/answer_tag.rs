//! A tag that the Secretariat put on an answer that consent shows to it.

use crate::vocabulary::{QuestionCode, StateCode};
use sea_orm::entity::prelude::*;

/// A tag that the Secretariat put on an answer that consent shows to it.
///
/// The tag is shown as long as the answer is shown.
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
    /// The edition that consent showed when the tag was put.
    pub edition: i32,
    /// The person who put the tag.
    pub tagged_by: Uuid,
    /// Time when the tag was put.
    pub tagged_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
