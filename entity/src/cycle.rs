//! One round of the survey.

use crate::vocabulary::CycleKey;
use sea_orm::entity::prelude::*;

/// One round of the survey.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cycle")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Such as `2026`.
    pub key: CycleKey,
    /// What is asked.
    pub instrument_version: Uuid,
    /// Name in Arabic.
    pub name_ar: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in Russian.
    pub name_ru: String,
    /// Name in Spanish.
    pub name_es: String,
    /// From when States may save.
    pub opens_at: DateTimeUtc,
    /// Until when; none for a continuous cycle.
    pub closes_at: Option<DateTimeUtc>,
    /// The partitions of released tables, as JSON.
    pub lattice: String,
    /// When planned.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
