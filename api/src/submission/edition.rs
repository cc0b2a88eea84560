//! An edition: the frozen document of what a State submitted, and how two of them differ.

use super::{
    offered::{Offered, offered},
    value::Value,
};
use crate::{canonical, error::Result, instrument::Catalogue};
use ::entity::{
    answer,
    vocabulary::{CycleKey, Disposition, InstrumentKey, QuestionCode, Sha256, StateCode},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of document this is, and in which version of its shape.
pub const FORMAT: &str = "national-survey/edition/1";

/// The document of an edition, as its canonical JSON is hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// `national-survey/edition/1`.
    pub format: String,
    /// The State.
    pub state: StateCode,
    /// The cycle.
    pub cycle: CycleKey,
    /// The number of the edition, from 1.
    pub edition: i32,
    /// What was asked.
    pub instrument: AskedBy,
    /// 32 random bytes in hexadecimal: yes and no can be guessed from a bare digest.
    pub salt: String,
    /// What was said, by question; nothing of what a condition hides or nobody answered.
    pub answers: BTreeMap<QuestionCode, Given>,
}

/// The instrument version of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedBy {
    /// Its key.
    pub key: InstrumentKey,
    /// Its version.
    pub version: String,
    /// Its digest.
    pub sha256: Sha256,
}

/// What was said to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// What kind of saying it is.
    pub disposition: Disposition,
    /// The value, when answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

impl Edition {
    /// The exact bytes that are stored, hashed and downloaded.
    #[must_use]
    pub fn text(&self) -> String {
        canonical::text(self)
    }
}

/// What stands in the working copy, by question, hidden answers left out.
///
/// # Errors
/// When a stored value is damaged.
pub fn submitted(catalogue: &Catalogue, answers: &[answer::Model]) -> Result<BTreeMap<QuestionCode, Given>> {
    let given: BTreeMap<QuestionCode, Given> =
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

/// A stored answer with its value read.
///
/// # Errors
/// When the stored value is damaged.
pub fn given(row: &answer::Model) -> Result<Given> {
    Ok(Given { disposition: row.disposition, value: row.value.as_deref().map(serde_json::from_str).transpose()? })
}

/// The questions that conditions hide, given all that was said.
#[must_use]
pub fn hidden(catalogue: &Catalogue, given: &BTreeMap<QuestionCode, Given>) -> BTreeSet<QuestionCode> {
    let verdicts = offered(catalogue, given, |_| true);
    verdicts.into_iter().filter(|(_, offered)| *offered == Offered::No).map(|(code, _)| code.clone()).collect()
}

/// One question on which two editions differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The question.
    pub question: QuestionCode,
    /// What the earlier edition says; none where it says nothing.
    pub before: Option<Given>,
    /// What the later edition says; none where it says nothing.
    pub after: Option<Given>,
}

/// The questions on which two editions differ, in the order of their codes.
#[must_use]
pub fn differences(before: &BTreeMap<QuestionCode, Given>, after: &BTreeMap<QuestionCode, Given>) -> Vec<Difference> {
    let questions: BTreeSet<&QuestionCode> = before.keys().chain(after.keys()).collect();
    let differs = |question: &&QuestionCode| before.get(*question) != after.get(*question);
    let difference = |question: &QuestionCode| Difference {
        question: question.clone(),
        before: before.get(question).cloned(),
        after: after.get(question).cloned(),
    };
    questions.into_iter().filter(differs).map(difference).collect()
}
