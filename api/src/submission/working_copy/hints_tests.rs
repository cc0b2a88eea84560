#![expect(clippy::unwrap_used, reason = "a test may")]
use super::*;
use crate::instrument::{NATIONAL_SURVEY, parse};
use serde_json::{Value as Json, json};

const FIXTURE: &[u8] = include_bytes!("../../../../tests/vectors/fixture-instrument.yaml");

fn catalogue(document: &[u8]) -> Catalogue {
    Catalogue::build(&parse(document).unwrap()).unwrap()
}

/// Returns answers from a text such as `A.a.1=partly`, `A.a.2=funding+people`, `A.b.1=text`,
/// `A.b.3=2027-01-01` or `A.b.1!declined`.
fn given(catalogue: &Catalogue, answers: &str) -> BTreeMap<QuestionCode, SubmittedAnswer> {
    let one = |answer: &str| {
        if let Some((code, disposition)) = answer.split_once('!') {
            return (
                code.parse().unwrap(),
                SubmittedAnswer { disposition: disposition.parse().unwrap(), value: None },
            );
        }
        let (code, said) = answer.split_once('=').unwrap();
        let kind = catalogue.get(code).unwrap().kind;
        let options = || json!(said.split('+').collect::<Vec<_>>());
        let mut value: Json = match kind {
            QuestionKind::SingleChoice => json!({ "option": said }),
            QuestionKind::MultiChoice | QuestionKind::RankedChoice => {
                json!({ "options": options() })
            }
            QuestionKind::Date => json!({ "date": said }),
            QuestionKind::DateRange => json!({ "from": "2026-01-01", "to": said }),
            _ => json!({ "text": said }),
        };
        let kind =
            if matches!(kind, QuestionKind::UrlList) { QuestionKind::ShortText } else { kind };
        value["kind"] = kind.as_str().into();
        let value = Some(serde_json::from_value(value).unwrap());
        (code.parse().unwrap(), SubmittedAnswer { disposition: Disposition::Answered, value })
    };
    answers.split_whitespace().map(one).collect()
}

fn found(
    catalogue: &Catalogue,
    answers: &str,
    sees: impl Fn(&QuestionCode) -> bool,
) -> Vec<String> {
    let hints = hints(catalogue, &given(catalogue, answers), sees);
    let text = |hint: Hint| {
        let others = hint.others.iter().map(QuestionCode::as_str).collect::<Vec<_>>().join("+");
        format!("{} {} {others}", hint.rule, hint.question)
    };
    hints.into_iter().map(text).collect()
}

#[test]
fn a_follow_up_that_is_asked_and_left_open_is_named_with_what_asks_it() {
    let fixture = catalogue(FIXTURE);
    for (answers, expected) in [
        ("", vec![]),
        ("A.a.1=not_started", vec!["FOLLOW_UP_UNANSWERED A.b.3 A.a.1"]),
        (
            "A.a.1=partly",
            vec!["FOLLOW_UP_UNANSWERED A.b.1 A.a.1", "FOLLOW_UP_UNANSWERED A.b.3 A.a.1"],
        ),
        // Any disposition but unanswered closes a follow-up. Taking the answer back opens it again.
        ("A.a.1=partly A.b.1=x A.b.3!declined", vec![]),
        ("A.a.1=partly A.b.1!not_applicable A.b.3!nothing_new", vec![]),
        ("A.a.1=partly A.b.1!unanswered A.b.3!declined", vec!["FOLLOW_UP_UNANSWERED A.b.1 A.a.1"]),
        // A question that is not asked is not open, and neither is a question without a condition.
        ("A.a.2=none", vec![]),
        (
            "A.a.1=in_place A.a.3=insiders+ransomware A.b.1=x A.b.3!declined",
            vec!["FOLLOW_UP_UNANSWERED A.b.4 A.a.1+A.a.3"],
        ),
    ] {
        assert_eq!(found(&fixture, answers, |_| true), expected, "{answers}");
    }
}

#[test]
fn answers_that_contradict_each_other_are_named() {
    let (fixture, survey) = (catalogue(FIXTURE), catalogue(NATIONAL_SURVEY));
    for (instrument, answers, expected) in [
        // `none` was chosen, and the follow-up is answered all the same. There is no hint if the
        // question before it is not answered.
        (&fixture, "A.a.2=none A.b.2=why", Some("ANSWER_NOT_ASKED A.b.2 A.a.2")),
        (&fixture, "A.a.2!declined A.b.2=why", None),
        (&fixture, "A.a.2=funding A.b.2=why", None),
        (&survey, "C.1.3=none C.1.4=year", Some("ANSWER_NOT_ASKED C.1.4 C.1.3")),
        (&survey, "G.b.1=not_started G.b.3=2026-01-01", Some("ANSWER_NOT_ASKED G.b.3 G.b.1")),
        // A norm has not started, but its measures are listed.
        (&survey, "N.c.1=not_started N.c.2=legal", Some("MEASURES_NOT_STARTED N.c.2 N.c.1")),
        (&survey, "N.c.1=planned N.c.2=legal", None),
        (&survey, "N.c.1=not_started N.d.2=units", None),
        // A strategy was adopted after the period.
        (
            &survey,
            "G.a.1=2026-06-30 G.b.1=in_place G.b.3=2026-07-01",
            Some("DAY_AFTER_PERIOD G.b.3 G.a.1"),
        ),
        (&survey, "G.a.1=2026-06-30 G.b.1=in_place G.b.3=2026-06-30", None),
        (
            &fixture,
            "B.a.1=2026-06-30 A.a.1=partly A.b.3=2026-07-01",
            Some("DAY_AFTER_PERIOD A.b.3 B.a.1"),
        ),
        // Pairs of named questions.
        (&survey, "G.a.5=first D.b.1=same", Some("FIRST_SUBMISSION G.a.5 D.b.1")),
        (&survey, "G.a.5=full D.b.1=first", Some("FIRST_SUBMISSION G.a.5 D.b.1")),
        (&survey, "G.a.5=first D.b.1=first", None),
        (&survey, "G.a.4=academia S.a.4=no", Some("STAKEHOLDERS_CONSULTED G.a.4 S.a.4")),
        (&survey, "G.a.4=nobody S.a.4=yes", Some("STAKEHOLDERS_CONSULTED G.a.4 S.a.4")),
        (&survey, "C.1.1=in_place C.1.3=none", Some("CONTACTS_IN_PLACE C.1.1 C.1.3")),
        (&survey, "G.b.1=not_started N.a.2=strategy", Some("STRATEGY_AMONG_MEASURES G.b.1 N.a.2")),
        (&survey, "G.b.1=not_started W.a.1=partly", Some("GENDER_IN_STRATEGY G.b.1 W.a.1")),
        (&survey, "D.a.1=plenary+roundtable K.d.4=no", Some("ROUND_TABLE K.d.4 D.a.1")),
        (&survey, "D.a.1=plenary K.d.4=no", None),
    ] {
        let mut found = found(instrument, answers, |_| true);
        found.retain(|hint| !hint.starts_with(FOLLOW_UP_UNANSWERED));
        assert_eq!(found, Vec::from_iter(expected), "{answers}");
    }
}

#[test]
fn nothing_is_said_that_follows_from_an_answer_that_is_not_seen() {
    let fixture = catalogue(FIXTURE);
    let all = "A.a.1=partly A.a.2=none A.b.2=why A.b.3=2026-07-01 B.a.1=2026-06-30";
    for (sees, expected) in [
        (
            &["A", "B"][..],
            vec![
                "FOLLOW_UP_UNANSWERED A.b.1 A.a.1",
                "ANSWER_NOT_ASKED A.b.2 A.a.2",
                "DAY_AFTER_PERIOD A.b.3 B.a.1",
                "FOLLOW_UP_UNANSWERED A.b.5 A.b.3",
            ],
        ),
        // No hint follows from A.a, which is not seen, and none from a hint on A.a.
        (&["A.b", "B"], vec![]),
        (&["A.a"], vec![]),
        (
            &["A.a.1", "A.b"],
            vec!["FOLLOW_UP_UNANSWERED A.b.1 A.a.1", "FOLLOW_UP_UNANSWERED A.b.5 A.b.3"],
        ),
        (&["A.a.2", "A.b.2"], vec!["ANSWER_NOT_ASKED A.b.2 A.a.2"]),
        (&[], vec![]),
    ] {
        let sees = |code: &QuestionCode| sees.iter().any(|scope| code.is_within(scope));
        assert_eq!(found(&fixture, all, sees), expected);
    }
}

#[test]
fn every_rule_has_a_sentence_in_six_languages_and_every_pair_names_what_the_survey_asks() {
    let survey = catalogue(NATIONAL_SURVEY);
    let structural =
        [FOLLOW_UP_UNANSWERED, ANSWER_NOT_ASKED, MEASURES_NOT_STARTED, DAY_AFTER_PERIOD];
    assert_eq!(
        ALL.rules.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(structural)
    );
    assert_eq!(ALL.contradictions.len(), 6);
    for rule in ALL.rules.keys().chain(ALL.contradictions.keys()) {
        let hint = Hint {
            rule,
            question: "N.a.1".parse().unwrap(),
            others: vec!["N.a.2".parse().unwrap(), "N.a.3".parse().unwrap()],
        };
        let sentences: BTreeSet<_> =
            Official::ALL.iter().map(|language| hint.sentence(*language)).collect();
        assert_eq!(sentences.len(), 6, "{rule}");
        assert!(
            sentences.iter().all(|said| said.contains("N.a.1")
                && said.contains("N.a.3")
                && !said.contains('{')),
            "{rule}"
        );
    }
    for (rule, declared) in &ALL.contradictions {
        assert_eq!(declared.instrument, "national-survey", "{rule}");
        for leaf in declared.when.leaves() {
            let asked = survey
                .get(&leaf.question)
                .unwrap_or_else(|| panic!("{rule} names {}", leaf.question));
            let (Test::In(options) | Test::ContainsAny(options)) = &leaf.test else {
                panic!("{rule} asks for no option")
            };
            for option in options {
                assert!(
                    asked.options.iter().any(|one| one.as_str() == option),
                    "{rule}: {} has no {option}",
                    leaf.question
                );
            }
        }
    }
}
