//! Releases in SQL, and the one reader of answers for counting. What it reads goes into [`super::tabulate`]'s types, which can
//! be neither printed nor sent, and comes out as protected tables.

use super::{Parameters, ReleasedTable};
use crate::{
    access::Analyst,
    consent::{self, Consent},
    database::Tx,
    error::{Code, Result},
    submission::{self, edition::Edition},
};
use ::entity::{
    release, release_table,
    words::{QuestionCode, Sha256, StateCode},
};
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
        };
        states.push(Input { counted, edition: submission::store::read(&edition)?, consent: Consent::of(&ledger) });
    }
    let ever_public = consent::store::ever_public(db, cycle).await?.into_iter().collect();
    Ok(Inputs { states, ever_public })
}

/// What the inputs of a release are now, to see that nothing changed while it was made: each standing State with its edition and
/// the length of its ledger.
pub(super) async fn fingerprint(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Vec<(StateCode, i32, usize)>> {
    let ledgers: BTreeMap<Uuid, usize> = consent::store::ledger_lengths(db, cycle).await?.into_iter().collect();
    let rows = submission::store::standing_numbers(db, cycle).await?;
    Ok(rows.into_iter().map(|(id, state, edition)| (state, edition, ledgers.get(&id).copied().unwrap_or(0))).collect())
}

impl Inputs {
    pub(super) fn fingerprint(&self) -> Vec<(StateCode, i32, usize)> {
        self.states.iter().map(|input| (input.counted.state.clone(), input.counted.edition, input.counted.ledger)).collect()
    }
}

/// The number of the next release.
pub(super) async fn next_number(tx: &Tx) -> Result<i64> {
    let last = release::Entity::find().order_by_desc(release::Column::Number).one(tx).await?;
    Ok(last.map_or(1, |last| last.number + 1))
}

/// The releases of a cycle, oldest first. Ungated ones are the Secretariat's alone, and there are no others yet.
///
/// # Errors
/// When the database fails.
pub async fn releases(db: &impl ConnectionTrait, _: &Analyst, cycle: Uuid) -> Result<Vec<release::Model>> {
    of_cycle(db, cycle).await
}

pub(super) async fn of_cycle(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Vec<release::Model>> {
    let rows = release::Entity::find().filter(release::Column::Cycle.eq(cycle));
    Ok(rows.order_by_asc(release::Column::Number).all(db).await?)
}

/// One release.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn release(db: &impl ConnectionTrait, _: &Analyst, number: i64) -> Result<release::Model> {
    release::Entity::find_by_id(number).one(db).await?.ok_or_else(|| Code::NotFound.into())
}

/// The frozen tables of a release, or those of one question: the caller found the release by its own witness.
pub(super) async fn tables(
    db: &impl ConnectionTrait,
    release: i64,
    question: Option<&QuestionCode>,
) -> Result<Vec<(QuestionCode, Vec<ReleasedTable>)>> {
    let mut rows = release_table::Entity::find().filter(release_table::Column::Release.eq(release));
    if let Some(question) = question {
        rows = rows.filter(release_table::Column::Question.eq(question.clone()));
    }
    rows.all(db).await?.into_iter().map(|row| Ok((row.question, serde_json::from_str(&row.content)?))).collect()
}

pub(super) async fn add(tx: &Tx, row: release::Model, tables: Vec<(QuestionCode, String)>) -> Result<()> {
    let number = row.number;
    release::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let rows: Vec<_> = tables
        .into_iter()
        .map(|(question, content)| release_table::Model { release: number, question, content }.into_active_model())
        .collect();
    for chunk in rows.chunks(CHUNK) {
        release_table::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(tx).await?;
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
