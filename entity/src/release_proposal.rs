//! A proposal to release a cycle as it stood, on which a second person has to agree.

use sea_orm::entity::prelude::*;

/// A proposal to release a cycle as it stood, on which a second person has to agree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "release_proposal")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The cycle.
    pub cycle: Uuid,
    /// The States to be counted, with what of them, as JSON.
    pub counted: String,
    /// Not to be published before; at once if none.
    pub publish_at: Option<DateTimeUtc>,
    /// The first person.
    pub proposed_by: Uuid,
    /// When, and what the release is a picture of.
    pub proposed_at: DateTimeUtc,
    /// The second person, who is another.
    pub signed_off_by: Option<Uuid>,
    /// When.
    pub signed_off_at: Option<DateTimeUtc>,
    /// What came of it.
    pub release: Option<i64>,
    /// When it came to nothing.
    pub ended_at: Option<DateTimeUtc>,
    /// The code of the refusal that ended it; none if a newer proposal took its place.
    pub ended_because: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
