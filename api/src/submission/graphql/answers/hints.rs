//! Hints in GraphQL. They are reached from the State's own submission and from nowhere else.

use crate::submission::working_copy::hints::{self, FOLLOW_UP_UNANSWERED};
use ::entity::vocabulary::{Official, QuestionCode};
use async_graphql::{Enum, Object};

/// Kind of a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HintKind {
    /// A follow-up question, called for by other answers, is not answered.
    UnansweredFollowUp,
    /// Answers of the State contradict each other.
    Contradiction,
}

/// Hint about the State's own answers.
#[derive(Debug)]
pub struct Hint(pub(in crate::submission::graphql) hints::Hint);

/// Hint about the State's own answers: advice for the State's own people.
///
/// A hint blocks nothing, is part of no edition, and is shown to nobody outside the State.
#[Object]
impl Hint {
    /// Kind of the hint.
    async fn kind(&self) -> HintKind {
        if self.0.rule == FOLLOW_UP_UNANSWERED {
            HintKind::UnansweredFollowUp
        } else {
            HintKind::Contradiction
        }
    }
    /// Rule behind the hint, such as `FOLLOW_UP_UNANSWERED`, `ANSWER_NOT_ASKED` or
    /// `FIRST_SUBMISSION`.
    async fn rule(&self) -> &str {
        self.0.rule
    }
    /// Question that the hint is about.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// Other questions whose answers led to the hint.
    async fn others(&self) -> &[QuestionCode] {
        &self.0.others
    }
    /// Text of the hint, for a person.
    async fn sentence(
        &self,
        #[graphql(desc = "Official language of the text.", default_with = "Official::En")] language: Official,
    ) -> String {
        self.0.sentence(language)
    }
}
