//! The secret that somebody's one-time codes follow from, and the last one that was used.

use sea_orm::entity::prelude::*;

/// The secret that somebody's one-time codes follow from, and the last one that was used.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    /// The secret, sealed; none while it is being set up for the first time.
    pub secret: Option<String>,
    /// When it was set up.
    pub set_at: Option<DateTimeUtc>,
    /// The time step of the last code that was used: none is taken twice.
    pub last_step: i64,
    /// The secret that is being set up, sealed.
    pub pending: Option<String>,
    /// Until when it can be confirmed.
    pub pending_until: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
