//! One protected table of a release.

use crate::vocabulary::QuestionCode;
use sea_orm::entity::prelude::*;

/// One protected table of a release.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release_table")]
pub struct Model {
    /// The release.
    #[sea_orm(primary_key, auto_increment = false)]
    pub release: i64,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// The released table, as JSON.
    pub content: String,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
