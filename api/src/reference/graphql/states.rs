//! States and their names.

use super::{GroupObject, MembershipObject, day, holds};
use crate::{
    reference::{Names, Reference, State},
    scalars::Date,
};
use ::entity::vocabulary::{Official, StateCode, StateStatus};
use async_graphql::{Context, Object};
use std::sync::Arc;

/// Member State or observer.
#[derive(Clone, Debug)]
pub struct StateObject {
    pub(super) all: Arc<Reference>,
    pub(super) at: usize,
}

impl StateObject {
    /// Returns the State with a code, or none if no State has this code.
    #[must_use]
    pub fn find(all: &Arc<Reference>, code: &StateCode) -> Option<Self> {
        all.position(code).map(|at| Self { all: Arc::clone(all), at })
    }

    fn row(&self) -> &State {
        &self.all.states[self.at]
    }
}

/// Member State of the United Nations, or non-member observer State.
#[Object(name = "State")]
impl StateObject {
    /// ISO 3166-1 alpha-3 code.
    async fn code(&self) -> StateCode {
        self.row().code.clone()
    }
    /// ISO 3166-1 alpha-2 code.
    async fn iso2(&self) -> &str {
        &self.row().iso2
    }
    /// M49 code of the United Nations Statistics Division: three digits.
    async fn m49(&self) -> &str {
        &self.row().m49
    }
    /// Status: member or observer.
    async fn status(&self) -> StateStatus {
        self.row().status
    }
    /// Day of admission to the United Nations; null for observers.
    async fn admission_date(&self) -> Option<Date> {
        self.row().admission_date.map(Date)
    }
    /// Short name of the State, as the United Nations writes it.
    async fn name(
        &self,
        #[graphql(desc = "Official language of the name.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// Short name of the State in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// Groups that the State belongs to on a day, in order of listing.
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of the memberships. If left out, today in UTC.")] on: Option<Date>,
    ) -> Vec<GroupObject> {
        let day = day(ctx, on);
        let groups = self.all.groupings.iter().enumerate();
        let groups =
            groups.flat_map(|(grouping, row)| (0..row.groups.len()).map(move |at| (grouping, at)));
        groups
            .map(|(grouping, at)| GroupObject { all: Arc::clone(&self.all), grouping, at })
            .filter(|group| {
                let members = &group.row().members;
                let member = members.binary_search_by_key(&self.at, |member| member.state);
                member.is_ok_and(|member| holds(members[member].span, day))
            })
            .collect()
    }
    /// Memberships of the State in organizations on a day, ordered by code of organization.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of the memberships. If left out, today in UTC.")] on: Option<Date>,
    ) -> Vec<MembershipObject> {
        let day = day(ctx, on);
        let organizations = self.all.organizations.iter().enumerate();
        organizations
            .filter_map(|(organization, row)| {
                let at = row.members.binary_search_by_key(&self.at, |member| member.state).ok()?;
                holds(row.members[at].span, day).then(|| MembershipObject {
                    all: Arc::clone(&self.all),
                    organization,
                    at,
                })
            })
            .collect()
    }
}

/// Name in the six official languages.
#[derive(Clone, Copy, Debug)]
pub struct NamesObject<'a>(pub &'a Names);

/// Name in the six official languages of the United Nations.
#[Object(name = "Names")]
impl NamesObject<'_> {
    /// Arabic.
    async fn ar(&self) -> &str {
        &self.0.ar
    }
    /// Chinese.
    async fn zh(&self) -> &str {
        &self.0.zh
    }
    /// English.
    async fn en(&self) -> &str {
        &self.0.en
    }
    /// French.
    async fn fr(&self) -> &str {
        &self.0.fr
    }
    /// Russian.
    async fn ru(&self) -> &str {
        &self.0.ru
    }
    /// Spanish.
    async fn es(&self) -> &str {
        &self.0.es
    }
}
