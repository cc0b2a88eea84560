//! Somebody who signs in.

use crate::vocabulary::{Official, PersonStatus, Role, StateCode};
use sea_orm::entity::prelude::*;

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Lower-case e-mail address.
    pub email: String,
    /// Name as the person writes it.
    pub name: String,
    /// Preferred language.
    pub language: Official,
    /// What the person may do.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Whether the person may sign in.
    pub status: PersonStatus,
    /// argon2id, PHC string.
    pub password_hash: Option<String>,
    /// When added.
    pub created_at: DateTimeUtc,
    /// Since when the person has this role, where it is not the first one.
    pub role_since: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
