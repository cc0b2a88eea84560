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
    /// The issuer, as the provider's tokens name it.
    pub issuer: String,
    /// This service's client id at the provider.
    pub client_id: String,
    /// The client secret, sealed with a key that is not in the database; none for a public client.
    pub sealed_secret: Option<String>,
    /// Hosts of its endpoints other than the issuer's own, with a space between them.
    pub hosts: String,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// The person who registered it.
    pub registered_by: Uuid,
    /// Time of registration.
    pub registered_at: DateTimeUtc,
    /// Time when the provider was ended.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
