//! WHO IS ASKED: States, the groups that divide them, and the organizations that they belong to.
//!
//! Reference data comes with a migration and changes only with a later one. It is read once, kept
//! in memory as a whole and shared by all requests, so no query of it reads the database. Groups
//! and memberships hold for a span of days, and every query of them names a day. A State that
//! leaves a list tomorrow is on it today.

mod facts;
mod graphql;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use facts::{
    Group, GroupMember, Grouping, Membership, Names, Organization, Reference, Span, State,
};
pub use graphql::{
    GroupMemberObject, GroupObject, GroupingObject, MembershipObject, NamesObject,
    OrganizationObject, ReferenceQuery, StateObject,
};
pub use store::load;

use crate::{app::App, error::Result};
use std::sync::Arc;

/// Returns the reference data, which the first call reads.
///
/// # Errors
/// Fails if the database fails.
pub async fn of(app: &App) -> Result<Arc<Reference>> {
    if let Some(known) = app.memo().get("") {
        return Ok(known);
    }
    // Two first calls may both read: they read the same.
    let read = load(app.read()).await?;
    Ok(app.memo().keep("", read))
}
