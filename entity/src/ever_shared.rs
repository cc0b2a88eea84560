//! What readers were shown once they know for ever: an attacker is taken to remember it.

use crate::vocabulary::{QuestionCode, ReaderLevel, StateCode};
use sea_orm::entity::prelude::*;

/// What readers were shown once they know for ever: an attacker is taken to remember it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ever_shared")]
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
    /// The edition whose answer was shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: i32,
    /// To whom, and so to everybody beyond.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader: ReaderLevel,
    /// When it first was.
    pub since: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
