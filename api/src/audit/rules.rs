//! Hash of an act, and the faults of a broken chain.

use ::entity::{
    act, chain_head,
    vocabulary::{Sha256, StateCode},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;
use uuid::Uuid;

/// Chain of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chain {
    /// Chain of one State.
    State(StateCode),
    /// Chain of the Secretariat.
    Secretariat,
}

impl Chain {
    /// Returns the name of the chain in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::State(code) => code.as_str(),
            Self::Secretariat => "SECRETARIAT",
        }
    }
}

/// Act to record.
#[derive(Clone, Debug)]
pub struct Act {
    /// Chain that the act belongs to.
    pub chain: Chain,
    /// Verb of the act as `noun.verb`, such as `submission.submit`.
    pub verb: &'static str,
    /// Object of the act: an identity or a key.
    pub subject: String,
    /// Person who did the act; none for the operator at the server's terminal.
    pub person: Option<Uuid>,
    /// Time of the act.
    pub at: DateTime<Utc>,
    /// Further details. They never hold an answer's value.
    pub detail: Value,
}

impl Act {
    /// Makes an act of a chain, without a person and without details.
    pub fn new(
        chain: Chain,
        verb: &'static str,
        subject: impl ToString,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            chain,
            verb,
            subject: subject.to_string(),
            person: None,
            at,
            detail: Value::Object(Map::new()),
        }
    }

    /// Makes an act of the Secretariat.
    pub fn of_secretariat(verb: &'static str, subject: impl ToString, at: DateTime<Utc>) -> Self {
        Self::new(Chain::Secretariat, verb, subject, at)
    }

    /// Makes an act of a State.
    pub fn of_state(
        state: StateCode,
        verb: &'static str,
        subject: impl ToString,
        at: DateTime<Utc>,
    ) -> Self {
        Self::new(Chain::State(state), verb, subject, at)
    }

    /// Names the person; none for the operator at the server's terminal, and for the service.
    #[must_use]
    pub fn by(self, person: impl Into<Option<Uuid>>) -> Self {
        Self { person: person.into(), ..self }
    }

    /// Adds details. They never hold an answer's value.
    #[must_use]
    pub fn detail(self, detail: Value) -> Self {
        Self { detail, ..self }
    }
}

/// Previous hash of the first act in a chain.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[derive(Serialize)]
struct Hashed<'a> {
    previous: &'a str,
    chain: &'a str,
    number: i64,
    verb: &'a str,
    subject: &'a str,
    person: Option<Uuid>,
    at: String,
    detail: &'a str,
}

/// Returns the hash of an act that follows an act with the hash `previous`.
pub(super) fn hash(act: &act::Model, previous: &str) -> Sha256 {
    let hashed = Hashed {
        previous,
        chain: &act.chain,
        number: act.number,
        verb: &act.verb,
        subject: &act.subject,
        person: act.person,
        at: act.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        detail: &act.detail,
    };
    crate::canonical::sha256(&hashed)
}

/// Fault that a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The content of an act does not give its hash: the act or the act before it was edited.
    Edited {
        /// Chain of the act.
        chain: String,
        /// Number of the act.
        number: i64,
    },
    /// A number is missing: the act was removed.
    Removed {
        /// Chain of the act.
        chain: String,
        /// Number of the act.
        number: i64,
    },
    /// The chain does not end at the act that its head names.
    Head {
        /// Chain with this head.
        chain: String,
        /// Number that the head names.
        number: i64,
    },
    /// A signed checkpoint names another act at this place, or an act that is gone.
    Checkpoint {
        /// Chain of the act.
        chain: String,
        /// Number of the act.
        number: i64,
        /// Number of the checkpoint.
        checkpoint: i64,
    },
    /// The signature of a checkpoint is not by a key of this service, or checkpoints are missing.
    Signature {
        /// Number of the checkpoint.
        checkpoint: i64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { chain, number } => {
                write!(
                    f,
                    "chain {chain}: act {number} does not give its hash (edited, replaced or reordered)"
                )
            }
            Self::Removed { chain, number } => {
                write!(f, "chain {chain}: act {number} is missing (removed)")
            }
            Self::Head { chain, number } => {
                write!(
                    f,
                    "chain {chain}: its head says act {number}, and the chain does not end so (cut short or added to)"
                )
            }
            Self::Checkpoint { chain, number, checkpoint } => {
                write!(
                    f,
                    "chain {chain}: act {number} is not what signed checkpoint {checkpoint} saw (rewritten or cut short)"
                )
            }
            Self::Signature { checkpoint } => {
                write!(
                    f,
                    "checkpoint {checkpoint}: missing, or not signed by a key of this service"
                )
            }
        }
    }
}

/// Walk along one chain, act by act, so that at most one page of acts is in memory.
#[derive(Debug)]
pub(super) struct Walk {
    previous: String,
    expected: i64,
    findings: Vec<Finding>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { previous: GENESIS.to_owned(), expected: 1, findings: Vec::new() }
    }
}

impl Walk {
    /// Checks the next act.
    pub(super) fn step(&mut self, act: &act::Model) {
        while self.expected < act.number {
            self.findings
                .push(Finding::Removed { chain: act.chain.clone(), number: self.expected });
            self.expected += 1;
        }
        // After a removed act, the next act can't be checked: its hash covers the hash of the
        // removed one.
        if hash(act, &self.previous) != act.hash
            && self.findings.last()
                != Some(&Finding::Removed { chain: act.chain.clone(), number: act.number - 1 })
        {
            self.findings.push(Finding::Edited { chain: act.chain.clone(), number: act.number });
        }
        self.previous = act.hash.to_string();
        self.expected = act.number + 1;
    }

    /// Returns the faults of the chain with this head.
    pub(super) fn end(mut self, head: &chain_head::Model) -> Vec<Finding> {
        if head.number != self.expected - 1 || head.hash.as_str() != self.previous {
            self.findings.push(Finding::Head { chain: head.chain.clone(), number: head.number });
        }
        self.findings
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn chain(length: i64) -> (Vec<act::Model>, chain_head::Model) {
        let mut previous = GENESIS.to_owned();
        let acts: Vec<_> = (1..=length)
            .map(|number| {
                let mut act = act::Model {
                    chain: "FRA".into(),
                    number,
                    verb: "answer.save".into(),
                    subject: format!("N.a.{number}"),
                    person: None,
                    at: DateTime::from_timestamp(1_800_000_000 + number, 0).unwrap(),
                    detail: "{}".into(),
                    hash: GENESIS.parse().unwrap(),
                };
                act.hash = hash(&act, &previous);
                previous = act.hash.to_string();
                act
            })
            .collect();
        let head = chain_head::Model {
            chain: "FRA".into(),
            number: length,
            hash: previous.parse().unwrap(),
        };
        (acts, head)
    }

    fn check(acts: &[act::Model], head: &chain_head::Model) -> Vec<Finding> {
        let mut walk = Walk::default();
        acts.iter().for_each(|act| walk.step(act));
        walk.end(head)
    }

    #[test]
    fn an_untouched_chain_has_no_findings() {
        let (acts, head) = chain(5);
        assert_eq!(check(&acts, &head), []);
    }

    #[test]
    fn an_edited_act_is_named() {
        let (mut acts, head) = chain(5);
        acts[2].subject = "N.b.1".into();
        assert_eq!(check(&acts, &head), [Finding::Edited { chain: "FRA".into(), number: 3 }]);
    }

    #[test]
    fn a_removed_act_is_named() {
        let (mut acts, head) = chain(5);
        acts.remove(1);
        assert_eq!(check(&acts, &head), [Finding::Removed { chain: "FRA".into(), number: 2 }]);
    }

    #[test]
    fn reordered_acts_are_named() {
        let (mut acts, head) = chain(5);
        let (second, third) = (acts[1].number, acts[2].number);
        acts.swap(1, 2);
        acts[1].number = second;
        acts[2].number = third;
        let found = check(&acts, &head);
        assert!(found.contains(&Finding::Edited { chain: "FRA".into(), number: 2 }), "{found:?}");
        assert!(found.contains(&Finding::Edited { chain: "FRA".into(), number: 3 }), "{found:?}");
    }

    #[test]
    fn a_chain_cut_short_is_seen_by_its_head() {
        let (mut acts, head) = chain(5);
        acts.pop();
        assert_eq!(check(&acts, &head), [Finding::Head { chain: "FRA".into(), number: 5 }]);
    }
}
