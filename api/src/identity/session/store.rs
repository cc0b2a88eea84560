//! Sessions and refresh tokens in SQL.

use crate::{database::Tx, error::Result};
use ::entity::{refresh_token, session, vocabulary::SessionEnd};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use uuid::Uuid;

pub(super) async fn add(tx: &Tx, row: session::Model) -> Result<()> {
    session::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub(in crate::identity) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).one(db).await?)
}

/// Returns the sessions of a person that were not ended and have not expired, the newest first.
pub(in crate::identity) async fn of_person(
    db: &impl ConnectionTrait,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    let sessions = session::Entity::find()
        .filter(session::Column::Person.eq(person))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::OpenedAt);
    Ok(sessions.all(db).await?)
}

pub(super) async fn end(
    tx: &Tx,
    ids: Vec<Uuid>,
    why: SessionEnd,
    now: DateTime<Utc>,
) -> Result<u64> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::EndedFor, Expr::value(why.as_str()))
        .filter(session::Column::Id.is_in(ids))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Returns the session, locked until the end of the transaction. Requests that race for it wait.
pub(super) async fn hold(tx: &Tx, id: Uuid) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

pub(super) async fn add_token(tx: &Tx, row: refresh_token::Model) -> Result<()> {
    refresh_token::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) async fn token(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<refresh_token::Model>> {
    Ok(refresh_token::Entity::find_by_id(hash).one(db).await?)
}

/// Moves the session to its next epoch, if it is still at this epoch and was not ended.
///
/// If several requests race, one of them gets true.
pub(super) async fn rotate(tx: &Tx, id: Uuid, epoch: i64, now: DateTime<Utc>) -> Result<bool> {
    let moved = session::Entity::update_many()
        .col_expr(session::Column::Epoch, Expr::value(epoch + 1))
        .col_expr(session::Column::SeenAt, Expr::value(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::Epoch.eq(epoch))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

pub(super) async fn token_used(tx: &Tx, hash: &str, now: DateTime<Utc>) -> Result<()> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::Hash.eq(hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Records that a second factor was shown in the session.
pub(super) async fn confirm(tx: &Tx, id: Uuid, methods: String, now: DateTime<Utc>) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::ConfirmedAt, Expr::value(now))
        .col_expr(session::Column::Methods, Expr::value(methods))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
