//! One part of a grouping, such as the African States.

use sea_orm::entity::prelude::*;

/// One part of a grouping, such as the African States.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "state_group")]
pub struct Model {
    /// The grouping.
    #[sea_orm(primary_key, auto_increment = false)]
    pub grouping: String,
    /// Code, such as `African`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Order of listing within the grouping.
    pub position: i32,
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
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
