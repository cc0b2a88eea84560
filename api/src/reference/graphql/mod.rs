//! Reference data in GraphQL: for everybody, signed in or not.

mod groups;
mod organizations;
mod query;
mod states;

pub use groups::{GroupMemberObject, GroupObject, GroupingObject};
pub use organizations::{MembershipObject, OrganizationObject};
pub use query::ReferenceQuery;
pub use states::{NamesObject, StateObject};

use super::rules::holds;
use crate::{access::Ask as _, scalars::Date};
use async_graphql::Context;
use chrono::NaiveDate;

/// The day that is asked about: the given one, else today in UTC.
fn day(ctx: &Context<'_>, on: Option<Date>) -> NaiveDate {
    on.map_or_else(|| ctx.world().now().date_naive(), |on| on.0)
}
