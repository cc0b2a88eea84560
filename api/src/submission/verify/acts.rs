//! Replay of one act of a State: the act is compared with the stored rows.

use super::{
    case::{Context, VerificationContext},
    editions, ever,
    finding::{Area, Finding},
    store,
};
use crate::{database::Db, error::Result, submission::working_copy::history};
use ::entity::{
    act, answer_revision, consent_choice,
    vocabulary::{ConsentScope, QuestionCode, SubmissionStatus},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Verbs of the acts that change answers, editions, consent or the projection.
pub(super) const VERBS: [&str; 5] =
    ["answers.save", "submission.submit", "submission.amend", "submission.withdraw", "consent.set"];

/// Replays one act.
pub(super) async fn play(
    db: &Db,
    context: &Context,
    case: &mut VerificationContext,
    act: &act::Model,
) -> Result<Vec<Finding>> {
    let detail: Value = serde_json::from_str(&act.detail).unwrap_or_default();
    Ok(match act.verb.as_str() {
        "answers.save" => saved(db, case, act, &detail).await?,
        "consent.set" => {
            let choices = detail["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
            let found = choices.iter().filter_map(|choice| consume(case, act, choice)).collect();
            if case.stands() {
                ever::show(case, act.at);
            }
            found
        }
        "submission.withdraw" => {
            (case.status, case.withdrawn_through) =
                (SubmissionStatus::Withdrawn, case.newest_edition());
            Vec::new()
        }
        _ => frozen(db, context, case, act, &detail).await?,
    })
}

/// Checks a save. Its rows are in the history, have the act's person and time, and give its digest.
async fn saved(
    db: &Db,
    case: &mut VerificationContext,
    act: &act::Model,
    detail: &Value,
) -> Result<Vec<Finding>> {
    let named: BTreeMap<QuestionCode, i64> =
        serde_json::from_value(detail["saved"].clone()).unwrap_or_default();
    let lost: Vec<Uuid> = serde_json::from_value(detail["lost"].clone()).unwrap_or_default();
    let conflicts = detail["conflicts"].as_array().map_or(0, Vec::len);
    let rows = store::history(db, case.row.id, &named, &lost).await?;
    let mut found = Vec::new();
    let there: BTreeSet<_> =
        rows.iter().filter_map(|row| Some((&row.question, row.revision?))).collect();
    for (question, revision) in &named {
        if !there.contains(&(question, *revision)) {
            found.push(case.of_question(
                Area::Answers,
                question,
                format!("revision {revision} is missing from the history"),
            ));
        }
        case.revisions.insert(question.clone(), *revision);
    }
    case.lost += conflicts;
    for row in &rows {
        if Some(row.author) != act.person || row.saved_at != act.at {
            let what = format!(
                "{} of the history has another author or time than act {}",
                name(row),
                act.number
            );
            found.push(case.of_question(Area::Answers, &row.question, what));
        }
    }
    let is_whole = rows.len() == named.len() + lost.len();
    if !is_whole && found.is_empty() {
        found.push(case.finding(
            Area::Answers,
            format!("rows of the history that act {} names are missing", act.number),
        ));
    }
    if let Some(digest) = detail["sha256"].as_str()
        && is_whole
        && found.is_empty()
        && history::digest(&rows).as_str() != digest
    {
        let questions: BTreeSet<String> = rows.iter().map(|row| row.question.to_string()).collect();
        let questions = questions.into_iter().collect::<Vec<_>>().join(", ");
        let what = format!("the history does not have the digest that act {} names", act.number);
        found.push(Finding { question: Some(questions), ..case.finding(Area::Answers, what) });
    }
    Ok(found)
}

fn name(row: &answer_revision::Model) -> String {
    row.revision.map_or_else(
        || "an edit that lost a conflict".to_owned(),
        |revision| format!("revision {revision}"),
    )
}

/// Checks a submission. Its edition exists and is right, and consent given with it is in the
/// ledger.
async fn frozen(
    db: &Db,
    context: &Context,
    case: &mut VerificationContext,
    act: &act::Model,
    detail: &Value,
) -> Result<Vec<Finding>> {
    let number = detail["edition"]
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .unwrap_or_default();
    let mut found = Vec::new();
    case.newest.clear();
    if number != case.newest_edition() + 1 {
        found.push(case.of_edition(
            Area::Editions,
            number,
            format!("act {} does not name the next number", act.number),
        ));
    }
    match store::edition(db, case.row.id, number).await? {
        None => found.push(case.of_edition(
            Area::Editions,
            number,
            format!("the edition of act {} is missing", act.number),
        )),
        Some(row) => {
            let (wrong, questions) =
                editions::check(context, case, &row, act, detail["sha256"].as_str());
            found.extend(wrong);
            case.newest = questions;
        }
    }
    case.editions.insert(number, act.at);
    let is_amended = act.verb == "submission.amend" && number > 1;
    case.status = if is_amended { SubmissionStatus::Amended } else { SubmissionStatus::Submitted };
    if !detail["countable"].is_null() || !detail["reader"].is_null() {
        let (reader, countable) = (&detail["reader"], &detail["countable"]);
        let choice = json!({ "scope": ConsentScope::Submission, "code": "", "reader": reader, "countable": countable });
        found.extend(consume(case, act, &choice));
    }
    ever::show(case, act.at);
    Ok(found)
}

/// Checks that the next line of the ledger is the choice that the act records.
fn consume(case: &mut VerificationContext, act: &act::Model, choice: &Value) -> Option<Finding> {
    let Some(line) = case.ledger.get(case.lines) else {
        return Some(case.finding(
            Area::Consent,
            format!("the ledger lacks a line for a choice of act {}", act.number),
        ));
    };
    case.lines += 1;
    if chosen(line) == *choice && Some(line.chosen_by) == act.person && line.chosen_at == act.at {
        return None;
    }
    Some(case.finding(
        Area::Consent,
        format!("line {} of the ledger is not the choice of act {}", line.ordinal, act.number),
    ))
}

/// Returns a line of the ledger in the form in which an act records it.
fn chosen(line: &consent_choice::Model) -> Value {
    match line.scope {
        Some(scope) => {
            json!({ "scope": scope, "code": line.scope_code, "reader": line.reader, "countable": line.countable })
        }
        None => json!({ "purpose": line.purpose, "allowed": line.allowed }),
    }
}
