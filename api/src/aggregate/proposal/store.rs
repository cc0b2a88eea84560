//! Proposals in SQL.

use crate::{
    access::Administrator,
    database::Tx,
    error::{Code, Result},
};
use ::disclosure::CountedState;
use ::entity::release_proposal;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use uuid::Uuid;

/// Number of proposals in the list of a cycle.
const LISTED: u64 = 20;

/// Returns the newest proposals of a cycle, newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    _: &Administrator,
    cycle: Uuid,
) -> Result<Vec<release_proposal::Model>> {
    let rows = release_proposal::Entity::find().filter(release_proposal::Column::Cycle.eq(cycle));
    let newest = rows
        .order_by_desc(release_proposal::Column::ProposedAt)
        .order_by_desc(release_proposal::Column::Id);
    Ok(newest.limit(LISTED).all(db).await?)
}

/// Returns one proposal.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown id.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    _: &Administrator,
    id: Uuid,
) -> Result<release_proposal::Model> {
    release_proposal::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// Returns the proposals that are signed off and due, the first signed first.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<release_proposal::Model>> {
    let at_once = release_proposal::Column::PublishAt.is_null();
    let rows = release_proposal::Entity::find()
        .filter(open())
        .filter(release_proposal::Column::SignedOffAt.is_not_null())
        .filter(Condition::any().add(at_once).add(release_proposal::Column::PublishAt.lte(now)));
    Ok(rows.order_by_asc(release_proposal::Column::SignedOffAt).all(db).await?)
}

/// Returns the States that a proposal counts.
pub(super) fn counted(row: &release_proposal::Model) -> Result<Vec<CountedState>> {
    Ok(serde_json::from_str(&row.counted)?)
}

pub(super) async fn add(tx: &Tx, row: release_proposal::Model) -> Result<()> {
    release_proposal::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Condition for a proposal that is neither published nor ended.
fn open() -> Condition {
    Condition::all()
        .add(release_proposal::Column::Release.is_null())
        .add(release_proposal::Column::EndedAt.is_null())
}

/// Ends the unpublished proposals of a cycle, because a newer proposal replaces them.
pub(super) async fn replace(tx: &Tx, cycle: Uuid, now: DateTime<Utc>) -> Result<()> {
    release_proposal::Entity::update_many()
        .col_expr(release_proposal::Column::EndedAt, Expr::value(now))
        .filter(open().add(release_proposal::Column::Cycle.eq(cycle)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores the sign-off by a second person. If several people sign at once, one succeeds.
pub(super) async fn sign_off(tx: &Tx, id: Uuid, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let done = release_proposal::Entity::update_many()
        .col_expr(release_proposal::Column::SignedOffBy, Expr::value(by))
        .col_expr(release_proposal::Column::SignedOffAt, Expr::value(now))
        .filter(
            open()
                .add(release_proposal::Column::Id.eq(id))
                .add(release_proposal::Column::SignedOffAt.is_null()),
        )
        .exec(tx)
        .await?;
    one(done.rows_affected)
}

/// Stores the number of the release that was published from the proposal.
pub(super) async fn published(tx: &Tx, id: Uuid, number: i64) -> Result<()> {
    let done = release_proposal::Entity::update_many()
        .col_expr(release_proposal::Column::Release, Expr::value(number))
        .filter(open().add(release_proposal::Column::Id.eq(id)))
        .exec(tx)
        .await?;
    one(done.rows_affected)
}

/// Stores the end of a proposal, with its reason.
pub(super) async fn end(tx: &Tx, id: Uuid, because: Code, now: DateTime<Utc>) -> Result<()> {
    let done = release_proposal::Entity::update_many()
        .col_expr(release_proposal::Column::EndedAt, Expr::value(now))
        .col_expr(release_proposal::Column::EndedBecause, Expr::value(because.as_str()))
        .filter(open().add(release_proposal::Column::Id.eq(id)))
        .exec(tx)
        .await?;
    one(done.rows_affected)
}

fn one(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Code::Stale.into()) }
}
