//! A submission and one answer, read in one statement. People make this read most often.

use super::OwnSubmission;
use crate::error::Result;
use ::entity::{
    answer, submission,
    vocabulary::{QuestionCode, StateCode},
};
use sea_orm::QueryResult;
use uuid::Uuid;

/// SQL that finds a State's submission by the key of its cycle, the cycle's instrument version, and
/// the answer to one question. Both databases accept `$1`.
pub(super) const SQL: &str = "SELECT s.id, s.cycle, s.status, s.latest_edition, s.created_at, c.instrument_version, \
    a.revision, a.disposition, a.value, a.author, a.saved_at, s.withdrawn_through \
    FROM cycle c JOIN submission s ON s.cycle = c.id \
    LEFT JOIN answer a ON a.submission = s.id AND a.question = $3 \
    WHERE c.key = $1 AND s.state = $2";

/// Submission, the instrument version of its cycle, and the answer to the named question.
#[derive(Clone, Debug)]
pub struct SubmissionRows {
    /// The submission.
    pub submission: OwnSubmission,
    /// Instrument version of the submission's cycle.
    pub instrument_version: Uuid,
    /// Answer to the named question; none if no question was named or nothing is saved.
    pub answer: Option<answer::Model>,
}

impl SubmissionRows {
    pub(super) fn read(
        row: &QueryResult,
        state: &StateCode,
        question: Option<&QuestionCode>,
    ) -> Result<Self> {
        let submission = submission::Model {
            id: row.try_get_by_index(0)?,
            cycle: row.try_get_by_index(1)?,
            state: state.clone(),
            status: row.try_get_by_index(2)?,
            latest_edition: row.try_get_by_index(3)?,
            withdrawn_through: row.try_get_by_index(11)?,
            created_at: row.try_get_by_index(4)?,
        };
        let answer = match (question, row.try_get_by_index(6)?) {
            (Some(question), Some(revision)) => Some(answer::Model {
                submission: submission.id,
                question: question.clone(),
                revision,
                disposition: row.try_get_by_index(7)?,
                value: row.try_get_by_index(8)?,
                author: row.try_get_by_index(9)?,
                saved_at: row.try_get_by_index(10)?,
            }),
            _ => None,
        };
        Ok(Self {
            submission: OwnSubmission(submission),
            instrument_version: row.try_get_by_index(5)?,
            answer,
        })
    }
}
