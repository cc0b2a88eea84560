//! Somebody who was asked to become a person, or to come back as one.

use crate::vocabulary::{Official, Role, StateCode};
use sea_orm::entity::prelude::*;

/// Somebody who was asked to become a person, or to come back as one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the link's token; none until it can be redeemed.
    pub token_hash: Option<String>,
    /// SHA-256 of the short code with the identity; none for the first administrator, who has the link from the terminal.
    pub code_hash: Option<String>,
    /// How many times the link was shown with another code.
    pub tries: i64,
    /// Lower-case e-mail address; none for the first administrator, who gives it.
    pub email: Option<String>,
    /// Name.
    pub name: String,
    /// Preferred language.
    pub language: Official,
    /// What the person will be.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Who invites; none for the operator at the server's terminal.
    pub invited_by: Option<Uuid>,
    /// When.
    pub invited_at: DateTimeUtc,
    /// The second person, where one is needed.
    pub confirmed_by: Option<Uuid>,
    /// Whether a sole administrator made it alone: it can be redeemed only while there is no second one.
    pub alone: bool,
    /// When it can no longer be confirmed, or redeemed.
    pub expires_at: DateTimeUtc,
    /// Who came of it.
    pub redeemed_by: Option<Uuid>,
    /// When.
    pub redeemed_at: Option<DateTimeUtc>,
    /// When it was taken back or replaced.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
