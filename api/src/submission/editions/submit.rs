//! Submitting and amending. An edition is frozen from the working copy, with its digest and
//! receipt.

use crate::{
    access::{FocalPoint, SteppedUp},
    app::App,
    audit::{self, Act},
    canonical,
    clock::random,
    consent::{self, Choice, Published},
    cycle,
    database::Tx,
    error::{Code, Error, Result},
    instrument,
    submission::{
        editions::{
            edition::{AskedBy, Edition, FORMAT, submitted},
            receipt::{self, Receipt, Statement},
        },
        store::{self, OwnSubmission, for_state},
    },
};
use ::entity::{
    cycle as cycle_row, edition, submission,
    vocabulary::{ConsentScope, KeyPurpose, ReaderLevel, SubmissionStatus},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;

/// Act that freezes an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freeze {
    /// The first edition, or the first after a withdrawal.
    Submit,
    /// A later edition.
    Amend,
}

/// Submission to freeze, with the consent that the State gives along with it.
#[derive(Clone, Debug)]
pub struct Submit {
    /// Act: submit or amend.
    pub freeze: Freeze,
    /// The cycle.
    pub cycle: cycle_row::Model,
    /// Instrument version that was asked.
    pub instrument: Arc<instrument::Published>,
    /// True if the submission may be counted; none if the State sets nothing now.
    pub countable: Option<bool>,
    /// Readers of the submission; none if the State sets nothing now.
    pub reader: Option<ReaderLevel>,
}

/// Freezes an edition and returns its number.
///
/// # Errors
/// Fails with `NOT_INVITED`, `CYCLE_NOT_OPEN` or `CYCLE_CLOSED` if the State may not save now.
/// Fails with `ALREADY_SUBMITTED`, `NOTHING_SUBMITTED` or `WITHDRAWN` if the status does not allow
/// the act. Fails with `NOTHING_CHANGED` if an amendment has the same answers as the last edition.
pub async fn submit(
    tx: &Tx,
    app: &App,
    by: &SteppedUp<FocalPoint>,
    what: &Submit,
    now: DateTime<Utc>,
) -> Result<i32> {
    let submission = for_state(by).lock_or_create(tx, what.cycle.id, now).await?;
    let invitation = cycle::store::invitation(tx, what.cycle.id, by.state()).await?;
    cycle::may_save(&what.cycle, invitation.as_ref(), now)?;
    may_freeze(what.freeze, submission.status)?;
    let answers = submitted(&what.instrument.catalogue, &submission.answers(tx, None).await?)?;
    if what.freeze == Freeze::Amend {
        let last = store::read(&submission.edition(tx, submission.latest_edition).await?)?;
        if last.answers == answers {
            return Err(Code::NothingChanged.into());
        }
    }
    let document = Edition {
        format: FORMAT.into(),
        state: by.state().clone(),
        cycle: what.cycle.key.clone(),
        edition: submission.latest_edition + 1,
        instrument: AskedBy {
            key: what.instrument.catalogue.key.clone(),
            version: what.instrument.catalogue.version.clone(),
            sha256: what.instrument.sha256.clone(),
        },
        salt: hex::encode(random::<32>()),
        answers,
    };
    let row = freeze(app, &submission, &document, by, now)?;
    let (number, sha256) = (row.number, row.sha256.clone());
    let status = if number == 1 || what.freeze == Freeze::Submit {
        SubmissionStatus::Submitted
    } else {
        SubmissionStatus::Amended
    };
    submission.add_edition(tx, row, status).await?;
    if what.countable.is_some() || what.reader.is_some() {
        let choice = Choice::Answers {
            scope: ConsentScope::Submission,
            code: String::new(),
            reader: what.reader,
            countable: what.countable,
        };
        consent::store::choose(tx, submission.id, &[choice], by, now).await?;
    }
    project(tx, &submission, &document, now).await?;
    let act = Act::of_state(by.state().clone(), if what.freeze == Freeze::Submit { "submission.submit" } else { "submission.amend" }, submission.id, now).by(by.person()).detail(json!({ "cycle": what.cycle.key, "edition": number, "sha256": sha256, "countable": what.countable, "reader": what.reader }));
    audit::record(tx, act).await?;
    Ok(number)
}

fn may_freeze(freeze: Freeze, status: SubmissionStatus) -> Result<()> {
    match (freeze, status) {
        (Freeze::Submit, SubmissionStatus::Draft | SubmissionStatus::Withdrawn)
        | (Freeze::Amend, SubmissionStatus::Submitted | SubmissionStatus::Amended) => Ok(()),
        (Freeze::Submit, _) => Err(Code::AlreadySubmitted.into()),
        (Freeze::Amend, SubmissionStatus::Withdrawn) => {
            Err(Error::says(Code::Withdrawn, "The submission is withdrawn: submit it anew."))
        }
        (Freeze::Amend, _) => Err(Code::NothingSubmitted.into()),
    }
}

/// Makes the row of an edition, with its digest and signed receipt.
fn freeze(
    app: &App,
    submission: &OwnSubmission,
    document: &Edition,
    by: &SteppedUp<FocalPoint>,
    now: DateTime<Utc>,
) -> Result<edition::Model> {
    let text = document.text();
    let sha256 = canonical::digest(text.as_bytes());
    let statement = Statement {
        issuer: app.settings().site.issuer().into(),
        state: document.state.clone(),
        cycle: document.cycle.clone(),
        edition: document.edition,
        edition_sha256: sha256.clone(),
        instrument: document.instrument.key.clone(),
        instrument_version: document.instrument.version.clone(),
        instrument_sha256: document.instrument.sha256.clone(),
        submitted_at: now,
    };
    let (kid, signature) = app.keys().sign(KeyPurpose::Receipt, &statement.message());
    let receipt = Receipt { format: receipt::FORMAT.into(), statement, kid, signature };
    Ok(edition::Model {
        submission: submission.id,
        number: document.edition,
        document: text,
        sha256,
        receipt: canonical::text(&receipt),
        submitted_at: now,
        submitted_by: by.person(),
    })
}

/// Writes the projection of an edition: the answers that consent shows to others now.
pub(in crate::submission) async fn project(
    tx: &Tx,
    submission: &OwnSubmission,
    document: &Edition,
    now: DateTime<Utc>,
) -> Result<()> {
    let consent = consent::store::consent(tx, submission.id).await?;
    consent::store::project(tx, published(submission, document)?, &consent, now).await
}

/// Returns an edition in the form that the projection takes.
pub(in crate::submission) fn published(
    submission: &submission::Model,
    document: &Edition,
) -> Result<Published> {
    let answers = document.answers.iter().map(|(question, given)| {
        Ok((
            question.clone(),
            given.disposition,
            given.value.as_ref().map(serde_json::to_string).transpose()?,
        ))
    });
    Ok(Published {
        submission: submission.id,
        cycle: submission.cycle,
        state: submission.state.clone(),
        edition: document.edition,
        answers: answers.collect::<Result<_>>()?,
    })
}
