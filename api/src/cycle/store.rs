//! Cycles and invitations in SQL. Everybody may read them: the cycles and the invited States are
//! public.

use crate::{
    database::{Tx, is_duplicate, unique},
    error::{Code, Error, Result},
};
use ::entity::{
    cycle, cycle_invitation,
    vocabulary::{CycleKey, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, Set, sea_query::OnConflict,
};
use uuid::Uuid;

/// Returns all cycles, the newest first.
///
/// # Errors
/// Fails if the database fails.
pub async fn cycles(db: &impl ConnectionTrait) -> Result<Vec<cycle::Model>> {
    Ok(cycle::Entity::find().order_by_desc(cycle::Column::Id).all(db).await?)
}

/// Returns the cycle with a key.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is none.
pub async fn cycle(db: &impl ConnectionTrait, key: &CycleKey) -> Result<cycle::Model> {
    let found =
        unique(cycle::Entity::find().filter(cycle::Column::Key.eq(key.clone())), db).await?;
    found.ok_or_else(|| Code::NotFound.into())
}

/// Returns the cycle with an id.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is none.
pub async fn cycle_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<cycle::Model> {
    cycle::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// Returns a State's invitation to a cycle, if it has one.
///
/// # Errors
/// Fails if the database fails.
pub async fn invitation(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    state: &StateCode,
) -> Result<Option<cycle_invitation::Model>> {
    Ok(cycle_invitation::Entity::find_by_id((cycle, state.clone())).one(db).await?)
}

/// Returns all invitations to a cycle, ordered by State.
///
/// # Errors
/// Fails if the database fails.
pub async fn invitations(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<cycle_invitation::Model>> {
    let rows = cycle_invitation::Entity::find().filter(cycle_invitation::Column::Cycle.eq(cycle));
    Ok(rows.order_by_asc(cycle_invitation::Column::State).all(db).await?)
}

pub(super) async fn add(tx: &Tx, row: cycle::Model) -> Result<cycle::Model> {
    row.into_active_model().insert(tx).await.map_err(|error| {
        if is_duplicate(&error) {
            Error::says(Code::Exists, "A cycle with this key exists.")
        } else {
            error.into()
        }
    })
}

pub(super) async fn invite(
    tx: &Tx,
    cycle: Uuid,
    states: &[StateCode],
    now: DateTime<Utc>,
) -> Result<()> {
    let rows = states.iter().map(|state| {
        cycle_invitation::Model {
            cycle,
            state: state.clone(),
            invited_at: now,
            extended_until: None,
        }
        .into_active_model()
    });
    let once =
        OnConflict::columns([cycle_invitation::Column::Cycle, cycle_invitation::Column::State])
            .do_nothing()
            .to_owned();
    match cycle_invitation::Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(tx)
        .await
    {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn extend(
    tx: &Tx,
    invitation: cycle_invitation::Model,
    until: DateTime<Utc>,
) -> Result<()> {
    let mut row = invitation.into_active_model();
    row.extended_until = Set(Some(until));
    row.update(tx).await?;
    Ok(())
}

pub(super) async fn reschedule(
    tx: &Tx,
    cycle: cycle::Model,
    opens_at: DateTime<Utc>,
    closes_at: Option<DateTime<Utc>>,
) -> Result<cycle::Model> {
    let mut row = cycle.into_active_model();
    (row.opens_at, row.closes_at) = (Set(opens_at), Set(closes_at));
    Ok(row.update(tx).await?)
}

pub(super) async fn set_lattice(
    tx: &Tx,
    cycle: cycle::Model,
    lattice: String,
) -> Result<cycle::Model> {
    let mut row = cycle.into_active_model();
    row.lattice = Set(lattice);
    Ok(row.update(tx).await?)
}
