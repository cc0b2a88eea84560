//! Hints: what a State's own answers say about one another, for its own people alone.
//!
//! Two kinds: a follow-up that is asked and not answered, and answers that contradict each other. They advise. Nothing is refused for
//! them, no edition holds them, and nobody outside the State is shown any. They are worked out from the answers that the viewer sees
//! and from nothing else, by the same two readings of the unseen ones as [`super::offered`]: where those differ, nothing is said.
//!
//! The rules have one home. What follows from the instrument's own structure stands here; pairs of named questions, and what all of
//! them say in six languages, stand in `api/data/hints.yaml`.

use super::{
    edition::Given,
    offered::{Offered, offered},
    value::Value,
};
use crate::instrument::{
    Asked, Catalogue, Condition,
    condition::{Test, evaluate},
};
use ::entity::vocabulary::{Disposition, Official, OptionCode, QuestionCode, QuestionKind};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

const TEXTS: &str = include_str!("../../data/hints.yaml");

/// A question is asked because of other answers, and is not answered.
pub const FOLLOW_UP_UNANSWERED: &str = "FOLLOW_UP_UNANSWERED";
/// An answer is kept to a question that other answers say does not arise: `none`, and then something.
const ANSWER_NOT_ASKED: &str = "ANSWER_NOT_ASKED";
/// Measures are listed beside a scale that stands on its lowest step.
const MEASURES_NOT_STARTED: &str = "MEASURES_NOT_STARTED";
/// A day is later than the period that the submission covers.
const DAY_AFTER_PERIOD: &str = "DAY_AFTER_PERIOD";

type InAll = BTreeMap<Official, String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    rules: BTreeMap<String, InAll>,
    contradictions: BTreeMap<String, Declared>,
}

/// Answers to named questions of one instrument that contradict each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    instrument: String,
    when: Condition,
    sentence: InAll,
}

/// Read once; that they can be read is tested.
static ALL: LazyLock<Texts> = LazyLock::new(|| serde_saphyr::from_str(TEXTS).unwrap_or_default());

/// Something that the answers say about one another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// The rule that it comes from, such as `FOLLOW_UP_UNANSWERED`.
    pub rule: &'static str,
    /// The question that it is about.
    pub question: QuestionCode,
    /// The questions whose answers stand beside it.
    pub others: Vec<QuestionCode>,
}

impl Hint {
    /// What a person reads.
    #[must_use]
    pub fn sentence(&self, language: Official) -> String {
        let said = ALL.rules.get(self.rule).or_else(|| ALL.contradictions.get(self.rule).map(|declared| &declared.sentence));
        let between = match language {
            Official::Ar => "، ",
            Official::Zh => "、",
            _ => ", ",
        };
        let others = self.others.iter().map(QuestionCode::as_str).collect::<Vec<_>>().join(between);
        let said = said.and_then(|said| said.get(&language)).map_or("", String::as_str);
        said.replace("{question}", self.question.as_str()).replace("{others}", &others)
    }

    /// Whether it concerns a question of this code, or of this part or section.
    #[must_use]
    pub fn is_within(&self, code: &str) -> bool {
        self.question.is_within(code) || self.others.iter().any(|other| other.is_within(code))
    }
}

/// The hints that follow from the answers to the questions that are seen, in the instrument's order.
#[must_use]
pub fn hints(catalogue: &Catalogue, given: &BTreeMap<QuestionCode, Given>, sees: impl Fn(&QuestionCode) -> bool) -> Vec<Hint> {
    let verdicts = offered(catalogue, given, &sees);
    let seen = Seen { catalogue, given, verdicts, sees: &sees };
    let mut found = BTreeSet::new();
    for asked in catalogue.answerable().filter(|asked| sees(&asked.code)) {
        found.extend(seen.follow_up(asked));
        found.extend(seen.not_asked(asked));
        found.extend(seen.not_started(asked));
        found.extend(seen.after_period(asked));
    }
    let declared = ALL.contradictions.iter().filter(|(_, declared)| declared.instrument == catalogue.key.as_str());
    found.extend(declared.filter_map(|(rule, declared)| seen.declared(rule, &declared.when)));
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|hint| catalogue.place(hint.question.as_str()));
    found
}

/// The answers as somebody sees them.
struct Seen<'a> {
    catalogue: &'a Catalogue,
    given: &'a BTreeMap<QuestionCode, Given>,
    verdicts: BTreeMap<&'a QuestionCode, Offered>,
    sees: &'a dyn Fn(&QuestionCode) -> bool,
}

impl<'a> Seen<'a> {
    /// The value of a question that is seen, answered, and certainly asked.
    fn value(&self, code: &str) -> Option<&'a Value> {
        let asked = self.catalogue.get(code).filter(|asked| (self.sees)(&asked.code))?;
        let given = self.given.get(&asked.code).filter(|given| given.disposition == Disposition::Answered)?;
        given.value.as_ref().filter(|_| self.verdicts.get(&asked.code) == Some(&Offered::Yes))
    }

    /// The options that were chosen there.
    fn chosen(&self, code: &str) -> Option<&'a [OptionCode]> {
        self.value(code).map(Value::chosen)
    }

    /// The questions that a condition looks at and that have an answer; those alone whose answer is what it asks for, or all.
    fn looked_at(&self, condition: &Condition, only_if_it_holds: bool) -> Vec<QuestionCode> {
        let holds = |code: &str, leaf: &Condition| {
            self.value(code).is_some() && (!only_if_it_holds || evaluate(leaf, &|code| self.chosen(code)))
        };
        let leaves = condition.leaves().into_iter();
        let leaves = leaves.filter(|leaf| holds(&leaf.question, &Condition::Leaf((*leaf).clone())));
        let mut codes: Vec<QuestionCode> = leaves.filter_map(|leaf| leaf.question.parse().ok()).collect();
        codes.sort_by_key(|code| self.catalogue.place(code.as_str()));
        codes.dedup();
        codes
    }

    fn hint(rule: &'static str, asked: &Asked, others: Vec<QuestionCode>) -> Option<Hint> {
        (!others.is_empty()).then(|| Hint { rule, question: asked.code.clone(), others })
    }

    fn follow_up(&self, asked: &Asked) -> Option<Hint> {
        let condition = asked.condition.as_ref()?;
        let said = self.given.get(&asked.code).map_or(Disposition::Unanswered, |given| given.disposition);
        let open = said == Disposition::Unanswered && self.verdicts.get(&asked.code) == Some(&Offered::Yes);
        Self::hint(FOLLOW_UP_UNANSWERED, asked, self.looked_at(condition, true)).filter(|_| open)
    }

    fn not_asked(&self, asked: &Asked) -> Option<Hint> {
        let condition = asked.condition.as_ref()?;
        let kept = self.given.get(&asked.code).is_some_and(|given| given.disposition == Disposition::Answered);
        let kept = kept && self.verdicts.get(&asked.code) == Some(&Offered::No);
        Self::hint(ANSWER_NOT_ASKED, asked, self.looked_at(condition, false)).filter(|_| kept)
    }

    /// A scale and a list that open the same follow-up, "what was done?", speak of the same thing: the scale from a step on, the list
    /// by being answered. On the scale's lowest step nothing has begun; a list that names something says otherwise.
    fn not_started(&self, asked: &Asked) -> Option<Hint> {
        let Some(Condition::Any(either)) = &asked.condition else { return None };
        let leaves = either.iter().filter_map(|one| if let Condition::Leaf(leaf) = one { Some(leaf) } else { None });
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
        let names = self.chosen(list.code.as_str())?.iter().any(|option| !list.exclusive.contains(option));
        Self::hint(MEASURES_NOT_STARTED, list, vec![scale.code.clone()]).filter(|_| is_lowest && names)
    }

    /// The period of a submission is the one question of the instrument that asks everybody for a range of days.
    fn after_period(&self, asked: &Asked) -> Option<Hint> {
        let is_period = |one: &&Asked| one.kind == QuestionKind::DateRange && one.condition.is_none();
        let mut periods = self.catalogue.answerable().filter(is_period);
        let (Some(period), None) = (periods.next(), periods.next()) else { return None };
        let (Value::Date(day), Value::DateRange(days)) = (self.value(asked.code.as_str())?, self.value(period.code.as_str())?)
        else {
            return None;
        };
        Self::hint(DAY_AFTER_PERIOD, asked, vec![period.code.clone()]).filter(|_| day.date > days.to)
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
