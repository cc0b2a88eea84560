//! One choice of consent: an entry of the consent ledger, never changed.

use crate::vocabulary::{ConsentPurpose, ConsentScope, ReaderLevel};
use sea_orm::entity::prelude::*;

/// One choice of consent: an entry of the consent ledger, never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_choice")]
pub struct Model {
    /// The submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission: Uuid,
    /// Order of the choices of a submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    /// Scope of the choice; none for a purpose.
    pub scope: Option<ConsentScope>,
    /// Code of the part, section or question; empty for the whole submission.
    pub scope_code: String,
    /// The chosen readers, if the choice is about readers.
    pub reader: Option<ReaderLevel>,
    /// True if the answers may be counted; none if the choice is not about counting.
    pub countable: Option<bool>,
    /// The purpose, if the choice is about one.
    pub purpose: Option<ConsentPurpose>,
    /// True if the purpose is allowed; none if the choice is not about a purpose.
    pub allowed: Option<bool>,
    /// The focal point who chose.
    pub chosen_by: Uuid,
    /// Time of the choice.
    pub chosen_at: DateTimeUtc,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
