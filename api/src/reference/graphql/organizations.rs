//! Organizations, and the States that belong to them.

use super::{NamesObject, StateObject, day, holds};
use crate::{
    reference::{Membership, Organization, Reference},
    scalars::Date,
};
use ::entity::vocabulary::{MembershipStatus, Official, Participation};
use async_graphql::{Context, Object};
use std::sync::Arc;

/// Regional or other organization of States.
#[derive(Clone, Debug)]
pub struct OrganizationObject {
    pub(super) all: Arc<Reference>,
    pub(super) at: usize,
}

impl OrganizationObject {
    fn row(&self) -> &Organization {
        &self.all.organizations[self.at]
    }
}

/// Regional or other organization of States.
#[Object(name = "Organization")]
impl OrganizationObject {
    /// Code of the organization, such as `AU`.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// Official name of the organization.
    async fn name(
        &self,
        #[graphql(desc = "Official language of the name.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// Official name of the organization in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// Date of the newest source of the list of members.
    async fn as_of(&self) -> Date {
        Date(self.row().as_of)
    }
    /// Note on the list of members, in English; null if there is nothing to add.
    async fn note(&self) -> Option<&str> {
        Some(self.row().note.as_str()).filter(|note| !note.is_empty())
    }
    /// Memberships of States on a day, ordered by code of State.
    ///
    /// Members that are not States are not listed, and neither are States that have left. A day in
    /// the past shows those of today's members who were members then, if their first day is known.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of the memberships. If left out, today in UTC.")] on: Option<Date>,
    ) -> Vec<MembershipObject> {
        let day = day(ctx, on);
        let members =
            self.row().members.iter().enumerate().filter(|(_, member)| holds(member.span, day));
        members
            .map(|(at, _)| MembershipObject {
                all: Arc::clone(&self.all),
                organization: self.at,
                at,
            })
            .collect()
    }
}

/// Membership of a State in an organization.
#[derive(Clone, Debug)]
pub struct MembershipObject {
    pub(super) all: Arc<Reference>,
    pub(super) organization: usize,
    pub(super) at: usize,
}

impl MembershipObject {
    fn row(&self) -> &Membership {
        &self.all.organizations[self.organization].members[self.at]
    }
}

/// Membership of a State in an organization, with its first day and its end.
#[Object(name = "Membership")]
impl MembershipObject {
    /// The organization.
    async fn organization(&self) -> OrganizationObject {
        OrganizationObject { all: Arc::clone(&self.all), at: self.organization }
    }
    /// The State.
    async fn state(&self) -> StateObject {
        StateObject { all: Arc::clone(&self.all), at: self.row().state }
    }
    /// Status: full or associate member.
    async fn status(&self) -> MembershipStatus {
        self.row().status
    }
    /// Participation of the State in the organization.
    async fn participation(&self) -> Participation {
        self.row().participation
    }
    /// First day of the membership; null if no source gives it.
    async fn valid_from(&self) -> Option<Date> {
        self.row().span.from.map(Date)
    }
    /// First day after the membership; null if no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.row().span.to.map(Date)
    }
    /// Date of the newest source that lists the membership.
    async fn as_of(&self) -> Date {
        Date(self.row().as_of)
    }
    /// Note on the membership, in English; null if there is nothing to add.
    async fn note(&self) -> Option<&str> {
        Some(self.row().note.as_str()).filter(|note| !note.is_empty())
    }
}
