//! Groupings, their groups, and the States in them.

use super::{NamesObject, StateObject, day, holds};
use crate::{
    reference::{Group, GroupMember, Grouping, Reference},
    scalars::Date,
};
use ::entity::vocabulary::Official;
use async_graphql::{Context, Object};
use std::sync::Arc;

/// Way to divide States.
#[derive(Clone, Debug)]
pub struct GroupingObject {
    pub(super) all: Arc<Reference>,
    pub(super) at: usize,
}

impl GroupingObject {
    fn row(&self) -> &Grouping {
        &self.all.groupings[self.at]
    }
}

/// Way to divide States, such as the UN regional groups.
#[Object(name = "Grouping")]
impl GroupingObject {
    /// Code of the grouping, such as `un_regional_group`.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// Name of the grouping.
    async fn name(
        &self,
        #[graphql(desc = "Official language of the name.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// Name of the grouping in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// Groups of the grouping, in order of listing.
    async fn groups(&self) -> Vec<GroupObject> {
        let groups = 0..self.row().groups.len();
        groups.map(|at| GroupObject { all: Arc::clone(&self.all), grouping: self.at, at }).collect()
    }
}

/// Part of a grouping.
#[derive(Clone, Debug)]
pub struct GroupObject {
    pub(super) all: Arc<Reference>,
    pub(super) grouping: usize,
    pub(super) at: usize,
}

impl GroupObject {
    pub(super) fn row(&self) -> &Group {
        &self.all.groupings[self.grouping].groups[self.at]
    }
    fn on(&self, ctx: &Context<'_>, on: Option<Date>) -> impl Iterator<Item = GroupMemberObject> {
        let day = day(ctx, on);
        let members = self.row().members.iter().filter(move |member| holds(member.span, day));
        members.map(|member| GroupMemberObject { all: Arc::clone(&self.all), row: *member })
    }
}

/// Part of a grouping, such as the African States.
#[Object(name = "Group")]
impl GroupObject {
    /// Grouping that the group is a part of.
    async fn grouping(&self) -> GroupingObject {
        GroupingObject { all: Arc::clone(&self.all), at: self.grouping }
    }
    /// Code of the group, such as `African`. Unique in its grouping.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// Name of the group.
    async fn name(
        &self,
        #[graphql(desc = "Official language of the name.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// Name of the group in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// States in the group on a day, ordered by code. The data hold today's groups and announced
    /// changes, not the past.
    async fn states(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of the memberships. If left out, today in UTC.")] on: Option<Date>,
    ) -> Vec<StateObject> {
        self.on(ctx, on)
            .map(|member| StateObject { all: member.all, at: member.row.state })
            .collect()
    }
    /// Memberships of States in the group on a day, ordered by code of State.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of the memberships. If left out, today in UTC.")] on: Option<Date>,
    ) -> Vec<GroupMemberObject> {
        self.on(ctx, on).collect()
    }
}

/// Membership of a State in a group.
#[derive(Clone, Debug)]
pub struct GroupMemberObject {
    all: Arc<Reference>,
    row: GroupMember,
}

/// Membership of a State in a group, with its first day and its end.
#[Object(name = "GroupMember")]
impl GroupMemberObject {
    /// The State.
    async fn state(&self) -> StateObject {
        StateObject { all: Arc::clone(&self.all), at: self.row.state }
    }
    /// First day of the membership; null if no source gives it.
    async fn valid_from(&self) -> Option<Date> {
        self.row.span.from.map(Date)
    }
    /// First day after the membership; null if no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.row.span.to.map(Date)
    }
}
