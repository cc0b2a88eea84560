//! Outcomes of the edits of a save.

use crate::error::{Code, Error};
use ::entity::vocabulary::{Disposition, QuestionCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Outcome of one edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The edit is the answer now.
    Saved {
        /// The question.
        question: QuestionCode,
        /// Revision of the answer.
        revision: i64,
    },
    /// Another edit of the question was saved in the meantime. Both values are kept.
    Conflict {
        /// The question.
        question: QuestionCode,
        /// Disposition of the losing edit.
        disposition: Disposition,
        /// Losing value, as JSON.
        value: Option<String>,
        /// The current answer.
        theirs: CurrentAnswer,
    },
    /// The edit is refused.
    Refused {
        /// Question code, as written.
        question: String,
        /// Reason as a code, for a program.
        code: String,
        /// Reason as a sentence, for a person.
        sentence: String,
    },
}

impl Outcome {
    /// Makes the outcome of a refused edit, with `question` as it was written.
    #[must_use]
    pub fn refused(question: String, why: &Error) -> Self {
        Self::Refused { question, code: why.code().as_str().into(), sentence: why.to_string() }
    }

    /// Returns the question code, as it was written.
    #[must_use]
    pub fn question(&self) -> &str {
        match self {
            Self::Saved { question, .. } | Self::Conflict { question, .. } => question.as_str(),
            Self::Refused { question, .. } => question,
        }
    }
}

/// Current answer, against which an edit lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentAnswer {
    /// Revision of the answer; 0 if there is none.
    pub revision: i64,
    /// Disposition of the answer.
    pub disposition: Disposition,
    /// Value of the answer, as JSON.
    pub value: Option<String>,
    /// Person who saved the answer.
    pub author: Option<Uuid>,
    /// Time at which the answer was saved.
    pub saved_at: Option<DateTime<Utc>>,
}

/// Result of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// One outcome for each prepared edit, in the order of the edits.
    pub outcomes: Vec<Outcome>,
    /// Time of the save.
    pub saved_at: DateTime<Utc>,
}

/// Returns the refusal of an edit on a question that is not granted to its author.
pub(in crate::submission) fn not_granted() -> Error {
    Error::says(Code::Forbidden, "The question is not granted to you.")
}

/// Returns the outcome of each edit, in the order of the edits: a refusal or the outcome of the
/// save.
///
/// A repeated save returns its first outcomes, but grants may have changed in between. An edit
/// whose grant was withdrawn since is refused as not granted. So is an edit that was refused for
/// that reason the first time.
#[must_use]
pub fn outcomes(edits: Vec<Result<QuestionCode, Outcome>>, saved: Vec<Outcome>) -> Vec<Outcome> {
    let mut saved: BTreeMap<String, Outcome> =
        saved.into_iter().map(|one| (one.question().to_owned(), one)).collect();
    let of = |edit: Result<QuestionCode, Outcome>| match edit {
        Err(refused) => refused,
        Ok(question) => saved
            .remove(question.as_str())
            .unwrap_or_else(|| Outcome::refused(question.to_string(), &not_granted())),
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
            // The first grant was withdrawn since. Its outcome is not returned, least of all for
            // another question.
            (
                vec![Err(refused("A.a.1")), Ok(code("B.a.1"))],
                vec![saved("A.a.1"), saved("B.a.1")],
                vec![refused("A.a.1"), saved("B.a.1")],
            ),
            // The second question was granted since, and was not saved then.
            (
                vec![Ok(code("A.a.1")), Ok(code("B.a.1"))],
                vec![saved("A.a.1")],
                vec![saved("A.a.1"), refused("B.a.1")],
            ),
        ] {
            assert_eq!(outcomes(edits, given), expected);
        }
    }
}
