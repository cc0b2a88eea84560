//! A plausible value for any question, from its kind, its options and the State's profile.
//!
//! No question is known by its code. Its options, its condition and its columns show its subject.

use super::{
    draw::{Draw, about, one},
    phrases::{SLUGS, phrases},
    records,
};
use crate::{
    demo::invent::parts::{
        at_most, body, document, is_of_challenges, link, other, paragraph, past, pick, said, single,
    },
    instrument::Asked,
    submission::working_copy::value::{
        Agencies, Day, Days, Documents, Links, Number, OneOption, Options, Value,
    },
};
use ::entity::vocabulary::{OptionCode, QuestionKind};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// Returns a value for the question. None if a State of this profile would not answer.
#[must_use]
pub fn value(draw: &Draw<'_>, asked: &Asked) -> Option<Value> {
    let rng = &mut draw.rng(asked.code.as_str());
    let level = draw.level(asked.section.as_str());
    Some(match asked.kind {
        QuestionKind::SingleChoice => {
            let option = single(draw, asked.code.as_str(), &asked.options, level, rng)?;
            Value::SingleChoice(OneOption {
                other: other(draw, std::slice::from_ref(&option), rng),
                option,
            })
        }
        QuestionKind::MultiChoice => {
            let options = multiple(draw, asked, level, rng)?;
            Value::MultiChoice(Options { other: other(draw, &options, rng), options })
        }
        QuestionKind::RankedChoice => {
            let most = at_most(asked).min(asked.options.len());
            let count = rng.random_range(most.min(3)..=most);
            let options =
                pick(draw, asked.code.as_str(), &asked.options, &asked.exclusive, count, rng);
            Value::RankedChoice(Options { other: other(draw, &options, rng), options })
        }
        QuestionKind::ShortText => {
            Value::ShortText(said(draw, one(rng, &phrases(draw.profile.tongue).line)?))
        }
        QuestionKind::LongText => Value::LongText(said(draw, &paragraph(draw, asked, rng)?)),
        QuestionKind::Date => Value::Date(Day { date: past(draw, rng) }),
        QuestionKind::DateRange => {
            Value::DateRange(Days { from: draw.period.0, to: draw.period.1 })
        }
        QuestionKind::Number => Value::Number(Number { number: number(asked, level, rng) }),
        QuestionKind::Agency => Value::Agency(body(draw, 0)?),
        QuestionKind::AgencyList => {
            let count = rng.random_range(1..=at_most(asked).min(3));
            let first = rng.random_range(0..SLUGS.len());
            let agencies = (0..count).filter_map(|next| body(draw, first + next)).collect();
            Value::AgencyList(Agencies { agencies })
        }
        QuestionKind::UrlList => Value::UrlList(Links { links: vec![link(draw, rng)?] }),
        QuestionKind::DocumentList => {
            let count = rng.random_range(1..=at_most(asked).min(2));
            Value::DocumentList(Documents {
                documents: (0..count).filter_map(|_| document(draw, rng)).collect(),
            })
        }
        QuestionKind::RecordList => Value::RecordList(records::records(draw, asked, rng)?),
    })
}

/// Returns several options. Measures grow with the level, challenges and needs shrink.
fn multiple(
    draw: &Draw<'_>,
    asked: &Asked,
    level: f64,
    rng: &mut ChaCha8Rng,
) -> Option<Vec<OptionCode>> {
    let fed = asked.feeds.as_ref().and_then(|code| draw.catalogue.get(code.as_str()));
    let offers = fed.is_some_and(|fed| fed.fields.iter().any(|column| column.id == "regions"));
    let challenges = is_of_challenges(&asked.options);
    #[expect(clippy::cast_precision_loss, reason = "a few options")]
    let mean = match fed {
        Some(_) if offers => 4.5 * level * level - if draw.profile.ldc { 1.0 } else { 0.4 },
        Some(_) => 4.5 * (1.0 - level),
        None if challenges => 5.0 * (1.0 - level) + 0.3,
        None => 0.4 + 0.6 * level * asked.options.len() as f64,
    };
    let count = about(rng, mean).min(at_most(asked)).min(asked.options.len());
    if count == 0 {
        // Without anything to name, choose the exclusive option if there is one. Else leave the
        // question out.
        return asked.exclusive.first().map(|none| vec![none.clone()]);
    }
    let options = pick(draw, asked.code.as_str(), &asked.options, &asked.exclusive, count, rng);
    if options.is_empty() { None } else { Some(options) }
}

#[expect(clippy::cast_precision_loss, reason = "bounds of a survey are small")]
fn number(asked: &Asked, level: f64, rng: &mut ChaCha8Rng) -> f64 {
    let least = asked.min.unwrap_or(0) as f64;
    let most = asked.max.map_or(least + 16.0, |max| max as f64).max(least);
    let near = f64::clamp(0.1 + 0.5 * level + rng.random_range(-0.15..0.15), 0.0, 1.0);
    (least + (most - least) * near).round()
}
