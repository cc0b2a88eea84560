//! Records of a record list: values by the kind of each column, and a number by the purpose of the
//! list.

use crate::{
    demo::invent::{
        draw::{Draw, about, one},
        parts::{at_most, body, link, other, past, pick, said, single},
        phrases::phrases,
    },
    instrument::{Asked, Column, FieldKind},
    submission::working_copy::value::{
        Day, FieldValue, Languages, Number, Options, Questions, Records,
    },
};
use ::entity::vocabulary::LanguageTag;
use chrono::{Datelike as _, Days};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Returns the records of a State. None if it would have none.
pub(super) fn records(draw: &Draw<'_>, asked: &Asked, rng: &mut ChaCha8Rng) -> Option<Records> {
    let has = |id: &str| asked.fields.iter().any(|column| column.id == id);
    let level = draw.level(asked.section.as_str());
    // A State with more progress offers more and needs less.
    let mean = match () {
        () if has("regions") => 3.5 * level * level - 0.4,
        () if has("priority") => 4.0 * (1.0 - level),
        () if has("useful") => 2.5 * (1.0 - level),
        () => 1.8,
    };
    let count = about(rng, mean).min(at_most(asked));
    let records: Vec<_> = (0..count)
        .map(|_| record(draw, asked, level, rng))
        .filter(|record| !record.is_empty())
        .collect();
    if records.is_empty() { None } else { Some(Records { records }) }
}

fn record(
    draw: &Draw<'_>,
    asked: &Asked,
    level: f64,
    rng: &mut ChaCha8Rng,
) -> BTreeMap<String, FieldValue> {
    let columns = asked.fields.iter().filter_map(|column| {
        let left_out = column.optional && rng.random_bool(0.3);
        let value = field(draw, asked, column, level, rng).filter(|_| !left_out)?;
        Some((column.id.clone(), value))
    });
    columns.collect()
}

fn field(
    draw: &Draw<'_>,
    asked: &Asked,
    column: &Column,
    level: f64,
    rng: &mut ChaCha8Rng,
) -> Option<FieldValue> {
    let words = phrases(draw.profile.tongue);
    Some(match column.kind {
        FieldKind::ShortText if column.id == "provider" => {
            FieldValue::Text(said(draw, one(rng, &words.other)?))
        }
        FieldKind::ShortText => FieldValue::Text(said(draw, one(rng, &words.line)?)),
        FieldKind::LongText => FieldValue::Text(said(draw, one(rng, &words.wish)?)),
        FieldKind::Date if is_ahead(&column.id) => {
            let days = rng.random_range(60..720);
            FieldValue::Date(Day { date: draw.period.1.checked_add_days(Days::new(days))? })
        }
        FieldKind::Date => FieldValue::Date(Day { date: past(draw, rng) }),
        FieldKind::Number if column.id == "year" => FieldValue::Number(Number {
            number: f64::from(draw.period.1.year() - rng.random_range(0..2)),
        }),
        FieldKind::Number => {
            FieldValue::Number(Number { number: f64::from(rng.random_range(1..60)) })
        }
        FieldKind::Url => FieldValue::Url(link(draw, rng)?),
        FieldKind::Language => FieldValue::Languages(Languages { languages: languages(draw, 1) }),
        FieldKind::LanguageList => {
            FieldValue::Languages(Languages { languages: languages(draw, rng.random_range(1..=2)) })
        }
        FieldKind::Agency => FieldValue::Agency(body(draw, rng.random_range(0..6))?),
        FieldKind::SingleChoice => {
            let options = vec![single(draw, asked.code.as_str(), &column.options, level, rng)?];
            FieldValue::Options(Options { other: other(draw, &options, rng), options })
        }
        FieldKind::MultiChoice => {
            let count = rng.random_range(1..=2);
            let options =
                pick(draw, asked.code.as_str(), &column.options, &column.exclusive, count, rng);
            FieldValue::Options(Options { other: other(draw, &options, rng), options })
        }
        FieldKind::QuestionCodes => {
            let answerable: Vec<_> = draw.catalogue.answerable().collect();
            FieldValue::Questions(Questions {
                questions: vec![one(rng, &answerable)?.code.clone()],
            })
        }
    })
}

/// Returns true if a column's date is in the future.
fn is_ahead(column: &str) -> bool {
    matches!(column, "valid_until" | "target_date")
}

/// Returns the State's language, then English, at most `most` tags.
fn languages(draw: &Draw<'_>, most: usize) -> Vec<LanguageTag> {
    let mut tags = vec![draw.profile.tongue.tag(), "en"];
    tags.dedup();
    tags.into_iter().take(most).filter_map(|tag| tag.parse().ok()).collect()
}
