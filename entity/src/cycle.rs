//! A cycle: one round of an instrument.

use crate::vocabulary::CycleKey;
use sea_orm::entity::prelude::*;

/// A cycle: one round of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cycle")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Key, such as `2026`.
    pub key: CycleKey,
    /// The instrument version that the cycle asks.
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
    /// Time from which States may save answers.
    pub opens_at: DateTimeUtc,
    /// Time until which States may save answers; none for a continuous cycle.
    pub closes_at: Option<DateTimeUtc>,
    /// The partitions of released tables, as JSON.
    pub lattice: String,
    /// Time when the cycle was planned.
    pub created_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
