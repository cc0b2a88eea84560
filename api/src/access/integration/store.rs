//! Integrations, keys, used assertions and narrower tokens in SQL.

pub(super) mod rows;

use super::{IntegrationOwner, Minter};
use crate::{
    access::{Administrator, integration::store::rows::IntegrationRows},
    database::Tx,
    error::{Code, Result},
};
use ::entity::{client_assertion, integration, integration_key, narrower_token, person};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult as _,
    IdenStatic as _, IntoActiveModel as _, Iterable as _, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait, Select, SelectTwo,
    sea_query::{Expr, ExprTrait as _, IntoCondition as _},
};
use uuid::Uuid;

fn for_owner(whose: &IntegrationOwner) -> Select<integration::Entity> {
    match whose.state() {
        Some(state) => {
            integration::Entity::find().filter(integration::Column::State.eq(state.clone()))
        }
        None => integration::Entity::find().filter(integration::Column::State.is_null()),
    }
}

/// Returns the integrations of an owner, the newest first.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    whose: &IntegrationOwner,
) -> Result<Vec<integration::Model>> {
    Ok(for_owner(whose).order_by_desc(integration::Column::Id).all(db).await?)
}

/// Returns all integrations, for the operator at the terminal.
///
/// # Errors
/// Fails with `FORBIDDEN` for every other caller.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    by: &Administrator,
) -> Result<Vec<integration::Model>> {
    operator(by)?;
    Ok(integration::Entity::find().order_by_desc(integration::Column::Id).all(db).await?)
}

/// Returns the operator at the terminal as a minter who may change this integration of any owner.
///
/// # Errors
/// Fails with `FORBIDDEN` for every other caller, and with `NOT_FOUND` if there is no such
/// integration.
pub async fn by_operator(
    db: &impl ConnectionTrait,
    by: &Administrator,
    id: Uuid,
) -> Result<Minter> {
    operator(by)?;
    let row = integration::Entity::find_by_id(id).one(db).await?.ok_or(Code::NotFound)?;
    Ok(Minter(IntegrationOwner {
        state: row.state,
        person: by.person_if_known(),
        at_the_terminal: true,
    }))
}

fn operator(by: &Administrator) -> Result<()> {
    if by.is_operator() { Ok(()) } else { Err(Code::Forbidden.into()) }
}

/// Returns one integration of the owner that was not revoked.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    whose: &IntegrationOwner,
    id: Uuid,
) -> Result<integration::Model> {
    let row = for_owner(whose)
        .filter(integration::Column::Id.eq(id))
        .filter(integration::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    Ok(row.ok_or(Code::NotFound)?)
}

/// Returns one integration of the owner.
pub(super) async fn one(
    db: &impl ConnectionTrait,
    whose: &IntegrationOwner,
    id: Uuid,
) -> Result<integration::Model> {
    Ok(for_owner(whose)
        .filter(integration::Column::Id.eq(id))
        .one(db)
        .await?
        .ok_or(Code::NotFound)?)
}

pub(super) async fn minter(
    db: &impl ConnectionTrait,
    of: &integration::Model,
) -> Result<Option<person::Model>> {
    Ok(person::Entity::find_by_id(of.minted_by).one(db).await?)
}

/// Returns the keys of an integration, the newest first.
///
/// # Errors
/// Fails if the database fails.
pub async fn keys(
    db: &impl ConnectionTrait,
    of: &integration::Model,
) -> Result<Vec<integration_key::Model>> {
    let keys =
        integration_key::Entity::find().filter(integration_key::Column::Integration.eq(of.id));
    Ok(keys.order_by_desc(integration_key::Column::Id).all(db).await?)
}

pub(super) async fn narrower(
    db: &impl ConnectionTrait,
    of: &integration::Model,
) -> Result<Vec<narrower_token::Model>> {
    let tokens =
        narrower_token::Entity::find().filter(narrower_token::Column::Integration.eq(of.id));
    Ok(tokens.order_by_desc(narrower_token::Column::Id).all(db).await?)
}

pub(super) async fn add(tx: &Tx, row: integration::Model) -> Result<()> {
    integration::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) async fn add_key(tx: &Tx, row: integration_key::Model) -> Result<(), DbErr> {
    integration_key::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

pub(super) async fn add_narrower(tx: &Tx, row: narrower_token::Model) -> Result<()> {
    narrower_token::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Revokes an integration. Returns false if it was revoked before.
pub(super) async fn revoke(tx: &Tx, of: &integration::Model, now: DateTime<Utc>) -> Result<bool> {
    let revoked = integration::Entity::update_many()
        .col_expr(integration::Column::RevokedAt, Expr::value(now))
        .filter(integration::Column::Id.eq(of.id))
        .filter(integration::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Ends a key of the integration. Returns false if the integration has no such key that was not
/// ended.
pub(super) async fn end_key(
    tx: &Tx,
    of: &integration::Model,
    kid: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = integration_key::Entity::update_many()
        .col_expr(integration_key::Column::EndedAt, Expr::value(now))
        .filter(integration_key::Column::Integration.eq(of.id))
        .filter(integration_key::Column::Kid.eq(kid))
        .filter(integration_key::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Returns a narrower token of an integration of the owner.
pub(super) async fn narrower_of(
    db: &impl ConnectionTrait,
    whose: &IntegrationOwner,
    id: Uuid,
) -> Result<(narrower_token::Model, integration::Model)> {
    let token = narrower_token::Entity::find_by_id(id).one(db).await?.ok_or(Code::NotFound)?;
    let integration = one(db, whose, token.integration).await?;
    Ok((token, integration))
}

/// Ends a narrower token. Returns false if it was ended before.
pub(super) async fn end_narrower(
    tx: &Tx,
    token: &narrower_token::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = narrower_token::Entity::update_many()
        .col_expr(narrower_token::Column::EndedAt, Expr::value(now))
        .filter(narrower_token::Column::Id.eq(token.id))
        .filter(narrower_token::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Returns the key or narrower token that the `sid` of a token names, with its integration.
///
/// Every request needs this, so it is one read.
pub(in crate::access) async fn found(
    db: &impl ConnectionTrait,
    sid: Uuid,
) -> Result<Option<IntegrationRows>> {
    let row = db.query_one(&QueryTrait::into_query(with_key_or_narrower(sid))).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(IntegrationRows {
        integration: integration::Model::from_query_result(&row, "A_")?,
        minter: person::Model::from_query_result(&row, "B_")?,
        key: integration_key::Model::from_query_result_optional(&row, "C_")?,
        narrower: narrower_token::Model::from_query_result_optional(&row, "D_")?,
    }))
}

fn with_key_or_narrower(sid: Uuid) -> SelectTwo<integration::Entity, person::Entity> {
    use integration_key as key;
    use narrower_token as narrower;
    let minter = integration::Entity::belongs_to(person::Entity)
        .from(integration::Column::MintedBy)
        .to(person::Column::Id);
    let by_key = integration::Entity::belongs_to(key::Entity)
        .from(integration::Column::Id)
        .to(key::Column::Integration);
    let by_key = by_key
        .on_condition(move |_, key| Expr::col((key, key::Column::Id)).eq(sid).into_condition());
    let by_narrower = integration::Entity::belongs_to(narrower::Entity)
        .from(integration::Column::Id)
        .to(narrower::Column::Integration);
    let by_narrower = by_narrower.on_condition(move |_, token| {
        Expr::col((token, narrower::Column::Id)).eq(sid).into_condition()
    });
    let of_key = key::Entity::find_by_id(sid).select_only().column(key::Column::Integration);
    let of_narrower =
        narrower::Entity::find_by_id(sid).select_only().column(narrower::Column::Integration);
    // Each of the two is found by its identifier, so that no list of integrations is read.
    let either = Condition::any()
        .add(integration::Column::Id.in_subquery(QueryTrait::into_query(of_key)))
        .add(integration::Column::Id.in_subquery(QueryTrait::into_query(of_narrower)));
    let mut found = integration::Entity::find()
        .filter(either)
        .join(JoinType::InnerJoin, minter.into())
        .join(JoinType::LeftJoin, by_key.into())
        .join(JoinType::LeftJoin, by_narrower.into())
        .select_also(person::Entity);
    for column in key::Column::iter() {
        found = found.column_as(column, format!("C_{}", column.as_str()));
    }
    for column in narrower::Column::iter() {
        found = found.column_as(column, format!("D_{}", column.as_str()));
    }
    found
}

/// Returns the key of a client by its thumbprint.
pub(super) async fn found_by_kid(
    db: &impl ConnectionTrait,
    client: Uuid,
    kid: &str,
) -> Result<Option<IntegrationRows>> {
    let key = integration_key::Entity::find()
        .filter(integration_key::Column::Integration.eq(client))
        .filter(integration_key::Column::Kid.eq(kid));
    with_parents(db, key.one(db).await?, None).await
}

/// Returns the narrower token by its hash.
pub(super) async fn found_by_hash(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<IntegrationRows>> {
    let token = narrower_token::Entity::find().filter(narrower_token::Column::Hash.eq(hash));
    with_parents(db, None, token.one(db).await?).await
}

async fn with_parents(
    db: &impl ConnectionTrait,
    key: Option<integration_key::Model>,
    narrower: Option<narrower_token::Model>,
) -> Result<Option<IntegrationRows>> {
    let id = key
        .as_ref()
        .map(|key| key.integration)
        .or(narrower.as_ref().map(|token| token.integration));
    let Some(id) = id else { return Ok(None) };
    let Some(integration) = integration::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    Ok(minter(db, &integration).await?.map(|minter| IntegrationRows {
        integration,
        minter,
        key,
        narrower,
    }))
}

/// Records that the integration got an access token. Returns false if it was revoked in the
/// meantime.
pub(super) async fn used(tx: &Tx, of: &integration::Model, now: DateTime<Utc>) -> Result<bool> {
    let used = integration::Entity::update_many()
        .col_expr(integration::Column::UsedAt, Expr::value(now))
        .filter(integration::Column::Id.eq(of.id))
        .filter(integration::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Records the use of an assertion, and deletes the records that are no longer needed.
pub(super) async fn consume_jti(
    tx: &Tx,
    row: client_assertion::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    client_assertion::Entity::delete_many()
        .filter(client_assertion::Column::Integration.eq(row.integration))
        .filter(client_assertion::Column::ExpiresAt.lt(now))
        .exec(tx)
        .await?;
    client_assertion::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
