//! Organizations, and the States that belong to them.

use super::{NamesObject, StateObject, day, holds};
use crate::{
    reference::{Membership, Organization, Reference},
    scalars::Date,
};
use ::entity::vocabulary::{MembershipStatus, Official, Participation};
use async_graphql::{Context, Object};
use std::sync::Arc;

/// A regional or other organization.
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

/// A regional or other organization of States.
#[Object(name = "Organization")]
impl OrganizationObject {
    /// Such as `AU`.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// Official name.
    async fn name(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// Official name in all six official languages of the United Nations.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// Day of the newest source of the list of members.
    async fn as_of(&self) -> Date {
        Date(self.row().as_of)
    }
    /// What a reader should know of the list of members, in English; null when there is nothing to add.
    async fn note(&self) -> Option<&str> {
        Some(self.row().note.as_str()).filter(|note| !note.is_empty())
    }
    /// The States that belong to it on a day, by code. Members that are not States are not listed, nor are States that have left:
    /// a day in the past shows those of today's members who were members then, as far as their first day is known.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Today in UTC when left out.")] on: Option<Date>,
    ) -> Vec<MembershipObject> {
        let day = day(ctx, on);
        let members = self.row().members.iter().enumerate().filter(|(_, member)| holds(member.span, day));
        members.map(|(at, _)| MembershipObject { all: Arc::clone(&self.all), organization: self.at, at }).collect()
    }
}

/// A State's membership of an organization.
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

/// A State's membership of an organization, with the days on which it holds.
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
    /// Full or associate.
    async fn status(&self) -> MembershipStatus {
        self.row().status
    }
    /// How the State takes part.
    async fn participation(&self) -> Participation {
        self.row().participation
    }
    /// First day; null where no source gives it.
    async fn valid_from(&self) -> Option<Date> {
        self.row().span.from.map(Date)
    }
    /// First day on which it no longer holds; null where no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.row().span.to.map(Date)
    }
    /// Day of the newest source that lists the membership.
    async fn as_of(&self) -> Date {
        Date(self.row().as_of)
    }
    /// What a reader should know, in English; null when there is nothing to add.
    async fn note(&self) -> Option<&str> {
        Some(self.row().note.as_str()).filter(|note| !note.is_empty())
    }
}
