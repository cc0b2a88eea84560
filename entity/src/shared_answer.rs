//! The projection that other readers get: an answer that consent shows beyond its State.

use crate::vocabulary::{Disposition, QuestionCode, ReaderLevel, StateCode};
use sea_orm::entity::prelude::*;

/// The projection that other readers get: an answer that consent shows beyond its State.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shared_answer")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: QuestionCode,
    /// The cycle.
    pub cycle: Uuid,
    /// The State.
    pub state: StateCode,
    /// Who may read; never `state_only`.
    pub reader: ReaderLevel,
    /// The edition it comes from.
    pub edition: i32,
    /// What was said.
    pub disposition: Disposition,
    /// The value as JSON.
    pub value: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
