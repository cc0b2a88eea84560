//! Parts of an invented value.

use super::{
    draw::{Draw, one, several},
    phrases::{SLUGS, phrases},
};
use crate::{
    instrument::{Asked, Condition, condition::Test},
    submission::working_copy::value::{Agency, Document, Link, Text},
};
use ::entity::vocabulary::OptionCode;
use chrono::{Days as Span, NaiveDate};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// Greatest age of an adoption date, in days.
const PAST_DAYS: u64 = 6 * 365;
/// Options that identify an option set of challenges.
const OF_CHALLENGES: [&str; 2] = ["legal_basis", "funding"];

/// Returns the greatest number of entries or options.
pub(super) fn at_most(asked: &Asked) -> usize {
    asked.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX)
}

/// Returns one of the options. If they are steps, it is near the State's level.
pub(super) fn single(
    draw: &Draw<'_>,
    question: &str,
    options: &[OptionCode],
    level: f64,
    rng: &mut ChaCha8Rng,
) -> Option<OptionCode> {
    let (first, last) = (options.first()?.as_str(), options.last()?.as_str());
    let has = |code: &str| options.iter().find(|option| option.as_str() == code).cloned();
    let near = f64::clamp(level + rng.random_range(-0.15..0.15), 0.0, 0.999);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list"
    )]
    let step = (near * options.len() as f64) as usize;
    match (first, last) {
        ("not_started" | "initial", _) => options.get(step).cloned(),
        (_, "no" | "never") => options.get(options.len() - 1 - step).cloned(),
        ("yes", _) => match near {
            near if near > 0.6 => has("yes"),
            near if near > 0.4 => has("partly").or_else(|| has("yes")),
            near if near > 0.25 => has("planned").or_else(|| has("no")),
            _ => has("no"),
        },
        _ => pick(draw, question, options, &[], 1, rng).pop(),
    }
}

pub(super) fn is_of_challenges(options: &[OptionCode]) -> bool {
    OF_CHALLENGES.iter().any(|mark| options.iter().any(|option| option.as_str() == *mark))
}

/// Returns `count` different options, without exclusive ones.
pub(super) fn pick(
    draw: &Draw<'_>,
    question: &str,
    options: &[OptionCode],
    exclusive: &[OptionCode],
    count: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<OptionCode> {
    let together = options.iter().filter(|option| !exclusive.contains(option));
    let weighed = together.map(|option| (option, draw.weight(question, option.as_str()))).collect();
    several(rng, weighed, count).into_iter().cloned().collect()
}

/// Returns a text for `other`, if it is chosen.
pub(super) fn other(
    draw: &Draw<'_>,
    chosen: &[OptionCode],
    rng: &mut ChaCha8Rng,
) -> Option<String> {
    let is_chosen = chosen.iter().any(|option| option.as_str() == "other");
    let text = one(rng, &phrases(draw.profile.tongue).other)?;
    is_chosen.then(|| (*text).to_owned())
}

/// Returns a text in the State's language.
pub(super) fn said(draw: &Draw<'_>, text: &str) -> Text {
    Text { text: text.to_owned(), language: draw.profile.tongue.tag().parse().ok() }
}

/// Returns a paragraph on measures, difficulties or wishes, by the question's condition.
pub(super) fn paragraph(draw: &Draw<'_>, asked: &Asked, rng: &mut ChaCha8Rng) -> Option<String> {
    let words = phrases(draw.profile.tongue);
    let on_challenges = |condition: &Condition| {
        let of = |question: &str| {
            draw.catalogue.get(question).is_some_and(|other| is_of_challenges(&other.options))
        };
        condition
            .leaves()
            .iter()
            .any(|leaf| matches!(leaf.test, Test::ContainsAny(_)) && of(&leaf.question))
    };
    let two = |rng: &mut ChaCha8Rng, from: &'static [String]| {
        several(rng, from.iter().map(|text| (text.as_str(), 1.0)).collect(), 2)
    };
    let mut sentences = match &asked.condition {
        Some(condition) if on_challenges(condition) => two(rng, &words.hard),
        Some(_) => two(rng, &words.done),
        None if rng.random_bool(0.5) => two(rng, &words.wish),
        None => two(rng, &words.done),
    };
    if asked.condition.is_some() {
        sentences.push(one(rng, &words.result)?);
    }
    let mut text = sentences.join(&words.space);
    if rng.random_bool(0.4) {
        let lead = body(draw, rng.random_range(0..SLUGS.len()))?.name;
        text = format!("{text}\n\n{}{}{lead}", words.led_by, words.space);
    }
    if draw.variant > 0 {
        text = format!("{text}\n\n{}", words.update);
    }
    Some(text)
}

/// Returns a body of the State. The same number gives the same body.
pub(super) fn body(draw: &Draw<'_>, number: usize) -> Option<Agency> {
    let at = number % SLUGS.len();
    let name = phrases(draw.profile.tongue).bodies.get(at)?;
    let url = Some(format!("https://{}.{}.example/", SLUGS.get(at)?, draw.profile.cc));
    Some(Agency { name: format!("{name} ({})", draw.profile.name), url })
}

/// Returns a link to a page of the State.
pub(super) fn link(draw: &Draw<'_>, rng: &mut ChaCha8Rng) -> Option<Link> {
    let title = one(rng, &phrases(draw.profile.tongue).title)?;
    Some(Link { url: address(draw, rng), title: Some((*title).to_owned()) })
}

fn address(draw: &Draw<'_>, rng: &mut ChaCha8Rng) -> String {
    format!("https://example.org/{}/documents/{}", draw.profile.cc, rng.random_range(100..1000))
}

pub(super) fn document(draw: &Draw<'_>, rng: &mut ChaCha8Rng) -> Option<Document> {
    let title = one(rng, &phrases(draw.profile.tongue).title)?;
    Some(Document {
        title: (*title).to_owned(),
        url: Some(address(draw, rng)),
        language: draw.profile.tongue.tag().parse().ok(),
        date: rng.random_bool(0.8).then(|| past(draw, rng)),
    })
}

/// Returns a day in the years before the end of the period.
pub(super) fn past(draw: &Draw<'_>, rng: &mut ChaCha8Rng) -> NaiveDate {
    let back = rng.random_range(30..PAST_DAYS);
    draw.period.1.checked_sub_days(Span::new(back)).unwrap_or(draw.period.1)
}
