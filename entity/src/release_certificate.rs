//! The proof that the tables of a question disclose no hidden answer.

use crate::vocabulary::QuestionCode;
use sea_orm::entity::prelude::*;

/// The proof that the tables of a question disclose no hidden answer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release_certificate")]
pub struct Model {
    /// The release.
    #[sea_orm(primary_key, auto_increment = false)]
    pub release: i64,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// The certificate as JSON. It holds answers and is never shown.
    pub content: String,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
