//! One submission during verification, and the state that the replayed acts of its State give so
//! far.

use super::finding::{Area, Finding};
use crate::{consent::Consent, signature};
use ::entity::{
    consent_choice, submission,
    vocabulary::{CycleKey, QuestionCode, ReaderLevel, Sha256, SubmissionStatus},
};
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Facts that are the same for every State.
#[derive(Debug)]
pub(super) struct Context {
    /// Key of each cycle, and the digest of its instrument version.
    pub cycles: BTreeMap<Uuid, (CycleKey, Option<Sha256>)>,
    /// Published keys of receipts, retired ones included.
    pub keys: Vec<VerifyingKey>,
}

impl Context {
    pub(super) fn new(
        cycles: BTreeMap<Uuid, (CycleKey, Option<Sha256>)>,
        keys: impl IntoIterator<Item = ::entity::public_key::Model>,
    ) -> Self {
        let keys =
            keys.into_iter().filter(|key| key.purpose == ::entity::vocabulary::KeyPurpose::Receipt);
        Self {
            cycles,
            keys: keys.filter_map(|key| signature::public_key(&key.public).ok()).collect(),
        }
    }
}

/// One submission, and the state that the replayed acts give so far.
#[derive(Debug)]
pub(super) struct VerificationContext {
    /// Stored row of the submission.
    pub row: submission::Model,
    /// Key of the cycle.
    pub cycle: String,
    /// Digest of the cycle's instrument version.
    pub instrument: Option<Sha256>,
    /// Stored ledger of consent.
    pub ledger: Vec<consent_choice::Model>,
    /// Number of ledger lines whose act has been replayed.
    pub lines: usize,
    /// Editions that acts have named, with the times of the acts.
    pub editions: BTreeMap<i32, DateTime<Utc>>,
    /// Questions of the newest edition; empty if its document can't be read.
    pub newest: Vec<QuestionCode>,
    /// Status that the acts give.
    pub status: SubmissionStatus,
    /// Newest withdrawn edition; 0 if none was withdrawn.
    pub withdrawn_through: i32,
    /// Newest revision of each question that an act has named.
    pub revisions: BTreeMap<QuestionCode, i64>,
    /// Number of edits that have lost a conflict.
    pub lost: usize,
    /// Questions that were public, with the time since when.
    pub ever_public: BTreeMap<QuestionCode, DateTime<Utc>>,
    /// Questions of an edition that were shown to a level, with the time since when.
    pub ever_shared: BTreeMap<(QuestionCode, i32, ReaderLevel), DateTime<Utc>>,
}

impl VerificationContext {
    pub(super) fn new(
        context: &Context,
        row: submission::Model,
        ledger: Vec<consent_choice::Model>,
    ) -> Self {
        let known = context.cycles.get(&row.cycle).cloned();
        let (cycle, instrument) =
            known.map_or_else(|| ("?".to_owned(), None), |(key, sha256)| (key.to_string(), sha256));
        Self {
            row,
            cycle,
            instrument,
            ledger,
            lines: 0,
            editions: BTreeMap::new(),
            newest: Vec::new(),
            status: SubmissionStatus::Draft,
            withdrawn_through: 0,
            revisions: BTreeMap::new(),
            lost: 0,
            ever_public: BTreeMap::new(),
            ever_shared: BTreeMap::new(),
        }
    }

    /// Returns the number of the newest edition that an act has named; 0 before the first.
    pub(super) fn newest_edition(&self) -> i32 {
        self.editions.keys().next_back().copied().unwrap_or_default()
    }

    /// Returns true if the newest edition is submitted and not withdrawn.
    pub(super) const fn stands(&self) -> bool {
        matches!(self.status, SubmissionStatus::Submitted | SubmissionStatus::Amended)
    }

    /// Returns the consent that the ledger lines with a replayed act give.
    pub(super) fn consent(&self) -> Consent {
        Consent::of(&self.ledger[..self.lines])
    }

    /// Makes a finding about this submission.
    pub(super) fn finding(&self, area: Area, what: impl Into<String>) -> Finding {
        Finding {
            cycle: Some(self.cycle.clone()),
            ..Finding::of_state(area, self.row.state.as_str(), what)
        }
    }

    /// Makes a finding about one of its editions.
    pub(super) fn of_edition(&self, area: Area, number: i32, what: impl Into<String>) -> Finding {
        Finding { edition: Some(number), ..self.finding(area, what) }
    }

    /// Makes a finding about one of its answers.
    pub(super) fn of_question(
        &self,
        area: Area,
        question: &QuestionCode,
        what: impl Into<String>,
    ) -> Finding {
        Finding { question: Some(question.to_string()), ..self.finding(area, what) }
    }
}
