//! An OpenID provider of one State, or of the Secretariat.

use crate::vocabulary::StateCode;
use sea_orm::entity::prelude::*;

/// An OpenID provider of one State, or of the Secretariat.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "federation_provider")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The issuer, as its tokens name it.
    pub issuer: String,
    /// What the provider calls this service.
    pub client_id: String,
    /// The client secret, sealed with a key that is not in the database; none for a public client.
    pub sealed_secret: Option<String>,
    /// Hosts beside the issuer's own that its endpoints are on, with a space between them.
    pub hosts: String,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// Who registered it.
    pub registered_by: Uuid,
    /// When.
    pub registered_at: DateTimeUtc,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
