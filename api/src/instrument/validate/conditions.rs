//! Validation of conditions: they test earlier questions, and options that these questions have.
//!
//! A condition reads only earlier answers. So one pass in order decides which questions are asked,
//! and no cycle is possible.

use crate::instrument::{
    condition::{Condition, Leaf, Test},
    document::{Document, Question},
    validate::{Findings, questions::is_choice, violation::Rule},
};
use entity::vocabulary::QuestionKind;
use std::collections::{HashMap, HashSet};

/// The greatest depth of a condition that a person still understands.
const DEEPEST: usize = 8;

pub(super) fn check(document: &Document, found: &mut Findings) {
    let mut places: HashMap<&str, (usize, &Question)> = HashMap::new();
    for (place, (_, _, question)) in document.questions().enumerate() {
        places.entry(&question.code).or_insert((place, question));
    }
    for (place, (part, section, question)) in document.questions().enumerate() {
        let Some(condition) = &question.condition else { continue };
        let at = format!(
            "parts/{}/sections/{}/questions/{}/condition",
            part.code, section.code, question.code
        );
        if condition.depth() > DEEPEST {
            found.add(
                &at,
                Rule::BadCondition,
                format!("The condition is nested more than {DEEPEST} deep."),
            );
        }
        if has_empty(condition) {
            found.add(&at, Rule::BadCondition, "`all` and `any` combine at least one condition.");
        }
        for leaf in condition.leaves() {
            check_leaf(document, leaf, question, place, &places, &at, found);
        }
    }
}

fn has_empty(condition: &Condition) -> bool {
    match condition {
        Condition::Leaf(_) => false,
        Condition::All(inner) | Condition::Any(inner) => {
            inner.is_empty() || inner.iter().any(has_empty)
        }
    }
}

fn check_leaf(
    document: &Document,
    Leaf { question: code, test }: &Leaf,
    asked: &Question,
    place: usize,
    places: &HashMap<&str, (usize, &Question)>,
    at: &str,
    found: &mut Findings,
) {
    if *code == asked.code {
        return found.add(
            at,
            Rule::SelfCondition,
            format!("The condition of {code} tests {code} itself."),
        );
    }
    let Some(&(other, earlier)) = places.get(code.as_str()) else {
        return found.add(
            at,
            Rule::UnknownQuestion,
            format!("The condition tests {code}, which does not exist."),
        );
    };
    if other > place {
        found.add(
            at,
            Rule::LaterQuestion,
            format!("The condition tests {code}, which comes later."),
        );
    }
    let (Test::In(wanted) | Test::ContainsAny(wanted)) = test else { return };
    if !is_choice(earlier.kind) {
        return found.add(
            at,
            Rule::WrongOperator,
            format!("{code} has no options to test: use `answered`."),
        );
    }
    if matches!(test, Test::In(_)) && earlier.kind != QuestionKind::SingleChoice {
        found.add(
            at,
            Rule::WrongOperator,
            format!("{code} takes several options: use `contains_any`."),
        );
    }
    if wanted.is_empty() {
        found.add(at, Rule::BadCondition, "The condition names no option.");
    }
    let known = document.choices(earlier.options.as_ref(), earlier.option_set.as_deref());
    let known: HashSet<&str> = known.iter().map(|choice| choice.id.as_str()).collect();
    for option in wanted.iter().filter(|option| !known.contains(option.as_str())) {
        found.add(at, Rule::UnknownOption, format!("{code} has no option `{option}`."));
    }
}
