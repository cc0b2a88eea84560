//! Choosing who may read and what may be counted: a line in the ledger, and at once what others see.

use super::{
    store::{self, own},
    submit::project,
};
use crate::{
    access::{FocalPoint, Fresh},
    audit::{self, Act, Chain},
    consent::{self, Choice},
    database::Tx,
    error::{Code, Error, Result},
    instrument::Catalogue,
};
use ::entity::{
    cycle as cycle_row,
    vocabulary::{ConsentScope, SubmissionStatus},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Choices to make at once, at most: one for every question and some more.
const MOST: usize = 500;

/// Choices on one submission.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// The cycle.
    pub cycle: cycle_row::Model,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

/// Adds choices to the ledger. Reads change at once, tables with the next release. Possible after closing too.
///
/// # Errors
/// `NOT_INVITED`; `BAD_INPUT` for a choice that chooses nothing or a place that the instrument does not have.
pub async fn set_consent(tx: &Tx, by: &Fresh<FocalPoint>, new: &NewConsent, now: DateTime<Utc>) -> Result<()> {
    let submission = own(by).lock_or_create(tx, new.cycle.id, now).await?;
    consent::store::choose(tx, submission.id, &new.choices, by, now).await?;
    if matches!(submission.status, SubmissionStatus::Submitted | SubmissionStatus::Amended) {
        let document = store::read(&submission.edition(tx, submission.latest_edition).await?)?;
        project(tx, &submission, &document, now).await?;
    }
    let lines: Vec<_> = new
        .choices
        .iter()
        .map(|choice| match choice {
            Choice::Answers { scope, code, reader, countable } => {
                json!({ "scope": scope, "code": code, "reader": reader, "countable": countable })
            }
            Choice::Purpose(purpose, allowed) => json!({ "purpose": purpose, "allowed": allowed }),
        })
        .collect();
    let act = Act {
        chain: Chain::State(by.state().clone()),
        verb: "consent.set",
        subject: submission.id.to_string(),
        person: Some(by.person()),
        at: now,
        detail: json!({ "cycle": new.cycle.key, "choices": lines }),
    };
    audit::record(tx, act).await
}

impl NewConsent {
    /// Refuses choices that choose nothing, or are about a place that the instrument does not have.
    ///
    /// # Errors
    /// `BAD_INPUT`, with the place.
    pub fn check(self, catalogue: &Catalogue) -> Result<Self> {
        let bad = |sentence: String| Err(Error::says(Code::BadInput, sentence));
        if self.choices.is_empty() || self.choices.len() > MOST {
            return bad(format!("1 to {MOST} choices are made at once."));
        }
        for choice in &self.choices {
            let Choice::Answers { scope, code, reader, countable } = choice else { continue };
            if reader.is_none() && countable.is_none() {
                return bad("A choice says who may read, or whether it may be counted, or both.".into());
            }
            let known = match scope {
                ConsentScope::Submission => code.is_empty(),
                ConsentScope::Part => catalogue.sections().iter().any(|section| section.part.as_str() == code),
                ConsentScope::Section => catalogue.sections().iter().any(|section| section.section.as_str() == code),
                ConsentScope::Question => catalogue.get(code).is_some_and(|asked| asked.consent.is_none()),
            };
            if !known {
                return bad(format!("The instrument has no {scope} {code} to choose for."));
            }
        }
        Ok(self)
    }
}
