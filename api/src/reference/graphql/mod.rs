//! Reference data in GraphQL, for everybody, signed in or not.

mod groups;
mod organizations;
mod query;
mod states;

pub use groups::{GroupMemberObject, GroupObject, GroupingObject};
pub use organizations::{MembershipObject, OrganizationObject};
pub use query::ReferenceQuery;
pub use states::{NamesObject, StateObject};

use super::rules::holds;
use crate::{access::RequestContext as _, scalars::Date};
use async_graphql::Context;
use chrono::NaiveDate;

/// Returns the given day, or today in UTC if none is given.
fn day(ctx: &Context<'_>, on: Option<Date>) -> NaiveDate {
    on.map_or_else(|| ctx.app().now().date_naive(), |on| on.0)
}
