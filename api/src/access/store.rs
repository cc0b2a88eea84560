//! People, sessions and grants in SQL.

use super::{Administrator, FocalPoint, OwnState, Person, session};
use crate::{database::Tx, error::Result};
use ::entity::{
    person, section_grant,
    words::{PersonStatus, Role, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DatabaseConnection, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, Set, sea_query::Expr,
};
use uuid::Uuid;

/// The active person behind a session that has not ended, with the grants that have not ended.
pub(super) async fn person_of_session(db: &DatabaseConnection, sid: Uuid, now: DateTime<Utc>) -> Result<Option<Person>> {
    let Some(session) = session::store::find(db, sid).await?.filter(|row| row.ended_at.is_none()) else { return Ok(None) };
    let Some(row) = person::Entity::find_by_id(session.person).one(db).await? else { return Ok(None) };
    let ends_at = session::rules::ends_at(&session, row.role);
    if row.status != PersonStatus::Active || ends_at <= now {
        return Ok(None);
    }
    let grants = if row.role == Role::Contributor { granted_to(db, &row).await? } else { Vec::new() };
    Ok(Some(Person {
        id: row.id,
        session: sid,
        name: row.name,
        language: row.language,
        role: row.role,
        state: row.state,
        ends_at,
        fresh_until: session::rules::fresh_until(&session),
        grants: grants.into_iter().map(|grant| (grant.scope, grant.access, grant.expires_at)).collect(),
        made: super::caller::Made(()),
    }))
}

async fn granted_to(db: &impl ConnectionTrait, person: &person::Model) -> Result<Vec<section_grant::Model>> {
    let grants = section_grant::Entity::find()
        .filter(section_grant::Column::Person.eq(person.id))
        .filter(section_grant::Column::State.eq(person.state.clone()))
        .filter(section_grant::Column::EndedAt.is_null());
    Ok(grants.all(db).await?)
}

/// The person with an e-mail address, for signing in.
pub(super) async fn person_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::Email.eq(email)).one(db).await?)
}

pub(super) async fn add_person(tx: &Tx, row: person::Model) -> Result<person::Model, sea_orm::DbErr> {
    row.into_active_model().insert(tx).await
}

/// The active focal point of a State: there is one, or none.
pub(super) async fn focal_point_of(db: &impl ConnectionTrait, state: &StateCode) -> Result<Option<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::State.eq(state.clone()))
        .filter(person::Column::Role.eq(Role::FocalPoint))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.one(db).await?)
}

/// The Secretariat's people.
pub(super) async fn secretariat(db: &impl ConnectionTrait, _: &Administrator) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::State.is_null()).order_by_asc(person::Column::Id).all(db).await?)
}

/// Writes what changes about a person: name, language, role, since when, status.
pub(super) async fn change(tx: &Tx, row: person::Model) -> Result<()> {
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

/// Takes a person's password away.
pub(super) async fn forget_password(tx: &Tx, id: Uuid) -> Result<()> {
    person::ActiveModel { id: Set(id), password_hash: Set(None), ..Default::default() }.update(tx).await?;
    Ok(())
}

/// Ends all grants of a person; how many there were.
pub(super) async fn end_grants(tx: &Tx, person: Uuid, now: DateTime<Utc>) -> Result<u64> {
    let ended = section_grant::Entity::update_many()
        .col_expr(section_grant::Column::EndedAt, Expr::value(now))
        .filter(section_grant::Column::Person.eq(person))
        .filter(section_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Somebody by identity, for what follows a proof of who they are.
pub(super) async fn person_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// The State's own people.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl ConnectionTrait, own: &OwnState) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::State.eq(own.state().clone()))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// One person of the State.
///
/// # Errors
/// When the database fails.
pub async fn person(db: &impl ConnectionTrait, own: &OwnState, id: Uuid) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).filter(person::Column::State.eq(own.state().clone())).one(db).await?)
}

/// The State's grants that have not ended; a contributor's own ones only.
///
/// # Errors
/// When the database fails.
pub async fn grants(db: &impl ConnectionTrait, own: &OwnState) -> Result<Vec<section_grant::Model>> {
    let mut grants = section_grant::Entity::find()
        .filter(section_grant::Column::State.eq(own.state().clone()))
        .filter(section_grant::Column::EndedAt.is_null())
        .order_by_asc(section_grant::Column::Id);
    if own.role() == Role::Contributor {
        grants = grants.filter(section_grant::Column::Person.eq(own.person()));
    }
    Ok(grants.all(db).await?)
}

pub(super) async fn add_grant(tx: &Tx, row: section_grant::Model) -> Result<section_grant::Model> {
    Ok(row.into_active_model().insert(tx).await?)
}

/// Ends a grant of the State; none when it has no such grant.
pub(super) async fn end_grant(tx: &Tx, own: &FocalPoint, id: Uuid, now: DateTime<Utc>) -> Result<Option<section_grant::Model>> {
    let grant = section_grant::Entity::find_by_id(id)
        .filter(section_grant::Column::State.eq(own.state().clone()))
        .filter(section_grant::Column::EndedAt.is_null())
        .one(tx)
        .await?;
    let Some(grant) = grant else { return Ok(None) };
    let mut row = grant.into_active_model();
    row.ended_at = Set(Some(now));
    Ok(Some(row.update(tx).await?))
}

/// One grant of the State, ended or not.
pub(super) async fn grant(db: &impl ConnectionTrait, own: &OwnState, id: Uuid) -> Result<Option<section_grant::Model>> {
    let grant = section_grant::Entity::find_by_id(id).filter(section_grant::Column::State.eq(own.state().clone()));
    Ok(grant.one(db).await?)
}
