//! Releases in SQL: what was frozen.

mod inputs;

#[cfg(test)]
pub(crate) use inputs::Input;
pub(crate) use inputs::{Inputs, changed, inputs, is_unchanged, lock_submissions, sealed, shared, withdrawn_since};

use super::statement;
use crate::{
    access::Analyst,
    canonical,
    database::Tx,
    error::{Code, Result},
    instrument::Published,
};
use ::disclosure::{BreakInSeries, Parameters, ReleasedChange, ReleasedTable, ledger::ReleasedContent};
use ::entity::{
    cycle, release, release_analyst_table, release_certificate, release_change, release_table,
    vocabulary::{QuestionCode, ReleaseStatus},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows in one statement.
const CHUNK: usize = 500;

/// Every release with a number below this one, oldest first.
pub(crate) async fn before(db: &impl ConnectionTrait, number: i64) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Number.lt(number));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// The release of a number, for who verifies it at the service's own terminal.
///
/// # Errors
/// `NOT_FOUND`.
pub(crate) async fn numbered(db: &impl ConnectionTrait, number: i64) -> Result<release::Model> {
    release::Entity::find_by_id(number).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// What is frozen of one question, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StoredContent {
    pub(crate) question: QuestionCode,
    pub(crate) tables: String,
    pub(crate) change: Option<String>,
    pub(crate) analysts: Option<String>,
}

impl StoredContent {
    /// What a release shows of a question, as it is stored.
    pub(crate) fn of(question: &QuestionCode, shown: &ReleasedContent) -> Self {
        Self {
            question: question.clone(),
            tables: canonical::text(&shown.tables),
            change: Some(canonical::text(&shown.change)),
            analysts: Some(canonical::text(&shown.analysts)),
        }
    }
}

/// What a release froze, by question. For who makes and verifies releases alone.
pub(crate) async fn texts(db: &impl ConnectionTrait, release: i64) -> Result<Vec<StoredContent>> {
    let tables = release_table::Entity::find().filter(release_table::Column::Release.eq(release)).all(db).await?;
    let changes = release_change::Entity::find().filter(release_change::Column::Release.eq(release)).all(db).await?;
    let analysts = release_analyst_table::Entity::find().filter(release_analyst_table::Column::Release.eq(release));
    let mut changes: BTreeMap<_, _> = changes.into_iter().map(|row| (row.question, row.content)).collect();
    let mut analysts: BTreeMap<_, _> = analysts.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect();
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

/// What a release showed of each question, to everybody and to analysts. For who makes and verifies releases alone.
pub(crate) async fn shows(db: &impl ConnectionTrait, release: i64) -> Result<BTreeMap<QuestionCode, ReleasedContent>> {
    let read = |texts: StoredContent| {
        let change = match &texts.change {
            Some(text) => serde_json::from_str(text)?,
            None => ReleasedChange::broken(texts.question.clone(), BreakInSeries::First),
        };
        let analysts = texts.analysts.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        Ok((texts.question, ReleasedContent { tables: serde_json::from_str(&texts.tables)?, change, analysts }))
    };
    texts(db, release).await?.into_iter().map(read).collect()
}

/// What a release is for everybody, as canonical JSON: the caller found it by its own witness.
///
/// # Errors
/// When the database fails, or what is stored is damaged.
pub async fn content(
    db: &impl ConnectionTrait,
    row: &release::Model,
    cycle: &cycle::Model,
    instrument: &Published,
) -> Result<String> {
    let mut changes: BTreeMap<_, _> = frozen_changes(db, row.number).await?.into_iter().collect();
    let tables = frozen(db, row.number, None).await?.into_iter();
    let mut texts: Vec<StoredContent> = tables
        .map(|(question, tables)| StoredContent { change: changes.remove(&question), question, tables, analysts: None })
        .collect();
    texts.sort_by(|one, other| one.question.cmp(&other.question));
    statement::content(row, cycle, instrument, &texts)
}

/// What a release tells of changes, as it is stored.
async fn frozen_changes(db: &impl ConnectionTrait, release: i64) -> Result<Vec<(QuestionCode, String)>> {
    let rows = release_change::Entity::find().filter(release_change::Column::Release.eq(release)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.question, row.content)).collect())
}

/// The proofs of a release, by question.
pub(crate) async fn proofs(db: &impl ConnectionTrait, release: i64) -> Result<BTreeMap<QuestionCode, String>> {
    let rows = release_certificate::Entity::find().filter(release_certificate::Column::Release.eq(release));
    Ok(rows.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect())
}

/// When each cycle opens.
async fn opened(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, DateTime<Utc>>> {
    let rows = cycle::Entity::find().select_only().columns([cycle::Column::Id, cycle::Column::OpensAt]);
    Ok(rows.into_tuple::<(Uuid, DateTime<Utc>)>().all(db).await?.into_iter().collect())
}

/// The questions that a release tells of.
async fn questions(db: &impl ConnectionTrait, release: i64) -> Result<Vec<QuestionCode>> {
    let rows = release_table::Entity::find().select_only().column(release_table::Column::Question);
    Ok(rows.filter(release_table::Column::Release.eq(release)).into_tuple().all(db).await?)
}

/// The number of the next release.
pub(crate) async fn next_number(tx: &Tx) -> Result<i64> {
    let last = release::Entity::find().order_by_desc(release::Column::Number).one(tx).await?;
    Ok(last.map_or(1, |last| last.number + 1))
}

/// The releases of a cycle, oldest first. Ungated ones are the Secretariat's alone.
///
/// # Errors
/// When the database fails.
pub async fn releases(db: &impl ConnectionTrait, by: Option<&Analyst>, cycle: Uuid) -> Result<Vec<release::Model>> {
    let mut rows = of_cycle(db, cycle).await?;
    rows.retain(|row| is_shown(by, row));
    Ok(rows)
}

/// Whether the release is there for somebody: one that passed the gate for everybody, any other for the Secretariat.
fn is_shown(by: Option<&Analyst>, row: &release::Model) -> bool {
    by.is_some() || row.status == ReleaseStatus::Gated
}

pub(crate) async fn of_cycle(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Cycle.eq(cycle));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// One release.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn release(db: &impl ConnectionTrait, by: Option<&Analyst>, number: i64) -> Result<release::Model> {
    Some(numbered(db, number).await?).filter(|row| is_shown(by, row)).ok_or_else(|| Code::NotFound.into())
}

/// The frozen tables of a release, or those of one question, as they are stored: the caller found the release by its own witness.
///
/// # Errors
/// When the database fails.
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

/// The frozen tables of a release, or those of one question: the caller found the release by its own witness.
pub(crate) async fn tables(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let texts = frozen(db, release, question).await?;
    texts.into_iter().map(|(question, text)| Ok((question, serde_json::from_str(&text)?))).collect()
}

/// What analysts see of a release beside what everybody does, or of one question.
pub(crate) async fn analyst_tables(
    db: &impl ConnectionTrait,
    _: &Analyst,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let mut rows = release_analyst_table::Entity::find().filter(release_analyst_table::Column::Release.eq(release));
    if let Some(question) = question {
        rows = rows.filter(release_analyst_table::Column::Question.eq(question.clone()));
    }
    rows.all(db).await?.into_iter().map(|row| Ok((row.question, serde_json::from_str(&row.content)?))).collect()
}

/// How answers changed, as a release tells it, or of one question: the caller found the release by its own witness.
///
/// # Errors
/// When the database fails, or what is stored is damaged.
pub async fn changes(db: &impl ConnectionTrait, release: i64, question: Option<&QuestionCode>) -> Result<Vec<ReleasedChange>> {
    let mut rows = release_change::Entity::find().filter(release_change::Column::Release.eq(release));
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
            changes.extend(
                texts
                    .change
                    .map(|content| release_change::Model { release, question: question.clone(), content }.into_active_model()),
            );
            analysts.extend(texts.analysts.map(|content| {
                release_analyst_table::Model { release, question: question.clone(), content }.into_active_model()
            }));
            tables.push(release_table::Model { release, question, content: texts.tables }.into_active_model());
        }
        release_table::Entity::insert_many(tables).exec_without_returning(tx).await?;
        release_change::Entity::insert_many(changes).exec_without_returning(tx).await?;
        release_analyst_table::Entity::insert_many(analysts).exec_without_returning(tx).await?;
    }
    let rows: Vec<_> = proofs
        .into_iter()
        .map(|(question, content)| release_certificate::Model { release: number, question, content }.into_active_model())
        .collect();
    for chunk in rows.chunks(CHUNK) {
        release_certificate::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The parameters that a release was made with.
///
/// # Errors
/// When the stored text is damaged.
pub fn parameters(row: &release::Model) -> Result<Parameters> {
    Ok(serde_json::from_str(&row.parameters)?)
}
