//! Tabulation of a release's sealed inputs, question by question.

use super::release::store::Inputs;
use crate::{
    error::{Code, Result},
    instrument::{Asked, Catalogue, FieldKind},
    submission::{
        editions::edition::{Edition, hidden},
        working_copy::value::{FieldValue, Value},
    },
};
use ::disclosure::{
    Countable, CountedState, Level, Respondent, Response, ResponseValue, TablePlan, Together,
    ledger::Count, plan,
};
use ::entity::vocabulary::{Disposition, OptionCode, QuestionCode, QuestionKind, ReaderLevel};
use std::collections::{BTreeMap, BTreeSet};

/// Counts the inputs.
///
/// # Errors
/// Fails with `RELEASE_EMPTY` if no State may be counted.
pub(crate) fn count(catalogue: &Catalogue, inputs: &Inputs) -> Result<Count> {
    let questions: Vec<&Asked> = catalogue.answerable().filter(|asked| asked.counted).collect();
    let plans = plan(&questions.iter().map(|asked| countable(asked)).collect::<Vec<_>>());
    let mut count = Count { follow_ups: follow_ups(catalogue), ..Count::of(&plans, Vec::new()) };
    for input in &inputs.states {
        let hidden = hidden(catalogue, &input.edition.answers);
        let state = &input.counted.state;
        let shown = |code: &QuestionCode| match input.edition.answers.contains_key(code) {
            true => input.consent.for_question(code).reader,
            false => ReaderLevel::StateOnly,
        };
        let (mut answers, mut left_out) = (BTreeMap::new(), Vec::new());
        for (asked, plan) in questions.iter().zip(&count.plans) {
            let said = said(asked, plan, &input.edition, hidden.contains(&asked.code));
            let public = shown(&asked.code) == ReaderLevel::Public;
            let was_public =
                |code: &QuestionCode| inputs.ever_public.contains(&(state.clone(), code.clone()));
            if !input.consent.for_question(&asked.code).countable {
                continue;
            }
            // Leave out an answer that was public and no longer is: in either part, its count would
            // reveal whether it has changed. Leave out an answer, too, if a follow-up to it was
            // public or is shown to more readers: the follow-up reveals that the State gave the
            // triggering answer.
            let own = input.consent.for_question(&asked.code).reader;
            let is_told_by = |code: &QuestionCode| was_public(code) || shown(code) > own;
            let told =
                count.follow_ups.get(&asked.code).is_some_and(|codes| codes.iter().any(is_told_by));
            let sealed = input.counted.left_out.contains(&asked.code);
            if !public && (sealed || was_public(&asked.code) || told) {
                left_out.push(asked.code.clone());
                continue;
            }
            answers
                .insert(asked.code.clone(), Response { levels: said, shown: shown(&asked.code) });
            let leaves = asked.condition.iter().flat_map(|condition| condition.leaves());
            let leaf = leaves.map(|leaf| {
                leaf.question.parse().map_or(ReaderLevel::StateOnly, |code| shown(&code))
            });
            if let Some(reader) = leaf.min().filter(|reader| *reader > ReaderLevel::StateOnly) {
                count.asked.insert(
                    (state.clone(), asked.code.clone()),
                    (!hidden.contains(&asked.code), reader),
                );
            }
        }
        if !answers.is_empty() {
            count.editions.insert(state.clone(), input.counted.edition);
            count.counted.push(CountedState { left_out, ..input.counted.clone() });
            count.respondents.push(Respondent { state: state.clone(), answers });
        }
    }
    if count.respondents.is_empty() { Err(Code::ReleaseEmpty.into()) } else { Ok(count) }
}

/// Returns, for each question, its follow-ups: the questions that are put only after some answers
/// to it, directly or through other follow-ups.
fn follow_ups(catalogue: &Catalogue) -> BTreeMap<QuestionCode, BTreeSet<QuestionCode>> {
    let mut follow_ups: BTreeMap<QuestionCode, BTreeSet<QuestionCode>> = BTreeMap::new();
    for asked in catalogue.answerable() {
        let mut reached = vec![asked];
        while let Some(one) = reached.pop() {
            let leaves = one.condition.iter().flat_map(|condition| condition.leaves());
            for leaf in leaves.filter_map(|leaf| catalogue.get(&leaf.question)) {
                if follow_ups.entry(leaf.code.clone()).or_default().insert(asked.code.clone()) {
                    reached.push(leaf);
                }
            }
        }
    }
    follow_ups
}

/// Converts a question to the form that the table plan needs.
pub(crate) fn countable(asked: &Asked) -> Countable {
    let area = asked.fields.iter().find(|column| column.kind == FieldKind::SingleChoice);
    Countable {
        code: asked.code.clone(),
        kind: asked.kind,
        options: asked.options.clone(),
        ordinal: asked.ordinal,
        areas: area.map(|column| column.options.clone()).unwrap_or_default(),
        conditional: asked.condition.is_some(),
        together: Together {
            exclusive: asked.exclusive.clone(),
            most: asked
                .max
                .filter(|_| asked.kind != QuestionKind::RecordList)
                .and_then(|most| u32::try_from(most).ok()),
            // A record may leave its area empty.
            may_be_empty: area.is_some_and(|column| column.optional),
        },
    }
}

/// Returns the levels that a State holds on a question.
pub(crate) fn said(asked: &Asked, plan: &TablePlan, edition: &Edition, hidden: bool) -> Vec<Level> {
    if hidden {
        return plan.held(ResponseValue::Hidden);
    }
    let Some(given) = edition.answers.get(&asked.code) else {
        return plan.held(ResponseValue::Plain(Disposition::Unanswered));
    };
    match &given.value {
        Some(Value::RecordList(list)) => {
            let column = asked
                .fields
                .iter()
                .find(|column| column.kind == FieldKind::SingleChoice)
                .map(|column| column.id.as_str());
            let areas: Vec<OptionCode> = list
                .records
                .iter()
                .filter_map(|record| match record.get(column?) {
                    Some(FieldValue::Options(many)) => many.options.first().cloned(),
                    _ => None,
                })
                .collect();
            plan.held(ResponseValue::Options(&areas))
        }
        Some(value) if !value.chosen().is_empty() => {
            plan.held(ResponseValue::Options(value.chosen()))
        }
        _ => plan.held(ResponseValue::Plain(given.disposition)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::{super::release::store::Input, *};
    use crate::{consent::Consent, instrument::parse};
    use ::entity::{consent_choice, vocabulary::ConsentScope};
    use serde_json::json;
    use uuid::Uuid;

    /// Three counted questions: since when (A.b.3) follows up how far (A.a.1), and is it reviewed
    /// (A.b.5) follows up since when.
    fn catalogue() -> Catalogue {
        let text = include_str!("../../../tests/vectors/fixture-instrument.yaml");
        let since_when = "text: Since when?\n            condition: {question: A.a.1, op: answered}\n            aggregate: ";
        assert!(text.contains(&format!("{since_when}none")));
        let text = text.replace(&format!("{since_when}none"), &format!("{since_when}counts"));
        Catalogue::build(&parse(text.as_bytes()).unwrap()).unwrap()
    }

    /// The inputs of one State that answers the three questions. All may be counted, and each is
    /// shown to the given readers.
    fn input(shown: [ReaderLevel; 3], left_out: Vec<QuestionCode>) -> Input {
        let option = |option: &str| json!({ "disposition": "answered", "value": { "kind": "single_choice", "option": option } });
        let day =
            json!({ "disposition": "answered", "value": { "kind": "date", "date": "2026-01-01" } });
        let instrument = json!({ "key": "fixture", "version": "1", "sha256": "0".repeat(64) });
        let answers = json!({ "A.a.1": option("partly"), "A.b.3": day, "A.b.5": option("partly") });
        let document = json!({ "format": "", "state": "FRA", "cycle": "2027", "edition": 1, "instrument": instrument, "salt": "",
            "answers": answers });
        let choice = |(place, (scope, code, reader, countable))| consent_choice::Model {
            submission: Uuid::nil(),
            ordinal: place,
            scope: Some(scope),
            scope_code: String::from(code),
            reader,
            countable,
            purpose: None,
            allowed: None,
            chosen_by: Uuid::nil(),
            chosen_at: chrono::DateTime::default(),
        };
        let questions = ["A.a.1", "A.b.3", "A.b.5"].into_iter().zip(shown);
        let choices =
            questions.map(|(code, reader)| (ConsentScope::Question, code, Some(reader), None));
        let ledger: Vec<_> = (0..)
            .zip([(ConsentScope::Submission, "", None, Some(true))].into_iter().chain(choices))
            .map(choice)
            .collect();
        let counted = CountedState {
            state: "FRA".parse().unwrap(),
            edition: 1,
            edition_sha256: crate::canonical::digest(b""),
            ledger: ledger.len(),
            left_out,
            withdrawn_from: Vec::new(),
            uncounted_from: BTreeMap::new(),
        };
        Input {
            counted,
            edition: serde_json::from_value(document).unwrap(),
            consent: Consent::of(&ledger),
        }
    }

    fn code(text: &str) -> QuestionCode {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_left_out_is_the_same_as_it_stands_and_as_it_was_sealed() {
        use ReaderLevel::{MemberStates, Public, StateOnly};
        let catalogue = catalogue();
        for (shown, ever_public, wanted) in [
            ([StateOnly, StateOnly, StateOnly], &[][..], &[][..]),
            ([Public, Public, Public], &[], &[]),
            ([MemberStates, MemberStates, MemberStates], &[], &[]),
            ([StateOnly, StateOnly, Public], &[], &["A.a.1", "A.b.3"]),
            // How far (A.a.1) is shown to all readers of its follow-up A.b.5, so it stays counted.
            ([MemberStates, StateOnly, MemberStates], &[], &["A.b.3"]),
            ([StateOnly, StateOnly, StateOnly], &["A.b.5"], &["A.a.1", "A.b.3", "A.b.5"]),
            ([StateOnly, StateOnly, StateOnly], &["A.a.1"], &["A.a.1"]),
        ] {
            let inputs = |left_out, ever_public: &[&str]| {
                let ever_public =
                    ever_public.iter().map(|one| ("FRA".parse().unwrap(), code(one))).collect();
                Inputs { states: vec![input(shown, left_out)], ever_public }
            };
            let stands = count(&catalogue, &inputs(Vec::new(), ever_public)).unwrap().counted;
            assert_eq!(
                stands[0].left_out,
                wanted.iter().map(|one| code(one)).collect::<Vec<_>>(),
                "{shown:?} {ever_public:?}"
            );
            assert_eq!(
                count(&catalogue, &inputs(stands[0].left_out.clone(), &[])).unwrap().counted,
                stands
            );
        }
    }

    #[test]
    fn whoever_is_shown_a_follow_up_later_knows_the_answer_that_an_earlier_release_has_counted() {
        let inputs = Inputs {
            states: vec![input([ReaderLevel::StateOnly; 3], Vec::new())],
            ever_public: BTreeSet::new(),
        };
        let count = count(&catalogue(), &inputs).unwrap();
        let plan = count.plan(&code("A.a.1")).unwrap();
        for (shown, wanted) in [
            (None, ReaderLevel::StateOnly),
            (Some(ReaderLevel::MemberStates), ReaderLevel::MemberStates),
        ] {
            let shared = shown
                .map(|reader| (("FRA".parse().unwrap(), code("A.b.5"), 1), reader))
                .into_iter()
                .collect();
            assert_eq!(count.lines(plan, &shared).values().next().unwrap().shown, wanted);
        }
    }
}
