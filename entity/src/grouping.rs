//! A way to divide States, such as the UN regional groups.

use sea_orm::entity::prelude::*;

/// A way to divide States, such as the UN regional groups.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grouping")]
pub struct Model {
    /// Code, such as `un_regional_group`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Order of listing.
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
