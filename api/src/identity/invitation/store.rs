//! Invitations in SQL.

use crate::{
    database::Tx,
    error::Result,
    identity::invitation::{Inviter, rules::TRIES},
};
use ::entity::{
    invitation, person,
    vocabulary::{Role, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseBackend,
    EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

/// Largest number of invitations in a list.
const LISTED: u64 = 200;

pub(super) async fn add(
    tx: &Tx,
    row: invitation::Model,
) -> Result<invitation::Model, sea_orm::DbErr> {
    row.into_active_model().insert(tx).await
}

/// Selects the invitations that the inviter may see.
///
/// A focal point sees those of the State. An administrator sees those of focal points and of the
/// Secretariat.
fn of(by: &Inviter) -> Select<invitation::Entity> {
    invitation::Entity::find().filter(match by.state() {
        Some(state) => Condition::all().add(invitation::Column::State.eq(state.clone())),
        None => Condition::any()
            .add(invitation::Column::Role.eq(Role::FocalPoint))
            .add(invitation::Column::State.is_null()),
    })
}

/// Returns the newest invitations that the inviter may see, the newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    by: &Inviter,
) -> Result<Vec<invitation::Model>> {
    Ok(of(by)
        .order_by_desc(invitation::Column::InvitedAt)
        .order_by_desc(invitation::Column::Id)
        .limit(LISTED)
        .all(db)
        .await?)
}

/// Returns one invitation that the inviter may see.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    by: &Inviter,
    id: Uuid,
) -> Result<Option<invitation::Model>> {
    Ok(of(by).filter(invitation::Column::Id.eq(id)).one(db).await?)
}

/// Returns the invitation with this token, locked until the end of the transaction.
///
/// Requests that race for it wait for each other.
pub(super) async fn by_token(tx: &Tx, hash: &str) -> Result<Option<invitation::Model>> {
    let mut found = invitation::Entity::find().filter(invitation::Column::TokenHash.eq(hash));
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        found = found.lock_exclusive();
    }
    Ok(found.one(tx).await?)
}

/// Returns the invitation of the first administrator, whatever its status.
pub(super) async fn first(tx: &Tx) -> Result<Option<invitation::Model>> {
    Ok(invitation::Entity::find().filter(invitation::Column::Email.is_null()).one(tx).await?)
}

fn pending() -> Condition {
    Condition::all()
        .add(invitation::Column::RedeemedAt.is_null())
        .add(invitation::Column::EndedAt.is_null())
}

/// Makes an invitation redeemable with this token. Returns false if another request was faster.
pub(super) async fn confirm(
    tx: &Tx,
    id: Uuid,
    by: Uuid,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::ConfirmedBy, Expr::value(by))
        .col_expr(invitation::Column::TokenHash, Expr::value(token))
        .col_expr(invitation::Column::ExpiresAt, Expr::value(expires_at))
        .filter(
            pending()
                .add(invitation::Column::Id.eq(id))
                .add(invitation::Column::TokenHash.is_null()),
        )
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Redeems an invitation for a person. If several requests race, one of them gets true.
pub(super) async fn redeem(tx: &Tx, id: Uuid, person: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::RedeemedAt, Expr::value(now))
        .col_expr(invitation::Column::RedeemedBy, Expr::value(person))
        .filter(
            pending().add(invitation::Column::Id.eq(id)).add(invitation::Column::Tries.lt(TRIES)),
        )
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Counts a wrong code.
pub(super) async fn count_try(tx: &Tx, id: Uuid) -> Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Tries, Expr::col(invitation::Column::Tries).add(1))
        .filter(invitation::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn end(tx: &Tx, which: Condition, now: DateTime<Utc>) -> Result<u64> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::EndedAt, Expr::value(now))
        .filter(pending().add(which))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Ends one invitation. Returns false if it was redeemed or ended before.
pub(super) async fn end_one(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    Ok(end(tx, Condition::all().add(invitation::Column::Id.eq(id)), now).await? == 1)
}

/// Ends the invitation of the first administrator.
pub(super) async fn end_first(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    end(tx, Condition::all().add(invitation::Column::Email.is_null()), now).await.map(drop)
}

/// Ends earlier invitations of the same address in the same State or in the Secretariat.
///
/// Invitations of focal points and invitations to other roles do not end each other.
pub(super) async fn end_earlier(
    tx: &Tx,
    new: &invitation::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let which = Condition::all()
        .add(invitation::Column::Email.eq(new.email.clone()))
        .add(within(new.state.as_ref()));
    let which = which.add(match new.role {
        Role::FocalPoint => invitation::Column::Role.eq(Role::FocalPoint),
        _ => invitation::Column::Role.ne(Role::FocalPoint),
    });
    end(tx, which, now).await.map(drop)
}

/// Ends the open invitations that a person made or confirmed, and those to the person's address.
pub(in crate::identity) async fn end_of_person(
    tx: &Tx,
    person: &person::Model,
    now: DateTime<Utc>,
) -> Result<u64> {
    let theirs = Condition::any()
        .add(invitation::Column::InvitedBy.eq(person.id))
        .add(invitation::Column::ConfirmedBy.eq(person.id))
        .add(
            Condition::all()
                .add(invitation::Column::Email.eq(person.email.clone()))
                .add(within(person.state.as_ref())),
        );
    end(tx, theirs, now).await
}

fn within(state: Option<&StateCode>) -> Condition {
    Condition::all().add(match state {
        Some(state) => invitation::Column::State.eq(state.clone()),
        None => invitation::Column::State.is_null(),
    })
}

/// Counts all people, whatever their status.
pub(super) async fn count_people(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(person::Entity::find().count(db).await?)
}
