//! An answer that consent shows beyond its State: the projection that other readers get.

use crate::vocabulary::{Disposition, QuestionCode, ReaderLevel, StateCode};
use sea_orm::entity::prelude::*;

/// An answer that consent shows beyond its State: the projection that other readers get.
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
    /// The readers; never `state_only`.
    pub reader: ReaderLevel,
    /// The edition that holds the answer.
    pub edition: i32,
    /// The State's reply: a value, or the reason why there is none.
    pub disposition: Disposition,
    /// The value as JSON.
    pub value: Option<String>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
