//! Frozen releases in SQL.

mod inputs;

#[cfg(test)]
pub(crate) use inputs::Input;
pub(crate) use inputs::{
    Inputs, changed, inputs, is_unchanged, lock_submissions, sealed, shared, withdrawn_since,
};

use super::statement;
use crate::{
    access::Analyst,
    aggregate::release::stored_content::StoredContent,
    database::Tx,
    error::{Code, Result},
    instrument::Published,
};
use ::disclosure::{
    BreakInSeries, Parameters, ReleasedChange, ReleasedTable, ledger::ReleasedContent,
};
use ::entity::{
    cycle, release, release_analyst_table, release_certificate, release_change, release_table,
    vocabulary::{QuestionCode, ReleaseStatus},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Number of rows in one statement.
const CHUNK: usize = 500;

/// Returns the releases with a smaller number, oldest first.
pub(crate) async fn before(db: &impl ConnectionTrait, number: i64) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Number.lt(number));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// Returns the release of a number, gated or not, for verification at the service's own terminal.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown number.
pub(crate) async fn numbered(db: &impl ConnectionTrait, number: i64) -> Result<release::Model> {
    release::Entity::find_by_id(number).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// Returns the frozen content of a release, by question. Only for making and verifying releases.
pub(crate) async fn texts(db: &impl ConnectionTrait, release: i64) -> Result<Vec<StoredContent>> {
    let tables = release_table::Entity::find()
        .filter(release_table::Column::Release.eq(release))
        .all(db)
        .await?;
    let changes = release_change::Entity::find()
        .filter(release_change::Column::Release.eq(release))
        .all(db)
        .await?;
    let analysts = release_analyst_table::Entity::find()
        .filter(release_analyst_table::Column::Release.eq(release));
    let mut changes: BTreeMap<_, _> =
        changes.into_iter().map(|row| (row.question, row.content)).collect();
    let mut analysts: BTreeMap<_, _> =
        analysts.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect();
    let mut texts: Vec<StoredContent> = tables
        .into_iter()
        .map(|row| StoredContent {
            change: changes.remove(&row.question),
            analysts: analysts.remove(&row.question),
            question: row.question,
            tables: row.content,
        })
        .collect();
    texts.sort_by(|one, other| one.question.cmp(&other.question));
    Ok(texts)
}

/// Returns the released content of each question, for everybody and for analysts. Only for making
/// and verifying releases.
pub(crate) async fn shows(
    db: &impl ConnectionTrait,
    release: i64,
) -> Result<BTreeMap<QuestionCode, ReleasedContent>> {
    let read = |texts: StoredContent| {
        let change = match &texts.change {
            Some(text) => serde_json::from_str(text)?,
            None => ReleasedChange::broken(texts.question.clone(), BreakInSeries::First),
        };
        let analysts =
            texts.analysts.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        Ok((
            texts.question,
            ReleasedContent { tables: serde_json::from_str(&texts.tables)?, change, analysts },
        ))
    };
    texts(db, release).await?.into_iter().map(read).collect()
}

/// Returns the part of a release that everybody reads, as canonical JSON. The caller has found the
/// release with its own witness.
///
/// # Errors
/// Fails if the database fails or a stored row is damaged.
pub async fn content(
    db: &impl ConnectionTrait,
    row: &release::Model,
    cycle: &cycle::Model,
    instrument: &Published,
) -> Result<String> {
    let mut changes: BTreeMap<_, _> = frozen_changes(db, row.number).await?.into_iter().collect();
    let tables = frozen(db, row.number, None).await?.into_iter();
    let mut texts: Vec<StoredContent> = tables
        .map(|(question, tables)| StoredContent {
            change: changes.remove(&question),
            question,
            tables,
            analysts: None,
        })
        .collect();
    texts.sort_by(|one, other| one.question.cmp(&other.question));
    statement::content(row, cycle, instrument, &texts)
}

/// Returns the stored changes of a release.
async fn frozen_changes(
    db: &impl ConnectionTrait,
    release: i64,
) -> Result<Vec<(QuestionCode, String)>> {
    let rows = release_change::Entity::find()
        .filter(release_change::Column::Release.eq(release))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.question, row.content)).collect())
}

/// Returns the proofs of a release, by question.
pub(crate) async fn proofs(
    db: &impl ConnectionTrait,
    release: i64,
) -> Result<BTreeMap<QuestionCode, String>> {
    let rows = release_certificate::Entity::find()
        .filter(release_certificate::Column::Release.eq(release));
    Ok(rows.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect())
}

/// Returns the opening time of each cycle.
async fn opened(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, DateTime<Utc>>> {
    let rows =
        cycle::Entity::find().select_only().columns([cycle::Column::Id, cycle::Column::OpensAt]);
    Ok(rows.into_tuple::<(Uuid, DateTime<Utc>)>().all(db).await?.into_iter().collect())
}

/// Returns the questions that a release has tables for.
async fn questions(db: &impl ConnectionTrait, release: i64) -> Result<Vec<QuestionCode>> {
    let rows = release_table::Entity::find().select_only().column(release_table::Column::Question);
    Ok(rows.filter(release_table::Column::Release.eq(release)).into_tuple().all(db).await?)
}

/// Returns the number of the next release.
pub(crate) async fn next_number(tx: &Tx) -> Result<i64> {
    let last = release::Entity::find().order_by_desc(release::Column::Number).one(tx).await?;
    Ok(last.map_or(1, |last| last.number + 1))
}

/// Returns the releases of a cycle, oldest first. Ungated ones are returned to the Secretariat
/// alone.
///
/// # Errors
/// Fails if the database fails.
pub async fn releases(
    db: &impl ConnectionTrait,
    by: Option<&Analyst>,
    cycle: Uuid,
) -> Result<Vec<release::Model>> {
    let mut rows = of_cycle(db, cycle).await?;
    rows.retain(|row| is_shown(by, row));
    Ok(rows)
}

/// Returns true if the caller may read the release: everybody reads gated ones, the Secretariat
/// reads all.
fn is_shown(by: Option<&Analyst>, row: &release::Model) -> bool {
    by.is_some() || row.status == ReleaseStatus::Gated
}

pub(crate) async fn of_cycle(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Cycle.eq(cycle));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// Returns one release.
///
/// # Errors
/// Fails with `NOT_FOUND` for an unknown number, and for an ungated release if the caller is not an
/// analyst.
pub async fn release(
    db: &impl ConnectionTrait,
    by: Option<&Analyst>,
    number: i64,
) -> Result<release::Model> {
    Some(numbered(db, number).await?)
        .filter(|row| is_shown(by, row))
        .ok_or_else(|| Code::NotFound.into())
}

/// Returns the frozen tables of a release, or of one question, as stored. The caller has found the
/// release with its own witness.
///
/// # Errors
/// Fails if the database fails.
pub async fn frozen(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, String)>> {
    let mut rows = release_table::Entity::find().filter(release_table::Column::Release.eq(release));
    if let Some(question) = question {
        rows = rows.filter(release_table::Column::Question.eq(question.clone()));
    }
    Ok(rows.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect())
}

/// Returns the frozen tables of a release, or of one question. The caller has found the release
/// with its own witness.
pub(crate) async fn tables(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let texts = frozen(db, release, question).await?;
    texts.into_iter().map(|(question, text)| Ok((question, serde_json::from_str(&text)?))).collect()
}

/// Returns the additional tables for analysts, of a release or of one question.
pub(crate) async fn analyst_tables(
    db: &impl ConnectionTrait,
    _: &Analyst,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let mut rows = release_analyst_table::Entity::find()
        .filter(release_analyst_table::Column::Release.eq(release));
    if let Some(question) = question {
        rows = rows.filter(release_analyst_table::Column::Question.eq(question.clone()));
    }
    rows.all(db)
        .await?
        .into_iter()
        .map(|row| Ok((row.question, serde_json::from_str(&row.content)?)))
        .collect()
}

/// Returns the changes that a release has, or those of one question. The caller has found the
/// release with its own witness.
///
/// # Errors
/// Fails if the database fails or a stored row is damaged.
pub async fn changes(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<ReleasedChange>> {
    let mut rows =
        release_change::Entity::find().filter(release_change::Column::Release.eq(release));
    if let Some(question) = question {
        rows = rows.filter(release_change::Column::Question.eq(question.clone()));
    }
    rows.all(db).await?.into_iter().map(|row| Ok(serde_json::from_str(&row.content)?)).collect()
}

pub(crate) async fn add(
    tx: &Tx,
    row: release::Model,
    shown: Vec<StoredContent>,
    proofs: Vec<(QuestionCode, String)>,
) -> Result<()> {
    let number = row.number;
    release::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    for chunk in shown.chunks(CHUNK) {
        let (mut tables, mut changes, mut analysts) = (Vec::new(), Vec::new(), Vec::new());
        for texts in chunk.iter().cloned() {
            let (release, question) = (number, texts.question);
            changes.extend(texts.change.map(|content| {
                release_change::Model { release, question: question.clone(), content }
                    .into_active_model()
            }));
            analysts.extend(texts.analysts.map(|content| {
                release_analyst_table::Model { release, question: question.clone(), content }
                    .into_active_model()
            }));
            tables.push(
                release_table::Model { release, question, content: texts.tables }
                    .into_active_model(),
            );
        }
        release_table::Entity::insert_many(tables).exec_without_returning(tx).await?;
        release_change::Entity::insert_many(changes).exec_without_returning(tx).await?;
        release_analyst_table::Entity::insert_many(analysts).exec_without_returning(tx).await?;
    }
    let rows: Vec<_> = proofs
        .into_iter()
        .map(|(question, content)| {
            release_certificate::Model { release: number, question, content }.into_active_model()
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        release_certificate::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Returns the parameters of disclosure control of a release.
///
/// # Errors
/// Fails if the stored text is damaged.
pub fn parameters(row: &release::Model) -> Result<Parameters> {
    Ok(serde_json::from_str(&row.parameters)?)
}
