//! Submissions of all States in a cycle, for participation and for releases.

use crate::{
    database::Tx,
    error::{Error, Result},
};
use ::entity::{
    edition, submission,
    vocabulary::{StateCode, SubmissionStatus},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseBackend, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Returns the submissions of a cycle that are submitted and not withdrawn, with their newest
/// editions.
pub(crate) async fn standing(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<(submission::Model, edition::Model)>> {
    let rows = submission::Entity::find()
        .filter(submission::Column::Cycle.eq(cycle))
        .filter(
            submission::Column::Status
                .is_in([SubmissionStatus::Submitted, SubmissionStatus::Amended]),
        )
        .order_by_asc(submission::Column::State)
        .all(db)
        .await?;
    let mut editions: BTreeMap<Uuid, edition::Model> = BTreeMap::new();
    for chunk in rows.chunks(500) {
        let found = edition::Entity::find()
            .filter(edition::Column::Submission.is_in(chunk.iter().map(|row| row.id)))
            .all(db)
            .await?;
        for edition in found {
            let newest = rows
                .iter()
                .any(|row| row.id == edition.submission && row.latest_edition == edition.number);
            if newest {
                editions.insert(edition.submission, edition);
            }
        }
    }
    rows.into_iter()
        .map(|row| {
            let edition = editions
                .remove(&row.id)
                .ok_or_else(|| Error::failure("a submission without its newest edition"))?;
            Ok((row, edition))
        })
        .collect()
}

/// Returns the status of each State's submission to a cycle, without drafts: the Secretariat may
/// know nothing of a draft.
///
/// # Errors
/// Fails if the database fails.
pub async fn participation(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<(StateCode, SubmissionStatus)>> {
    let rows = submission::Entity::find()
        .select_only()
        .columns([submission::Column::State, submission::Column::Status])
        .filter(submission::Column::Cycle.eq(cycle))
        .filter(submission::Column::Status.ne(SubmissionStatus::Draft))
        .order_by_asc(submission::Column::State);
    Ok(rows.into_tuple().all(db).await?)
}

/// Counts the submissions of a cycle that are submitted and not withdrawn.
///
/// # Errors
/// Fails if the database fails.
pub async fn standing_count(db: &impl ConnectionTrait, cycle: Uuid) -> Result<u32> {
    let rows = submission::Entity::find()
        .select_only()
        .column(submission::Column::Status)
        .filter(submission::Column::Cycle.eq(cycle))
        .filter(
            submission::Column::Status
                .is_in([SubmissionStatus::Submitted, SubmissionStatus::Amended]),
        );
    Ok(u32::try_from(rows.count(db).await?).unwrap_or(u32::MAX))
}

/// Returns the States that have withdrawn an edition of a cycle, with the number of the newest
/// withdrawn edition.
pub(crate) async fn withdrawn(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<(StateCode, i32)>> {
    let rows = submission::Entity::find()
        .select_only()
        .columns([submission::Column::State, submission::Column::WithdrawnThrough])
        .filter(submission::Column::Cycle.eq(cycle))
        .filter(submission::Column::WithdrawnThrough.gt(0))
        // The view of the public role hides the State of a submission that no release counted.
        .filter(submission::Column::State.is_not_null())
        .order_by_asc(submission::Column::State);
    Ok(rows.into_tuple().all(db).await?)
}

/// Locks all submissions to a cycle until the end of the transaction, so that they and their
/// consent do not change. The lock is shared; an act that changes a submission takes an exclusive
/// one.
pub(crate) async fn hold(tx: &Tx, cycle: Uuid) -> Result<()> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        let rows = submission::Entity::find().select_only().column(submission::Column::Id);
        let rows = rows
            .filter(submission::Column::Cycle.eq(cycle))
            .order_by_asc(submission::Column::Id)
            .lock_shared();
        rows.into_tuple::<Uuid>().all(tx).await?;
    }
    Ok(())
}

/// Returns the submissions of a cycle that are submitted and not withdrawn. The number is the
/// newest edition that was withdrawn earlier; 0 if none was.
pub(crate) async fn standing_since(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<(Uuid, StateCode, i32)>> {
    let rows = submission::Entity::find()
        .select_only()
        .columns([
            submission::Column::Id,
            submission::Column::State,
            submission::Column::WithdrawnThrough,
        ])
        .filter(submission::Column::Cycle.eq(cycle))
        .filter(
            submission::Column::Status
                .is_in([SubmissionStatus::Submitted, SubmissionStatus::Amended]),
        )
        .order_by_asc(submission::Column::State);
    Ok(rows.into_tuple().all(db).await?)
}
