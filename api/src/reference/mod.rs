//! WHO IS ASKED: States, the groups that divide them, the organizations that they belong to.
//!
//! Reference data comes with a migration and changes with the next one, so it is read once, kept whole in memory and shared
//! by everybody: no query of it touches the database. Groups and memberships hold for a span of days, and every question
//! about them names a day; a State that leaves a list tomorrow is on it today.

mod facts;
mod graphql;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use facts::{Group, GroupMember, Grouping, Membership, Names, Organization, Reference, Span, State};
pub use graphql::{
    GroupMemberObject, GroupObject, GroupingObject, MembershipObject, NamesObject, OrganizationObject, ReferenceQuery,
    StateObject,
};
pub use store::load;

use crate::{error::Result, world::World};
use std::sync::Arc;

/// The reference data, read on the first call.
///
/// # Errors
/// When the database fails.
pub async fn of(world: &World) -> Result<Arc<Reference>> {
    if let Some(known) = world.memo().get("") {
        return Ok(known);
    }
    // Two first callers may both read: they read the same.
    let read = load(world.read()).await?;
    Ok(world.memo().keep("", read))
}
