//! People in SQL.

use crate::{
    access::{Administrator, OwnState},
    database::Tx,
    error::Result,
};
use ::entity::{
    person,
    vocabulary::{PersonStatus, Role, StateCode},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Set,
};
use uuid::Uuid;

/// Returns the person with an e-mail address, for signing in.
pub(in crate::identity) async fn person_by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::Email.eq(email)).one(db).await?)
}

pub(in crate::identity) async fn add_person(
    tx: &Tx,
    row: person::Model,
) -> Result<person::Model, sea_orm::DbErr> {
    row.into_active_model().insert(tx).await
}

/// Returns the active focal point of a State. A State has at most one.
pub(in crate::identity) async fn focal_point_of(
    db: &impl ConnectionTrait,
    state: &StateCode,
) -> Result<Option<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::State.eq(state.clone()))
        .filter(person::Column::Role.eq(Role::FocalPoint))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.one(db).await?)
}

/// Returns the active focal points of all States, who receive the letters that concern every State.
pub(in crate::identity) async fn focal_points(
    db: &impl ConnectionTrait,
) -> Result<Vec<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::Role.eq(Role::FocalPoint))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.order_by_asc(person::Column::Id).all(db).await?)
}

/// Returns the people of the Secretariat, removed people included.
pub(in crate::identity) async fn secretariat(
    db: &impl ConnectionTrait,
    _: &Administrator,
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::State.is_null())
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// Updates a person: name, language, role, the start of the role, and status.
pub(in crate::identity) async fn change(tx: &Tx, row: person::Model) -> Result<()> {
    let after = person::ActiveModel {
        id: Set(row.id),
        name: Set(row.name),
        language: Set(row.language),
        role: Set(row.role),
        role_since: Set(row.role_since),
        status: Set(row.status),
        ..Default::default()
    };
    after.update(tx).await?;
    Ok(())
}

/// Returns the active administrators, locked until the end of the transaction.
///
/// They are always locked in the same order. If two administrators remove each other at once, one
/// transaction waits for the other.
pub(in crate::identity) async fn lock_administrators(tx: &Tx) -> Result<Vec<person::Model>> {
    let mut active = administrators().order_by_asc(person::Column::Id);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        active = active.lock_exclusive();
    }
    Ok(active.all(tx).await?)
}

/// Returns the active administrators.
pub(in crate::identity) async fn active_administrators(
    db: &impl ConnectionTrait,
) -> Result<Vec<person::Model>> {
    Ok(administrators().order_by_asc(person::Column::Id).all(db).await?)
}

fn administrators() -> Select<person::Entity> {
    person::Entity::find()
        .filter(person::Column::Role.eq(Role::Administrator))
        .filter(person::Column::Status.eq(PersonStatus::Active))
}

/// Returns a person who signs in or changes their credentials, locked against changes.
///
/// No other transaction can change the person before the end of this one.
pub(in crate::identity) async fn person_who_enters(
    tx: &Tx,
    id: Uuid,
) -> Result<Option<person::Model>> {
    let mut found = person::Entity::find_by_id(id);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        found = found.lock_shared();
    }
    Ok(found.one(tx).await?)
}

/// Locks a person, and so waits for all transactions in which that person signs in.
///
/// Every later sign-in of the person sees what this transaction has written.
pub(in crate::identity) async fn lock_person(tx: &Tx, id: Uuid) -> Result<()> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        person::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    }
    Ok(())
}

/// Returns a person by identifier. For use after the person has proved who they are.
pub(in crate::identity) async fn person_by_id(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// Returns the people of the State, removed people included.
///
/// # Errors
/// Fails if the database fails.
pub(in crate::identity) async fn people(
    db: &impl ConnectionTrait,
    own: &OwnState,
) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::State.eq(own.state().clone()))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}
