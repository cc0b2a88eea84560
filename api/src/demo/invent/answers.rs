//! The answers of one State to one cycle: the answered questions, their values, and later changes.

use crate::demo::invent::{chance::unit, draw::Draw, phrases::phrases, synthesize::value};
use crate::{
    instrument::{Asked, condition::evaluate},
    submission::{Edit, working_copy::value::Value},
};
use ::entity::vocabulary::{Disposition, OptionCode, QuestionKind};
use rand::RngExt as _;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the edits of a State's first draft, in the instrument's order. `reach` is the part of
/// the survey that it answers, 0 to 1.
#[must_use]
pub fn answers(draw: &Draw<'_>, reach: f64) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut standing: BTreeMap<&str, Value> = BTreeMap::new();
    let rng = &mut draw.rng("dispositions");
    let diligence =
        f64::clamp(0.68 + 0.25 * draw.profile.maturity + rng.random_range(-0.12..0.08), 0.4, 0.97);
    let state = draw.profile.state.as_str();
    for asked in draw.catalogue.answerable() {
        let section = asked.section.as_str();
        let reached = unit(draw.seed, &["reached", state, draw.drawn_in(section), section]) < reach;
        let (talks, says) = (rng.random_bool(diligence), rng.random_range(0.0..1.0));
        let offered = asked.condition.as_ref().is_none_or(|condition| {
            evaluate(condition, &|code| {
                standing.get(code).map(|value: &Value| -> &[OptionCode] { value.chosen() })
            })
        });
        // A few answers remain although the condition of their question no longer holds.
        if !reached || !talks || !(offered || says < 0.04) {
            continue;
        }
        let (disposition, value) = match says {
            says if says > 0.975 => (Disposition::Declined, None),
            says if says > 0.95 => (Disposition::NotApplicable, None),
            _ => match value(draw, asked) {
                Some(value) => (Disposition::Answered, Some(value)),
                None => continue,
            },
        };
        if let Some(value) = value.clone().filter(|_| offered) {
            standing.insert(asked.code.as_str(), value);
        }
        edits.push(Edit { question: asked.code.to_string(), based_on: 0, disposition, value });
    }
    edits
}

/// Returns the edits of an amendment: a few new values, and always one longer text, so that every
/// amendment changes something.
///
/// `draw` has the amendment's own variant.
#[must_use]
pub fn amendment(draw: &Draw<'_>, first: &[Edit]) -> Vec<Edit> {
    let mut rng = draw.rng("amendment");
    let given: BTreeSet<&str> = first.iter().map(|edit| edit.question.as_str()).collect();
    let revise = |asked: &Asked, value: Value| Edit {
        question: asked.code.to_string(),
        based_on: i64::from(given.contains(asked.code.as_str())),
        disposition: Disposition::Answered,
        value: Some(value),
    };
    let mut edits = Vec::new();
    for asked in draw.catalogue.answerable().filter(|asked| given.contains(asked.code.as_str())) {
        if rng.random_bool(0.04)
            && let Some(value) = value(draw, asked)
        {
            edits.push(revise(asked, value));
        }
    }
    let always = draw
        .catalogue
        .answerable()
        .find(|asked| asked.kind == QuestionKind::LongText && asked.condition.is_none());
    if let Some(asked) = always {
        let before = first
            .iter()
            .find(|edit| edit.question == asked.code.as_str())
            .and_then(|edit| edit.value.clone());
        let text = match before {
            Some(Value::LongText(text)) => {
                format!("{}\n\n{}", text.text, phrases(draw.profile.tongue).update)
            }
            _ => phrases(draw.profile.tongue).update.to_owned(),
        };
        let text = Value::LongText(crate::demo::invent::parts::said(draw, &text));
        edits.retain(|edit| edit.question != asked.code.as_str());
        edits.push(revise(asked, text));
    }
    edits
}
