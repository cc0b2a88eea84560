//! Releases in SQL, and the one reader of answers for counting. What it reads goes into [`super::tabulate`]'s types, which can
//! be neither printed nor sent, and comes out as protected tables.

use super::{BreakInSeries, Parameters, ReleasedChange, ReleasedTable, count::Shared, round::Shown, statement};
use crate::{
    access::Analyst,
    canonical,
    consent::{self, Consent},
    cycle,
    database::Tx,
    error::{Code, Error, Result},
    instrument,
    submission::{self, edition::Edition},
    world::World,
};
use ::entity::{
    release, release_analyst_table, release_certificate, release_change, release_table,
    words::{QuestionCode, ReleaseStatus, Sha256, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows in one statement.
const CHUNK: usize = 500;

/// A State that a release counts, and what of it was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedState {
    /// The State.
    pub state: StateCode,
    /// The number of its edition.
    pub edition: i32,
    /// The digest of its edition.
    pub edition_sha256: Sha256,
    /// How many lines of its consent ledger were read: what the release is verified against.
    pub ledger: usize,
    /// Where its answer had been public and was not any more, so that it was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<QuestionCode>,
}

/// One submission as a release reads it.
pub(super) struct Input {
    pub(super) counted: CountedState,
    pub(super) edition: Edition,
    pub(super) consent: Consent,
}

/// What a release is made from. It stays in this folder.
pub(super) struct Inputs {
    pub(super) states: Vec<Input>,
    pub(super) ever_public: BTreeSet<(StateCode, QuestionCode)>,
}

/// Reads everything that a release of a cycle may count, as it stands.
pub(super) async fn inputs(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Inputs> {
    let mut states = Vec::new();
    let mut ledgers = consent::store::ledgers(db, cycle).await?;
    for (submission, edition) in submission::store::standing(db, cycle).await? {
        let ledger = ledgers.remove(&submission.id).unwrap_or_default();
        let counted = CountedState {
            state: submission.state,
            edition: edition.number,
            edition_sha256: edition.sha256.clone(),
            ledger: ledger.len(),
            left_out: Vec::new(),
        };
        states.push(Input { counted, edition: submission::store::read(&edition)?, consent: Consent::of(&ledger) });
    }
    let ever_public = consent::store::ever_public(db, cycle).await?.into_iter().collect();
    Ok(Inputs { states, ever_public })
}

/// What a release is made from, as it was sealed: the editions and the part of the ledgers that it read.
///
/// # Errors
/// When an input is missing or is not what was sealed.
pub(super) async fn sealed(db: &impl ConnectionTrait, cycle: Uuid, counted: Vec<CountedState>) -> Result<Inputs> {
    let mut ledgers = consent::store::ledgers(db, cycle).await?;
    let mut editions =
        submission::store::numbered(db, cycle, &counted.iter().map(|one| (one.state.clone(), one.edition)).collect()).await?;
    let mut inputs = Inputs { states: Vec::new(), ever_public: BTreeSet::new() };
    for counted in counted {
        let missing = || Error::failure(format!("edition {} of {} is not what was counted", counted.edition, counted.state));
        let edition = editions.remove(&counted.state).ok_or_else(missing)?;
        let mut ledger = ledgers.remove(&edition.submission).unwrap_or_default();
        if canonical::digest(edition.document.as_bytes()) != counted.edition_sha256 || ledger.len() < counted.ledger {
            return Err(missing());
        }
        ledger.truncate(counted.ledger);
        inputs.ever_public.extend(counted.left_out.iter().map(|question| (counted.state.clone(), question.clone())));
        let read = submission::store::read(&edition)?;
        inputs.states.push(Input { counted, edition: read, consent: Consent::of(&ledger) });
    }
    Ok(inputs)
}

/// To whom answers of a cycle were shown at a time or before.
pub(super) async fn shared(db: &impl ConnectionTrait, cycle: Uuid, by: DateTime<Utc>) -> Result<Shared> {
    let mut shared = Shared::new();
    for row in consent::store::ever_shared(db, cycle, by).await? {
        let reader = shared.entry((row.state, row.question, row.edition)).or_insert(row.reader);
        *reader = row.reader.max(*reader);
    }
    Ok(shared)
}

/// Every release with a number below this one, oldest first.
pub(super) async fn before(db: &impl ConnectionTrait, number: i64) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Number.lt(number));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// The release of a number, for who verifies it at the service's own terminal.
///
/// # Errors
/// `NOT_FOUND`.
pub(super) async fn numbered(db: &impl ConnectionTrait, number: i64) -> Result<release::Model> {
    release::Entity::find_by_id(number).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// What is frozen of one question, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Texts {
    pub(super) question: QuestionCode,
    pub(super) tables: String,
    pub(super) change: Option<String>,
    pub(super) analysts: Option<String>,
}

/// What a release froze, by question. For who makes and verifies releases alone.
pub(super) async fn texts(db: &impl ConnectionTrait, release: i64) -> Result<Vec<Texts>> {
    let tables = release_table::Entity::find().filter(release_table::Column::Release.eq(release)).all(db).await?;
    let changes = release_change::Entity::find().filter(release_change::Column::Release.eq(release)).all(db).await?;
    let analysts = release_analyst_table::Entity::find().filter(release_analyst_table::Column::Release.eq(release));
    let mut changes: BTreeMap<_, _> = changes.into_iter().map(|row| (row.question, row.content)).collect();
    let mut analysts: BTreeMap<_, _> = analysts.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect();
    let mut texts: Vec<Texts> = tables
        .into_iter()
        .map(|row| Texts {
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
pub(super) async fn shows(db: &impl ConnectionTrait, release: i64) -> Result<BTreeMap<QuestionCode, Shown>> {
    let read = |texts: Texts| {
        let change = match &texts.change {
            Some(text) => serde_json::from_str(text)?,
            None => ReleasedChange::broken(texts.question.clone(), BreakInSeries::First),
        };
        let analysts = texts.analysts.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        Ok((texts.question, Shown { tables: serde_json::from_str(&texts.tables)?, change, analysts }))
    };
    texts(db, release).await?.into_iter().map(read).collect()
}

/// What a release is for everybody, as canonical JSON: the caller found it by its own witness.
///
/// # Errors
/// When the database fails, or what is stored is damaged.
pub async fn content(world: &World, row: &release::Model) -> Result<String> {
    let cycle = cycle::store::cycle_by_id(world.read(), row.cycle).await?;
    let instrument = instrument::store::published(world, cycle.instrument_version).await?;
    let mut changes: BTreeMap<_, _> = frozen_changes(world.read(), row.number).await?.into_iter().collect();
    let tables = frozen(world.read(), row.number, None).await?.into_iter();
    let mut texts: Vec<Texts> =
        tables.map(|(question, tables)| Texts { change: changes.remove(&question), question, tables, analysts: None }).collect();
    texts.sort_by(|one, other| one.question.cmp(&other.question));
    statement::content(row, &cycle, &instrument, &texts)
}

/// What a release tells of changes, as it is stored.
async fn frozen_changes(db: &impl ConnectionTrait, release: i64) -> Result<Vec<(QuestionCode, String)>> {
    let rows = release_change::Entity::find().filter(release_change::Column::Release.eq(release)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.question, row.content)).collect())
}

/// The proofs of a release, by question.
pub(super) async fn proofs(db: &impl ConnectionTrait, release: i64) -> Result<BTreeMap<QuestionCode, String>> {
    let rows = release_certificate::Entity::find().filter(release_certificate::Column::Release.eq(release));
    Ok(rows.all(db).await?.into_iter().map(|row| (row.question, row.content)).collect())
}

/// Whether every edition that is to be counted still stands, with the consent that was read. That others have submitted, or that its
/// State has amended, changes nothing of what was sealed; a withdrawn edition stays withdrawn when its State submits anew.
pub(super) async fn still_stands(db: &impl ConnectionTrait, cycle: Uuid, counted: &[CountedState]) -> Result<bool> {
    let ledgers: BTreeMap<Uuid, usize> = consent::store::ledger_lengths(db, cycle).await?.into_iter().collect();
    let rows = submission::store::standing_since(db, cycle).await?.into_iter();
    let now: BTreeMap<StateCode, (usize, i32)> =
        rows.map(|(id, state, withdrawn)| (state, (ledgers.get(&id).copied().unwrap_or(0), withdrawn))).collect();
    let stands = |one: &CountedState| {
        now.get(&one.state).is_some_and(|(ledger, withdrawn)| *ledger == one.ledger && one.edition > *withdrawn)
    };
    Ok(counted.iter().all(stands))
}

/// The States that have withdrawn what a release counts.
pub(super) async fn withdrawn_since(db: &impl ConnectionTrait, row: &release::Model) -> Result<Vec<StateCode>> {
    let withdrawn: BTreeMap<StateCode, i32> = submission::store::withdrawn(db, row.cycle).await?.into_iter().collect();
    let counted: Vec<CountedState> = serde_json::from_str(&row.respondents)?;
    let gone = |one: &CountedState| withdrawn.get(&one.state).is_some_and(|through| one.edition <= *through);
    Ok(counted.into_iter().filter(gone).map(|one| one.state).collect())
}

/// The number of the next release.
pub(super) async fn next_number(tx: &Tx) -> Result<i64> {
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

pub(super) async fn of_cycle(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Vec<release::Model>> {
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
pub(super) async fn tables(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let texts = frozen(db, release, question).await?;
    texts.into_iter().map(|(question, text)| Ok((question, serde_json::from_str(&text)?))).collect()
}

/// What analysts see of a release beside what everybody does, or of one question.
pub(super) async fn analyst_tables(
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

pub(super) async fn add(tx: &Tx, row: release::Model, shown: Vec<Texts>, proofs: Vec<(QuestionCode, String)>) -> Result<()> {
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
