//! The only reader of answers for counting. It reads the answers that consent lets be counted,
//! either current or sealed.
//!
//! The answers go into types that can be neither printed nor serialized, and leave as protected
//! tables.

use crate::{
    canonical,
    consent::{self, Consent},
    database::Tx,
    error::{Error, Result},
    submission::{self, editions::edition::Edition},
};
use ::disclosure::{CountedState, ledger::Shared};
use ::entity::{
    release,
    vocabulary::{QuestionCode, StateCode},
};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Withdrawals by one State from the releases of the previous cycle: withdrawn editions, and
/// answers no longer countable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Withdrawals {
    withdrawn_from: Vec<i64>,
    uncounted_from: BTreeMap<i64, Vec<QuestionCode>>,
}

/// One submission as a release reads it.
pub(crate) struct Input {
    pub(crate) counted: CountedState,
    pub(crate) edition: Edition,
    pub(crate) consent: Consent,
}

/// Inputs of a release. They stay in this folder.
pub(crate) struct Inputs {
    pub(crate) states: Vec<Input>,
    /// The answers that were ever public. Empty for sealed inputs, because these name the answers
    /// left out.
    pub(crate) ever_public: BTreeSet<(StateCode, QuestionCode)>,
}

/// Reads the current inputs of a release of a cycle.
pub(crate) async fn inputs(db: &impl ConnectionTrait, cycle: Uuid) -> Result<Inputs> {
    let mut states = Vec::new();
    let mut ledgers = consent::store::ledgers(db, cycle).await?;
    let mut taken_back = taken_back(db, cycle).await?;
    for (submission, edition) in submission::store::standing(db, cycle).await? {
        let ledger = ledgers.remove(&submission.id).unwrap_or_default();
        let Withdrawals { withdrawn_from, uncounted_from } =
            taken_back.remove(&submission.state).unwrap_or_default();
        let counted = CountedState {
            withdrawn_from,
            uncounted_from,
            state: submission.state,
            edition: edition.number,
            edition_sha256: edition.sha256.clone(),
            ledger: ledger.iter().rposition(|line| line.scope.is_some()).map_or(0, |last| last + 1),
            left_out: Vec::new(),
        };
        states.push(Input {
            counted,
            edition: submission::store::read(&edition)?,
            consent: Consent::of(&ledger),
        });
    }
    let ever_public = consent::store::ever_public(db, cycle).await?.into_iter().collect();
    Ok(Inputs { states, ever_public })
}

/// Reads the sealed inputs of a release: the editions, and the part of the consent ledgers that the
/// release read.
///
/// # Errors
/// Fails if an input is missing or differs from the sealed one.
pub(crate) async fn sealed(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    counted: Vec<CountedState>,
) -> Result<Inputs> {
    let mut ledgers = consent::store::ledgers(db, cycle).await?;
    let mut editions = submission::store::numbered(
        db,
        cycle,
        &counted.iter().map(|one| (one.state.clone(), one.edition)).collect(),
    )
    .await?;
    let mut inputs = Inputs { states: Vec::new(), ever_public: BTreeSet::new() };
    for counted in counted {
        let missing = || {
            Error::failure(format!(
                "edition {} of {} is not the counted one",
                counted.edition, counted.state
            ))
        };
        let edition = editions.remove(&counted.state).ok_or_else(missing)?;
        let mut ledger = ledgers.remove(&edition.submission).unwrap_or_default();
        if canonical::digest(edition.document.as_bytes()) != counted.edition_sha256
            || ledger.len() < counted.ledger
        {
            return Err(missing());
        }
        ledger.truncate(counted.ledger);
        let read = submission::store::read(&edition)?;
        inputs.states.push(Input { counted, edition: read, consent: Consent::of(&ledger) });
    }
    Ok(inputs)
}

/// Returns the widest readers to whom each answer of a cycle was shown, at a time or before.
pub(crate) async fn shared(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    by: DateTime<Utc>,
) -> Result<Shared> {
    let mut shared = Shared::new();
    for row in consent::store::ever_shared(db, cycle, by).await? {
        let reader = shared.entry((row.state, row.question, row.edition)).or_insert(row.reader);
        *reader = row.reader.max(*reader);
    }
    Ok(shared)
}

/// Returns true if every counted edition still stands, with the consent that the release read.
///
/// New submissions and amendments change nothing, because the inputs are sealed. A withdrawn
/// edition stays withdrawn even if its State submits again.
pub(crate) async fn is_unchanged(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    counted: &[CountedState],
) -> Result<bool> {
    Ok(changed(db, cycle, counted).await? == 0)
}

/// Counts the States whose counted edition was withdrawn, or whose consent has changed since the
/// release read it.
pub(crate) async fn changed(
    db: &impl ConnectionTrait,
    cycle: Uuid,
    counted: &[CountedState],
) -> Result<usize> {
    let choices = consent::store::last_choices(db, cycle, false).await?;
    let rows = submission::store::standing_since(db, cycle).await?.into_iter();
    let now: BTreeMap<StateCode, (Uuid, i32)> =
        rows.map(|(id, state, withdrawn)| (state, (id, withdrawn))).collect();
    let taken_back = taken_back(db, cycle).await?;
    let nothing = Withdrawals::default();
    let mut changed = 0;
    for one in counted {
        let taken_back = taken_back.get(&one.state).unwrap_or(&nothing);
        let standing = now.get(&one.state).filter(|(_, withdrawn)| one.edition > *withdrawn);
        let stands = match standing {
            None => false,
            Some((id, _)) if choices.get(id).is_some_and(|last| *last > one.ledger) => {
                // A repeated choice with the same effect is no change.
                let ledger = consent::store::ledger(db, *id).await?;
                Consent::of(ledger.get(..one.ledger).unwrap_or(&ledger))
                    .shows_and_counts_as(&Consent::of(&ledger))
            }
            Some(_) => true,
        };
        let same = one.withdrawn_from == taken_back.withdrawn_from
            && one.uncounted_from == taken_back.uncounted_from;
        changed += usize::from(!stands || !same);
    }
    Ok(changed)
}

/// Locks everything that [`is_unchanged`] reads in a cycle, until the end of the transaction.
pub(crate) async fn lock_submissions(tx: &Tx, cycle: Uuid) -> Result<()> {
    submission::store::hold(tx, cycle).await
}

/// Returns, by State, its withdrawals from the releases of the previous cycle. A release of this
/// cycle is compared with that cycle.
async fn taken_back(
    db: &impl ConnectionTrait,
    cycle: Uuid,
) -> Result<BTreeMap<StateCode, Withdrawals>> {
    let mut all: BTreeMap<StateCode, Withdrawals> = BTreeMap::new();
    let rows = super::before(db, i64::MAX).await?;
    let opened = super::opened(db).await?;
    let time = |id: Uuid| opened.get(&id).map(|at| (*at, id));
    let before = rows
        .iter()
        .map(|row| time(row.cycle))
        .filter(|before| *before < time(cycle))
        .max()
        .flatten();
    for row in rows.iter().filter(|row| before.is_some() && time(row.cycle) == before) {
        for state in withdrawn_since(db, row).await? {
            all.entry(state).or_default().withdrawn_from.push(row.number);
        }
        for (state, questions) in uncounted_since(db, row).await? {
            all.entry(state).or_default().uncounted_from.insert(row.number, questions);
        }
    }
    Ok(all)
}

/// Returns the answers that a release counts and that consent no longer lets be counted, of current
/// submissions.
async fn uncounted_since(
    db: &impl ConnectionTrait,
    row: &release::Model,
) -> Result<Vec<(StateCode, Vec<QuestionCode>)>> {
    let last = consent::store::last_choices(db, row.cycle, true).await?;
    let counted: Vec<CountedState> = serde_json::from_str(&row.respondents)?;
    let counted: BTreeMap<&StateCode, usize> =
        counted.iter().map(|one| (&one.state, one.ledger)).collect();
    let standing = submission::store::standing_since(db, row.cycle).await?;
    let mut questions = None;
    let mut uncounted = Vec::new();
    for (submission, state, _) in standing {
        let Some(read) = counted
            .get(&state)
            .copied()
            .filter(|read| last.get(&submission).is_some_and(|last| last > read))
        else {
            continue;
        };
        if questions.is_none() {
            questions = Some(super::questions(db, row.number).await?);
        }
        let ledger = consent::store::ledger(db, submission).await?;
        let [then, now] = [ledger.get(..read).unwrap_or(&ledger), &ledger].map(Consent::of);
        let is_gone = |code: &&QuestionCode| {
            then.for_question(code).countable && !now.for_question(code).countable
        };
        let mut gone: Vec<QuestionCode> =
            questions.iter().flatten().filter(is_gone).cloned().collect();
        // Sort: the order of the database does not matter.
        gone.sort();
        if !gone.is_empty() {
            uncounted.push((state, gone));
        }
    }
    Ok(uncounted)
}

/// Returns the States that have withdrawn their counted edition since a release.
pub(crate) async fn withdrawn_since(
    db: &impl ConnectionTrait,
    row: &release::Model,
) -> Result<Vec<StateCode>> {
    let withdrawn: BTreeMap<StateCode, i32> =
        submission::store::withdrawn(db, row.cycle).await?.into_iter().collect();
    let counted: Vec<CountedState> = serde_json::from_str(&row.respondents)?;
    let gone = |one: &CountedState| {
        withdrawn.get(&one.state).is_some_and(|through| one.edition <= *through)
    };
    Ok(counted.into_iter().filter(gone).map(|one| one.state).collect())
}
