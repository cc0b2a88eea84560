//! What a gated release is signed over, and digested from.

use super::store::Texts;
use crate::canonical;
use ::entity::{
    cycle, release,
    words::{CycleKey, QuestionCode, Sha256},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

/// What kind of statement is signed.
const FORMAT: &str = "national-survey/release/1";

/// What the signature of a release states.
#[derive(Serialize)]
pub(super) struct Statement<'a> {
    number: i64,
    cycle: &'a CycleKey,
    sha256: &'a Sha256,
    ledger: Option<&'a Sha256>,
    as_of: Option<DateTime<Utc>>,
    released_at: DateTime<Utc>,
}

impl<'a> Statement<'a> {
    pub(super) fn of(row: &'a release::Model, cycle: &'a cycle::Model) -> Self {
        Self {
            number: row.number,
            cycle: &cycle.key,
            sha256: &row.sha256,
            ledger: row.ledger.as_ref(),
            as_of: row.as_of,
            released_at: row.released_at,
        }
    }

    /// The exact bytes that are signed.
    pub(super) fn message(&self) -> Vec<u8> {
        format!("{FORMAT}\n{}", canonical::text(self)).into_bytes()
    }
}

/// The digest over everything that a release is.
pub(super) fn digest(row: &release::Model, cycle: &CycleKey, shown: &[Texts], proofs: &[(QuestionCode, String)]) -> Sha256 {
    canonical::sha256(&json!({
        "number": row.number,
        "cycle": cycle,
        "parameters": row.parameters,
        "respondents": row.respondents,
        "assumed": row.assumed,
        "tables": shown,
        "certificates": proofs.iter().map(|(question, proof)| (question, canonical::digest(proof.as_bytes()))).collect::<Vec<_>>(),
    }))
}
