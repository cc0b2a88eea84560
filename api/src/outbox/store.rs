//! Letters in SQL.

use crate::{database::Tx, error::Result};
use ::entity::{letter, vocabulary::LetterStatus};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

pub(super) async fn add(tx: &Tx, row: letter::Model) -> Result<()> {
    letter::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Returns true if a letter is due now.
pub(super) async fn is_due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool> {
    Ok(due(now).limit(1).one(db).await?.is_some())
}

/// Leases the letters that have waited longest. No other caller gets them until the lease has
/// expired.
pub(super) async fn lease(
    tx: &Tx,
    lease: Uuid,
    most: u64,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<letter::Model>> {
    // On PostgreSQL, a second caller at the same moment gets other letters. SQLite has only one
    // writer.
    let free = due(now)
        .order_by_asc(letter::Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let mut letters = free.all(tx).await?;
    let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
    letter::Entity::update_many()
        .col_expr(letter::Column::Lease, Expr::value(lease))
        .col_expr(letter::Column::LeasedUntil, Expr::value(until))
        .col_expr(letter::Column::Tries, Expr::col(letter::Column::Tries).add(1))
        .filter(letter::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    letters.iter_mut().for_each(|letter| letter.tries += 1);
    Ok(letters)
}

fn due(now: DateTime<Utc>) -> Select<letter::Entity> {
    let free = Condition::any()
        .add(letter::Column::LeasedUntil.is_null())
        .add(letter::Column::LeasedUntil.lte(now));
    letter::Entity::find()
        .filter(letter::Column::Status.eq(LetterStatus::Waiting))
        .filter(letter::Column::DueAt.lte(now))
        .filter(free)
}

/// Result of a try: the new status, the time of the next try, and the cause of a failure. A letter
/// that is neither waiting nor dead keeps no words.
#[derive(Clone, Debug)]
pub(super) struct DeliveryAttempt {
    pub(super) status: LetterStatus,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) failure: Option<String>,
}

/// Records the result of a try if the lease still holds, and returns true if it did.
pub(super) async fn record_attempt(
    tx: &Tx,
    id: Uuid,
    lease: Uuid,
    tried: &DeliveryAttempt,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = letter::ActiveModel {
        status: Set(tried.status),
        due_at: tried.due_at.map_or(NotSet, Set),
        lease: Set(None),
        leased_until: Set(None),
        ended_at: Set((tried.status != LetterStatus::Waiting).then_some(now)),
        failure: Set(tried.failure.clone()),
        words: if tried.status == LetterStatus::Sent { Set("{}".into()) } else { NotSet },
        ..Default::default()
    };
    let mine = letter::Entity::update_many()
        .set(row)
        .filter(letter::Column::Id.eq(id))
        .filter(letter::Column::Lease.eq(lease));
    Ok(mine.exec(tx).await?.rows_affected == 1)
}

/// Expires the letters that were posted before a moment and not sent, blanks their words, and
/// returns their number.
pub(super) async fn expire(tx: &Tx, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
    let row = letter::ActiveModel {
        status: Set(LetterStatus::Expired),
        lease: Set(None),
        leased_until: Set(None),
        ended_at: Set(Some(now)),
        words: Set("{}".into()),
        ..Default::default()
    };
    let old = letter::Entity::update_many()
        .set(row)
        .filter(letter::Column::Status.is_in([LetterStatus::Waiting, LetterStatus::Dead]))
        .filter(letter::Column::PostedAt.lt(before));
    Ok(old.exec(tx).await?.rows_affected)
}

/// Returns the letters that are not sent, or all of them, the newest last.
pub(crate) async fn list(db: &impl ConnectionTrait, all: bool) -> Result<Vec<letter::Model>> {
    let letters = letter::Entity::find().order_by_asc(letter::Column::Id);
    let letters =
        if all { letters } else { letters.filter(letter::Column::Status.ne(LetterStatus::Sent)) };
    Ok(letters.all(db).await?)
}

/// Makes one dead letter, or all of them, wait for a first try again, and returns their number.
pub(crate) async fn revive(tx: &Tx, id: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
    let row = letter::ActiveModel {
        status: Set(LetterStatus::Waiting),
        due_at: Set(now),
        tries: Set(0),
        ended_at: Set(None),
        ..Default::default()
    };
    let dead = letter::Entity::update_many()
        .set(row)
        .filter(letter::Column::Status.eq(LetterStatus::Dead));
    let dead = if let Some(id) = id { dead.filter(letter::Column::Id.eq(id)) } else { dead };
    Ok(dead.exec(tx).await?.rows_affected)
}
