//! Tagging answers that States have shown to the Secretariat.
//!
//! Tags are the Secretariat's own, and only its chain records them. The chain holds that a tag was
//! put, but not which one: a tag can reveal the content of the answer.

use super::{
    rules::{Tag, may_tag},
    store::{self, AnswerPosition},
};
use crate::{
    access::Analyst,
    audit::{self, Act},
    database::Tx,
    error::Result,
};
use ::entity::{answer_tag, cycle as cycle_row};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Puts a tag on an answer.
///
/// # Errors
/// Fails with `NOT_FOUND` if consent does not show the answer to the Secretariat. Fails with
/// `EXISTS` if the answer has the tag, and with `BAD_INPUT` if it has too many.
pub async fn tag_shared_answer(
    tx: &Tx,
    by: &Analyst,
    cycle: &cycle_row::Model,
    (place, tag): (&AnswerPosition, &Tag),
    now: DateTime<Utc>,
) -> Result<()> {
    let found = store::found(tx, by, place).await?;
    may_tag(&found.tags.into_iter().map(|tag| tag.tag).collect::<Vec<_>>(), tag)?;
    let row = answer_tag::Model {
        cycle: place.cycle,
        state: place.state.clone(),
        question: place.question.clone(),
        tag: tag.as_str().to_owned(),
        edition: found.edition,
        tagged_by: by.person(),
        tagged_at: now,
    };
    store::add(tx, row).await?;
    record(tx, by, cycle, place, "shared_answer.tag", now).await
}

/// Removes a tag from an answer.
///
/// # Errors
/// Fails with `NOT_FOUND` if consent does not show the answer to the Secretariat, or if it has no
/// such tag.
pub async fn untag_shared_answer(
    tx: &Tx,
    by: &Analyst,
    cycle: &cycle_row::Model,
    (place, tag): (&AnswerPosition, &Tag),
    now: DateTime<Utc>,
) -> Result<()> {
    store::answer(tx, by, place).await?;
    store::remove(tx, place, tag).await?;
    record(tx, by, cycle, place, "shared_answer.untag", now).await
}

async fn record(
    tx: &Tx,
    by: &Analyst,
    cycle: &cycle_row::Model,
    place: &AnswerPosition,
    verb: &'static str,
    now: DateTime<Utc>,
) -> Result<()> {
    let subject = format!("{} {}", place.state, place.question);
    let detail = json!({ "cycle": cycle.key, "question": place.question, "state": place.state });
    let act = Act::of_secretariat(verb, subject, now).by(by.person()).detail(detail);
    audit::record(tx, act).await
}
