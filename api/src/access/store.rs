//! People, sessions and grants in SQL.

use super::{Administrator, FocalPoint, OwnState, Person, session};
use crate::{database::Tx, error::Result};
use ::entity::{
    person, section_grant, session as row,
    vocabulary::{PersonStatus, Role, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseBackend, EntityTrait as _, FromQueryResult as _,
    IntoActiveModel as _, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait, Select, SelectTwo, Set,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

/// Returns the active person of a session that has not ended, with the grants that were not
/// revoked.
///
/// Every request needs this, so it is one read. It returns one row for each grant, or one row for a
/// person without grants.
pub(super) async fn person_of_session(db: &impl ConnectionTrait, sid: Uuid, now: DateTime<Utc>) -> Result<Option<Person>> {
    let rows = db.query_all(&QueryTrait::into_query(with_person_and_grants(sid))).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (session, row) = (row::Model::from_query_result(first, "A_")?, person::Model::from_query_result(first, "B_")?);
    let ends_at = session::rules::ends_at(&session, row.role);
    if session.ended_at.is_some() || row.status != PersonStatus::Active || ends_at <= now {
        return Ok(None);
    }
    let mut grants = Vec::new();
    for granted in rows.iter().filter(|_| row.role == Role::Contributor) {
        if let Some(scope) = granted.try_get("C_", "scope")? {
            grants.push((scope, granted.try_get("C_", "access")?, granted.try_get("C_", "expires_at")?));
        }
    }
    Ok(Some(Person {
        id: row.id,
        session: sid,
        name: row.name,
        language: row.language,
        role: row.role,
        state: row.state,
        ends_at,
        fresh_until: session::rules::fresh_until(&session),
        grants,
        made: super::caller::Made(()),
    }))
}

fn with_person_and_grants(sid: Uuid) -> SelectTwo<row::Entity, person::Entity> {
    use section_grant::Column as Grant;
    let whose = row::Entity::belongs_to(person::Entity).from(row::Column::Person).to(person::Column::Id);
    let granted = person::Entity::belongs_to(section_grant::Entity).from(person::Column::Id).to(Grant::Person);
    let granted = granted.on_condition(|person, grant| {
        let own = Expr::col((grant.clone(), Grant::State)).equals((person, person::Column::State));
        Condition::all().add(own).add(Expr::col((grant, Grant::EndedAt)).is_null())
    });
    row::Entity::find_by_id(sid)
        .join(JoinType::InnerJoin, whose.into())
        .join(JoinType::LeftJoin, granted.into())
        .select_also(person::Entity)
        .column_as(Grant::Scope, "C_scope")
        .column_as(Grant::Access, "C_access")
        .column_as(Grant::ExpiresAt, "C_expires_at")
}

/// Returns the person with an e-mail address, for signing in.
pub(super) async fn person_by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::Email.eq(email)).one(db).await?)
}

pub(super) async fn add_person(tx: &Tx, row: person::Model) -> Result<person::Model, sea_orm::DbErr> {
    row.into_active_model().insert(tx).await
}

/// Returns the active focal point of a State. A State has at most one.
pub(super) async fn focal_point_of(db: &impl ConnectionTrait, state: &StateCode) -> Result<Option<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::State.eq(state.clone()))
        .filter(person::Column::Role.eq(Role::FocalPoint))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.one(db).await?)
}

/// Returns the active focal points of all States, who receive the letters that concern every State.
pub(super) async fn focal_points(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::Role.eq(Role::FocalPoint))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.order_by_asc(person::Column::Id).all(db).await?)
}

/// Returns the people of the Secretariat, removed people included.
pub(super) async fn secretariat(db: &impl ConnectionTrait, _: &Administrator) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::State.is_null()).order_by_asc(person::Column::Id).all(db).await?)
}

/// Updates a person: name, language, role, the start of the role, and status.
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

/// Ends all grants of a person. Returns the number of grants that were ended.
pub(super) async fn end_grants(tx: &Tx, person: Uuid, now: DateTime<Utc>) -> Result<u64> {
    let ended = section_grant::Entity::update_many()
        .col_expr(section_grant::Column::EndedAt, Expr::value(now))
        .filter(section_grant::Column::Person.eq(person))
        .filter(section_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Returns the active administrators, locked until the end of the transaction.
///
/// They are always locked in the same order. If two administrators remove each other at once, one
/// transaction waits for the other.
pub(super) async fn lock_administrators(tx: &Tx) -> Result<Vec<person::Model>> {
    let mut active = administrators().order_by_asc(person::Column::Id);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        active = active.lock_exclusive();
    }
    Ok(active.all(tx).await?)
}

/// Returns the active administrators.
pub(super) async fn active_administrators(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
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
pub(super) async fn person_who_enters(tx: &Tx, id: Uuid) -> Result<Option<person::Model>> {
    let mut found = person::Entity::find_by_id(id);
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        found = found.lock_shared();
    }
    Ok(found.one(tx).await?)
}

/// Locks a person, and so waits for all transactions in which that person signs in.
///
/// Every later sign-in of the person sees what this transaction has written.
pub(super) async fn lock_person(tx: &Tx, id: Uuid) -> Result<()> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        person::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    }
    Ok(())
}

/// Returns a person by identifier. For use after the person has proved who they are.
pub(super) async fn person_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).one(db).await?)
}

/// Returns the people of the State, removed people included.
///
/// # Errors
/// Fails if the database fails.
pub async fn people(db: &impl ConnectionTrait, own: &OwnState) -> Result<Vec<person::Model>> {
    Ok(person::Entity::find()
        .filter(person::Column::State.eq(own.state().clone()))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}

/// Returns one person of the State.
///
/// # Errors
/// Fails if the database fails.
pub async fn person(db: &impl ConnectionTrait, own: &OwnState, id: Uuid) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id).filter(person::Column::State.eq(own.state().clone())).one(db).await?)
}

/// Returns the grants of the State that were not revoked. A contributor gets their own grants only.
///
/// # Errors
/// Fails if the database fails.
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

/// Ends a grant of the State. Returns none if the State has no such grant in force.
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

/// Returns one grant of the State, ended or not.
pub(super) async fn grant(db: &impl ConnectionTrait, own: &OwnState, id: Uuid) -> Result<Option<section_grant::Model>> {
    let grant = section_grant::Entity::find_by_id(id).filter(section_grant::Column::State.eq(own.state().clone()));
    Ok(grant.one(db).await?)
}
