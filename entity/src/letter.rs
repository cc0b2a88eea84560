//! A letter that waits to be sent, or was.

use crate::vocabulary::{LetterKind, LetterStatus, Official};
use sea_orm::entity::prelude::*;

/// A letter that waits to be sent, or was.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    /// Identity; the name part of the letter's `Message-ID`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The e-mail address.
    pub recipient: String,
    /// The language of its text.
    pub language: Official,
    /// What it tells.
    pub kind: LetterKind,
    /// The words that its text leaves open, as a JSON object; empty once it is sent or has expired.
    pub words: String,
    /// Where it stands.
    pub status: LetterStatus,
    /// When it was written.
    pub posted_at: DateTimeUtc,
    /// When it may be tried next.
    pub due_at: DateTimeUtc,
    /// How many times it was tried.
    pub tries: i64,
    /// Who is trying it at the moment.
    pub lease: Option<Uuid>,
    /// Until when nobody else may.
    pub leased_until: Option<DateTimeUtc>,
    /// When it was sent, given up or expired.
    pub ended_at: Option<DateTimeUtc>,
    /// Why the last try failed.
    pub failure: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
