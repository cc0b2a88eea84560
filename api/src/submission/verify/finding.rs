//! Difference between the stored rows and the accepted acts.

use crate::error::{Error, Result};
use sea_orm::DbErr;
use std::fmt;

/// Part of the stored data that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Editions, their receipts, and their submissions.
    Editions,
    /// Current answers and their history.
    Answers,
    /// Ledger of consent.
    Consent,
    /// Projection that others read, and the record of answers ever shown.
    Shared,
}

/// Difference between the stored rows and the accepted acts: its place and its content. It never
/// holds an answer's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Part of the stored data.
    pub area: Area,
    /// State; empty if a row belongs to none.
    pub state: String,
    /// Key of the cycle.
    pub cycle: Option<String>,
    /// Number of the edition.
    pub edition: Option<i32>,
    /// The question.
    pub question: Option<String>,
    /// Description of the difference.
    pub what: String,
}

impl Finding {
    /// Makes a finding about a State as a whole.
    pub(super) fn of_state(area: Area, state: &str, what: impl Into<String>) -> Self {
        Self {
            area,
            state: state.to_owned(),
            cycle: None,
            edition: None,
            question: None,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.state.is_empty() { "no State" } else { &self.state })?;
        if let Some(cycle) = &self.cycle {
            write!(f, ", cycle {cycle}")?;
        }
        if let Some(edition) = self.edition {
            write!(f, ", edition {edition}")?;
        }
        if let Some(question) = &self.question {
            write!(f, ", question {question}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Turns an unreadable row into a finding, if the database answers. The cause is not printed,
/// because it may hold a value.
///
/// # Errors
/// Fails if the database does not answer.
pub(super) fn readable(
    found: Result<Vec<Finding>>,
    area: Area,
    state: &str,
    rows: &str,
) -> Result<Vec<Finding>> {
    match found {
        Err(error) if is_unreadable(&error) => {
            Ok(vec![Finding::of_state(area, state, format!("a row of the {rows} can't be read"))])
        }
        found => found,
    }
}

fn is_unreadable(error: &Error) -> bool {
    let Error::Failure(cause) = error else { return false };
    let reached = |error: &DbErr| !matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_));
    cause.downcast_ref::<DbErr>().is_some_and(reached)
        || cause.downcast_ref::<serde_json::Error>().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_that_says_where_and_what() {
        let finding = Finding {
            cycle: Some("2027".into()),
            edition: Some(2),
            question: Some("A.a.1".into()),
            ..Finding::of_state(
                Area::Shared,
                "FRA",
                "the shared answer has another value than the edition",
            )
        };
        let line = "FRA, cycle 2027, edition 2, question A.a.1: the shared answer has another value than the edition";
        assert_eq!(finding.to_string(), line);
        assert_eq!(
            Finding::of_state(Area::Answers, "", "a row of no submission").to_string(),
            "no State: a row of no submission"
        );
    }
}
