//! The one reader of answers for counting: what consent lets be counted, as it stands, or as it was sealed. What it reads goes into
//! types that can be neither printed nor sent, and comes out as protected tables.

use super::super::super::count::Shared;
use crate::{
    canonical,
    consent::{self, Consent},
    error::{Error, Result},
    submission::{self, edition::Edition},
};
use ::entity::{
    release,
    words::{QuestionCode, Sha256, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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
    /// Where its answer had been public and was not any more, or a follow-up that more were shown told of it, so that it was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<QuestionCode>,
    /// The releases of other cycles that count an edition which it has withdrawn since: no change from those is told of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn_from: Vec<i64>,
}

/// One submission as a release reads it.
pub(crate) struct Input {
    pub(crate) counted: CountedState,
    pub(crate) edition: Edition,
    pub(crate) consent: Consent,
}

/// What a release is made from. It stays in this folder.
pub(crate) struct Inputs {
    pub(crate) states: Vec<Input>,
    /// What was ever public; nothing where it is sealed what was left out for it.
    pub(crate) ever_public: BTreeSet<(StateCode, QuestionCode)>,
}

/// Reads everything that a release of a cycle may count, as it stands.
pub(crate) async fn inputs(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Inputs> {
    let mut states = Vec::new();
    let mut ledgers = consent::store::ledgers(db, cycle).await?;
    let mut withdrawn = withdrawn_from(db, cycle).await?;
    for (submission, edition) in submission::store::standing(db, cycle).await? {
        let ledger = ledgers.remove(&submission.id).unwrap_or_default();
        let counted = CountedState {
            withdrawn_from: withdrawn.remove(&submission.state).unwrap_or_default(),
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
pub(crate) async fn sealed(db: &impl ConnectionTrait, cycle: Uuid, counted: Vec<CountedState>) -> Result<Inputs> {
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
        let read = submission::store::read(&edition)?;
        inputs.states.push(Input { counted, edition: read, consent: Consent::of(&ledger) });
    }
    Ok(inputs)
}

/// To whom answers of a cycle were shown at a time or before.
pub(crate) async fn shared(db: &impl ConnectionTrait, cycle: Uuid, by: DateTime<Utc>) -> Result<Shared> {
    let mut shared = Shared::new();
    for row in consent::store::ever_shared(db, cycle, by).await? {
        let reader = shared.entry((row.state, row.question, row.edition)).or_insert(row.reader);
        *reader = row.reader.max(*reader);
    }
    Ok(shared)
}

/// Whether every edition that is to be counted still stands, with the consent that was read. That others have submitted, or that its
/// State has amended, changes nothing of what was sealed; a withdrawn edition stays withdrawn when its State submits anew.
pub(crate) async fn still_stands(db: &impl ConnectionTrait, cycle: Uuid, counted: &[CountedState]) -> Result<bool> {
    Ok(changed(db, cycle, counted).await? == 0)
}

/// Of how many of the States that are to be counted the edition no longer stands, or not with the consent that was read.
pub(crate) async fn changed(db: &impl ConnectionTrait, cycle: Uuid, counted: &[CountedState]) -> Result<usize> {
    let ledgers: BTreeMap<Uuid, usize> = consent::store::ledger_lengths(db, cycle).await?.into_iter().collect();
    let rows = submission::store::standing_since(db, cycle).await?.into_iter();
    let now: BTreeMap<StateCode, (usize, i32)> =
        rows.map(|(id, state, withdrawn)| (state, (ledgers.get(&id).copied().unwrap_or(0), withdrawn))).collect();
    let gone = withdrawn_from(db, cycle).await?;
    let stands = |one: &CountedState| {
        let from = gone.get(&one.state).map_or(&[][..], Vec::as_slice);
        let stands = now.get(&one.state).is_some_and(|(ledger, withdrawn)| *ledger == one.ledger && one.edition > *withdrawn);
        stands && one.withdrawn_from == from
    };
    Ok(counted.iter().filter(|one| !stands(one)).count())
}

/// By State: the releases of other cycles that count what it has withdrawn.
async fn withdrawn_from(db: &impl ConnectionTrait, cycle: Uuid) -> Result<BTreeMap<StateCode, Vec<i64>>> {
    let mut from: BTreeMap<StateCode, Vec<i64>> = BTreeMap::new();
    for row in super::before(db, i64::MAX).await?.iter().filter(|row| row.cycle != cycle) {
        for state in withdrawn_since(db, row).await? {
            from.entry(state).or_default().push(row.number);
        }
    }
    Ok(from)
}

/// The States that have withdrawn what a release counts.
pub(crate) async fn withdrawn_since(db: &impl ConnectionTrait, row: &release::Model) -> Result<Vec<StateCode>> {
    let withdrawn: BTreeMap<StateCode, i32> = submission::store::withdrawn(db, row.cycle).await?.into_iter().collect();
    let counted: Vec<CountedState> = serde_json::from_str(&row.respondents)?;
    let gone = |one: &CountedState| withdrawn.get(&one.state).is_some_and(|through| one.edition <= *through);
    Ok(counted.into_iter().filter(gone).map(|one| one.state).collect())
}
