//! Reads of all rows of a State for verification. Only the operator, who holds the database, runs
//! them.

use super::finding::Area;
use crate::{database::Db, error::Result};
use ::entity::{
    act, answer, answer_revision, chain_head, consent_choice, cycle, edition, ever_public,
    ever_shared, instrument_version, shared_answer, submission,
    vocabulary::{CycleKey, QuestionCode, Sha256, StateCode},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Statement,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Maximum number of acts in a page.
const PAGE: u64 = 200;

/// Returns the key of each cycle, and the digest of its instrument version.
pub(super) async fn cycles(db: &Db) -> Result<BTreeMap<Uuid, (CycleKey, Option<Sha256>)>> {
    let versions: Vec<(Uuid, Option<Sha256>)> = instrument_version::Entity::find()
        .select_only()
        .columns([instrument_version::Column::Id, instrument_version::Column::Sha256])
        .into_tuple()
        .all(db.read())
        .await?;
    let versions: BTreeMap<_, _> = versions.into_iter().collect();
    let cycles = cycle::Entity::find().all(db.read()).await?.into_iter();
    Ok(cycles
        .map(|row| (row.id, (row.key, versions.get(&row.instrument_version).cloned().flatten())))
        .collect())
}

/// Returns the States that have a submission or a trail, by the names of their chains.
pub(super) async fn states(db: &Db) -> Result<BTreeSet<String>> {
    let rows =
        submission::Entity::find().select_only().column(submission::Column::State).distinct();
    let mut states: BTreeSet<String> =
        rows.into_tuple().all(db.read()).await?.into_iter().collect();
    let chains = act::Entity::find().select_only().column(act::Column::Chain).distinct();
    states.extend(chains.into_tuple::<String>().all(db.read()).await?);
    states.remove(crate::audit::Chain::Secretariat.as_str());
    Ok(states)
}

/// Returns the length of a State's trail.
pub(super) async fn head(db: &Db, state: &str) -> Result<Option<i64>> {
    let head =
        chain_head::Entity::find_by_id(state).select_only().column(chain_head::Column::Number);
    Ok(head.into_tuple().one(db.read()).await?)
}

/// Returns the next acts with these verbs after a number, at most a page of them.
pub(super) async fn acts(
    db: &Db,
    state: &str,
    verbs: &[&str],
    after: i64,
) -> Result<Vec<act::Model>> {
    let acts = act::Entity::find()
        .filter(act::Column::Chain.eq(state))
        .filter(act::Column::Number.gt(after))
        .filter(act::Column::Verb.is_in(verbs.iter().copied()))
        .order_by_asc(act::Column::Number);
    Ok(acts.limit(PAGE).all(db.read()).await?)
}

pub(super) async fn submissions(db: &Db, state: &StateCode) -> Result<Vec<submission::Model>> {
    Ok(submission::Entity::find()
        .filter(submission::Column::State.eq(state.clone()))
        .all(db.read())
        .await?)
}

pub(super) async fn ledger(db: &Db, submission: Uuid) -> Result<Vec<consent_choice::Model>> {
    let lines =
        consent_choice::Entity::find().filter(consent_choice::Column::Submission.eq(submission));
    Ok(lines.order_by_asc(consent_choice::Column::Ordinal).all(db.read()).await?)
}

pub(super) async fn edition(
    db: &Db,
    submission: Uuid,
    number: i32,
) -> Result<Option<edition::Model>> {
    Ok(edition::Entity::find_by_id((submission, number)).one(db.read()).await?)
}

/// Returns the numbers of the stored editions.
pub(super) async fn numbers(db: &Db, submission: Uuid) -> Result<Vec<i32>> {
    let rows = edition::Entity::find().select_only().column(edition::Column::Number);
    let rows = rows
        .filter(edition::Column::Submission.eq(submission))
        .order_by_asc(edition::Column::Number);
    Ok(rows.into_tuple().all(db.read()).await?)
}

/// Returns rows of the history: the named revisions, and the named edits that have lost a conflict.
pub(super) async fn history(
    db: &Db,
    submission: Uuid,
    named: &BTreeMap<QuestionCode, i64>,
    lost: &[Uuid],
) -> Result<Vec<answer_revision::Model>> {
    use answer_revision::Column;
    let saved = Condition::all()
        .add(Column::Question.is_in(named.keys().cloned()))
        .add(Column::Revision.is_in(named.values().copied().collect::<BTreeSet<_>>()));
    let which = Condition::any().add(saved).add(Column::Id.is_in(lost.iter().copied()));
    let rows =
        answer_revision::Entity::find().filter(Column::Submission.eq(submission)).filter(which);
    let mut rows = rows.all(db.read()).await?;
    // The query also matches other pairs of a named question and a named revision.
    rows.retain(|row| match row.revision {
        Some(revision) => named.get(&row.question) == Some(&revision),
        None => lost.contains(&row.id),
    });
    Ok(rows)
}

/// Counts the revisions of each question in the history, and the edits that have lost a conflict.
pub(super) async fn counts(
    db: &Db,
    submission: Uuid,
) -> Result<(BTreeMap<QuestionCode, i64>, usize)> {
    use answer_revision::Column;
    let rows: Vec<(QuestionCode, i64, i64)> = answer_revision::Entity::find()
        .select_only()
        .column(Column::Question)
        .column_as(Column::Revision.count(), "saved")
        .column_as(Column::Id.count(), "all")
        .filter(Column::Submission.eq(submission))
        .group_by(Column::Question)
        .into_tuple()
        .all(db.read())
        .await?;
    let lost: i64 = rows.iter().map(|(_, saved, all)| all - saved).sum();
    let counts = rows
        .into_iter()
        .filter(|(_, saved, _)| *saved > 0)
        .map(|(question, saved, _)| (question, saved));
    Ok((counts.collect(), usize::try_from(lost).unwrap_or(usize::MAX)))
}

pub(super) async fn answers(db: &Db, submission: Uuid) -> Result<Vec<answer::Model>> {
    let rows = answer::Entity::find().filter(answer::Column::Submission.eq(submission));
    Ok(rows.order_by_asc(answer::Column::Question).all(db.read()).await?)
}

pub(super) async fn shared(db: &Db, submission: Uuid) -> Result<Vec<shared_answer::Model>> {
    let rows =
        shared_answer::Entity::find().filter(shared_answer::Column::Submission.eq(submission));
    Ok(rows.order_by_asc(shared_answer::Column::Question).all(db.read()).await?)
}

pub(super) async fn ever_public(
    db: &Db,
    of: &submission::Model,
) -> Result<Vec<ever_public::Model>> {
    let rows = ever_public::Entity::find().filter(ever_public::Column::Cycle.eq(of.cycle));
    Ok(rows.filter(ever_public::Column::State.eq(of.state.clone())).all(db.read()).await?)
}

pub(super) async fn ever_shared(
    db: &Db,
    of: &submission::Model,
) -> Result<Vec<ever_shared::Model>> {
    let rows = ever_shared::Entity::find().filter(ever_shared::Column::Cycle.eq(of.cycle));
    Ok(rows.filter(ever_shared::Column::State.eq(of.state.clone())).all(db.read()).await?)
}

/// Tables whose rows belong to a submission, and the join: by its id, or by its cycle and State.
const TABLES: [(Area, &str, &str); 7] = [
    (Area::Editions, "edition", "s.id = t.submission"),
    (Area::Answers, "answer", "s.id = t.submission"),
    (Area::Answers, "answer_revision", "s.id = t.submission"),
    (Area::Consent, "consent_choice", "s.id = t.submission"),
    (Area::Shared, "shared_answer", "s.id = t.submission"),
    (Area::Shared, "ever_public", "s.cycle = t.cycle AND s.state = t.state"),
    (Area::Shared, "ever_shared", "s.cycle = t.cycle AND s.state = t.state"),
];

/// Counts the rows of each table that belong to no submission.
pub(super) async fn orphans(db: &Db) -> Result<Vec<(Area, &'static str, i64)>> {
    let mut found = Vec::new();
    for (area, table, of) in TABLES {
        let sql = format!(
            "SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM submission s WHERE {of})"
        );
        let count = Statement::from_string(db.read().get_database_backend(), sql);
        let row = db.read().query_one_raw(count).await?;
        let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        if count > 0 {
            found.push((area, table, count));
        }
    }
    Ok(found)
}
