//! Queries for reference data.

use super::{GroupingObject, OrganizationObject, StateObject, day};
use crate::{
    access::RequestContext as _,
    error::Result,
    reference::{self, rules},
    scalars::Date,
};
use ::entity::vocabulary::{StateCode, StateStatus};
use async_graphql::{Context, InputObject, Object};
use std::sync::Arc;

/// Queries for States, groupings and organizations. For everybody.
#[derive(Debug, Default)]
pub struct ReferenceQuery;

/// Group, named by its grouping and its code in it.
#[derive(InputObject, Debug)]
pub struct GroupFilter {
    /// Code of the grouping, such as `un_regional_group`.
    grouping: String,
    /// Code of the group in it, such as `African`.
    code: String,
}

/// Queries for States, groupings and organizations. For everybody.
#[Object]
impl ReferenceQuery {
    /// Member State or observer with a code; null if no State has this code.
    async fn state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ISO 3166-1 alpha-3 code, such as FRA.")] code: StateCode,
    ) -> Result<Option<StateObject>> {
        Ok(StateObject::find(&reference::of(ctx.app()).await?, &code))
    }

    /// Member States and observers that fit every filter, ordered by code. Without a filter, all of
    /// them.
    async fn states(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only States of this group. BAD_INPUT for an unknown group.")]
        group: Option<GroupFilter>,
        #[graphql(
            desc = "Only full and associate members of the organization with this code, such as AU. BAD_INPUT for an \
                    unknown organization."
        )]
        organization: Option<String>,
        #[graphql(desc = "Only members, or only observers.")] status: Option<StateStatus>,
        #[graphql(desc = "Day of the groups and memberships. If left out, today in UTC.")]
        on: Option<Date>,
    ) -> Result<Vec<StateObject>> {
        let all = reference::of(ctx.app()).await?;
        let group = group.as_ref().map(|group| (group.grouping.as_str(), group.code.as_str()));
        let wanted = rules::Wanted { group, organization: organization.as_deref(), status };
        let states = rules::select(&all, wanted, day(ctx, on))?;
        Ok(states.into_iter().map(|at| StateObject { all: Arc::clone(&all), at }).collect())
    }

    /// Groupings of States: UN regional groups, M49 regions and sub-regions, LDC, LLDC, SIDS.
    async fn groupings(&self, ctx: &Context<'_>) -> Result<Vec<GroupingObject>> {
        let all = reference::of(ctx.app()).await?;
        Ok((0..all.groupings.len())
            .map(|at| GroupingObject { all: Arc::clone(&all), at })
            .collect())
    }

    /// Grouping with a code; null if there is none with this code.
    async fn grouping(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the grouping, such as un_regional_group.")] code: String,
    ) -> Result<Option<GroupingObject>> {
        let all = reference::of(ctx.app()).await?;
        let at = all.groupings.iter().position(|grouping| grouping.code == code);
        Ok(at.map(|at| GroupingObject { all, at }))
    }

    /// Regional and other organizations, ordered by code.
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<OrganizationObject>> {
        let all = reference::of(ctx.app()).await?;
        Ok((0..all.organizations.len())
            .map(|at| OrganizationObject { all: Arc::clone(&all), at })
            .collect())
    }

    /// Organization with a code; null if there is none with this code.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization, such as AU.")] code: String,
    ) -> Result<Option<OrganizationObject>> {
        let all = reference::of(ctx.app()).await?;
        let at = all.organizations.iter().position(|organization| organization.code == code);
        Ok(at.map(|at| OrganizationObject { all, at }))
    }
}
