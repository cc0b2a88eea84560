//! A regional or other organization.

use sea_orm::entity::prelude::*;

/// A regional or other organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Code, such as `AU`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
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
    /// Date of the newest source that was used.
    pub as_of: Date,
    /// Note for readers of the list of members.
    pub note: String,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
