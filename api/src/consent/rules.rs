//! Consent that follows from a ledger of choices.

use ::entity::{
    consent_choice, shared_answer,
    vocabulary::{ConsentPurpose, ConsentScope, Disposition, QuestionCode, ReaderLevel, StateCode},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Consent choice, about answers or about a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Choice about the answers of a submission, part, section or question.
    Answers {
        /// Level: submission, part, section or question.
        scope: ConsentScope,
        /// Code of the part, section or question; empty for the submission.
        code: String,
        /// Readers to whom the answers are shown; none if this choice does not set them.
        reader: Option<ReaderLevel>,
        /// True if the answers may be counted; none if this choice does not set it.
        countable: Option<bool>,
    },
    /// Choice about a purpose, and true if the State allows it.
    Purpose(ConsentPurpose, bool),
}

/// Edition whose answers are to be shown as far as consent allows.
#[derive(Clone, Debug)]
pub struct Published {
    /// The submission.
    pub submission: Uuid,
    /// Cycle of the submission.
    pub cycle: Uuid,
    /// State of the submission.
    pub state: StateCode,
    /// The number of the edition.
    pub edition: i32,
    /// Answers of the edition: question, disposition, and value as JSON.
    pub answers: Vec<(QuestionCode, Disposition, Option<String>)>,
}

/// Returns the rows of the projection: the answers that consent shows to others than the State.
#[must_use]
pub fn shown(published: Published, consent: &Consent) -> Vec<shared_answer::Model> {
    let Published { submission, cycle, state, edition, answers } = published;
    let row = |(question, disposition, value): (QuestionCode, Disposition, Option<String>)| {
        let reader = consent.for_question(&question).reader;
        let state = state.clone();
        (reader > ReaderLevel::StateOnly).then_some(shared_answer::Model {
            submission,
            question,
            cycle,
            state,
            reader,
            edition,
            disposition,
            value,
        })
    };
    answers.into_iter().filter_map(row).collect()
}

/// Consent in force for one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Readers to whom the answer is shown.
    pub reader: ReaderLevel,
    /// True if the answer may be counted.
    pub countable: bool,
}

impl Default for Effective {
    fn default() -> Self {
        Self { reader: ReaderLevel::StateOnly, countable: false }
    }
}

/// Returns true if a list withholds the content of an answer from a reader of a level.
///
/// The Secretariat reads answers that are not public one by one, and each read is an act.
#[must_use]
pub fn is_read_one_by_one(by: ReaderLevel, shown_to: ReaderLevel) -> bool {
    by == ReaderLevel::Secretariat && shown_to < ReaderLevel::Public
}

/// Consent that follows from a whole ledger: the newest choice at each place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    readers: BTreeMap<(ConsentScope, String), ReaderLevel>,
    countable: BTreeMap<(ConsentScope, String), bool>,
    purposes: BTreeMap<ConsentPurpose, bool>,
}

impl Consent {
    /// Builds consent from a ledger, oldest line first.
    #[must_use]
    pub fn of(ledger: &[consent_choice::Model]) -> Self {
        let mut consent = Self::default();
        for line in ledger {
            if let Some(scope) = line.scope {
                let place = (scope, line.scope_code.clone());
                if let Some(reader) = line.reader {
                    consent.readers.insert(place.clone(), reader);
                }
                if let Some(countable) = line.countable {
                    consent.countable.insert(place, countable);
                }
            }
            if let (Some(purpose), Some(allowed)) = (line.purpose, line.allowed) {
                consent.purposes.insert(purpose, allowed);
            }
        }
        consent
    }

    /// Returns the consent in force for the answer to a question: the most specific choice.
    #[must_use]
    pub fn for_question(&self, question: &QuestionCode) -> Effective {
        let places = [
            (ConsentScope::Question, question.as_str()),
            (ConsentScope::Section, question.section()),
            (ConsentScope::Part, question.part()),
            (ConsentScope::Submission, ""),
        ]
        .map(|(scope, code)| (scope, code.to_owned()));
        let default = Effective::default();
        Effective {
            reader: places
                .iter()
                .find_map(|place| self.readers.get(place))
                .copied()
                .unwrap_or(default.reader),
            countable: places
                .iter()
                .find_map(|place| self.countable.get(place))
                .copied()
                .unwrap_or(default.countable),
        }
    }

    /// Returns true if another ledger shows and counts the same, at every place. Purposes are not
    /// compared.
    #[must_use]
    pub fn shows_and_counts_as(&self, other: &Self) -> bool {
        self.readers == other.readers && self.countable == other.countable
    }

    /// Returns true if the State has chosen for the whole submission whether it may be counted.
    #[must_use]
    pub fn was_asked_to_count(&self) -> bool {
        self.countable.contains_key(&(ConsentScope::Submission, String::new()))
    }

    /// Returns true if the State allows a purpose. A purpose is not allowed until the State says
    /// so.
    #[must_use]
    pub fn allows(&self, purpose: ConsentPurpose) -> bool {
        self.purposes.get(&purpose).copied().unwrap_or(false)
    }

    /// Returns the more specific choices that stay in force when a coarser one is made: level and
    /// code.
    #[must_use]
    pub fn standing(&self, scope: ConsentScope, code: &str) -> Vec<(ConsentScope, String)> {
        let inside = |(level, place): &&(ConsentScope, String)| {
            *level > scope
                && (scope == ConsentScope::Submission
                    || place == code
                    || place.starts_with(&format!("{code}.")))
        };
        let mut places: Vec<_> = self
            .readers
            .keys()
            .filter(inside)
            .chain(self.countable.keys().filter(inside))
            .cloned()
            .collect();
        places.sort();
        places.dedup();
        places
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn line(
        ordinal: i64,
        scope: ConsentScope,
        code: &str,
        reader: Option<ReaderLevel>,
        countable: Option<bool>,
    ) -> consent_choice::Model {
        consent_choice::Model {
            submission: uuid::Uuid::nil(),
            ordinal,
            scope: Some(scope),
            scope_code: code.into(),
            reader,
            countable,
            purpose: None,
            allowed: None,
            chosen_by: uuid::Uuid::nil(),
            chosen_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn nothing_is_shown_or_counted_until_the_state_says_so() {
        assert_eq!(
            Consent::of(&[]).for_question(&"N.a.1".parse().unwrap()),
            Effective { reader: ReaderLevel::StateOnly, countable: false }
        );
        assert!(!Consent::of(&[]).allows(ConsentPurpose::SgReport));
    }

    #[test]
    fn the_secretariat_reads_one_by_one_what_is_not_for_everybody_and_nobody_else_does() {
        use ReaderLevel::{MemberStates, Public, Secretariat};
        for (by, shown_to, expected) in [
            (Secretariat, Secretariat, true),
            (Secretariat, MemberStates, true),
            (Secretariat, Public, false),
            (MemberStates, MemberStates, false),
            (MemberStates, Public, false),
            (Public, Public, false),
        ] {
            assert_eq!(is_read_one_by_one(by, shown_to), expected, "{by} {shown_to}");
        }
    }

    #[test]
    fn the_most_specific_choice_holds_whatever_the_order() {
        let ledger = [
            line(1, ConsentScope::Question, "N.a.1", Some(ReaderLevel::StateOnly), None),
            line(2, ConsentScope::Section, "N.a", Some(ReaderLevel::Secretariat), None),
            line(3, ConsentScope::Submission, "", Some(ReaderLevel::Public), Some(true)),
        ];
        let consent = Consent::of(&ledger);
        let reader = |code: &str| consent.for_question(&code.parse().unwrap()).reader;
        assert_eq!(reader("N.a.1"), ReaderLevel::StateOnly);
        assert_eq!(reader("N.a.2"), ReaderLevel::Secretariat);
        assert_eq!(reader("N.b.1"), ReaderLevel::Public);
        assert!(consent.for_question(&"N.a.1".parse().unwrap()).countable);
        assert_eq!(
            consent.standing(ConsentScope::Submission, ""),
            [
                (ConsentScope::Section, "N.a".to_owned()),
                (ConsentScope::Question, "N.a.1".to_owned())
            ]
        );
        assert_eq!(consent.standing(ConsentScope::Part, "T"), []);
    }

    #[test]
    fn a_later_choice_at_the_same_place_replaces_the_earlier_one() {
        let ledger = [
            line(1, ConsentScope::Part, "N", Some(ReaderLevel::Public), Some(true)),
            line(2, ConsentScope::Part, "N", None, Some(false)),
        ];
        let effective = Consent::of(&ledger).for_question(&"N.a.1".parse().unwrap());
        assert_eq!(effective, Effective { reader: ReaderLevel::Public, countable: false });
    }
}
