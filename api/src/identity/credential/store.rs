//! One-time codes, known devices and wrong guesses in SQL.

use crate::{database::Tx, error::Result};
use ::entity::{known_device, one_time_code, person, sign_in_attempt};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

pub(super) async fn one_time_code(
    db: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Option<one_time_code::Model>> {
    Ok(one_time_code::Entity::find_by_id(person).one(db).await?)
}

/// Inserts or replaces the row of a person.
pub(super) async fn keep_one_time_code(tx: &Tx, row: one_time_code::Model) -> Result<()> {
    use one_time_code::Column as C;
    let instead = OnConflict::column(C::Person)
        .update_columns([C::Secret, C::SetAt, C::LastStep, C::Pending, C::PendingUntil])
        .to_owned();
    one_time_code::Entity::insert(row.into_active_model())
        .on_conflict(instead)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Marks the code of a time step as used, if no code of this or a later step was used.
///
/// If several requests show the same code at once, one of them gets true.
pub(super) async fn use_step(tx: &Tx, person: Uuid, step: i64) -> Result<bool> {
    let used = one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::LastStep, Expr::value(step))
        .filter(one_time_code::Column::Person.eq(person))
        .filter(one_time_code::Column::Secret.is_not_null())
        .filter(one_time_code::Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Deletes the secret, and keeps the last used time step. Returns false if there was no secret.
pub(super) async fn remove_one_time_code(tx: &Tx, person: Uuid) -> Result<bool> {
    let removed = one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::Secret, Expr::value(None::<String>))
        .col_expr(one_time_code::Column::SetAt, Expr::value(None::<DateTime<Utc>>))
        .filter(one_time_code::Column::Person.eq(person))
        .filter(one_time_code::Column::Secret.is_not_null())
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

/// Deletes all secrets of a person, pending ones too, and keeps the last used time step.
pub(super) async fn forget_one_time_code(tx: &Tx, person: Uuid) -> Result<()> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::Secret, Expr::value(None::<String>))
        .col_expr(one_time_code::Column::SetAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(one_time_code::Column::Pending, Expr::value(None::<String>))
        .col_expr(one_time_code::Column::PendingUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(one_time_code::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &Tx, person: Uuid, hash: Option<String>) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash))
        .filter(person::Column::Id.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn device(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<known_device::Model>> {
    Ok(known_device::Entity::find_by_id(hash).one(db).await?)
}

/// Stores a device, or the time at which it was seen again.
pub(super) async fn keep_device(tx: &Tx, row: known_device::Model) -> Result<()> {
    let instead = OnConflict::column(known_device::Column::Hash)
        .update_column(known_device::Column::SeenAt)
        .to_owned();
    known_device::Entity::insert(row.into_active_model())
        .on_conflict(instead)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Deletes the devices of a person that were last seen before `since`.
pub(super) async fn forget_devices(tx: &Tx, person: Uuid, since: DateTime<Utc>) -> Result<()> {
    let old = known_device::Entity::delete_many()
        .filter(known_device::Column::Person.eq(person))
        .filter(known_device::Column::SeenAt.lt(since));
    old.exec(tx).await?;
    Ok(())
}

/// Deletes all devices of a person.
pub(super) async fn forget_all_devices(tx: &Tx, person: Uuid) -> Result<()> {
    known_device::Entity::delete_many()
        .filter(known_device::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn attempts(
    db: &impl ConnectionTrait,
    subjects: Vec<String>,
) -> Result<Vec<sign_in_attempt::Model>> {
    Ok(sign_in_attempt::Entity::find()
        .filter(sign_in_attempt::Column::Subject.is_in(subjects))
        .all(db)
        .await?)
}

/// Returns the count of a subject, locked until the end of the transaction.
///
/// Inserts a count of zero if there is none.
pub(super) async fn lock_attempt(
    tx: &Tx,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<sign_in_attempt::Model> {
    let first = sign_in_attempt::Model { subject: subject.to_owned(), failures: 0, last_at: now };
    let unless_there = OnConflict::column(sign_in_attempt::Column::Subject).do_nothing().to_owned();
    let insert = sign_in_attempt::Entity::insert(first.clone().into_active_model())
        .on_conflict(unless_there);
    match insert.exec_without_returning(tx).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error.into()),
    }
    let mut find = sign_in_attempt::Entity::find_by_id(subject);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        find = find.lock_exclusive();
    }
    Ok(find.one(tx).await?.unwrap_or(first))
}

pub(super) async fn count_attempt(
    tx: &Tx,
    subject: &str,
    failures: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    sign_in_attempt::Entity::update_many()
        .col_expr(sign_in_attempt::Column::Failures, Expr::value(failures))
        .col_expr(sign_in_attempt::Column::LastAt, Expr::value(now))
        .filter(sign_in_attempt::Column::Subject.eq(subject))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn uncount_attempt(tx: &Tx, subject: &str) -> Result<()> {
    sign_in_attempt::Entity::update_many()
        .col_expr(
            sign_in_attempt::Column::Failures,
            Expr::col(sign_in_attempt::Column::Failures).sub(1),
        )
        .filter(sign_in_attempt::Column::Subject.eq(subject))
        .filter(sign_in_attempt::Column::Failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn forget_attempt(tx: &Tx, subject: &str) -> Result<()> {
    sign_in_attempt::Entity::delete_by_id(subject).exec(tx).await?;
    Ok(())
}

/// Deletes counts whose last wrong guess was before `since`.
pub(super) async fn forget_attempts(tx: &Tx, since: DateTime<Utc>) -> Result<()> {
    sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::LastAt.lt(since))
        .exec(tx)
        .await?;
    Ok(())
}
