//! Checks that a value fits its question. An impossible value is refused. All else is for the State
//! to decide.

use crate::{
    error::{Code, Error, Result},
    instrument::{Asked, Catalogue, Column, FieldKind},
    submission::working_copy::{
        text::{address, line, paragraphs},
        value::{Agency, FieldValue, Link, Options, Value},
    },
};
use ::entity::vocabulary::OptionCode;
use chrono::{Datelike as _, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of entries in a list, if the question sets none.
const ENTRIES: usize = 100;

/// Checks a value and returns it in its normal form.
///
/// # Errors
/// Fails with `BAD_INPUT`, `UNKNOWN_OPTION`, `UNKNOWN_QUESTION`, `BAD_TEXT` or `TOO_LONG`, and a
/// sentence that says what is wrong.
pub fn check(asked: &Asked, value: Value, catalogue: &Catalogue) -> Result<Value> {
    if value.kind() != asked.kind {
        return bad(format!(
            "Question {} takes a {}, and this is a {}.",
            asked.code,
            asked.kind,
            value.kind()
        ));
    }
    Ok(match value {
        Value::SingleChoice(mut one) => {
            one.other = choose(asked, std::slice::from_ref(&one.option), one.other)?;
            Value::SingleChoice(one)
        }
        Value::MultiChoice(many) => {
            let mut many = several(asked, many)?;
            let place = |code: &OptionCode| asked.options.iter().position(|option| option == code);
            many.options.sort_by_key(place);
            Value::MultiChoice(many)
        }
        Value::RankedChoice(many) => Value::RankedChoice(several(asked, many)?),
        Value::ShortText(mut text) => {
            text.text = line(&text.text)?;
            Value::ShortText(text)
        }
        Value::LongText(mut text) => {
            text.text = paragraphs(&text.text)?;
            Value::LongText(text)
        }
        Value::Date(day) => {
            within_reason(day.date)?;
            Value::Date(day)
        }
        Value::DateRange(days) => {
            within_reason(days.from)?;
            within_reason(days.to)?;
            if days.to < days.from {
                return bad("The last day is before the first.");
            }
            Value::DateRange(days)
        }
        Value::Number(number) => {
            bounds(asked, number.number)?;
            Value::Number(number)
        }
        Value::Agency(agency) => Value::Agency(body(agency)?),
        Value::AgencyList(mut list) => {
            list.agencies = entries(asked, list.agencies, body)?;
            Value::AgencyList(list)
        }
        Value::UrlList(mut list) => {
            list.links = entries(asked, list.links, link)?;
            Value::UrlList(list)
        }
        Value::DocumentList(mut list) => {
            list.documents = entries(asked, list.documents, |mut document| {
                document.title = line(&document.title)?;
                document.url = document.url.as_deref().map(address).transpose()?;
                document.date.map(within_reason).transpose()?;
                Ok(document)
            })?;
            Value::DocumentList(list)
        }
        Value::RecordList(mut list) => {
            list.records = entries(asked, list.records, |fields| record(asked, fields, catalogue))?;
            Value::RecordList(list)
        }
    })
}

fn bad<T>(sentence: impl Into<String>) -> Result<T> {
    Err(Error::says(Code::BadInput, sentence.into()))
}

fn entries<T>(asked: &Asked, list: Vec<T>, each: impl Fn(T) -> Result<T>) -> Result<Vec<T>> {
    let most = asked.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(ENTRIES);
    if list.is_empty() {
        return bad("The list is empty: use UNANSWERED instead.");
    }
    if list.len() > most {
        return bad(format!("Question {} takes at most {most} entries.", asked.code));
    }
    list.into_iter().map(each).collect()
}

fn several(asked: &Asked, many: Options) -> Result<Options> {
    if many.options.is_empty() {
        return bad("No option is chosen: use UNANSWERED instead.");
    }
    let different: BTreeSet<_> = many.options.iter().collect();
    if different.len() < many.options.len() {
        return bad("An option is chosen twice.");
    }
    if let Some(max) =
        asked.max.filter(|max| i64::try_from(many.options.len()).is_ok_and(|chosen| chosen > *max))
    {
        return bad(format!("Question {} takes at most {max} options.", asked.code));
    }
    let other = choose(asked, &many.options, many.other)?;
    Ok(Options { options: many.options, other })
}

/// Checks the chosen options against a question, and returns the meaning of `other`.
fn choose(asked: &Asked, chosen: &[OptionCode], other: Option<String>) -> Result<Option<String>> {
    known(&asked.options, &asked.exclusive, chosen)?;
    let has_other = chosen.iter().any(|option| option.as_str() == "other");
    match (has_other, other) {
        (true, None) if asked.other_requires_text => {
            bad("`other` is chosen: describe it in a few words.")
        }
        (false, Some(_)) => bad("Only the option `other` takes a text."),
        (_, other) => other.as_deref().map(line).transpose(),
    }
}

fn known(options: &[OptionCode], exclusive: &[OptionCode], chosen: &[OptionCode]) -> Result<()> {
    if let Some(unknown) = chosen.iter().find(|option| !options.contains(option)) {
        return Err(Error::says(Code::UnknownOption, format!("There is no option {unknown}.")));
    }
    match chosen.iter().find(|option| exclusive.contains(option)) {
        Some(alone) if chosen.len() > 1 => bad(format!("The option {alone} excludes all others.")),
        _ => Ok(()),
    }
}

fn within_reason(date: NaiveDate) -> Result<()> {
    if (1900..=2200).contains(&date.year()) {
        Ok(())
    } else {
        bad("A date is between the years 1900 and 2200.")
    }
}

fn bounds(asked: &Asked, number: f64) -> Result<()> {
    #[expect(clippy::cast_precision_loss, reason = "bounds of a survey are small")]
    let within = asked.min.is_none_or(|min| number >= min as f64)
        && asked.max.is_none_or(|max| number <= max as f64);
    if !number.is_finite() || number.abs() > 1e15 {
        return bad("A number is finite and at most 10^15.");
    }
    if within {
        return Ok(());
    }
    let said =
        |bound: Option<i64>| bound.map_or_else(|| "any".to_owned(), |bound| bound.to_string());
    bad(format!(
        "Question {} takes a number from {} to {}.",
        asked.code,
        said(asked.min),
        said(asked.max)
    ))
}

fn body(mut agency: Agency) -> Result<Agency> {
    agency.name = line(&agency.name)?;
    agency.url = agency.url.as_deref().map(address).transpose()?;
    Ok(agency)
}

fn link(mut link: Link) -> Result<Link> {
    link.url = address(&link.url)?;
    link.title = link.title.as_deref().map(line).transpose()?;
    Ok(link)
}

fn record(
    asked: &Asked,
    fields: BTreeMap<String, FieldValue>,
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, FieldValue>> {
    if fields.is_empty() {
        return bad("A record has at least one field.");
    }
    fields
        .into_iter()
        .map(|(id, value)| match asked.fields.iter().find(|column| column.id == id) {
            None => bad(format!("Question {} has no field {id}.", asked.code)),
            Some(column) => Ok((id, field(column, value, catalogue)?)),
        })
        .collect()
}

fn field(column: &Column, value: FieldValue, catalogue: &Catalogue) -> Result<FieldValue> {
    let one = |count: usize| {
        if count == 1 { Ok(()) } else { bad(format!("The field {} takes exactly one.", column.id)) }
    };
    Ok(match (column.kind, value) {
        (FieldKind::ShortText, FieldValue::Text(mut text)) => {
            text.text = line(&text.text)?;
            FieldValue::Text(text)
        }
        (FieldKind::LongText, FieldValue::Text(mut text)) => {
            text.text = paragraphs(&text.text)?;
            FieldValue::Text(text)
        }
        (FieldKind::Date, FieldValue::Date(day)) => {
            within_reason(day.date)?;
            FieldValue::Date(day)
        }
        (FieldKind::Number, FieldValue::Number(number))
            if number.number.is_finite() && number.number.abs() <= 1e15 =>
        {
            FieldValue::Number(number)
        }
        (FieldKind::Url, FieldValue::Url(address)) => FieldValue::Url(link(address)?),
        (FieldKind::Language, FieldValue::Languages(list)) => {
            one(list.languages.len())?;
            FieldValue::Languages(list)
        }
        (FieldKind::LanguageList, FieldValue::Languages(list))
            if (1..=ENTRIES).contains(&list.languages.len()) =>
        {
            FieldValue::Languages(list)
        }
        (FieldKind::Agency, FieldValue::Agency(agency)) => FieldValue::Agency(body(agency)?),
        (
            kind @ (FieldKind::SingleChoice | FieldKind::MultiChoice),
            FieldValue::Options(mut many),
        ) => {
            if kind == FieldKind::SingleChoice {
                one(many.options.len())?;
            }
            if many.options.is_empty()
                || many.options.iter().collect::<BTreeSet<_>>().len() < many.options.len()
            {
                return bad(format!(
                    "The field {} takes at least one option, and each only once.",
                    column.id
                ));
            }
            known(&column.options, &column.exclusive, &many.options)?;
            many.other = many.other.as_deref().map(line).transpose()?;
            FieldValue::Options(many)
        }
        (FieldKind::QuestionCodes, FieldValue::Questions(list))
            if (1..=ENTRIES).contains(&list.questions.len()) =>
        {
            if let Some(unknown) =
                list.questions.iter().find(|code| catalogue.get(code.as_str()).is_none())
            {
                return Err(Error::says(
                    Code::UnknownQuestion,
                    format!("There is no question {unknown}."),
                ));
            }
            FieldValue::Questions(list)
        }
        _ => return bad(format!("The field {} takes another kind of value.", column.id)),
    })
}
