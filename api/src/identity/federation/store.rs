//! Providers, identities and authorization requests in SQL.

use crate::{
    access::{Administrator, Person},
    database::Tx,
    error::Result,
};
use ::entity::{
    federation_attempt as attempt, federation_identity as identity,
    federation_provider as provider, federation_session as opened, vocabulary::StateCode,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use uuid::Uuid;

/// Returns all providers, ended ones included.
pub(super) async fn providers(
    db: &impl ConnectionTrait,
    _by: &Administrator,
) -> Result<Vec<provider::Model>> {
    Ok(provider::Entity::find().order_by_asc(provider::Column::Id).all(db).await?)
}

/// Returns the providers with which the person can sign in.
pub(super) async fn providers_for(
    db: &impl ConnectionTrait,
    person: &Person,
) -> Result<Vec<provider::Model>> {
    let found = provider::Entity::find()
        .filter(of(person.state.as_ref()))
        .filter(provider::Column::EndedAt.is_null());
    Ok(found.order_by_asc(provider::Column::Id).all(db).await?)
}

fn of(state: Option<&StateCode>) -> sea_orm::sea_query::SimpleExpr {
    state.map_or_else(
        || provider::Column::State.is_null(),
        |state| provider::Column::State.eq(state.clone()),
    )
}

/// Returns a provider that was not ended.
pub(super) async fn active(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<provider::Model>> {
    Ok(provider::Entity::find_by_id(id).filter(provider::Column::EndedAt.is_null()).one(db).await?)
}

/// Returns a provider, ended or not.
pub(super) async fn provider(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<provider::Model>> {
    Ok(provider::Entity::find_by_id(id).one(db).await?)
}

/// Returns true if the issuer was ever registered for another State, or for the Secretariat.
pub(super) async fn is_of_another(
    tx: &Tx,
    issuer: &str,
    state: Option<&StateCode>,
) -> Result<bool> {
    let found =
        provider::Entity::find().filter(provider::Column::Issuer.eq(issuer)).all(tx).await?;
    Ok(found.iter().any(|row| row.state.as_ref() != state))
}

pub(super) async fn add_provider(
    tx: &Tx,
    _by: &Administrator,
    row: provider::Model,
) -> Result<(), DbErr> {
    provider::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn set_secret(
    tx: &Tx,
    _by: &Administrator,
    id: Uuid,
    sealed: Option<String>,
) -> Result<()> {
    let update = provider::Entity::update_many()
        .col_expr(provider::Column::SealedSecret, Expr::value(sealed));
    update.filter(provider::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Ends a provider. Returns false if it was ended before.
pub(super) async fn end_provider(
    tx: &Tx,
    _by: &Administrator,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let update =
        provider::Entity::update_many().col_expr(provider::Column::EndedAt, Expr::value(now));
    let ended = update
        .filter(provider::Column::Id.eq(id))
        .filter(provider::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Returns the sessions that were opened with a provider.
pub(super) async fn sessions(tx: &Tx, provider: Uuid) -> Result<Vec<Uuid>> {
    let sessions = opened::Entity::find().select_only().column(opened::Column::Session);
    Ok(sessions.filter(opened::Column::Provider.eq(provider)).into_tuple().all(tx).await?)
}

pub(super) async fn add_session(tx: &Tx, session: Uuid, provider: Uuid) -> Result<()> {
    opened::Entity::insert(opened::Model { session, provider }.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Returns the person to whom an identity is linked, if it is linked.
pub(super) async fn identity(
    db: &impl ConnectionTrait,
    provider: Uuid,
    subject: &str,
) -> Result<Option<identity::Model>> {
    Ok(identity::Entity::find_by_id((provider, subject.to_owned())).one(db).await?)
}

pub(super) async fn link(tx: &Tx, row: identity::Model) -> Result<()> {
    identity::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Adds an authorization request, and deletes those that expired at `old` or earlier.
pub(super) async fn begin(tx: &Tx, row: attempt::Model, old: DateTime<Utc>) -> Result<()> {
    attempt::Entity::delete_many().filter(attempt::Column::ExpiresAt.lte(old)).exec(tx).await?;
    attempt::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Marks an authorization request as answered, if the browser that began it brings the answer.
///
/// If several requests race, one of them gets it.
pub(super) async fn answer(
    tx: &Tx,
    state_hash: &str,
    browser_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<attempt::Model>> {
    let taken = attempt::Entity::update_many()
        .col_expr(attempt::Column::AnsweredAt, Expr::value(now))
        .filter(attempt::Column::StateHash.eq(state_hash))
        .filter(attempt::Column::BrowserHash.eq(browser_hash))
        .filter(attempt::Column::AnsweredAt.is_null())
        .filter(attempt::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    Ok(attempt::Entity::find_by_id(state_hash).one(tx).await?)
}

/// Stores the subject that the provider proved, and the hash of the code that finishes the request.
pub(super) async fn prove(
    tx: &Tx,
    state_hash: &str,
    subject: &str,
    code_hash: &str,
    until: DateTime<Utc>,
) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Subject, Expr::value(subject))
        .col_expr(attempt::Column::CodeHash, Expr::value(code_hash))
        .col_expr(attempt::Column::CodeExpiresAt, Expr::value(until))
        .filter(attempt::Column::StateHash.eq(state_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks an authorization request as finished, once, in the browser that began it.
pub(super) async fn finish(
    tx: &Tx,
    code_hash: &str,
    browser_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<attempt::Model>> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::FinishedAt, Expr::value(now))
        .filter(attempt::Column::CodeHash.eq(code_hash))
        .filter(attempt::Column::BrowserHash.eq(browser_hash))
        .filter(attempt::Column::FinishedAt.is_null())
        .filter(attempt::Column::CodeExpiresAt.gt(now))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    Ok(attempt::Entity::find().filter(attempt::Column::CodeHash.eq(code_hash)).one(tx).await?)
}

/// Unlinks all identities of a person.
pub(super) async fn unlink_all(tx: &Tx, person: Uuid) -> Result<()> {
    identity::Entity::delete_many().filter(identity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}
