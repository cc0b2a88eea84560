//! A proposal to release a cycle as it is at that time. A second person has to sign it off.

use sea_orm::entity::prelude::*;

/// A proposal to release a cycle as it is at that time. A second person has to sign it off.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release_proposal")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The cycle.
    pub cycle: Uuid,
    /// The States to be counted, with their counted content, as JSON.
    pub counted: String,
    /// Earliest time of publication; none for publication at once.
    pub publish_at: Option<DateTimeUtc>,
    /// The person who proposed it.
    pub proposed_by: Uuid,
    /// Time of the proposal, which is also the moment that the release describes.
    pub proposed_at: DateTimeUtc,
    /// The person who signed it off, who is not the proposer.
    pub signed_off_by: Option<Uuid>,
    /// Time of the sign-off.
    pub signed_off_at: Option<DateTimeUtc>,
    /// Number of the release that was made of it.
    pub release: Option<i64>,
    /// Time when it ended without a release.
    pub ended_at: Option<DateTimeUtc>,
    /// Code of the refusal that ended it; none if a newer proposal took its place.
    pub ended_because: Option<String>,
}

/// No relations: each query writes its own joins.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
