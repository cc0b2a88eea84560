//! Setting consent. Each choice is added to the ledger, and others see the effect at once.

use crate::{
    access::{FocalPoint, SteppedUp},
    audit::{self, Act},
    consent::{self, Choice},
    database::Tx,
    error::{Code, Error, Result},
    instrument::Catalogue,
    submission::{
        editions::submit::project,
        store::{self, for_state},
    },
};
use ::entity::{
    cycle as cycle_row,
    vocabulary::{ConsentScope, SubmissionStatus},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Maximum number of choices in one call: one for each question, and some more.
const MOST: usize = 500;

/// Consent choices for one submission.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// The cycle.
    pub cycle: cycle_row::Model,
    /// The choices, in order.
    pub choices: Vec<Choice>,
}

/// Adds choices to the ledger. Reads change at once, tables with the next release. Also possible
/// after the cycle has closed.
///
/// # Errors
/// Fails with `NOT_INVITED` if the State is not invited. [`NewConsent::check`] has checked the
/// choices.
pub async fn set_consent(
    tx: &Tx,
    by: &SteppedUp<FocalPoint>,
    new: &NewConsent,
    now: DateTime<Utc>,
) -> Result<()> {
    let submission = for_state(by).lock_or_create(tx, new.cycle.id, now).await?;
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
    let act = Act::of_state(by.state().clone(), "consent.set", submission.id, now)
        .by(by.person())
        .detail(json!({ "cycle": new.cycle.key, "choices": lines }));
    audit::record(tx, act).await
}

impl NewConsent {
    /// Checks that each choice sets something, for a place that the instrument has.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT`, and names the place.
    pub fn check(self, catalogue: &Catalogue) -> Result<Self> {
        let bad = |sentence: String| Err(Error::says(Code::BadInput, sentence));
        if self.choices.is_empty() || self.choices.len() > MOST {
            return bad(format!("setConsent takes 1 to {MOST} choices."));
        }
        for choice in &self.choices {
            let Choice::Answers { scope, code, reader, countable } = choice else { continue };
            if reader.is_none() && countable.is_none() {
                return bad("A choice sets reader or countable, or both.".into());
            }
            let known = match scope {
                ConsentScope::Submission => code.is_empty(),
                ConsentScope::Part => {
                    catalogue.sections().iter().any(|section| section.part.as_str() == code)
                }
                ConsentScope::Section => {
                    catalogue.sections().iter().any(|section| section.section.as_str() == code)
                }
                ConsentScope::Question => {
                    catalogue.get(code).is_some_and(|asked| asked.consent.is_none())
                }
            };
            if !known {
                return bad(format!("The instrument has no {scope} with the code {code}."));
            }
        }
        Ok(self)
    }
}
