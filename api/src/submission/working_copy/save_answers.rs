//! Saving answers. Each edit has its own outcome, and a refused edit stops no other.

use crate::{
    access::{Contributor, OwnState},
    audit::{self, Act},
    clock::new_id,
    cycle,
    database::Tx,
    error::{Code, Error, Result},
    instrument::Catalogue,
    submission::{
        store::{StateSubmissions, for_state},
        working_copy::{
            check::check,
            history::digest as history_digest,
            outcome::{CurrentAnswer, Outcome, Saved, not_granted},
            value::Value,
        },
    },
};
use ::entity::{
    answer, answer_revision, cycle as cycle_row,
    vocabulary::{Disposition, QuestionCode, RevisionOutcome},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Edit of the answer to one question.
#[derive(Clone, Debug, Serialize)]
pub struct Edit {
    /// Question code, as written.
    pub question: String,
    /// Revision that the author had read before the edit; 0 if there was none.
    pub based_on: i64,
    /// Disposition of the edit.
    pub disposition: Disposition,
    /// Value, if the disposition is answered.
    pub value: Option<Value>,
}

/// Edit that may be saved: the question is known and granted, and the value fits.
#[derive(Clone, Debug)]
pub struct Prepared {
    question: QuestionCode,
    based_on: i64,
    disposition: Disposition,
    value: Option<String>,
}

impl Prepared {
    /// The question.
    #[must_use]
    pub const fn question(&self) -> &QuestionCode {
        &self.question
    }
}

/// Checks each edit without the database: the question, the grant and the value.
#[must_use]
pub fn prepare(
    edits: Vec<Edit>,
    by: &OwnState,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Vec<Result<Prepared, Outcome>> {
    let mut seen = BTreeSet::new();
    edits
        .into_iter()
        .map(|edit| {
            let written = edit.question.clone();
            let twice = !seen.insert(written.clone());
            prepare_one(edit, twice, by, catalogue, now)
                .map_err(|error| Outcome::refused(written, &error))
        })
        .collect()
}

fn prepare_one(
    edit: Edit,
    twice: bool,
    by: &OwnState,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    if twice {
        return Err(Error::says(Code::BadInput, "The question is in this save twice."));
    }
    let asked = catalogue.get(&edit.question).ok_or(Code::UnknownQuestion)?;
    if asked.consent.is_some() {
        return Err(Code::ConsentQuestion.into());
    }
    if !by.writes(&asked.code, now) {
        return Err(not_granted());
    }
    if edit.based_on < 0 {
        return Err(Error::says(Code::BadInput, "A revision is 0 or more."));
    }
    let value = match (edit.disposition, edit.value) {
        (Disposition::Answered, Some(value)) => {
            Some(serde_json::to_string(&check(asked, value, catalogue)?)?)
        }
        (Disposition::Answered, None) => {
            return Err(Error::says(Code::BadInput, "ANSWERED goes with a value."));
        }
        (_, Some(_)) => {
            return Err(Error::says(Code::BadInput, "A value goes with ANSWERED alone."));
        }
        (_, None) => None,
    };
    Ok(Prepared {
        question: asked.code.clone(),
        based_on: edit.based_on,
        disposition: edit.disposition,
        value,
    })
}

/// Saves the prepared edits, and records the save in the State's audit trail.
///
/// # Errors
/// Fails with `NOT_INVITED`, `CYCLE_NOT_OPEN` or `CYCLE_CLOSED`. Nothing is saved then.
pub async fn save_answers(
    tx: &Tx,
    by: &Contributor,
    cycle: &cycle_row::Model,
    edits: &[Prepared],
    now: DateTime<Utc>,
) -> Result<Saved> {
    let own = for_state(by);
    may_save(tx, own, by, cycle, now).await?;
    if edits.is_empty() {
        return Ok(Saved { outcomes: Vec::new(), saved_at: now });
    }
    let submission = own.lock_or_create(tx, cycle.id, now).await?;
    let questions: Vec<_> = edits.iter().map(|edit| edit.question.clone()).collect();
    let rows = submission.answers(tx, Some(&questions)).await?;
    let mut standing: BTreeMap<_, _> =
        rows.into_iter().map(|row| (row.question.clone(), row)).collect();
    let (mut saved, mut history, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
    for edit in edits {
        let stands = standing.remove(&edit.question);
        match decide(edit, stands) {
            Decision::Same(revision) => {
                outcomes.push(Outcome::Saved { question: edit.question.clone(), revision })
            }
            Decision::Save(revision) => {
                saved.push(answer::Model {
                    submission: submission.id,
                    question: edit.question.clone(),
                    revision,
                    disposition: edit.disposition,
                    value: edit.value.clone(),
                    author: by.person(),
                    saved_at: now,
                });
                history.push(line(edit, submission.id, by.person(), now, Some(revision)));
                outcomes.push(Outcome::Saved { question: edit.question.clone(), revision });
            }
            Decision::Conflict(theirs) => {
                history.push(line(edit, submission.id, by.person(), now, None));
                let (question, value) = (edit.question.clone(), edit.value.clone());
                outcomes.push(Outcome::Conflict {
                    question,
                    disposition: edit.disposition,
                    value,
                    theirs,
                });
            }
        }
    }
    if history.is_empty() {
        return Ok(Saved { outcomes, saved_at: now });
    }
    let mut detail = json!({
        "cycle": cycle.key,
        "saved": saved.iter().map(|row| (row.question.to_string(), row.revision)).collect::<BTreeMap<_, _>>(),
        "conflicts": history.iter().filter(|row| row.revision.is_none()).map(|row| &row.question).collect::<Vec<_>>(),
    });
    // The digest lets a verifier compare the history with the trail. The ids of lost edits name
    // their rows.
    detail["sha256"] = json!(history_digest(&history));
    let lost: Vec<_> =
        history.iter().filter(|row| row.revision.is_none()).map(|row| row.id).collect();
    if !lost.is_empty() {
        detail["lost"] = json!(lost);
    }
    if let Some(integration) = by.integration() {
        detail["integration"] = json!(integration);
    }
    submission.write(tx, saved, history).await?;
    let act = Act::of_state(by.state().clone(), "answers.save", submission.id, now)
        .by(by.person())
        .detail(detail);
    audit::record(tx, act).await?;
    Ok(Saved { outcomes, saved_at: now })
}

/// Checks that the State may save now. The invitation is read only if the cycle is closed, because
/// then an extension may allow the save.
async fn may_save(
    tx: &Tx,
    _: StateSubmissions<'_>,
    by: &OwnState,
    cycle: &cycle_row::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    match cycle::phase(cycle, now) {
        // A new submission needs an invitation, and `lock_or_create` checks it. An existing one had
        // it.
        cycle::Phase::Open => Ok(()),
        cycle::Phase::Planned => Err(Code::CycleNotOpen.into()),
        cycle::Phase::Closed => {
            let invitation = cycle::store::invitation(tx, cycle.id, by.state()).await?;
            cycle::may_save(cycle, invitation.as_ref(), now)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    Save(i64),
    Same(i64),
    Conflict(CurrentAnswer),
}

/// Decides on an edit, given the current answer. An edit with the same content as the current
/// answer is no conflict, whatever revision it was based on.
fn decide(edit: &Prepared, stands: Option<answer::Model>) -> Decision {
    match stands {
        None if edit.based_on == 0 => Decision::Save(1),
        None => {
            let nothing = CurrentAnswer {
                revision: 0,
                disposition: Disposition::Unanswered,
                value: None,
                author: None,
                saved_at: None,
            };
            Decision::Conflict(nothing)
        }
        Some(row) if row.disposition == edit.disposition && row.value == edit.value => {
            Decision::Same(row.revision)
        }
        Some(row) if row.revision == edit.based_on => Decision::Save(row.revision + 1),
        Some(row) => Decision::Conflict(CurrentAnswer {
            revision: row.revision,
            disposition: row.disposition,
            value: row.value,
            author: Some(row.author),
            saved_at: Some(row.saved_at),
        }),
    }
}

fn line(
    edit: &Prepared,
    submission: Uuid,
    author: Uuid,
    now: DateTime<Utc>,
    revision: Option<i64>,
) -> answer_revision::Model {
    answer_revision::Model {
        submission,
        question: edit.question.clone(),
        id: new_id(),
        revision,
        based_on: edit.based_on,
        outcome: if revision.is_some() {
            RevisionOutcome::Saved
        } else {
            RevisionOutcome::Conflict
        },
        disposition: edit.disposition,
        value: edit.value.clone(),
        author,
        saved_at: now,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn edit(based_on: i64, value: &str) -> Prepared {
        Prepared {
            question: "N.a.1".parse().unwrap(),
            based_on,
            disposition: Disposition::Answered,
            value: Some(value.into()),
        }
    }

    fn stands(revision: i64, value: &str) -> Option<answer::Model> {
        Some(answer::Model {
            submission: Uuid::nil(),
            question: "N.a.1".parse().unwrap(),
            revision,
            disposition: Disposition::Answered,
            value: Some(value.into()),
            author: Uuid::nil(),
            saved_at: DateTime::UNIX_EPOCH,
        })
    }

    #[test]
    fn an_edit_is_saved_on_what_it_was_based_on_and_conflicts_with_anything_newer() {
        assert!(matches!(
            decide(&edit(3, "a"), None),
            Decision::Conflict(CurrentAnswer { revision: 0, .. })
        ));
        assert!(matches!(
            decide(&edit(1, "a"), stands(2, "b")),
            Decision::Conflict(CurrentAnswer { revision: 2, .. })
        ));
        assert!(
            matches!(decide(&edit(3, "a"), stands(2, "b")), Decision::Conflict(_)),
            "a revision that never was"
        );
        assert_eq!(decide(&edit(0, "a"), None), Decision::Save(1));
        assert_eq!(decide(&edit(2, "a"), stands(2, "b")), Decision::Save(3));
        assert_eq!(decide(&edit(1, "b"), stands(2, "b")), Decision::Same(2));
    }
}
