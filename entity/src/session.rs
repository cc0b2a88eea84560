//! A sign-in and what came of it.

use crate::vocabulary::SessionEnd;
use sea_orm::entity::prelude::*;

/// A sign-in and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identity; the `sid` of tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who signed in.
    pub person: Uuid,
    /// How: `SignInMethod`s with a space between them, in the order of their use.
    pub methods: String,
    /// What the client says it is.
    pub device: String,
    /// How many times the refresh token was rotated.
    pub epoch: i64,
    /// Time of authentication.
    pub opened_at: DateTimeUtc,
    /// When a second factor was last proved.
    pub confirmed_at: Option<DateTimeUtc>,
    /// When it was opened or last refreshed: it ends by itself when it is idle for too long.
    pub seen_at: DateTimeUtc,
    /// When it ends by itself at the latest.
    pub expires_at: DateTimeUtc,
    /// When it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was ended.
    pub ended_for: Option<SessionEnd>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
