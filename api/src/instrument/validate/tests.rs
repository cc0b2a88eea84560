//! One broken document for each rule, then documents without violations.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod later_versions;
mod lengths;

use super::*;
use crate::instrument::{fixture, json_schema, parse};

fn with(old: &str, new: &str) -> Document {
    assert!(fixture::TEXT.contains(old), "the fixture has {old}");
    parse(fixture::TEXT.replacen(old, new, 1).as_bytes()).unwrap()
}

/// Edits of the fixture: the old text, the new text, the violated rule, the path.
const BROKEN: &[(&str, &str, Rule, &str)] = &[
    ("key: fixture", "key: Fix Ture", Rule::BadCode, "key"),
    ("version: \"1\"", "version: \"1 of 2\"", Rule::BadCode, "version"),
    (
        "mandatory_questions: false",
        "mandatory_questions: true",
        Rule::Mandatory,
        "rules/mandatory_questions",
    ),
    (
        "unanswered_is_not_no: true",
        "unanswered_is_not_no: false",
        Rule::Mandatory,
        "rules/unanswered_is_not_no",
    ),
    ("[12, 24]", "[24, 12]", Rule::BadBounds, "rules/interval_months"),
    ("  read: {", "  re ad: {", Rule::BadCode, "references/re ad"),
    ("code: B\n", "code: B.b\n", Rule::BadCode, "parts/B.b"),
    ("code: B\n", "code: set\n", Rule::BadCode, "parts/set"),
    (
        "code: A.a.1,",
        "code: A.a.one.two,",
        Rule::BadCode,
        "parts/A/sections/A.a/questions/A.a.one.two",
    ),
    ("code: A.a.2,", "code: A.a.1,", Rule::DuplicateCode, "parts/A/sections/A.a/questions/A.a.1"),
    ("code: A.b\n", "code: A.a\n", Rule::DuplicateCode, "parts/A/sections/A.a"),
    ("code: A.b\n", "code: B.b\n", Rule::MisplacedCode, "parts/A/sections/B.b"),
    ("code: B.a.1,", "code: A.a.9,", Rule::MisplacedCode, "parts/B/sections/B.a/questions/A.a.9"),
    (
        "text: Which period?",
        "text: ' '",
        Rule::EmptyText,
        "parts/B/sections/B.a/questions/B.a.1/text",
    ),
    (
        "label: Ransomware",
        "label: ''",
        Rule::EmptyText,
        "parts/A/sections/A.a/questions/A.a.3/options/ransomware/label",
    ),
    (
        "text: Which period?",
        "text: \"Which\\u202e period?\"",
        Rule::UnsafeText,
        "parts/B/sections/B.a/questions/B.a.1/text",
    ),
    ("title: Fixture", "title: \"Fix\\0ture\"", Rule::UnsafeText, "title"),
    (
        "label: Too few people",
        "label: Funding",
        Rule::DuplicateLabel,
        "option_sets/challenges/people/label",
    ),
    (
        "label: Too few people",
        "label: \"Fun\\u200bding\"",
        Rule::DuplicateLabel,
        "option_sets/challenges/people/label",
    ),
    (
        "{id: ransomware, label: Ransomware}",
        "{id: ransomware, label: \"e\\u0301  e\"}\n              - {id: twice, label: \"\\u00e9\\u00a0e\\u2060\"}",
        Rule::DuplicateLabel,
        "parts/A/sections/A.a/questions/A.a.3/options/twice/label",
    ),
    (
        "label: Expert",
        "label: Training",
        Rule::DuplicateLabel,
        "parts/B/sections/B.a/questions/B.a.7/fields/mode/options/expert/label",
    ),
    (
        "set.status.in_place: En place",
        "set.status.in_place: Not started",
        Rule::DuplicateLabel,
        "translations/fr/texts/set.status.in_place",
    ),
    (
        "gist: Eleven norms",
        "gist: \"Eleven\\u2066 norms\"",
        Rule::UnsafeText,
        "references/remembered/gist",
    ),
    (
        "option_set: status",
        "option_set: statuses",
        Rule::UnknownOptionSet,
        "parts/A/sections/A.a/questions/A.a.1/option_set",
    ),
    (
        "option_set: challenges, max: 3",
        "option_set: challenges, options: [{id: a, label: A}]",
        Rule::TwoOptionSources,
        "parts/A/sections/A.a/questions/A.a.2",
    ),
    (
        "option_set: challenges, max: 3,",
        "",
        Rule::MissingOptions,
        "parts/A/sections/A.a/questions/A.a.2",
    ),
    (
        "option_set: challenges, max: 3",
        "options: []",
        Rule::MissingOptions,
        "parts/A/sections/A.a/questions/A.a.2",
    ),
    (
        "Which period?,",
        "Which?, option_set: status,",
        Rule::UnexpectedOptions,
        "parts/B/sections/B.a/questions/B.a.1",
    ),
    (
        "label: Name, optional: true",
        "label: Name, option_set: status",
        Rule::UnexpectedOptions,
        "parts/B/sections/B.a/questions/B.a.7/fields/name",
    ),
    (
        "id: insiders",
        "id: ransomware",
        Rule::DuplicateOption,
        "parts/A/sections/A.a/questions/A.a.3/options/ransomware",
    ),
    ("id: partly", "id: not_started", Rule::DuplicateOption, "option_sets/status/not_started"),
    (
        "id: insiders",
        "id: In Siders",
        Rule::BadCode,
        "parts/A/sections/A.a/questions/A.a.3/options/In Siders",
    ),
    (
        "exclusive_options: [none]",
        "exclusive_options: [nobody]",
        Rule::UnknownExclusiveOption,
        "exclusive_options/nobody",
    ),
    ("refs: [read]", "refs: [reed]", Rule::UnknownReference, "parts/A/refs"),
    (
        "refs: [quoted, remembered]",
        "refs: [quote]",
        Rule::UnknownReference,
        "parts/A/sections/A.a/refs",
    ),
    (
        "feeds: B.a.7",
        "feeds: B.a.70",
        Rule::UnknownFeed,
        "parts/B/sections/B.a/questions/B.a.6/feeds",
    ),
    (
        "feeds: B.a.7",
        "feeds: B.a.1",
        Rule::UnknownFeed,
        "parts/B/sections/B.a/questions/B.a.6/feeds",
    ),
    (
        "Which period?,",
        "Which?, max: 3,",
        Rule::BadBounds,
        "parts/B/sections/B.a/questions/B.a.1/max",
    ),
    ("max: 3,", "min: 3,", Rule::BadBounds, "parts/A/sections/A.a/questions/A.a.2/min"),
    ("max: 3,", "max: 0,", Rule::BadBounds, "parts/A/sections/A.a/questions/A.a.2/max"),
    ("min: 0", "min: 2000", Rule::BadBounds, "parts/A/sections/A.b/questions/A.b.4/max"),
    (
        "min: 0",
        "min: -9007199254740993",
        Rule::BadBounds,
        "parts/A/sections/A.b/questions/A.b.4/min",
    ),
    (
        "Which period?,",
        "Which?, fields: [{id: a, type: date, label: A}],",
        Rule::BadFields,
        "parts/B/sections/B.a/questions/B.a.1/fields",
    ),
    (
        "type: date_range",
        "type: record_list",
        Rule::BadFields,
        "parts/B/sections/B.a/questions/B.a.1/fields",
    ),
    (
        "id: body",
        "id: link",
        Rule::DuplicateField,
        "parts/B/sections/B.a/questions/B.a.7/fields/link",
    ),
    (
        "id: body",
        "id: The Body",
        Rule::BadCode,
        "parts/B/sections/B.a/questions/B.a.7/fields/The Body",
    ),
    (
        "consent: aggregate",
        "consent: everything",
        Rule::UnknownConsent,
        "parts/A/sections/A.a/questions/A.a.4/consent",
    ),
    (
        "Which period?,",
        "Which?, consent: poc,",
        Rule::MisplacedConsent,
        "parts/B/sections/B.a/questions/B.a.1/consent",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{question: A.b.30, op: answered}",
        Rule::UnknownQuestion,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{question: A.b.5, op: answered}",
        Rule::SelfCondition,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{question: B.a.1, op: answered}",
        Rule::LaterQuestion,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    (
        "[partly, in_place]",
        "[partly, done]",
        Rule::UnknownOption,
        "parts/A/sections/A.b/questions/A.b.1/condition",
    ),
    (
        "[partly, in_place]",
        "[]",
        Rule::BadCondition,
        "parts/A/sections/A.b/questions/A.b.1/condition",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{question: A.b.3, op: in, value: [a]}",
        Rule::WrongOperator,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    (
        "op: contains_any",
        "op: in",
        Rule::WrongOperator,
        "parts/A/sections/A.b/questions/A.b.2/condition",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{all: []}",
        Rule::BadCondition,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    (
        "{question: A.b.3, op: answered}",
        "{all: [{any: [{all: [{any: [{all: [{any: [{all: [{any: [{question: A.b.3, op: answered}]}]}]}]}]}]}]}]}",
        Rule::BadCondition,
        "parts/A/sections/A.b/questions/A.b.5/condition",
    ),
    ("  fr:", "  xx:", Rule::UnknownLanguage, "translations/xx"),
    ("  fr:", "  French:", Rule::UnknownLanguage, "translations/French"),
    ("  fr:", "  en:", Rule::UnknownLanguage, "translations/en"),
    ("language: en", "language: english", Rule::UnknownLanguage, "language"),
    ("A.a.1.text:", "A.a.1.txt:", Rule::UnknownText, "translations/fr/texts/A.a.1.txt"),
    ("A.title: Choix", "A.title: ''", Rule::EmptyText, "translations/fr/texts/A.title"),
    (
        "label: Insiders",
        "label: \"\\u200b\"",
        Rule::EmptyText,
        "parts/A/sections/A.a/questions/A.a.3/options/insiders/label",
    ),
    (
        "label: Insiders",
        "label: \"In\\nsiders\"",
        Rule::UnsafeText,
        "parts/A/sections/A.a/questions/A.a.3/options/insiders/label",
    ),
    ("A.title: Choix", "A.title: \"Ch\\noix\"", Rule::UnsafeText, "translations/fr/texts/A.title"),
    (
        "text: Which period?,",
        "text: Which period?, whole: true,",
        Rule::BadBounds,
        "parts/B/sections/B.a/questions/B.a.1/whole",
    ),
    (
        "label: Name, optional: true",
        "label: Name, max: 3",
        Rule::BadBounds,
        "parts/B/sections/B.a/questions/B.a.7/fields/name/max",
    ),
    (
        "label: People, whole: true, min: 0",
        "label: People, min: 2, max: 1",
        Rule::BadBounds,
        "parts/B/sections/B.a/questions/B.a.7/fields/people/max",
    ),
];

#[test]
fn every_rule_is_broken_where_it_is_broken() {
    for (old, new, rule, path) in BROKEN {
        let found = validate(&with(old, new), &[]);
        assert!(
            found.iter().any(|v| v.rule == *rule && v.path == *path),
            "{old} -> {new}: {found:#?}"
        );
        assert!(found.iter().all(|v| v.sentence.ends_with('.')), "{found:#?}");
    }
    let mut document = fixture::document();
    document.parts[0].sections.clear();
    document.parts[1].sections[0].questions.clear();
    document.option_sets.insert("empty".into(), Vec::new());
    let empty: Vec<_> = validate(&document, &[])
        .into_iter()
        .filter(|v| v.rule == Rule::Empty)
        .map(|v| v.path)
        .collect();
    assert_eq!(empty, ["parts/A", "parts/B/sections/B.a", "option_sets/empty"]);
    document.parts.clear();
    assert!(validate(&document, &[]).iter().any(|v| v.path == "parts" && v.rule == Rule::Empty));
}

#[test]
fn all_violations_come_at_once() {
    // The first twelve edits of different places. Each violation must still be found beside the
    // others.
    let apart = [0, 1, 2, 3, 4, 16, 22, 32, 33, 34, 35, 46];
    let text = apart
        .iter()
        .fold(fixture::TEXT.to_owned(), |text, n| text.replacen(BROKEN[*n].0, BROKEN[*n].1, 1));
    let found = validate(&parse(text.as_bytes()).unwrap(), &[]);
    for n in apart {
        assert!(
            found.iter().any(|v| v.rule == BROKEN[n].2 && v.path == BROKEN[n].3),
            "{:?}: {found:#?}",
            BROKEN[n]
        );
    }
}
