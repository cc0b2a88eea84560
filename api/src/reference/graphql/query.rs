//! The roots of reference data.

use super::{GroupingObject, OrganizationObject, StateObject, day};
use crate::{
    access::Ask as _,
    error::Result,
    reference::{self, rules},
    scalars::Date,
};
use ::entity::vocabulary::{StateCode, StateStatus};
use async_graphql::{Context, InputObject, Object};
use std::sync::Arc;

/// Queries about States, groupings and organizations. For everybody.
#[derive(Debug, Default)]
pub struct ReferenceQuery;

/// A group, by its grouping and its code in it.
#[derive(InputObject, Debug)]
pub struct GroupFilter {
    /// Code of the grouping, such as `un_regional_group`.
    grouping: String,
    /// Code of the group in it, such as `African`.
    code: String,
}

/// Queries about States, groupings and organizations. For everybody.
#[Object]
impl ReferenceQuery {
    /// One Member State or observer; null when the code is nobody's.
    async fn state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "ISO 3166-1 alpha-3 code, such as FRA.")] code: StateCode,
    ) -> Result<Option<StateObject>> {
        Ok(StateObject::find(&reference::of(ctx.world()).await?, &code))
    }

    /// The Member States and observers that fulfil every wish, by code; without a wish, all of them.
    async fn states(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "States of this group; an unknown group is refused with BAD_INPUT.")] group: Option<GroupFilter>,
        #[graphql(
            desc = "Full and associate members of the organization with this code, such as AU; an unknown one is refused \
                          with BAD_INPUT."
        )]
        organization: Option<String>,
        #[graphql(desc = "Members alone, or observers alone.")] status: Option<StateStatus>,
        #[graphql(desc = "The day on which groups and memberships hold; today in UTC when left out.")] on: Option<Date>,
    ) -> Result<Vec<StateObject>> {
        let all = reference::of(ctx.world()).await?;
        let group = group.as_ref().map(|group| (group.grouping.as_str(), group.code.as_str()));
        let wanted = rules::Wanted { group, organization: organization.as_deref(), status };
        let states = rules::select(&all, wanted, day(ctx, on))?;
        Ok(states.into_iter().map(|at| StateObject { all: Arc::clone(&all), at }).collect())
    }

    /// The ways to divide States: UN regional groups, M49 regions and sub-regions, LDC, LLDC, SIDS.
    async fn groupings(&self, ctx: &Context<'_>) -> Result<Vec<GroupingObject>> {
        let all = reference::of(ctx.world()).await?;
        Ok((0..all.groupings.len()).map(|at| GroupingObject { all: Arc::clone(&all), at }).collect())
    }

    /// One way to divide States; null when there is no such grouping.
    async fn grouping(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as un_regional_group.")] code: String,
    ) -> Result<Option<GroupingObject>> {
        let all = reference::of(ctx.world()).await?;
        let at = all.groupings.iter().position(|grouping| grouping.code == code);
        Ok(at.map(|at| GroupingObject { all, at }))
    }

    /// Regional and other organizations, by code.
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<OrganizationObject>> {
        let all = reference::of(ctx.world()).await?;
        Ok((0..all.organizations.len()).map(|at| OrganizationObject { all: Arc::clone(&all), at }).collect())
    }

    /// One organization; null when there is no such organization.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as AU.")] code: String,
    ) -> Result<Option<OrganizationObject>> {
        let all = reference::of(ctx.world()).await?;
        let at = all.organizations.iter().position(|organization| organization.code == code);
        Ok(at.map(|at| OrganizationObject { all, at }))
    }
}
