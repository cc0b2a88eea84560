//! Digest over the rows that one save adds to the history. The act of the save holds it.

use crate::canonical;
use ::entity::{
    answer_revision,
    vocabulary::{Disposition, QuestionCode, Sha256},
};
use chrono::SecondsFormat;
use serde::Serialize;
use uuid::Uuid;

/// Row of the history, as it is hashed. The value is hashed as the stored text. The id is random,
/// so that nobody can guess a yes or no from the digest.
#[derive(Serialize)]
struct Hashed<'a> {
    id: Uuid,
    question: &'a QuestionCode,
    revision: Option<i64>,
    based_on: i64,
    disposition: Disposition,
    value: Option<&'a str>,
    author: Uuid,
    saved_at: String,
}

/// Returns SHA-256 over the canonical JSON of the rows, ordered by question and id.
pub(in crate::submission) fn digest(rows: &[answer_revision::Model]) -> Sha256 {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by(|one, other| (&one.question, one.id).cmp(&(&other.question, other.id)));
    let hashed = rows.into_iter().map(|row| Hashed {
        id: row.id,
        question: &row.question,
        revision: row.revision,
        based_on: row.based_on,
        disposition: row.disposition,
        value: row.value.as_deref(),
        author: row.author,
        saved_at: row.saved_at.to_rfc3339_opts(SecondsFormat::Micros, true),
    });
    canonical::sha256(&hashed.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use ::entity::vocabulary::RevisionOutcome;

    #[test]
    fn every_field_of_a_row_changes_the_digest_and_no_order_does() {
        let row = |question: &str, id| answer_revision::Model {
            submission: Uuid::nil(),
            question: question.parse().unwrap(),
            id: Uuid::from_u128(id),
            revision: Some(1),
            based_on: 0,
            outcome: RevisionOutcome::Saved,
            disposition: Disposition::Answered,
            value: Some("1".into()),
            author: Uuid::nil(),
            saved_at: chrono::DateTime::UNIX_EPOCH,
        };
        let (one, other) = (row("A.a.1", 1), row("A.a.2", 2));
        let whole = digest(&[one.clone(), other.clone()]);
        assert_eq!(digest(&[other.clone(), one.clone()]), whole);
        for changed in [
            row("A.a.3", 1),
            row("A.a.1", 3),
            answer_revision::Model { revision: None, ..one.clone() },
            answer_revision::Model { based_on: 1, ..one.clone() },
            answer_revision::Model { disposition: Disposition::Declined, ..one.clone() },
            answer_revision::Model { value: Some("1 ".into()), ..one.clone() },
            answer_revision::Model { value: None, ..one.clone() },
            answer_revision::Model { author: Uuid::max(), ..one.clone() },
            answer_revision::Model {
                saved_at: chrono::DateTime::from_timestamp_micros(1).unwrap(),
                ..one.clone()
            },
        ] {
            assert_ne!(digest(&[changed, other.clone()]), whole);
        }
    }
}
