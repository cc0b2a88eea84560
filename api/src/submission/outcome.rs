//! What becomes of the edits of a save, one by one.

use crate::error::{Code, Error};
use ::entity::vocabulary::{Disposition, QuestionCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What became of one edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is the answer now.
    Saved {
        /// The question.
        question: QuestionCode,
        /// The answer's revision.
        revision: i64,
    },
    /// Somebody had saved the question in the meantime. Both values are kept.
    Conflict {
        /// The question.
        question: QuestionCode,
        /// What kind of saying the losing edit was.
        disposition: Disposition,
        /// The losing value, as JSON.
        value: Option<String>,
        /// The answer that stands.
        theirs: Theirs,
    },
    /// It can't be an answer to this question.
    Refused {
        /// The question, as written.
        question: String,
        /// Why, for a program.
        code: String,
        /// Why, for a person.
        sentence: String,
    },
}

impl Outcome {
    /// The outcome of an edit that is refused; `question` as it was written.
    #[must_use]
    pub fn refused(question: String, why: &Error) -> Self {
        Self::Refused { question, code: why.code().as_str().into(), sentence: why.to_string() }
    }

    /// The question, as it was written.
    #[must_use]
    pub fn question(&self) -> &str {
        match self {
            Self::Saved { question, .. } | Self::Conflict { question, .. } => question.as_str(),
            Self::Refused { question, .. } => question,
        }
    }
}

/// The answer that stands against a losing edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theirs {
    /// Its revision; 0 where there is no answer.
    pub revision: i64,
    /// What kind of saying it is.
    pub disposition: Disposition,
    /// Its value, as JSON.
    pub value: Option<String>,
    /// Who saved it.
    pub author: Option<Uuid>,
    /// When.
    pub saved_at: Option<DateTime<Utc>>,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// One outcome for every edit that was prepared, in its order.
    pub outcomes: Vec<Outcome>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
}

/// What somebody is told who may not save an answer to the question.
pub(super) fn not_granted() -> Error {
    Error::says(Code::Forbidden, "The question is not granted to you.")
}

/// Every edit's outcome, in the order of the edits: its refusal, or what became of its question in the save.
///
/// A save that is repeated gives what it gave before, and grants may have changed since. What has been taken back in the meantime
/// is refused like any question that is not granted, and so is what was refused for that reason before.
#[must_use]
pub fn outcomes(edits: Vec<Result<QuestionCode, Outcome>>, saved: Vec<Outcome>) -> Vec<Outcome> {
    let mut saved: BTreeMap<String, Outcome> = saved.into_iter().map(|one| (one.question().to_owned(), one)).collect();
    let of = |edit: Result<QuestionCode, Outcome>| match edit {
        Err(refused) => refused,
        Ok(question) => saved.remove(question.as_str()).unwrap_or_else(|| Outcome::refused(question.to_string(), &not_granted())),
    };
    edits.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    #[test]
    fn every_edit_has_the_outcome_of_its_own_question() {
        let code = |code: &str| code.parse::<QuestionCode>().unwrap();
        let saved = |question: &str| Outcome::Saved { question: code(question), revision: 7 };
        let refused = |question: &str| Outcome::refused(question.into(), &not_granted());
        for (edits, given, expected) in [
            (vec![], vec![], vec![]),
            (vec![Ok(code("A.a.1"))], vec![saved("A.a.1")], vec![saved("A.a.1")]),
            // The grant on the first has been taken back since: its outcome is not given, least of all as another's.
            (
                vec![Err(refused("A.a.1")), Ok(code("B.a.1"))],
                vec![saved("A.a.1"), saved("B.a.1")],
                vec![refused("A.a.1"), saved("B.a.1")],
            ),
            // The second has been granted since, and was not saved then.
            (vec![Ok(code("A.a.1")), Ok(code("B.a.1"))], vec![saved("A.a.1")], vec![saved("A.a.1"), refused("B.a.1")]),
        ] {
            assert_eq!(outcomes(edits, given), expected);
        }
    }
}
