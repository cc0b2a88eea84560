//! Edition: the frozen document of what a State submitted, and the differences of two editions.

use crate::{
    canonical,
    error::Result,
    instrument::Catalogue,
    submission::editions::{
        submitted_answer::SubmittedAnswer,
        visibility::{Visibility, visibility},
    },
};
use ::entity::{
    answer,
    vocabulary::{CycleKey, Disposition, InstrumentKey, QuestionCode, Sha256, StateCode},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Name and version of the document's format.
pub const FORMAT: &str = "national-survey/edition/1";

/// Document of an edition. Its canonical JSON is hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Format: `national-survey/edition/1`.
    pub format: String,
    /// The State.
    pub state: StateCode,
    /// The cycle.
    pub cycle: CycleKey,
    /// The number of the edition, from 1.
    pub edition: i32,
    /// Instrument version that was asked.
    pub instrument: AskedBy,
    /// Salt: 32 random bytes in hexadecimal. From a bare digest, a yes or no could be guessed.
    pub salt: String,
    /// Answers by question. Unanswered questions and questions hidden by a condition are left out.
    pub answers: BTreeMap<QuestionCode, SubmittedAnswer>,
}

/// Instrument version of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedBy {
    /// Key of the instrument.
    pub key: InstrumentKey,
    /// Number of the version.
    pub version: String,
    /// SHA-256 digest of the version.
    pub sha256: Sha256,
}

impl Edition {
    /// Returns the exact text that is stored, hashed and downloaded.
    #[must_use]
    pub fn text(&self) -> String {
        canonical::text(self)
    }
}

/// Returns the answers of the working copy that an edition holds, by question.
///
/// Unanswered questions, hidden questions, and questions that the instrument does not have are left
/// out.
///
/// # Errors
/// Fails if a stored value is damaged.
pub fn submitted(
    catalogue: &Catalogue,
    answers: &[answer::Model],
) -> Result<BTreeMap<QuestionCode, SubmittedAnswer>> {
    let given: BTreeMap<QuestionCode, SubmittedAnswer> =
        answers.iter().map(|row| Ok((row.question.clone(), given(row)?))).collect::<Result<_>>()?;
    let hidden: BTreeSet<QuestionCode> = hidden(catalogue, &given);
    Ok(given
        .into_iter()
        .filter(|(question, given)| {
            given.disposition != Disposition::Unanswered
                && !hidden.contains(question)
                && catalogue.get(question.as_str()).is_some()
        })
        .collect())
}

/// Returns a stored answer with its value parsed.
///
/// # Errors
/// Fails if the stored value is damaged.
pub fn given(row: &answer::Model) -> Result<SubmittedAnswer> {
    Ok(SubmittedAnswer {
        disposition: row.disposition,
        value: row.value.as_deref().map(serde_json::from_str).transpose()?,
    })
}

/// Returns the questions that conditions hide, given all answers.
#[must_use]
pub fn hidden(
    catalogue: &Catalogue,
    given: &BTreeMap<QuestionCode, SubmittedAnswer>,
) -> BTreeSet<QuestionCode> {
    let verdicts = visibility(catalogue, given, |_| true);
    verdicts
        .into_iter()
        .filter(|(_, offered)| *offered == Visibility::No)
        .map(|(code, _)| code.clone())
        .collect()
}

/// Question on which two editions differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The question.
    pub question: QuestionCode,
    /// The question in the earlier edition.
    pub before: InEdition,
    /// The question in the later edition.
    pub after: InEdition,
}

/// A question in an edition.
#[derive(Clone, Debug, PartialEq)]
pub enum InEdition {
    /// The edition holds an answer.
    Answer(SubmittedAnswer),
    /// The question was asked, and the State left it open.
    Unanswered,
    /// A condition hid the question.
    NotAsked,
}

/// Returns the questions on which two editions differ, in the order of their codes.
#[must_use]
pub fn differences(
    catalogue: &Catalogue,
    before: &BTreeMap<QuestionCode, SubmittedAnswer>,
    after: &BTreeMap<QuestionCode, SubmittedAnswer>,
) -> Vec<Difference> {
    let questions: BTreeSet<&QuestionCode> = before.keys().chain(after.keys()).collect();
    let differs = |question: &&QuestionCode| before.get(*question) != after.get(*question);
    // An edition holds every answer on which a condition depends, so its answers alone show what
    // was asked.
    let (hidden_before, hidden_after) = (hidden(catalogue, before), hidden(catalogue, after));
    let difference = |question: &QuestionCode| Difference {
        question: question.clone(),
        before: in_edition(question, before, &hidden_before),
        after: in_edition(question, after, &hidden_after),
    };
    questions.into_iter().filter(differs).map(difference).collect()
}

fn in_edition(
    question: &QuestionCode,
    answers: &BTreeMap<QuestionCode, SubmittedAnswer>,
    hidden: &BTreeSet<QuestionCode>,
) -> InEdition {
    match answers.get(question) {
        Some(answer) => InEdition::Answer(answer.clone()),
        None if hidden.contains(question) => InEdition::NotAsked,
        None => InEdition::Unanswered,
    }
}
