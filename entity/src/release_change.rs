//! Released table of the changes of the answers to one question.

use crate::vocabulary::QuestionCode;
use sea_orm::entity::prelude::*;

/// Released table of the changes of the answers to one question.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release_change")]
pub struct Model {
    /// The release.
    #[sea_orm(primary_key, auto_increment = false)]
    pub release: i64,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// The released table of changes, as JSON.
    pub content: String,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
