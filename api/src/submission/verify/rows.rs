//! Comparison of the result of a State's acts with the rows of every table.

use super::{
    case::VerificationContext,
    finding::{Area, Finding, readable},
    store,
};
use crate::{
    consent,
    database::Db,
    error::Result,
    submission::{
        editions::{edition::Edition, submit},
        working_copy::value,
    },
};
use ::entity::{shared_answer, vocabulary::QuestionCode};
use std::collections::BTreeMap;

/// Number of answers that are compared at once.
const CHUNK: usize = 50;

/// Compares a submission, after all acts of its State were replayed.
pub(super) async fn compare(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let state = case.row.state.as_str();
    let mut found = submission(case);
    found.extend(readable(numbers(db, case).await, Area::Editions, state, "editions")?);
    for line in &case.ledger[case.lines..] {
        found.push(
            case.finding(Area::Consent, format!("line {} of the ledger has no act", line.ordinal)),
        );
    }
    found.extend(readable(history(db, case).await, Area::Answers, state, "history of answers")?);
    found.extend(readable(answers(db, case).await, Area::Answers, state, "answers")?);
    found.extend(readable(shared(db, case).await, Area::Shared, state, "shared answers")?);
    found.extend(readable(
        ever(db, case).await,
        Area::Shared,
        state,
        "record of what was ever shown",
    )?);
    Ok(found)
}

/// Finds editions that no act names.
async fn numbers(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let numbers = store::numbers(db, case.row.id).await?.into_iter();
    let unknown = numbers.filter(|number| !case.editions.contains_key(number));
    Ok(unknown
        .map(|number| case.of_edition(Area::Editions, number, "no act names this edition"))
        .collect())
}

fn submission(case: &VerificationContext) -> Vec<Finding> {
    let mut found = Vec::new();
    let row = &case.row;
    if row.status != case.status {
        let what = format!("the submission is {}, but its acts give {}", row.status, case.status);
        found.push(case.finding(Area::Editions, what));
    }
    let (stored, acts) = (
        (row.latest_edition, row.withdrawn_through),
        (case.newest_edition(), case.withdrawn_through),
    );
    if stored != acts {
        let what = format!(
            "the submission names edition {} as its newest and {} as withdrawn, its acts {} and {}",
            stored.0, stored.1, acts.0, acts.1
        );
        found.push(case.finding(Area::Editions, what));
    }
    found
}

/// Checks that the history holds the revisions that acts name, and no more.
async fn history(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let (counts, lost) = store::counts(db, case.row.id).await?;
    for (question, count) in &counts {
        // Revisions are counted from 1 without a gap.
        let named = case.revisions.get(question).copied().unwrap_or_default();
        if named != *count {
            let what = format!("the history holds {count} revisions, and acts name {named}");
            found.push(case.of_question(Area::Answers, question, what));
        }
    }
    if lost != case.lost {
        let what = format!("the history holds {lost} lost edits, and acts name {}", case.lost);
        found.push(case.finding(Area::Answers, what));
    }
    Ok(found)
}

/// Checks that each current answer is the newest revision in the history.
async fn answers(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut unseen = case.revisions.clone();
    for chunk in store::answers(db, case.row.id).await?.chunks(CHUNK) {
        let named = chunk.iter().map(|row| (row.question.clone(), row.revision)).collect();
        let saved = store::history(db, case.row.id, &named, &[]).await?.into_iter();
        let saved: BTreeMap<QuestionCode, _> =
            saved.map(|row| (row.question.clone(), row)).collect();
        for row in chunk {
            let is_same = saved.get(&row.question).is_some_and(|saved| {
                let theirs = (saved.disposition, &saved.value, saved.author, saved.saved_at);
                theirs == (row.disposition, &row.value, row.author, row.saved_at)
            });
            let named = unseen.remove(&row.question).unwrap_or_default();
            if named != row.revision {
                let what =
                    format!("revision {} is current, and acts name revision {named}", row.revision);
                found.push(case.of_question(Area::Answers, &row.question, what));
            } else if !is_same {
                found.push(case.of_question(
                    Area::Answers,
                    &row.question,
                    "the current answer differs from the history",
                ));
            }
        }
    }
    for question in unseen.keys() {
        found.push(case.of_question(Area::Answers, question, "the current answer is missing"));
    }
    Ok(found)
}

/// Checks that the shared answers are those of the newest edition that consent shows. A withdrawn
/// submission shares none.
async fn shared(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let edition = case.newest_edition();
    let row = if case.stands() { store::edition(db, case.row.id, edition).await? } else { None };
    let document = row.and_then(|row| serde_json::from_str::<Edition>(&row.document).ok());
    let rebuilt = match &document {
        Some(document) => consent::shown(submit::published(&case.row, document)?, &case.consent()),
        None => Vec::new(),
    };
    let mut rebuilt: BTreeMap<QuestionCode, _> =
        rebuilt.into_iter().map(|row| (row.question.clone(), row)).collect();
    let mut found = Vec::new();
    let of = |question: &QuestionCode, what: &str| {
        let question = Some(question.to_string());
        Finding { question, ..case.of_edition(Area::Shared, edition, what) }
    };
    for stored in store::shared(db, case.row.id).await? {
        match rebuilt.remove(&stored.question) {
            None => found.push(of(
                &stored.question,
                "the answer is shared, but consent and edition do not show it",
            )),
            Some(right) => {
                found.extend(differs(&stored, &right).map(|what| of(&stored.question, &what)))
            }
        }
    }
    found.extend(
        rebuilt.keys().map(|question| {
            of(question, "the answer is not shared, but consent and edition show it")
        }),
    );
    Ok(found)
}

/// Returns the columns in which a shared answer differs from the rebuilt one.
fn differs(stored: &shared_answer::Model, right: &shared_answer::Model) -> Option<String> {
    let same = [
        ("cycle", stored.cycle == right.cycle),
        ("State", stored.state == right.state),
        ("edition", stored.edition == right.edition),
        ("disposition", stored.disposition == right.disposition),
        ("value", is_same_value(stored.value.as_deref(), right.value.as_deref())),
    ];
    let mut others: Vec<_> =
        same.into_iter().filter(|(_, same)| !same).map(|(column, _)| column.to_owned()).collect();
    if stored.reader != right.reader {
        others.push(format!("reader ({}, not {})", stored.reader, right.reader));
    }
    (!others.is_empty()).then(|| {
        format!("the shared answer has another {} than consent and edition give", others.join(", "))
    })
}

/// Returns true if two stored values are the same. The texts are not compared, because canonical
/// JSON writes a negative zero as zero.
fn is_same_value(one: Option<&str>, other: Option<&str>) -> bool {
    let read = |text: &str| serde_json::from_str::<value::Value>(text).ok();
    one == other
        || matches!((one.and_then(read), other.and_then(read)), (Some(one), Some(other)) if one == other)
}

/// Checks that the record of answers ever shown is the result of the acts, with the times of the
/// acts.
async fn ever(db: &Db, case: &VerificationContext) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    let mut public = case.ever_public.clone();
    for row in store::ever_public(db, &case.row).await? {
        if public.remove(&row.question) != Some(row.since) {
            found.push(case.of_question(
                Area::Shared,
                &row.question,
                "it was not made public, or not first at this time",
            ));
        }
    }
    for question in public.keys() {
        found.push(case.of_question(
            Area::Shared,
            question,
            "the record that it was public is missing",
        ));
    }
    let mut shared = case.ever_shared.clone();
    for row in store::ever_shared(db, &case.row).await? {
        let (question, edition) = (Some(row.question.to_string()), row.edition);
        // The migration that added this record dated earlier showings by the submission of their
        // edition.
        let first = shared.remove(&(row.question, edition, row.reader));
        if first.is_none_or(|first| {
            first != row.since && case.editions.get(&edition) != Some(&row.since)
        }) {
            let what = format!("it was not shown to {}, or not first at this time", row.reader);
            found.push(Finding { question, ..case.of_edition(Area::Shared, edition, what) });
        }
    }
    for (question, edition, reader) in shared.into_keys() {
        let question = Some(question.to_string());
        let what = format!("the record that it was shown to {reader} is missing");
        found.push(Finding { question, ..case.of_edition(Area::Shared, edition, what) });
    }
    Ok(found)
}
