//! Hints in GraphQL: reached from the own State's submission, and from nowhere else.

use crate::submission::hints::{self, FOLLOW_UP_UNANSWERED};
use ::entity::vocabulary::{Official, QuestionCode};
use async_graphql::{Enum, Object};

/// What kind of hint it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HintKind {
    /// A question is asked because of other answers, and is not answered.
    UnansweredFollowUp,
    /// Answers of the State that contradict each other.
    Contradiction,
}

/// Something that the State's own answers say about one another.
#[derive(Debug)]
pub struct Hint(pub(super) hints::Hint);

/// Something that the State's own answers say about one another: advice for its own people, which blocks nothing, is part of no
/// edition, and is shown to nobody else.
#[Object]
impl Hint {
    /// What kind of hint it is.
    async fn kind(&self) -> HintKind {
        if self.0.rule == FOLLOW_UP_UNANSWERED { HintKind::UnansweredFollowUp } else { HintKind::Contradiction }
    }
    /// The rule that it comes from, such as `FOLLOW_UP_UNANSWERED`, `ANSWER_NOT_ASKED` or `FIRST_SUBMISSION`.
    async fn rule(&self) -> &str {
        self.0.rule
    }
    /// The question that it is about.
    async fn question(&self) -> &QuestionCode {
        &self.0.question
    }
    /// The questions whose answers stand beside it.
    async fn others(&self) -> &[QuestionCode] {
        &self.0.others
    }
    /// What a person reads.
    async fn sentence(
        &self,
        #[graphql(desc = "In which official language.", default_with = "Official::En")] language: Official,
    ) -> String {
        self.0.sentence(language)
    }
}
