//! Hints: advice about a State's own answers, for its own people alone.
//!
//! There are two kinds: a follow-up question that is asked and not answered, and answers that
//! contradict each other. A hint refuses nothing, is in no edition, and is shown to nobody outside
//! the State.
//!
//! Hints follow only from the answers that the viewer sees. As in
//! [`visibility`](crate::submission::editions::visibility), two bounds stand for the answers that
//! the viewer does not see. If the bounds differ, there is no hint.
//!
//! Rules that follow from the structure of the instrument are in this file. Contradictions of named
//! questions, and the sentences of all rules in six languages, are in `api/data/hints.yaml`.

use crate::{
    instrument::{
        Asked, Catalogue, Condition,
        condition::{Test, evaluate},
    },
    submission::{
        editions::{
            submitted_answer::SubmittedAnswer,
            visibility::{Visibility, visibility},
        },
        working_copy::value::Value,
    },
};
use ::entity::vocabulary::{Disposition, Official, OptionCode, QuestionCode, QuestionKind};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

const TEXTS: &str = include_str!("../../../data/hints.yaml");

/// Rule: a question is asked because of other answers, and is not answered.
pub const FOLLOW_UP_UNANSWERED: &str = "FOLLOW_UP_UNANSWERED";
/// Rule: a question has an answer although other answers rule the question out, such as `none`.
const ANSWER_NOT_ASKED: &str = "ANSWER_NOT_ASKED";
/// Rule: measures are listed, but the scale beside them is on its lowest step.
const MEASURES_NOT_STARTED: &str = "MEASURES_NOT_STARTED";
/// Rule: a day is later than the period that the submission covers.
const DAY_AFTER_PERIOD: &str = "DAY_AFTER_PERIOD";

type InAll = BTreeMap<Official, String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    rules: BTreeMap<String, InAll>,
    contradictions: BTreeMap<String, Declared>,
}

/// Contradiction between answers to named questions of one instrument.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    instrument: String,
    when: Condition,
    sentence: InAll,
}

/// Sentences and contradictions, read once. A test shows that they can be read.
static ALL: LazyLock<Texts> = LazyLock::new(|| serde_saphyr::from_str(TEXTS).unwrap_or_default());

/// Hint about the State's own answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// Rule behind the hint, such as `FOLLOW_UP_UNANSWERED`.
    pub rule: &'static str,
    /// Question that the hint is about.
    pub question: QuestionCode,
    /// Other questions whose answers led to the hint.
    pub others: Vec<QuestionCode>,
}

impl Hint {
    /// Returns the text of the hint for a person.
    #[must_use]
    pub fn sentence(&self, language: Official) -> String {
        let said = ALL
            .rules
            .get(self.rule)
            .or_else(|| ALL.contradictions.get(self.rule).map(|declared| &declared.sentence));
        let between = match language {
            Official::Ar => "، ",
            Official::Zh => "、",
            _ => ", ",
        };
        let others = self.others.iter().map(QuestionCode::as_str).collect::<Vec<_>>().join(between);
        let said = said.and_then(|said| said.get(&language)).map_or("", String::as_str);
        said.replace("{question}", self.question.as_str()).replace("{others}", &others)
    }

    /// Returns true if the hint concerns a question with this code, or in this part or section.
    #[must_use]
    pub fn is_within(&self, code: &str) -> bool {
        self.question.is_within(code) || self.others.iter().any(|other| other.is_within(code))
    }
}

/// Returns the hints that follow from the answers that the viewer sees, in the instrument's order.
#[must_use]
pub fn hints(
    catalogue: &Catalogue,
    given: &BTreeMap<QuestionCode, SubmittedAnswer>,
    sees: impl Fn(&QuestionCode) -> bool,
) -> Vec<Hint> {
    let verdicts = visibility(catalogue, given, &sees);
    let seen = AnswersInView { catalogue, given, verdicts, sees: &sees };
    let mut found = BTreeSet::new();
    for asked in catalogue.answerable().filter(|asked| sees(&asked.code)) {
        found.extend(seen.follow_up(asked));
        found.extend(seen.not_asked(asked));
        found.extend(seen.not_started(asked));
        found.extend(seen.after_period(asked));
    }
    let declared = ALL
        .contradictions
        .iter()
        .filter(|(_, declared)| declared.instrument == catalogue.key.as_str());
    found.extend(declared.filter_map(|(rule, declared)| seen.declared(rule, &declared.when)));
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|hint| catalogue.place(hint.question.as_str()));
    found
}

/// Answers as one viewer sees them.
struct AnswersInView<'a> {
    catalogue: &'a Catalogue,
    given: &'a BTreeMap<QuestionCode, SubmittedAnswer>,
    verdicts: BTreeMap<&'a QuestionCode, Visibility>,
    sees: &'a dyn Fn(&QuestionCode) -> bool,
}

impl<'a> AnswersInView<'a> {
    /// Returns the value of a question that is seen, answered and certainly asked.
    fn value(&self, code: &str) -> Option<&'a Value> {
        let asked = self.catalogue.get(code).filter(|asked| (self.sees)(&asked.code))?;
        let given = self
            .given
            .get(&asked.code)
            .filter(|given| given.disposition == Disposition::Answered)?;
        given.value.as_ref().filter(|_| self.verdicts.get(&asked.code) == Some(&Visibility::Yes))
    }

    /// Returns the options chosen for such a question.
    fn chosen(&self, code: &str) -> Option<&'a [OptionCode]> {
        self.value(code).map(Value::chosen)
    }

    /// Returns the answered questions that a condition names, in the instrument's order. With
    /// `only_if_it_holds`, only those whose answer is the one that the condition asks for.
    fn looked_at(&self, condition: &Condition, only_if_it_holds: bool) -> Vec<QuestionCode> {
        let holds = |code: &str, leaf: &Condition| {
            self.value(code).is_some()
                && (!only_if_it_holds || evaluate(leaf, &|code| self.chosen(code)))
        };
        let leaves = condition.leaves().into_iter();
        let leaves = leaves.filter(|leaf| holds(&leaf.question, &Condition::Leaf((*leaf).clone())));
        let mut codes: Vec<QuestionCode> =
            leaves.filter_map(|leaf| leaf.question.parse().ok()).collect();
        codes.sort_by_key(|code| self.catalogue.place(code.as_str()));
        codes.dedup();
        codes
    }

    fn hint(rule: &'static str, asked: &Asked, others: Vec<QuestionCode>) -> Option<Hint> {
        (!others.is_empty()).then(|| Hint { rule, question: asked.code.clone(), others })
    }

    fn follow_up(&self, asked: &Asked) -> Option<Hint> {
        let condition = asked.condition.as_ref()?;
        let said =
            self.given.get(&asked.code).map_or(Disposition::Unanswered, |given| given.disposition);
        let open = said == Disposition::Unanswered
            && self.verdicts.get(&asked.code) == Some(&Visibility::Yes);
        Self::hint(FOLLOW_UP_UNANSWERED, asked, self.looked_at(condition, true)).filter(|_| open)
    }

    fn not_asked(&self, asked: &Asked) -> Option<Hint> {
        let condition = asked.condition.as_ref()?;
        let kept = self
            .given
            .get(&asked.code)
            .is_some_and(|given| given.disposition == Disposition::Answered);
        let kept = kept && self.verdicts.get(&asked.code) == Some(&Visibility::No);
        Self::hint(ANSWER_NOT_ASKED, asked, self.looked_at(condition, false)).filter(|_| kept)
    }

    /// Returns a hint if a norm has not started but its measures are listed.
    ///
    /// A scale and a list that open the same follow-up question are about the same norm. The scale
    /// opens it from a step on, the list as soon as it is answered. The lowest step of the scale
    /// means that nothing has begun. A list with an option that is not exclusive contradicts that.
    fn not_started(&self, asked: &Asked) -> Option<Hint> {
        let Some(Condition::Any(either)) = &asked.condition else { return None };
        let leaves = either
            .iter()
            .filter_map(|one| if let Condition::Leaf(leaf) = one { Some(leaf) } else { None });
        let (mut scale, mut list) = (None, None);
        for leaf in leaves {
            let of = self.catalogue.get(&leaf.question)?;
            match &leaf.test {
                Test::In(_) if of.ordinal => scale = Some(of),
                Test::Answered if of.kind == QuestionKind::MultiChoice => list = Some(of),
                _ => {}
            }
        }
        let (scale, list) = (scale?, list?);
        let is_lowest = self.chosen(scale.code.as_str())? == scale.options.get(..1)?;
        let names =
            self.chosen(list.code.as_str())?.iter().any(|option| !list.exclusive.contains(option));
        Self::hint(MEASURES_NOT_STARTED, list, vec![scale.code.clone()])
            .filter(|_| is_lowest && names)
    }

    /// Returns a hint if a date is later than the period of the submission.
    ///
    /// The period is the answer to the only range of days that the instrument asks without a
    /// condition.
    fn after_period(&self, asked: &Asked) -> Option<Hint> {
        let is_period =
            |one: &&Asked| one.kind == QuestionKind::DateRange && one.condition.is_none();
        let mut periods = self.catalogue.answerable().filter(is_period);
        let (Some(period), None) = (periods.next(), periods.next()) else { return None };
        let (Value::Date(day), Value::DateRange(days)) =
            (self.value(asked.code.as_str())?, self.value(period.code.as_str())?)
        else {
            return None;
        };
        Self::hint(DAY_AFTER_PERIOD, asked, vec![period.code.clone()])
            .filter(|_| day.date > days.to)
    }

    fn declared(&self, rule: &'static str, when: &Condition) -> Option<Hint> {
        if !evaluate(when, &|code| self.chosen(code)) {
            return None;
        }
        let mut codes = self.looked_at(when, true).into_iter();
        Some(Hint { rule, question: codes.next()?, others: codes.collect() })
    }
}

#[cfg(test)]
#[path = "hints_tests.rs"]
mod tests;
