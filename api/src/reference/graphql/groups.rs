//! Groupings, their groups, and who belongs to them.

use super::{NamesObject, StateObject, day, holds};
use crate::{
    reference::{Group, GroupMember, Grouping, Reference},
    scalars::Date,
};
use ::entity::vocabulary::Official;
use async_graphql::{Context, Object};
use std::sync::Arc;

/// A way to divide States.
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

/// A way to divide States, such as the UN regional groups.
#[Object(name = "Grouping")]
impl GroupingObject {
    /// Such as `un_regional_group`.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// What it is called.
    async fn name(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// What it is called, in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// Its groups, in order of listing.
    async fn groups(&self) -> Vec<GroupObject> {
        let groups = 0..self.row().groups.len();
        groups.map(|at| GroupObject { all: Arc::clone(&self.all), grouping: self.at, at }).collect()
    }
}

/// One part of a grouping.
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

/// One part of a grouping, such as the African States.
#[Object(name = "Group")]
impl GroupObject {
    /// The grouping that it is a part of.
    async fn grouping(&self) -> GroupingObject {
        GroupingObject { all: Arc::clone(&self.all), at: self.grouping }
    }
    /// Such as `African`; unique in its grouping.
    async fn code(&self) -> &str {
        &self.row().code
    }
    /// What it is called.
    async fn name(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
    ) -> &str {
        self.row().names.in_language(language)
    }
    /// What it is called, in all six official languages.
    async fn names(&self) -> NamesObject<'_> {
        NamesObject(&self.row().names)
    }
    /// The States that belong to it on a day, by code. Known are today's groups and announced changes, not the past.
    async fn states(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Today in UTC when left out.")] on: Option<Date>,
    ) -> Vec<StateObject> {
        self.on(ctx, on).map(|member| StateObject { all: member.all, at: member.row.state }).collect()
    }
    /// The States that belong to it on a day, by code, with the days on which they do.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Today in UTC when left out.")] on: Option<Date>,
    ) -> Vec<GroupMemberObject> {
        self.on(ctx, on).collect()
    }
}

/// A State's place in a group.
#[derive(Clone, Debug)]
pub struct GroupMemberObject {
    all: Arc<Reference>,
    row: GroupMember,
}

/// A State's place in a group, with the days on which it holds.
#[Object(name = "GroupMember")]
impl GroupMemberObject {
    /// The State.
    async fn state(&self) -> StateObject {
        StateObject { all: Arc::clone(&self.all), at: self.row.state }
    }
    /// First day; null where no source gives it.
    async fn valid_from(&self) -> Option<Date> {
        self.row.span.from.map(Date)
    }
    /// First day on which it no longer holds; null where no end is known.
    async fn valid_to(&self) -> Option<Date> {
        self.row.span.to.map(Date)
    }
}
