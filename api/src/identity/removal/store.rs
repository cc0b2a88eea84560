//! Removals of administrators in SQL.

use crate::{access::Administrator, database::Tx, error::Result};
use ::entity::administrator_removal::{self as removal, Column};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use uuid::Uuid;

/// Largest number of removals in a list.
const LISTED: u64 = 200;

pub(super) async fn add(tx: &Tx, row: removal::Model) -> Result<removal::Model> {
    Ok(row.into_active_model().insert(tx).await?)
}

/// Returns the newest removals, the newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    _: &Administrator,
) -> Result<Vec<removal::Model>> {
    let newest =
        removal::Entity::find().order_by_desc(Column::ProposedAt).order_by_desc(Column::Id);
    Ok(newest.limit(LISTED).all(db).await?)
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    _: &Administrator,
    id: Uuid,
) -> Result<Option<removal::Model>> {
    Ok(removal::Entity::find_by_id(id).one(db).await?)
}

fn pending() -> Condition {
    Condition::all().add(Column::ConfirmedAt.is_null()).add(Column::EndedAt.is_null())
}

/// Returns the removal of a person that can still be confirmed.
pub(super) async fn pending_of(
    tx: &Tx,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<removal::Model>> {
    let pending = pending().add(Column::Person.eq(person)).add(Column::ExpiresAt.gt(now));
    Ok(removal::Entity::find().filter(pending).one(tx).await?)
}

/// Records the confirmation. If several requests race, one of them gets true.
pub(super) async fn confirm(tx: &Tx, id: Uuid, by: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let done = removal::Entity::update_many()
        .col_expr(Column::ConfirmedBy, Expr::value(by))
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .filter(pending().add(Column::Id.eq(id)))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

async fn end(tx: &Tx, which: Condition, now: DateTime<Utc>) -> Result<u64> {
    let ended = removal::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(pending().add(which));
    Ok(ended.exec(tx).await?.rows_affected)
}

/// Ends one removal. Returns false if it was confirmed or ended before.
pub(super) async fn end_one(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    Ok(end(tx, Condition::all().add(Column::Id.eq(id)), now).await? == 1)
}

/// Ends the open removals that a person proposed, and the open removal of the person.
pub(in crate::identity) async fn end_of_person(
    tx: &Tx,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    end(tx, Condition::any().add(Column::ProposedBy.eq(person)).add(Column::Person.eq(person)), now)
        .await
        .map(drop)
}
