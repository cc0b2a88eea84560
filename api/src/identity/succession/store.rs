//! Successions in SQL.

use crate::{database::Tx, error::Result, identity::succession::Party};
use ::entity::{
    person, succession,
    vocabulary::{PersonStatus, Role, StateCode, SuccessionParty},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    sea_query::Expr,
};
use uuid::Uuid;

/// Largest number of successions in a list.
const LISTED: u64 = 200;

pub(super) async fn add(tx: &Tx, row: succession::Model) -> Result<succession::Model> {
    Ok(row.into_active_model().insert(tx).await?)
}

/// Selects the successions that a party may see.
///
/// The Secretariat sees all. People of a State see those of their State.
fn of(party: &Party) -> Select<succession::Entity> {
    let all = succession::Entity::find();
    match party.own_state() {
        Some(state) => all.filter(succession::Column::State.eq(state.clone())),
        None => all,
    }
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    party: &Party,
) -> Result<Vec<succession::Model>> {
    let newest = of(party)
        .order_by_desc(succession::Column::ProposedAt)
        .order_by_desc(succession::Column::Id);
    Ok(newest.limit(LISTED).all(db).await?)
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    party: &Party,
    id: Uuid,
) -> Result<Option<succession::Model>> {
    Ok(of(party).filter(succession::Column::Id.eq(id)).one(db).await?)
}

fn pending() -> Condition {
    Condition::all()
        .add(succession::Column::AgreedAt.is_null())
        .add(succession::Column::EndedAt.is_null())
}

/// Ends the proposals for a State to which nobody has agreed.
pub(super) async fn end_pending(tx: &Tx, state: &StateCode, now: DateTime<Utc>) -> Result<()> {
    succession::Entity::update_many()
        .col_expr(succession::Column::EndedAt, Expr::value(now))
        .filter(pending().add(succession::Column::State.eq(state.clone())))
        .exec(tx)
        .await?;
    Ok(())
}

/// Records that the second party agrees. If several requests race, one of them gets true.
pub(super) async fn agree(
    tx: &Tx,
    id: Uuid,
    by: Uuid,
    party: SuccessionParty,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = succession::Entity::update_many()
        .col_expr(succession::Column::AgreedBy, Expr::value(by))
        .col_expr(succession::Column::AgreedAs, Expr::value(party.as_str()))
        .col_expr(succession::Column::AgreedAt, Expr::value(now))
        .filter(pending().add(succession::Column::Id.eq(id)))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Returns the active approvers of the State, who receive the letters.
pub(super) async fn approvers(tx: &Tx, state: &StateCode) -> Result<Vec<person::Model>> {
    let active = person::Entity::find()
        .filter(person::Column::State.eq(state.clone()))
        .filter(person::Column::Role.eq(Role::Approver))
        .filter(person::Column::Status.eq(PersonStatus::Active));
    Ok(active.order_by_asc(person::Column::Id).all(tx).await?)
}
