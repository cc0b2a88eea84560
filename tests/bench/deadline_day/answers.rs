//! Valid answers to the instrument, one for every kind of question.

use entity::vocabulary::{Disposition, OptionCode, QuestionKind};
use national_survey::{
    instrument::{Asked, Catalogue, Column, FieldKind},
    submission::{
        Edit,
        working_copy::value::{
            Agencies, Agency, Day, Days, Document, Documents, FieldValue, Languages, Link, Links,
            Number, OneOption, Options, Questions, Records, Text, Value,
        },
    },
};
use std::collections::BTreeMap;

/// A paragraph of ordinary length.
pub const PARAGRAPH: &str = "The national policy was adopted after consultation with ministries, operators of critical \
                             infrastructure and civil society; it is reviewed every two years, and its figures are published.";

/// Returns first answers to every question, chosen by `seed`.
pub fn all(catalogue: &Catalogue, seed: usize) -> Vec<Edit> {
    let edit = |(place, asked): (usize, &Asked)| Edit {
        question: asked.code.to_string(),
        based_on: 0,
        disposition: Disposition::Answered,
        value: Some(value(asked, seed.wrapping_mul(31) + place)),
    };
    catalogue.answerable().enumerate().map(edit).collect()
}

/// Returns the options that need no further text.
pub fn plain_options(asked: &Asked) -> Vec<&OptionCode> {
    asked.options.iter().filter(|option| option.as_str() != "other").collect()
}

fn text(text: impl Into<String>) -> Text {
    Text { text: text.into(), language: None }
}

fn agency(number: usize) -> Agency {
    Agency {
        name: format!("National Agency {number}"),
        url: Some(format!("https://agency-{number}.example.org/")),
    }
}

fn link(number: usize) -> Link {
    Link {
        url: format!("https://example.org/policy/{number}"),
        title: Some(format!("Policy {number}")),
    }
}

fn day(number: usize) -> chrono::NaiveDate {
    let first = chrono::NaiveDate::from_ymd_opt(2018, 1, 1).unwrap();
    first + chrono::TimeDelta::days(i64::try_from(number % 2_500).unwrap())
}

/// Returns a value for a question, chosen by `number`.
pub fn value(asked: &Asked, number: usize) -> Value {
    let options = plain_options(asked);
    let one = || options[number % options.len()].clone();
    let several = || {
        let alone = one();
        let free = |option: &&OptionCode| !asked.exclusive.contains(option);
        let many = match asked.exclusive.contains(&alone) {
            true => vec![alone],
            false => options
                .iter()
                .copied()
                .filter(free)
                .skip(number % 2)
                .step_by(2)
                .take(3)
                .cloned()
                .collect(),
        };
        Options { options: if many.is_empty() { vec![one()] } else { many }, other: None }
    };
    match asked.kind {
        QuestionKind::SingleChoice => Value::SingleChoice(OneOption { option: one(), other: None }),
        QuestionKind::MultiChoice => Value::MultiChoice(several()),
        QuestionKind::RankedChoice => Value::RankedChoice(several()),
        QuestionKind::ShortText => {
            Value::ShortText(text(format!("Decree No. {number} of the Government")))
        }
        QuestionKind::LongText => Value::LongText(text(format!("{PARAGRAPH} ({number})"))),
        QuestionKind::Date => Value::Date(Day { date: day(number) }),
        QuestionKind::DateRange => Value::DateRange(Days {
            from: day(number),
            to: day(number) + chrono::TimeDelta::days(90),
        }),
        QuestionKind::Number => Value::Number(Number { number: asked.min.unwrap_or(1) as f64 }),
        QuestionKind::Agency => Value::Agency(agency(number)),
        QuestionKind::AgencyList => Value::AgencyList(Agencies { agencies: vec![agency(number)] }),
        QuestionKind::UrlList => Value::UrlList(Links { links: vec![link(number)] }),
        QuestionKind::DocumentList => {
            let document = Document {
                title: format!("Strategy {number}"),
                url: None,
                language: None,
                date: Some(day(number)),
            };
            Value::DocumentList(Documents { documents: vec![document] })
        }
        QuestionKind::RecordList => {
            let record = |entry: usize| -> BTreeMap<_, _> {
                asked
                    .fields
                    .iter()
                    .map(|column| (column.id.clone(), field(asked, column, number + entry)))
                    .collect()
            };
            Value::RecordList(Records { records: vec![record(0), record(1)] })
        }
    }
}

fn field(asked: &Asked, column: &Column, number: usize) -> FieldValue {
    let option = || column.options[number % column.options.len()].clone();
    match column.kind {
        FieldKind::ShortText => FieldValue::Text(text(format!("Project {number}"))),
        FieldKind::LongText => FieldValue::Text(text(PARAGRAPH)),
        FieldKind::Date => FieldValue::Date(Day { date: day(number) }),
        FieldKind::Number => FieldValue::Number(Number { number: 3.0 }),
        FieldKind::Url => FieldValue::Url(link(number)),
        FieldKind::Language | FieldKind::LanguageList => {
            FieldValue::Languages(Languages { languages: vec!["fr".parse().unwrap()] })
        }
        FieldKind::Agency => FieldValue::Agency(agency(number)),
        FieldKind::SingleChoice | FieldKind::MultiChoice => {
            FieldValue::Options(Options { options: vec![option()], other: None })
        }
        FieldKind::QuestionCodes => {
            FieldValue::Questions(Questions { questions: vec![asked.code.clone()] })
        }
    }
}
