//! The facts on which the rule of two people depends, in SQL.

use crate::{audit::Chain, error::Result, identity::two_people::rules::Deployment};
use ::entity::{act, edition, person, vocabulary::Role};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Returns the first two administrators, and true if a State has submitted.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn deployment(db: &impl ConnectionTrait) -> Result<Deployment> {
    let first = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Role.eq(Role::Administrator));
    let first =
        first.order_by_asc(person::Column::CreatedAt).order_by_asc(person::Column::Id).limit(2);
    let edition = edition::Entity::find()
        .select_only()
        .column(edition::Column::Number)
        .limit(1)
        .into_tuple::<i32>();
    Ok(Deployment {
        founders: first.into_tuple().all(db).await?,
        has_editions: edition.one(db).await?.is_some(),
    })
}

/// Counts the people who were ever administrators, whatever their present role or status.
///
/// The audit trail names those who have another role by now.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn count_ever(db: &impl ConnectionTrait) -> Result<usize> {
    let now = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Role.eq(Role::Administrator));
    let mut ever: BTreeSet<Uuid> = now.into_tuple().all(db).await?.into_iter().collect();
    let acts = act::Entity::find()
        .filter(act::Column::Chain.eq(Chain::Secretariat.as_str()))
        .filter(act::Column::Verb.is_in(["person.add", "invitation.redeem"]))
        .filter(act::Column::Detail.contains("\"role\":\"administrator\""));
    for act in acts.all(db).await? {
        let detail: serde_json::Value = serde_json::from_str(&act.detail)?;
        // The act of an invitation names the person beside the invitation.
        let who = detail["person"].as_str().unwrap_or(&act.subject);
        ever.extend(who.parse::<Uuid>().ok());
    }
    Ok(ever.len())
}
