//! Ledger and projection in SQL.

use super::rules::{Choice, Consent, Published, shown};
use crate::{
    access::{OwnState, ReaderScope},
    database::Tx,
    error::Result,
};
use ::entity::{
    consent_choice, ever_public, ever_shared, shared_answer, submission,
    vocabulary::{QuestionCode, ReaderLevel, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
    Select, sea_query::OnConflict,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Maximum number of rows in one statement. PostgreSQL takes 65,535 values, SQLite 32,766.
const CHUNK: usize = 500;

/// Returns the ledger of a submission, oldest line first. The caller has found the submission by
/// its own witness.
pub(crate) async fn ledger(
    db: &impl ConnectionTrait,
    submission: Uuid,
) -> Result<Vec<consent_choice::Model>> {
    let lines = consent_choice::Entity::find()
        .filter(consent_choice::Column::Submission.eq(submission))
        .order_by_asc(consent_choice::Column::Ordinal);
    Ok(lines.all(db).await?)
}

/// Returns the consent that follows from the ledger of a submission.
pub(crate) async fn consent(db: &impl ConnectionTrait, submission: Uuid) -> Result<Consent> {
    Ok(Consent::of(&ledger(db, submission).await?))
}

/// Adds choices to the ledger, in order.
pub(crate) async fn choose(
    tx: &Tx,
    submission: Uuid,
    choices: &[Choice],
    by: &OwnState,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = consent_choice::Entity::find()
        .filter(consent_choice::Column::Submission.eq(submission))
        .count(tx)
        .await?;
    let first = i64::try_from(before).unwrap_or(i64::MAX - 10_000) + 1;
    let rows = (first..).zip(choices).map(|(ordinal, choice)| {
        let mut row = consent_choice::Model {
            submission,
            ordinal,
            scope: None,
            scope_code: String::new(),
            reader: None,
            countable: None,
            purpose: None,
            allowed: None,
            chosen_by: by.person(),
            chosen_at: now,
        };
        match choice.clone() {
            Choice::Answers { scope, code, reader, countable } => {
                (row.scope, row.scope_code, row.reader, row.countable) =
                    (Some(scope), code, reader, countable);
            }
            Choice::Purpose(purpose, allowed) => {
                (row.purpose, row.allowed) = (Some(purpose), Some(allowed))
            }
        }
        row.into_active_model()
    });
    consent_choice::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Removes all rows of a submission from the projection.
pub(crate) async fn hide(tx: &Tx, submission: Uuid) -> Result<()> {
    shared_answer::Entity::delete_many()
        .filter(shared_answer::Column::Submission.eq(submission))
        .exec(tx)
        .await?;
    Ok(())
}

/// Replaces the projection of an edition, in the transaction of the edition or consent that
/// publishes it.
pub(crate) async fn project(
    tx: &Tx,
    published: Published,
    consent: &Consent,
    now: DateTime<Utc>,
) -> Result<()> {
    hide(tx, published.submission).await?;
    let rows = shown(published, consent);
    let public: Vec<_> = rows
        .iter()
        .filter(|row| row.reader == ReaderLevel::Public)
        .map(|row| ever_public::Model {
            cycle: row.cycle,
            state: row.state.clone(),
            question: row.question.clone(),
            since: now,
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        shared_answer::Entity::insert_many(
            chunk.iter().cloned().map(shared_answer::Model::into_active_model),
        )
        .exec_without_returning(tx)
        .await?;
    }
    let once = OnConflict::columns([
        ever_public::Column::Cycle,
        ever_public::Column::State,
        ever_public::Column::Question,
    ])
    .do_nothing()
    .to_owned();
    for chunk in public.chunks(CHUNK) {
        let insert = ever_public::Entity::insert_many(
            chunk.iter().cloned().map(ever_public::Model::into_active_model),
        );
        once_only(insert.on_conflict(once.clone()).exec_without_returning(tx).await)?;
    }
    let once = OnConflict::columns([
        ever_shared::Column::Cycle,
        ever_shared::Column::State,
        ever_shared::Column::Question,
        ever_shared::Column::Edition,
        ever_shared::Column::Reader,
    ]);
    let once = once.clone().do_nothing().to_owned();
    for chunk in rows.chunks(CHUNK) {
        let shown = chunk.iter().map(|row| ever_shared::Model {
            cycle: row.cycle,
            state: row.state.clone(),
            question: row.question.clone(),
            edition: row.edition,
            reader: row.reader,
            since: now,
        });
        let insert =
            ever_shared::Entity::insert_many(shown.map(ever_shared::Model::into_active_model));
        once_only(insert.on_conflict(once.clone()).exec_without_returning(tx).await)?;
    }
    Ok(())
}

/// Accepts an insert whose row exists already.
fn once_only<T>(inserted: std::result::Result<T, sea_orm::DbErr>) -> Result<()> {
    match inserted {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Returns the answers of a cycle that a reader may see, ordered by State and question. With
/// `after`, only answers after that place.
///
/// # Errors
/// Fails if the database fails.
pub async fn shared(
    db: &impl ConnectionTrait,
    reading: ReaderScope,
    cycle: Uuid,
    state: Option<&StateCode>,
    question: Option<&QuestionCode>,
    after: Option<(StateCode, QuestionCode)>,
    most: u64,
) -> Result<Vec<shared_answer::Model>> {
    let mut rows = shown_to(reading, cycle);
    if let Some(state) = state {
        rows = rows.filter(shared_answer::Column::State.eq(state.clone()));
    }
    if let Some(question) = question {
        rows = rows.filter(shared_answer::Column::Question.eq(question.clone()));
    }
    if let Some((state, question)) = after {
        let same = Condition::all()
            .add(shared_answer::Column::State.eq(state.clone()))
            .add(shared_answer::Column::Question.gt(question));
        rows = rows.filter(Condition::any().add(shared_answer::Column::State.gt(state)).add(same));
    }
    Ok(rows.limit(most).all(db).await?)
}

/// Returns all answers of a cycle that a reader may see, ordered by State and question.
///
/// # Errors
/// Fails if the database fails.
pub async fn shared_whole(
    db: &impl ConnectionTrait,
    reading: ReaderScope,
    cycle: Uuid,
) -> Result<Vec<shared_answer::Model>> {
    Ok(shown_to(reading, cycle).all(db).await?)
}

/// Returns the versions of all answers of a cycle that a reader may see: submission, question and
/// edition. They come in the order of [`shared_whole`].
///
/// # Errors
/// Fails if the database fails.
pub async fn shared_versions(
    db: &impl ConnectionTrait,
    reading: ReaderScope,
    cycle: Uuid,
) -> Result<Vec<(Uuid, QuestionCode, i32)>> {
    use shared_answer::Column;
    let rows = shown_to(reading, cycle).select_only().columns([
        Column::Submission,
        Column::Question,
        Column::Edition,
    ]);
    Ok(rows.into_tuple().all(db).await?)
}

/// Selects the answers of a cycle that a reader may see, ordered by State and question.
fn shown_to(reading: ReaderScope, cycle: Uuid) -> Select<shared_answer::Entity> {
    let levels = ReaderLevel::ALL
        .iter()
        .copied()
        .filter(|level| *level >= reading.at_least() && *level > ReaderLevel::StateOnly);
    shared_answer::Entity::find()
        .filter(shared_answer::Column::Cycle.eq(cycle))
        .filter(shared_answer::Column::Reader.is_in(levels))
        .order_by_asc(shared_answer::Column::State)
        .order_by_asc(shared_answer::Column::Question)
}

/// Returns the places of a cycle whose answers are or were public: State and question.
pub(crate) async fn ever_public(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<(StateCode, QuestionCode)>> {
    let rows = ever_public::Entity::find()
        .select_only()
        .columns([ever_public::Column::State, ever_public::Column::Question])
        .filter(ever_public::Column::Cycle.eq(cycle));
    Ok(rows.into_tuple().all(db).await?)
}

/// Returns the rows that record to whom answers of a cycle were shown, at a time or before it.
pub(crate) async fn ever_shared(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    by: DateTime<Utc>,
) -> Result<Vec<ever_shared::Model>> {
    let rows = ever_shared::Entity::find().filter(ever_shared::Column::Cycle.eq(cycle));
    Ok(rows.filter(ever_shared::Column::Since.lte(by)).all(db).await?)
}

/// Returns the ledgers of all submissions to a cycle, for counting.
pub(crate) async fn ledgers(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<BTreeMap<Uuid, Vec<consent_choice::Model>>> {
    let of_cycle = submission::Entity::find()
        .select_only()
        .column(submission::Column::Id)
        .filter(submission::Column::Cycle.eq(cycle));
    let rows = consent_choice::Entity::find()
        .filter(consent_choice::Column::Submission.in_subquery(of_cycle.into_query()))
        .order_by_asc(consent_choice::Column::Ordinal)
        .all(db)
        .await?;
    let mut ledgers: BTreeMap<Uuid, Vec<consent_choice::Model>> = BTreeMap::new();
    for row in rows {
        ledgers.entry(row.submission).or_default().push(row);
    }
    Ok(ledgers)
}

/// Returns the number of the last ledger line about answers for each submission to a cycle that has
/// one. With `counting`, only lines that set whether answers may be counted. The first line is 1.
pub(crate) async fn last_choices(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    counting: bool,
) -> Result<BTreeMap<Uuid, usize>> {
    let of_cycle = submission::Entity::find()
        .select_only()
        .column(submission::Column::Id)
        .filter(submission::Column::Cycle.eq(cycle));
    let about =
        if counting { consent_choice::Column::Countable } else { consent_choice::Column::Scope };
    let rows: Vec<(Uuid, i64)> = consent_choice::Entity::find()
        .select_only()
        .column(consent_choice::Column::Submission)
        .column_as(consent_choice::Column::Ordinal.max(), "last")
        .filter(consent_choice::Column::Submission.in_subquery(of_cycle.into_query()))
        .filter(about.is_not_null())
        .group_by(consent_choice::Column::Submission)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, last)| (id, usize::try_from(last).unwrap_or(usize::MAX)))
        .collect())
}
