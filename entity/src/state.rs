//! A Member State or observer.

use crate::vocabulary::{StateCode, StateStatus};
use sea_orm::entity::prelude::*;

/// A Member State or observer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "state")]
pub struct Model {
    /// ISO 3166-1 alpha-3.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: StateCode,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// M49 code, three digits.
    pub m49: String,
    /// Member State or observer.
    pub status: StateStatus,
    /// Day of admission to the United Nations.
    pub admission_date: Option<Date>,
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
