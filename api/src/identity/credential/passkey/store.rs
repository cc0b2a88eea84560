//! Passkeys and ceremonies in SQL.

use crate::{database::Tx, error::Result};
use ::entity::{ceremony, passkey, vocabulary::CeremonyKind};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::Expr,
};
use uuid::Uuid;

pub(super) async fn add_ceremony(tx: &Tx, row: ceremony::Model) -> Result<()> {
    ceremony::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Deletes a ceremony and returns it. If several requests race, one of them gets it.
pub(super) async fn take_ceremony(
    tx: &Tx,
    id: Uuid,
    kind: CeremonyKind,
    session: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Option<ceremony::Model>> {
    let Some(row) = ceremony::Entity::find_by_id(id).one(tx).await? else { return Ok(None) };
    if row.kind != kind || row.session != session {
        return Ok(None);
    }
    let removed = ceremony::Entity::delete_by_id(id).exec(tx).await?;
    Ok(Some(row).filter(|row| removed.rows_affected == 1 && now < row.expires_at))
}

pub(super) async fn forget_ceremonies(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    ceremony::Entity::delete_many().filter(ceremony::Column::ExpiresAt.lt(now)).exec(tx).await?;
    Ok(())
}

/// Returns the passkeys of a person, the oldest first.
pub(super) async fn of_person(
    db: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<passkey::Model>> {
    let own = passkey::Entity::find()
        .filter(passkey::Column::Person.eq(person))
        .order_by_asc(passkey::Column::Id);
    Ok(own.all(db).await?)
}

/// Returns the passkey with this credential identifier, if it belongs to the person.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    person: Uuid,
    credential: &str,
) -> Result<Option<passkey::Model>> {
    let found = passkey::Entity::find()
        .filter(passkey::Column::Person.eq(person))
        .filter(passkey::Column::Credential.eq(credential));
    Ok(found.one(db).await?)
}

/// Adds a passkey.
pub(super) async fn add(tx: &Tx, row: passkey::Model) -> Result<(), sea_orm::DbErr> {
    passkey::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Records a use with its counter. Returns false if the passkey was used or locked in the meantime.
pub(super) async fn used(
    tx: &Tx,
    seen: &passkey::Model,
    content: String,
    counter: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = passkey::Entity::update_many()
        .col_expr(passkey::Column::Content, Expr::value(content))
        .col_expr(passkey::Column::Counter, Expr::value(counter))
        .col_expr(passkey::Column::UsedAt, Expr::value(now))
        .filter(passkey::Column::Id.eq(seen.id))
        .filter(passkey::Column::Counter.eq(seen.counter))
        .filter(passkey::Column::LockedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Locks a passkey. Returns false if it was locked before.
pub(super) async fn lock(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let locked = passkey::Entity::update_many()
        .col_expr(passkey::Column::LockedAt, Expr::value(now))
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::LockedAt.is_null())
        .exec(tx)
        .await?;
    Ok(locked.rows_affected == 1)
}

/// Removes a passkey of the person. Returns false if the person has no such passkey.
pub(super) async fn remove(tx: &Tx, person: Uuid, id: Uuid) -> Result<bool> {
    let removed = passkey::Entity::delete_by_id(id)
        .filter(passkey::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

/// Removes all passkeys of the person.
pub(super) async fn remove_all(tx: &Tx, person: Uuid) -> Result<()> {
    passkey::Entity::delete_many().filter(passkey::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}
