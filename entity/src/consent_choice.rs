//! One choice of consent: a line of the ledger, never changed.

use crate::vocabulary::{ConsentPurpose, ConsentScope, ReaderLevel};
use sea_orm::entity::prelude::*;

/// One choice of consent: a line of the ledger, never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_choice")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// Order of the choices of a submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    /// What it is about; none for a purpose.
    pub scope: Option<ConsentScope>,
    /// The part, section or question; empty for the submission.
    pub scope_code: String,
    /// Who may read, when chosen.
    pub reader: Option<ReaderLevel>,
    /// Whether it may be counted, when chosen.
    pub countable: Option<bool>,
    /// The purpose, when it is one.
    pub purpose: Option<ConsentPurpose>,
    /// Whether the purpose is allowed.
    pub allowed: Option<bool>,
    /// The focal point.
    pub chosen_by: Uuid,
    /// When.
    pub chosen_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
