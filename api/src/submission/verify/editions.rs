//! Check of one edition by itself: its document, its digest, its receipt, and the act that names
//! it.

use super::{
    case::{Context, VerificationContext},
    finding::{Area, Finding},
};
use crate::{
    canonical,
    submission::editions::{edition::Edition, receipt},
};
use ::entity::{
    act, edition,
    vocabulary::{QuestionCode, Sha256},
};
use serde_json::Value;

/// Returns the faults of an edition, and the questions of its document if it can be read.
pub(super) fn check(
    context: &Context,
    case: &VerificationContext,
    row: &edition::Model,
    act: &act::Model,
    named: Option<&str>,
) -> (Vec<Finding>, Vec<QuestionCode>) {
    let mut wrong = Vec::new();
    let is_canonical = |text: &str| {
        serde_json::from_str::<Value>(text)
            .ok()
            .and_then(|value| canonical::bytes(&value).ok())
            .as_deref()
            == Some(text.as_bytes())
    };
    if !is_canonical(&row.document) {
        wrong.push("the document is not canonical JSON");
    }
    let digest = canonical::digest(row.document.as_bytes());
    if digest != row.sha256 {
        wrong.push("the stored digest is of another document");
    }
    if named != Some(digest.as_str()) {
        wrong.push("the document is not the one whose digest its act names");
    }
    if named != Some(row.sha256.as_str()) {
        wrong.push("the stored digest is not the one that its act names");
    }
    if act.person != Some(row.submitted_by) || act.at != row.submitted_at {
        wrong.push("its act names another person or time");
    }
    let document = serde_json::from_str::<Edition>(&row.document).ok();
    match &document {
        None => wrong.push("the document can't be read"),
        Some(document) if !is_of(case, row, document) => {
            wrong.push("the document is of another State, cycle, number or instrument");
        }
        Some(_) => {}
    }
    wrong.extend(receipt_of(context, case, row, &digest));
    let questions =
        document.map(|document| document.answers.into_keys().collect()).unwrap_or_default();
    (
        wrong.into_iter().map(|what| case.of_edition(Area::Editions, row.number, what)).collect(),
        questions,
    )
}

fn is_of(case: &VerificationContext, row: &edition::Model, document: &Edition) -> bool {
    document.state == case.row.state
        && document.cycle.as_str() == case.cycle
        && document.edition == row.number
        && Some(&document.instrument.sha256) == case.instrument.as_ref()
}

fn receipt_of(
    context: &Context,
    case: &VerificationContext,
    row: &edition::Model,
    digest: &Sha256,
) -> Option<&'static str> {
    let Ok((statement, _)) = receipt::verify(&row.receipt, &context.keys, None) else {
        return Some(
            "the receipt is not signed by a published key of this service, or can't be read",
        );
    };
    let is_of = statement.state == case.row.state
        && statement.cycle.as_str() == case.cycle
        && statement.edition == row.number
        && statement.submitted_at == row.submitted_at;
    if !is_of {
        return Some("the receipt is of another State, cycle, number or time");
    }
    if statement.edition_sha256 != *digest {
        return Some("the receipt proves another document");
    }
    None
}
