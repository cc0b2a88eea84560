//! Secret from which a person's one-time codes are derived, and the last code that was used.

use sea_orm::entity::prelude::*;

/// Secret from which a person's one-time codes are derived, and the last code that was used.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    /// The secret, sealed; none while it is being set up for the first time.
    pub secret: Option<String>,
    /// Time when the secret was set up.
    pub set_at: Option<DateTimeUtc>,
    /// Time step of the last code that was used. A code is not accepted twice.
    pub last_step: i64,
    /// The secret that is being set up, sealed.
    pub pending: Option<String>,
    /// Time until which the pending secret can be confirmed.
    pub pending_until: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
