//! People, sessions and grants in SQL.

use crate::{
    access::{self, FocalPoint, OwnState, Person},
    database::Tx,
    error::Result,
};
use ::entity::{
    person, section_grant, session as row,
    vocabulary::{PersonStatus, Role},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    FromQueryResult as _, IntoActiveModel as _, JoinType, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait, SelectTwo, Set,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

/// Returns the active person of a session that has not ended, with the grants that were not
/// revoked.
///
/// Every request needs this, so it is one read. It returns one row for each grant, or one row for a
/// person without grants.
pub(super) async fn person_of_session(
    db: &impl ConnectionTrait,
    sid: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Person>> {
    let rows = db.query_all(&QueryTrait::into_query(with_person_and_grants(sid))).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (session, row) = (
        row::Model::from_query_result(first, "A_")?,
        person::Model::from_query_result(first, "B_")?,
    );
    let ends_at = access::session_lifetime::ends_at(&session, row.role);
    if session.ended_at.is_some() || row.status != PersonStatus::Active || ends_at <= now {
        return Ok(None);
    }
    let mut grants = Vec::new();
    for granted in rows.iter().filter(|_| row.role == Role::Contributor) {
        if let Some(scope) = granted.try_get("C_", "scope")? {
            grants.push((
                scope,
                granted.try_get("C_", "access")?,
                granted.try_get("C_", "expires_at")?,
            ));
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
        fresh_until: access::session_lifetime::fresh_until(&session),
        grants,
        sealed: crate::access::caller::person::Sealed(()),
    }))
}

/// Ends all grants of a person. Returns the number of grants that were ended.
pub(crate) async fn end_grants(tx: &Tx, person: Uuid, now: DateTime<Utc>) -> Result<u64> {
    let ended = section_grant::Entity::update_many()
        .col_expr(section_grant::Column::EndedAt, Expr::value(now))
        .filter(section_grant::Column::Person.eq(person))
        .filter(section_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Returns one person of the State.
///
/// # Errors
/// Fails if the database fails.
pub async fn person_of_state(
    db: &impl ConnectionTrait,
    own: &OwnState,
    id: Uuid,
) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(id)
        .filter(person::Column::State.eq(own.state().clone()))
        .one(db)
        .await?)
}

/// Returns the grants of the State that were not revoked. A contributor gets their own grants only.
///
/// # Errors
/// Fails if the database fails.
pub async fn grants(
    db: &impl ConnectionTrait,
    own: &OwnState,
) -> Result<Vec<section_grant::Model>> {
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
pub(super) async fn end_grant(
    tx: &Tx,
    own: &FocalPoint,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<section_grant::Model>> {
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
pub(super) async fn grant(
    db: &impl ConnectionTrait,
    own: &OwnState,
    id: Uuid,
) -> Result<Option<section_grant::Model>> {
    let grant = section_grant::Entity::find_by_id(id)
        .filter(section_grant::Column::State.eq(own.state().clone()));
    Ok(grant.one(db).await?)
}

fn with_person_and_grants(sid: Uuid) -> SelectTwo<row::Entity, person::Entity> {
    use section_grant::Column as Grant;
    let whose =
        row::Entity::belongs_to(person::Entity).from(row::Column::Person).to(person::Column::Id);
    let granted = person::Entity::belongs_to(section_grant::Entity)
        .from(person::Column::Id)
        .to(Grant::Person);
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
