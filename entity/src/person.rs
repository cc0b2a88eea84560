//! A person who signs in.

use crate::vocabulary::{Official, PersonStatus, Role, StateCode};
use sea_orm::entity::prelude::*;

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Lower-case e-mail address.
    pub email: String,
    /// Name, as the person writes it.
    pub name: String,
    /// Preferred language.
    pub language: Official,
    /// Role of the person.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Status of the person's access.
    pub status: PersonStatus,
    /// Hash of the password: argon2id, as a PHC string.
    pub password_hash: Option<String>,
    /// Time when the person was added.
    pub created_at: DateTimeUtc,
    /// Time from which the person has this role; none for the person's first role.
    pub role_since: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
