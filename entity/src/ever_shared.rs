//! An answer that consent showed to readers at some time. These readers are taken to know it for
//! ever.

use crate::vocabulary::{QuestionCode, ReaderLevel, StateCode};
use sea_orm::entity::prelude::*;

/// An answer that consent showed to readers at some time.
///
/// As an attacker, each of these readers is taken to know it for ever.
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
    /// The readers to whom it was shown. The level includes the readers of the levels before it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader: ReaderLevel,
    /// Time when it was first shown.
    pub since: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
