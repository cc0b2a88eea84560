//! An edit in the history of an answer: saved, or refused as a conflict.

use crate::vocabulary::{Disposition, QuestionCode, RevisionOutcome};
use sea_orm::entity::prelude::*;

/// An edit in the history of an answer: saved, or refused as a conflict.
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
    /// Number of the revision that a saved edit became.
    pub revision: Option<i64>,
    /// Number of the revision on which the author based the edit; 0 for none.
    pub based_on: i64,
    /// Outcome of the edit.
    pub outcome: RevisionOutcome,
    /// The State's reply: a value, or the reason why there is none.
    pub disposition: Disposition,
    /// The value as JSON.
    pub value: Option<String>,
    /// The author of the edit.
    pub author: Uuid,
    /// Time of the edit.
    pub saved_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
