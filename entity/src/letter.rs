//! A letter in the outbox: waiting, sent or given up.

use crate::vocabulary::{LetterKind, LetterStatus, Official};
use sea_orm::entity::prelude::*;

/// A letter in the outbox: waiting, sent or given up.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    /// Identity; the name part of the letter's `Message-ID`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// E-mail address of the recipient.
    pub recipient: String,
    /// Language of the letter.
    pub language: Official,
    /// Subject of the letter.
    pub kind: LetterKind,
    /// The words that fill the text's placeholders, as a JSON object.
    ///
    /// Empty after the letter was sent or has expired.
    pub words: String,
    /// Status of the letter.
    pub status: LetterStatus,
    /// Time when the letter was written.
    pub posted_at: DateTimeUtc,
    /// Time from which delivery may be tried next.
    pub due_at: DateTimeUtc,
    /// Number of deliveries that were tried.
    pub tries: i64,
    /// Id of the delivery that is under way.
    pub lease: Option<Uuid>,
    /// Time until which no other delivery may start.
    pub leased_until: Option<DateTimeUtc>,
    /// Time when the letter was sent, given up or expired.
    pub ended_at: Option<DateTimeUtc>,
    /// Reason why the last delivery failed.
    pub failure: Option<String>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
