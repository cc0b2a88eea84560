//! An invitation to become a person of the service, or to return as one.

use crate::vocabulary::{Official, Role, StateCode};
use sea_orm::entity::prelude::*;

/// An invitation to become a person of the service, or to return as one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the link's token; none until the invitation can be redeemed.
    pub token_hash: Option<String>,
    /// SHA-256 of the short code with the identity.
    ///
    /// None for the first administrator, who has the link from the terminal.
    pub code_hash: Option<String>,
    /// Number of times that the link was shown with a wrong code.
    pub tries: i64,
    /// Lower-case e-mail address; none for the first administrator, who enters it when redeeming.
    pub email: Option<String>,
    /// Name of the invited person.
    pub name: String,
    /// Preferred language of the invited person.
    pub language: Official,
    /// Role that the person is going to have.
    pub role: Role,
    /// The State; none for the Secretariat.
    pub state: Option<StateCode>,
    /// The person who invites; none for the operator at the server's terminal.
    pub invited_by: Option<Uuid>,
    /// Time of the invitation.
    pub invited_at: DateTimeUtc,
    /// The second person, if one is needed.
    pub confirmed_by: Option<Uuid>,
    /// True if a sole administrator invites alone.
    ///
    /// Such an invitation can be redeemed only while there is no second administrator.
    pub alone: bool,
    /// Time from which the invitation can no longer be confirmed or redeemed.
    pub expires_at: DateTimeUtc,
    /// The person who redeemed it.
    pub redeemed_by: Option<Uuid>,
    /// Time of redemption.
    pub redeemed_at: Option<DateTimeUtc>,
    /// Time when it was taken back or replaced.
    pub ended_at: Option<DateTimeUtc>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
