//! The changes of a release as rows, like the tables in [`crate::export::tables::flatten`].

use crate::export::{
    question_position::QuestionPosition,
    tables::{
        labels::{Labels, NO_VALUE, WITHHELD},
        suppressed::{Figures, Status},
    },
};
use ::disclosure::{BreakInSeries, ChangeCell, ReleasedChange, Since};
use ::entity::vocabulary::{OptionCode, QuestionCode};
use std::collections::BTreeMap;

/// Number of States that went from one answer to another since an earlier cycle, with everything
/// that is needed to read it.
///
/// A question that is not compared is one row with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The question.
    pub question: QuestionCode,
    /// The question in words.
    pub question_text: String,
    /// The part and the section of the question.
    pub place: QuestionPosition,
    /// The earlier release and the question's code there, or the reason why nothing is compared.
    pub since: Since,
    /// The question in words as it was asked then. Empty if nothing is compared.
    pub since_question_text: String,
    /// The earlier option. `_X` for no value, `_Z` if nothing is compared.
    pub from_option: String,
    /// The earlier option in the words of then.
    pub from_label: String,
    /// The later option. `_X` for no value, `_Z` if nothing is compared.
    pub to_option: String,
    /// The later option in words.
    pub to_label: String,
    /// Number of States with this change.
    ///
    /// The base is the States that both releases count, without those that withdrew the earlier
    /// answer. A State is published if it has published both answers.
    pub told: Figures,
}

impl Transition {
    /// Returns the number of the earlier release. None if nothing is compared.
    #[must_use]
    pub const fn since_release(&self) -> Option<i64> {
        if let Since::Release { number, .. } = self.since { Some(number) } else { None }
    }
    /// Returns the question's code in the earlier release. Empty if nothing is compared.
    #[must_use]
    pub fn since_question(&self) -> &str {
        if let Since::Release { question, .. } = &self.since { question.as_str() } else { "" }
    }
    /// Returns the reason why nothing is compared, as GraphQL writes it. Empty if the question is
    /// compared.
    #[must_use]
    pub const fn break_in_series(&self) -> &'static str {
        let Since::Break { because } = self.since else { return "" };
        break_code(because)
    }
    /// Returns the observation status.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.since {
            Since::Break { .. } => Status::CannotExist,
            Since::Release { .. } => self.told.status(),
        }
    }
}

/// Every reason why nothing is compared, as GraphQL writes it.
pub(in crate::export) const BREAKS: [&str; 7] =
    ["FIRST", "NEW", "NARROWED", "SPLIT", "MERGED", "OTHER_OPTIONS", "NO_CHOICE"];

const fn break_code(because: BreakInSeries) -> &'static str {
    match because {
        BreakInSeries::First => "FIRST",
        BreakInSeries::New => "NEW",
        BreakInSeries::Narrowed => "NARROWED",
        BreakInSeries::Split => "SPLIT",
        BreakInSeries::Merged => "MERGED",
        BreakInSeries::OtherOptions => "OTHER_OPTIONS",
        BreakInSeries::NoChoice => "NO_CHOICE",
    }
}

/// Flattens the change on one question. `before` holds the words of earlier releases, by number:
/// an earlier answer is worded as it was asked then.
pub(in crate::export) fn flatten(
    change: &ReleasedChange,
    labels: &Labels<'_>,
    before: &BTreeMap<i64, Labels<'_>>,
) -> Vec<Transition> {
    let (words, asked) = match change.since() {
        Since::Break { .. } => (None, change.question()),
        Since::Release { number, question } => (before.get(number), question),
    };
    let text = words.map(|words| words.question(asked.as_str()));
    let of_change = Transition {
        question: change.question().clone(),
        question_text: labels.question(change.question().as_str()).to_owned(),
        place: labels.place(change.question().as_str()),
        since: change.since().clone(),
        since_question_text: text.unwrap_or_default().to_owned(),
        from_option: WITHHELD.to_owned(),
        from_label: labels.set("not_compared"),
        to_option: WITHHELD.to_owned(),
        to_label: labels.set("not_compared"),
        told: Figures::nothing(change.standing()),
    };
    let named = |option: Option<&OptionCode>, words: Option<&Labels<'_>>, asked: &QuestionCode| {
        let Some(option) = option else { return (NO_VALUE.to_owned(), labels.set("no_value")) };
        let label = words.map_or(option.as_str(), |words| words.option(asked.as_str(), option));
        (option.to_string(), label.to_owned())
    };
    let row = |cell: &ChangeCell| {
        let (from_option, from_label) = named(cell.from(), words, asked);
        let (to_option, to_label) = named(cell.to(), Some(labels), change.question());
        let told = Figures {
            base: Some(change.base()),
            published_base: Some(change.published_base()),
            published: Some(cell.published()),
            hidden: cell.hidden(),
            standing: change.standing(),
        };
        Transition { from_option, from_label, to_option, to_label, told, ..of_change.clone() }
    };
    match change.cells() {
        [] => vec![of_change],
        cells => cells.iter().map(row).collect(),
    }
}
