//! A session: a sign-in and its refreshes.

use crate::vocabulary::SessionEnd;
use sea_orm::entity::prelude::*;

/// A session: a sign-in and its refreshes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identity, which is also the `sid` of tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person who signed in.
    pub person: Uuid,
    /// Sign-in methods (`SignInMethod`) in the order of their use, with a space between them.
    pub methods: String,
    /// Device, as the client describes it.
    pub device: String,
    /// Number of rotations of the refresh token.
    pub epoch: i64,
    /// Time of authentication.
    pub opened_at: DateTimeUtc,
    /// Time of the last proof of a second factor.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Time of the sign-in or of the last refresh. An idle session ends by itself.
    pub seen_at: DateTimeUtc,
    /// Latest time at which the session ends by itself.
    pub expires_at: DateTimeUtc,
    /// Time when it was ended before that.
    pub ended_at: Option<DateTimeUtc>,
    /// Reason why it was ended.
    pub ended_for: Option<SessionEnd>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
