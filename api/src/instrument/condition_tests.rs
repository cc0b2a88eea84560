//! Tests of the evaluator against the shared vectors, and against an independent naive evaluator.
//!
//! `UPDATE_VECTORS=1 cargo test -p api --lib vectors` writes `tests/vectors/conditions.json` anew:
//! first the cases by hand, then cases from a fixed seed. The naive evaluator gives the
//! expectations of the latter.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::*;
use entity::vocabulary::Disposition;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/conditions.json");
const GENERATED: usize = 200;

/// A State's answer to one question, as the vectors write it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    disposition: Disposition,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<OptionCode>>,
}
type Answers = BTreeMap<String, Answer>;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    condition: Condition,
    answers: Answers,
    expect: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    name: String,
    questions: Vec<ChainQuestion>,
    answers: Answers,
    expect: BTreeMap<String, bool>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainQuestion {
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    about: String,
    conditions: Vec<Case>,
    chains: Vec<Chain>,
}

fn seen<'a>(answers: &'a Answers, code: &str) -> Option<&'a [OptionCode]> {
    let answer = answers.get(code)?;
    (answer.disposition == Disposition::Answered)
        .then(|| answer.options.as_deref().unwrap_or_default())
}

/// The naive evaluator: it reads the grammar's JSON, and does not use the types above.
fn naive(condition: &Value, answers: &Value) -> bool {
    if let Some(all) = condition.get("all") {
        return all.as_array().unwrap().iter().filter(|one| !naive(one, answers)).count() == 0;
    }
    if let Some(any) = condition.get("any") {
        return any.as_array().unwrap().iter().filter(|one| naive(one, answers)).count() > 0;
    }
    let answer = &answers[condition["question"].as_str().unwrap()];
    if answer["disposition"] != "answered" {
        return false;
    }
    if condition["op"] == "answered" {
        return true;
    }
    let mut hit = false;
    for wanted in condition["value"].as_array().unwrap() {
        for chosen in answer["options"].as_array().unwrap_or(&Vec::new()) {
            hit |= wanted == chosen;
        }
    }
    hit
}

/// The naive verdict on a chain: it evaluates each earlier question's own condition again from the
/// start.
fn naive_offered(questions: &[Value], answers: &Value, place: usize) -> bool {
    let mut visible = json!({});
    for (other, question) in questions[..place].iter().enumerate() {
        let code = question["code"].as_str().unwrap();
        if naive_offered(questions, answers, other) && !answers[code].is_null() {
            visible[code] = answers[code].clone();
        }
    }
    questions[place].get("condition").is_none_or(|condition| naive(condition, &visible))
}

/// Named cases: condition, answers, expectation.
#[rustfmt::skip]
fn by_hand() -> Vec<Case> {
    let one = |options: &str| json!({"A.a.1": {"disposition": "answered", "options": options.split_whitespace().collect::<Vec<_>>()}});
    let is = |disposition: &str| json!({"A.a.1": {"disposition": disposition}});
    let within = json!({"question": "A.a.1", "op": "in", "value": ["x", "y"]});
    let contains = json!({"question": "A.a.1", "op": "contains_any", "value": ["x", "y"]});
    let answered = json!({"question": "A.a.1", "op": "answered"});
    let other = json!({"question": "A.a.2", "op": "answered"});
    let both = json!({"A.a.1": {"disposition": "answered", "options": ["x"]}, "A.a.2": {"disposition": "answered"}});
    let cases = vec![
        ("an empty all holds", json!({"all": []}), json!({}), true),
        ("an empty any does not hold", json!({"any": []}), json!({}), false),
        ("nothing is answered when nothing was said", answered.clone(), json!({}), false),
        ("a text is answered", answered.clone(), is("answered"), true),
        ("unanswered is not answered", answered.clone(), is("unanswered"), false),
        ("declined is not answered", answered.clone(), is("declined"), false),
        ("not applicable is not answered", answered.clone(), is("not_applicable"), false),
        ("nothing new is not answered", answered.clone(), is("nothing_new"), false),
        ("an answer without any option is still an answer", answered.clone(), one(""), true),
        ("in holds for a listed option", within.clone(), one("y"), true),
        ("in does not hold for another option", within.clone(), one("z"), false),
        ("in does not hold when nothing was said", within.clone(), json!({}), false),
        ("in does not hold for an answer without options", within.clone(), is("answered"), false),
        ("in does not hold for an empty choice", within.clone(), one(""), false),
        ("in with nothing to look for does not hold", json!({"question": "A.a.1", "op": "in", "value": []}), one("x"), false),
        ("in ignores options left under a declined answer", within.clone(), json!({"A.a.1": {"disposition": "declined", "options": ["x"]}}), false),
        ("in ignores options left under nothing new", within.clone(), json!({"A.a.1": {"disposition": "nothing_new", "options": ["x"]}}), false),
        ("in compares whole codes", json!({"question": "A.a.1", "op": "in", "value": ["xy"]}), one("x"), false),
        ("in looks at its own question", within.clone(), json!({"A.a.10": {"disposition": "answered", "options": ["x"]}}), false),
        ("contains any holds for one of several", contains.clone(), one("z y"), true),
        ("contains any holds for all of several", contains.clone(), one("x y"), true),
        ("contains any does not hold for others", contains.clone(), one("z w"), false),
        ("contains any does not depend on order", contains.clone(), one("y x z"), true),
        ("contains any does not hold for an empty choice", contains.clone(), one(""), false),
        ("contains any with nothing to look for does not hold", json!({"question": "A.a.1", "op": "contains_any", "value": []}), one("x"), false),
        ("contains any ignores options left under not applicable", contains.clone(), json!({"A.a.1": {"disposition": "not_applicable", "options": ["x"]}}), false),
        ("all holds when both hold", json!({"all": [within, other]}), both.clone(), true),
        ("all does not hold when one fails", json!({"all": [within, other]}), one("x"), false),
        ("any holds when one holds", json!({"any": [within, other]}), one("x"), true),
        ("any does not hold when none holds", json!({"any": [within, other]}), one("z"), false),
        ("all of one is the one", json!({"all": [within]}), one("x"), true),
        ("any of one is the one", json!({"any": [within]}), one("z"), false),
        ("an empty any spoils an all", json!({"all": [answered, {"any": []}]}), one("x"), false),
        ("an empty all saves an any", json!({"any": [within, {"all": []}]}), one("z"), true),
        ("any within all", json!({"all": [{"any": [within, other]}, contains]}), both.clone(), true),
        ("all within any", json!({"any": [{"all": [within, other]}, {"all": [{"any": []}]}]}), one("x"), false),
    ];
    cases.into_iter().map(|(name, condition, answers, expect)| Case {
        name: name.into(),
        condition: serde_json::from_value(condition).unwrap(),
        answers: serde_json::from_value(answers).unwrap(),
        expect,
    }).collect()
}

#[rustfmt::skip]
fn chains_by_hand() -> Vec<Chain> {
    let after = |code: &str, before: &str| json!({"code": code, "condition": {"question": before, "op": "answered"}});
    let first = json!({"code": "A.a.1"});
    let yes = json!({"disposition": "answered", "options": ["yes"]});
    let no = json!({"disposition": "answered", "options": ["no"]});
    let if_yes = json!({"code": "A.a.2", "condition": {"question": "A.a.1", "op": "in", "value": ["yes"]}});
    let cases = vec![
        ("without a condition a question is offered", json!([first]), json!({}), json!({"A.a.1": true})),
        ("a chain opens link by link", json!([first, after("A.a.2", "A.a.1"), after("A.a.3", "A.a.2")]),
            json!({"A.a.1": yes}), json!({"A.a.1": true, "A.a.2": true, "A.a.3": false})),
        ("an answer to a hidden question counts as unanswered", json!([first, if_yes, after("A.a.3", "A.a.2")]),
            json!({"A.a.1": no, "A.a.2": yes}), json!({"A.a.1": true, "A.a.2": false, "A.a.3": false})),
        ("hiding goes on through the chain", json!([first, if_yes, after("A.a.3", "A.a.2"), after("A.a.4", "A.a.3")]),
            json!({"A.a.1": no, "A.a.2": yes, "A.a.3": yes}), json!({"A.a.1": true, "A.a.2": false, "A.a.3": false, "A.a.4": false})),
        ("what was hidden comes back with its answer", json!([first, if_yes, after("A.a.3", "A.a.2")]),
            json!({"A.a.1": yes, "A.a.2": yes}), json!({"A.a.1": true, "A.a.2": true, "A.a.3": true})),
        ("a declined answer closes what follows", json!([first, after("A.a.2", "A.a.1")]),
            json!({"A.a.1": {"disposition": "declined"}}), json!({"A.a.1": true, "A.a.2": false})),
        ("a condition on a later question never holds", json!([after("A.a.1", "A.a.2"), {"code": "A.a.2"}]),
            json!({"A.a.2": yes}), json!({"A.a.1": false, "A.a.2": true})),
        ("a condition on an unknown question never holds", json!([first, after("A.a.2", "Z.z.9")]),
            json!({"Z.z.9": yes}), json!({"A.a.1": true, "A.a.2": false})),
        ("any looks past a hidden question", json!([first, if_yes, {"code": "A.a.3", "condition": {"any": [{"question": "A.a.2", "op": "answered"}, {"question": "A.a.1", "op": "answered"}]}}]),
            json!({"A.a.1": no, "A.a.2": yes}), json!({"A.a.1": true, "A.a.2": false, "A.a.3": true})),
    ];
    cases.into_iter().map(|(name, questions, answers, expect)| Chain {
        name: name.into(),
        questions: serde_json::from_value(questions).unwrap(),
        answers: serde_json::from_value(answers).unwrap(),
        expect: serde_json::from_value(expect).unwrap(),
    }).collect()
}

const OPTIONS: [&str; 4] = ["u", "v", "w", "x"];

fn random_condition(rng: &mut ChaCha8Rng, codes: &[String], depth: usize) -> Condition {
    let shape = rng.random_range(0..if depth == 0 { 3 } else { 6 });
    let question = codes.choose(rng).unwrap().clone();
    let value = OPTIONS.iter().filter(|_| rng.random_bool(0.4)).map(ToString::to_string).collect();
    match shape {
        0 => Condition::Leaf(Leaf { question, test: Test::Answered }),
        1 => Condition::Leaf(Leaf { question, test: Test::In(value) }),
        2 => Condition::Leaf(Leaf { question, test: Test::ContainsAny(value) }),
        _ => {
            let count = rng.random_range(0..4);
            let inner = (0..count).map(|_| random_condition(rng, codes, depth - 1)).collect();
            if shape == 3 { Condition::All(inner) } else { Condition::Any(inner) }
        }
    }
}

fn random_answers(rng: &mut ChaCha8Rng, codes: &[String]) -> Answers {
    let mut answers = Answers::new();
    for code in codes {
        if rng.random_bool(0.2) {
            continue;
        }
        let disposition = if rng.random_bool(0.7) {
            Disposition::Answered
        } else {
            *Disposition::ALL.choose(rng).unwrap()
        };
        let chosen = OPTIONS
            .iter()
            .filter(|_| rng.random_bool(0.35))
            .map(|option| option.parse().unwrap())
            .collect();
        answers.insert(
            code.clone(),
            Answer { disposition, options: rng.random_bool(0.8).then_some(chosen) },
        );
    }
    answers
}

fn vectors() -> Vectors {
    let rng = &mut ChaCha8Rng::seed_from_u64(77_37);
    let codes: Vec<String> = (1..=6).map(|n| format!("A.a.{n}")).collect();
    let (mut conditions, mut chains) = (by_hand(), chains_by_hand());
    for n in 1..=GENERATED {
        let (condition, answers) =
            (random_condition(rng, &codes[..4], 1 + n % 4), random_answers(rng, &codes[..4]));
        let expect = naive(&json!(condition), &json!(answers));
        conditions.push(Case { name: format!("generated {n}"), condition, answers, expect });
    }
    for n in 1..=40 {
        let questions: Vec<_> = (0..codes.len())
            .map(|place| {
                let condition = (place > 0 && rng.random_bool(0.8))
                    .then(|| random_condition(rng, &codes[..place], 2));
                ChainQuestion { code: codes[place].clone(), condition }
            })
            .collect();
        let answers = random_answers(rng, &codes);
        let written: Vec<Value> = questions.iter().map(|question| json!(question)).collect();
        let expect = (0..codes.len())
            .map(|place| (codes[place].clone(), naive_offered(&written, &json!(answers), place)))
            .collect();
        chains.push(Chain { name: format!("generated chain {n}"), questions, answers, expect });
    }
    let about = "Conditions of the instrument, for every evaluator of them. `conditions`: one condition over answers; \
        `chains`: questions in order, of which each is offered or not. Written by api/src/instrument/condition_tests.rs.";
    Vectors { about: about.into(), conditions, chains }
}

/// Writes one case a line, so that a change of one case is a change of one line.
fn written(vectors: &Vectors) -> String {
    let lines = |cases: Vec<String>| {
        cases.iter().map(|case| format!("    {case}")).collect::<Vec<_>>().join(",\n")
    };
    let conditions = lines(vectors.conditions.iter().map(|case| json!(case).to_string()).collect());
    let chains = lines(vectors.chains.iter().map(|case| json!(case).to_string()).collect());
    let about = json!(vectors.about);
    format!(
        "{{\n  \"about\": {about},\n  \"conditions\": [\n{conditions}\n  ],\n  \"chains\": [\n{chains}\n  ]\n}}\n"
    )
}

#[test]
fn the_vectors_hold() {
    let wanted = written(&vectors());
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(FILE, &wanted).unwrap();
    }
    let text = std::fs::read_to_string(FILE).unwrap();
    assert!(
        text == wanted,
        "tests/vectors/conditions.json is not what the cases give: run with UPDATE_VECTORS=1"
    );
    let vectors: Vectors = serde_json::from_str(&text).unwrap();
    assert!(vectors.conditions.len() >= 200);
    assert!(
        vectors.conditions.iter().filter(|case| case.expect).count() > 60,
        "a fair share of them holds"
    );
    for Case { name, condition, answers, expect } in &vectors.conditions {
        assert_eq!(evaluate(condition, &|code| seen(answers, code)), *expect, "{name}");
        assert_eq!(naive(&json!(condition), &json!(answers)), *expect, "{name}, naively");
    }
    for Chain { name, questions, answers, expect } in &vectors.chains {
        let questions =
            questions.iter().map(|question| (question.code.as_str(), question.condition.as_ref()));
        let verdicts = offered(questions, &|code| seen(answers, code));
        let verdicts: BTreeMap<_, _> =
            verdicts.into_iter().map(|(code, verdict)| (code.to_owned(), verdict)).collect();
        assert_eq!(verdicts, *expect, "{name}");
    }
}

#[test]
fn what_is_no_condition_is_refused_with_a_sentence() {
    for (written, says) in [
        (json!({}), "or `all`, or `any`"),
        (json!({"question": "A.a.1"}), "or `all`, or `any`"),
        (json!({"question": "A.a.1", "op": "in"}), "has a `value`"),
        (json!({"question": "A.a.1", "op": "answered", "value": ["x"]}), "has no `value`"),
        (json!({"question": "A.a.1", "op": "answered", "all": []}), "or `all`, or `any`"),
        (json!({"all": [], "any": []}), "or `all`, or `any`"),
        (json!({"not": {"all": []}}), "unknown field `not`"),
        (json!({"question": "A.a.1", "op": "is", "value": ["x"]}), "unknown variant `is`"),
    ] {
        let refused = serde_json::from_value::<Condition>(written.clone()).unwrap_err().to_string();
        assert!(refused.contains(says), "{written}: {refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn the_evaluator_agrees_with_a_naive_one(seed: u64, depth in 0..5_usize) {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let codes: Vec<String> = (1..=5).map(|n| format!("A.a.{n}")).collect();
        let (condition, answers) = (random_condition(rng, &codes, depth), random_answers(rng, &codes));
        let again: Condition = serde_json::from_value(json!(condition)).unwrap();
        prop_assert_eq!(&again, &condition);
        prop_assert_eq!(evaluate(&condition, &|code| seen(&answers, code)), naive(&json!(condition), &json!(answers)));
    }
}
