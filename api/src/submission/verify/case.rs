//! One submission while the acts of its State are played: what they have come to so far.

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

/// The parts that are the same for every State: cycles with the digest of what they ask, and the keys that sign receipts.
#[derive(Debug)]
pub(super) struct Context {
    /// The cycles, each with its key and the digest of its instrument version.
    pub cycles: BTreeMap<Uuid, (CycleKey, Option<Sha256>)>,
    /// The published keys of receipts, retired ones included.
    pub keys: Vec<VerifyingKey>,
}

impl Context {
    pub(super) fn new(
        cycles: BTreeMap<Uuid, (CycleKey, Option<Sha256>)>,
        keys: impl IntoIterator<Item = ::entity::public_key::Model>,
    ) -> Self {
        let keys = keys.into_iter().filter(|key| key.purpose == ::entity::vocabulary::KeyPurpose::Receipt);
        Self { cycles, keys: keys.filter_map(|key| signature::public_key(&key.public).ok()).collect() }
    }
}

/// One submission, and what the acts have come to so far.
#[derive(Debug)]
pub(super) struct Case {
    /// The row.
    pub row: submission::Model,
    /// The cycle's key.
    pub cycle: String,
    /// The digest of what the cycle asks.
    pub instrument: Option<Sha256>,
    /// The ledger as it is stored.
    pub ledger: Vec<consent_choice::Model>,
    /// The number of its lines that have had their act.
    pub lines: usize,
    /// The editions that acts have named, with the times of the acts.
    pub editions: BTreeMap<i32, DateTime<Utc>>,
    /// The questions of the newest edition; none when its document can't be read.
    pub newest: Vec<QuestionCode>,
    /// The status.
    pub status: SubmissionStatus,
    /// The newest withdrawn edition.
    pub withdrawn_through: i32,
    /// The newest revision of each question that an act has named.
    pub revisions: BTreeMap<QuestionCode, i64>,
    /// The number of edits that have lost a conflict.
    pub lost: usize,
    /// Since when each question was public.
    pub ever_public: BTreeMap<QuestionCode, DateTime<Utc>>,
    /// Since when each question of an edition was shown to a level.
    pub ever_shared: BTreeMap<(QuestionCode, i32, ReaderLevel), DateTime<Utc>>,
}

impl Case {
    pub(super) fn new(context: &Context, row: submission::Model, ledger: Vec<consent_choice::Model>) -> Self {
        let known = context.cycles.get(&row.cycle).cloned();
        let (cycle, instrument) = known.map_or_else(|| ("?".to_owned(), None), |(key, sha256)| (key.to_string(), sha256));
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

    /// The number of the newest edition that an act has named; 0 before the first.
    pub(super) fn newest_edition(&self) -> i32 {
        self.editions.keys().next_back().copied().unwrap_or_default()
    }

    /// Returns true if the newest edition stands.
    pub(super) const fn stands(&self) -> bool {
        matches!(self.status, SubmissionStatus::Submitted | SubmissionStatus::Amended)
    }

    /// The consent that the lines with an act come to.
    pub(super) fn consent(&self) -> Consent {
        Consent::of(&self.ledger[..self.lines])
    }

    /// A finding about this submission.
    pub(super) fn finding(&self, area: Area, what: impl Into<String>) -> Finding {
        Finding { cycle: Some(self.cycle.clone()), ..Finding::of_state(area, self.row.state.as_str(), what) }
    }

    /// A finding about one of its editions.
    pub(super) fn of_edition(&self, area: Area, number: i32, what: impl Into<String>) -> Finding {
        Finding { edition: Some(number), ..self.finding(area, what) }
    }

    /// A finding about one of its answers.
    pub(super) fn of_question(&self, area: Area, question: &QuestionCode, what: impl Into<String>) -> Finding {
        Finding { question: Some(question.to_string()), ..self.finding(area, what) }
    }
}
