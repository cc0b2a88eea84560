//! Checks that a value fits its question. An impossible value is refused. All else is for the State
//! to decide.

use crate::{
    error::{Code, Error, Result, at},
    instrument::{Asked, Catalogue, Column, FieldKind},
    submission::working_copy::{
        address::address,
        read::each,
        value::{Agency, Document, FieldValue, Link, Number, Options, Text, Value},
    },
    text::{SHORT, is_visible, paragraphs, single_line},
};
use ::entity::vocabulary::{OptionCode, QuestionCode};
use chrono::{Datelike as _, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of entries in a list, if the question sets none.
const ENTRIES: usize = 100;
/// Years in which a date may be. Laws of the 19th century are in force.
const YEARS: std::ops::RangeInclusive<i32> = 1600..=2200;
/// Sizes of a number other than 0. Canonical JSON writes them without an exponent.
const SIZES: std::ops::RangeInclusive<f64> = 1e-6..=1e15;

/// Checks a value and returns it in its normal form.
///
/// # Errors
/// Fails with `BAD_INPUT`, `UNKNOWN_OPTION`, `UNKNOWN_QUESTION`, `BAD_TEXT` or `TOO_LONG`, and a
/// sentence that says what is wrong, and where.
pub fn check(asked: &Asked, value: Value, catalogue: &Catalogue) -> Result<Value> {
    if value.kind() != asked.kind {
        return bad(format!(
            "The kind of question {} is {}, and the kind of the value is {}.",
            asked.code,
            asked.kind,
            value.kind()
        ));
    }
    Ok(match value {
        Value::SingleChoice(mut one) => {
            let options = std::slice::from_ref(&one.option);
            one.other = Choices::from(asked).check(options, one.other)?;
            Value::SingleChoice(one)
        }
        Value::MultiChoice(many) => {
            let mut many = several(asked, many)?;
            let place = |code: &OptionCode| asked.options.iter().position(|option| option == code);
            many.options.sort_by_key(place);
            Value::MultiChoice(many)
        }
        Value::RankedChoice(many) => Value::RankedChoice(several(asked, many)?),
        Value::ShortText(text) | Value::LongText(text) if !is_visible(&text.text) => {
            return bad("The text is empty: use UNANSWERED instead.");
        }
        Value::ShortText(text) => Value::ShortText(short(text)?),
        Value::LongText(text) => Value::LongText(long(text)?),
        Value::Date(day) => {
            within_reason(day.date)?;
            Value::Date(day)
        }
        Value::DateRange(days) => {
            at("`from`", within_reason(days.from))?;
            at("`to`", within_reason(days.to))?;
            if days.to < days.from {
                return bad("The last day is before the first.");
            }
            Value::DateRange(days)
        }
        Value::Number(written) => {
            Value::Number(number(written, asked.whole, asked.min, asked.max)?)
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
            list.documents = entries(asked, list.documents, document)?;
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

fn entries<T>(asked: &Asked, list: Vec<T>, one: impl Fn(T) -> Result<T>) -> Result<Vec<T>> {
    let most = asked.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(ENTRIES);
    if list.is_empty() {
        return bad("The list is empty: use UNANSWERED instead.");
    }
    if list.len() > most {
        return bad(format!("Question {} takes at most {most} entries.", asked.code));
    }
    each(list, one)
}

fn several(asked: &Asked, many: Options) -> Result<Options> {
    if many.options.is_empty() {
        return bad("No option is chosen: use UNANSWERED instead.");
    }
    if let Some(max) =
        asked.max.filter(|max| i64::try_from(many.options.len()).is_ok_and(|chosen| chosen > *max))
    {
        return bad(format!("Question {} takes at most {max} options.", asked.code));
    }
    let other = Choices::from(asked).check(&many.options, many.other)?;
    Ok(Options { options: many.options, other })
}

/// Options of a question or of a record's field.
struct Choices<'c> {
    options: &'c [OptionCode],
    exclusive: &'c [OptionCode],
    other_requires_text: bool,
}

impl<'c> From<&'c Asked> for Choices<'c> {
    fn from(asked: &'c Asked) -> Self {
        let Asked { options, exclusive, other_requires_text, .. } = asked;
        Self { options, exclusive, other_requires_text: *other_requires_text }
    }
}

impl<'c> From<&'c Column> for Choices<'c> {
    fn from(column: &'c Column) -> Self {
        let Column { options, exclusive, other_requires_text, .. } = column;
        Self { options, exclusive, other_requires_text: *other_requires_text }
    }
}

impl Choices<'_> {
    /// Checks the chosen options, and returns the meaning of `other`.
    fn check(&self, chosen: &[OptionCode], other: Option<String>) -> Result<Option<String>> {
        if let Some(unknown) = chosen.iter().find(|option| !self.options.contains(option)) {
            return Err(Error::says(Code::UnknownOption, format!("There is no option {unknown}.")));
        }
        if chosen.iter().collect::<BTreeSet<_>>().len() < chosen.len() {
            return bad("An option is chosen twice.");
        }
        if let Some(alone) = chosen.iter().find(|option| self.exclusive.contains(option))
            && chosen.len() > 1
        {
            return bad(format!("The option {alone} excludes all others."));
        }
        let has_other = chosen.iter().any(|option| option.as_str() == "other");
        match (has_other, optional("`other`", other, line)?) {
            (true, None) if self.other_requires_text => {
                bad("`other` is chosen: describe it in a few words.")
            }
            (false, Some(_)) => bad("Only the option `other` takes a text."),
            (_, other) => Ok(other),
        }
    }
}

fn line(text: &str) -> Result<String> {
    single_line(text, SHORT)
}

fn short(mut text: Text) -> Result<Text> {
    text.text = line(&text.text)?;
    Ok(text)
}

fn long(mut text: Text) -> Result<Text> {
    text.text = paragraphs(&text.text)?;
    Ok(text)
}

/// Reads an optional text. A text without anything to see is none.
fn optional(
    name: &str,
    text: Option<String>,
    read: impl Fn(&str) -> Result<String>,
) -> Result<Option<String>> {
    at(name, text.filter(|text| is_visible(text)).map(|text| read(&text)).transpose())
}

fn within_reason(date: NaiveDate) -> Result<()> {
    if YEARS.contains(&date.year()) {
        Ok(())
    } else {
        bad(format!("A date is between the years {} and {}.", YEARS.start(), YEARS.end()))
    }
}

fn number(written: Number, whole: bool, min: Option<i64>, max: Option<i64>) -> Result<Number> {
    // Adding 0 turns -0 into 0, which is the same number.
    let number = written.number + 0.0;
    if whole && number.fract() != 0.0 {
        return bad("The number must be whole.");
    }
    if number != 0.0 && !SIZES.contains(&number.abs()) {
        return bad("A number is 0, or has a size from 0.000001 to 10^15.");
    }
    #[expect(clippy::cast_precision_loss, reason = "bounds of a survey are small")]
    let (below, above) =
        (min.is_some_and(|min| number < min as f64), max.is_some_and(|max| number > max as f64));
    match (min, max) {
        _ if !below && !above => Ok(Number { number }),
        (Some(min), Some(max)) => bad(format!("The number must be from {min} to {max}.")),
        (Some(min), None) => bad(format!("The number must be at least {min}.")),
        (None, max) => bad(format!("The number must be at most {}.", max.unwrap_or_default())),
    }
}

fn body(mut agency: Agency) -> Result<Agency> {
    agency.name = at("`name`", line(&agency.name))?;
    agency.url = optional("`url`", agency.url, address)?;
    Ok(agency)
}

fn link(mut link: Link) -> Result<Link> {
    link.url = at("`url`", address(&link.url))?;
    link.title = optional("`title`", link.title, line)?;
    Ok(link)
}

fn document(mut document: Document) -> Result<Document> {
    document.title = at("`title`", line(&document.title))?;
    document.url = optional("`url`", document.url, address)?;
    at("`date`", document.date.map(within_reason).transpose())?;
    Ok(document)
}

fn record(
    asked: &Asked,
    fields: BTreeMap<String, FieldValue>,
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, FieldValue>> {
    let mut record = BTreeMap::new();
    for (id, value) in fields {
        let Some(column) = asked.fields.iter().find(|column| column.id == id) else {
            return bad(format!("Question {} has no field {id}.", asked.code));
        };
        if !(column.optional && is_blank(&value)) {
            let value = at(format!("`{id}`"), field(column, value, catalogue))?;
            record.insert(id, value);
        }
    }
    if record.is_empty() { bad("A record has at least one field.") } else { Ok(record) }
}

/// Returns true for a value without anything to see in its texts. Forms send it for a field that
/// nobody has filled in.
fn is_blank(value: &FieldValue) -> bool {
    let nothing = |text: &Option<String>| !text.as_deref().is_some_and(is_visible);
    match value {
        FieldValue::Text(text) => !is_visible(&text.text),
        FieldValue::Url(link) => !is_visible(&link.url) && nothing(&link.title),
        FieldValue::Agency(agency) => !is_visible(&agency.name) && nothing(&agency.url),
        _ => false,
    }
}

fn field(column: &Column, value: FieldValue, catalogue: &Catalogue) -> Result<FieldValue> {
    let within = |count: usize, most: usize| match count {
        0 => bad("The list is empty: leave the field out instead."),
        _ if count > most && most == 1 => bad("The field takes exactly one."),
        _ if count > most => bad(format!("The field takes at most {most} entries.")),
        _ => Ok(()),
    };
    Ok(match (column.kind, value) {
        (FieldKind::ShortText, FieldValue::Text(text)) => FieldValue::Text(short(text)?),
        (FieldKind::LongText, FieldValue::Text(text)) => FieldValue::Text(long(text)?),
        (FieldKind::Date, FieldValue::Date(day)) => {
            within_reason(day.date)?;
            FieldValue::Date(day)
        }
        (FieldKind::Number, FieldValue::Number(written)) => {
            FieldValue::Number(number(written, column.whole, column.min, column.max)?)
        }
        (FieldKind::Url, FieldValue::Url(address)) => FieldValue::Url(link(address)?),
        (FieldKind::Language, FieldValue::Languages(list)) => {
            within(list.languages.len(), 1)?;
            FieldValue::Languages(list)
        }
        (FieldKind::LanguageList, FieldValue::Languages(list)) => {
            within(list.languages.len(), ENTRIES)?;
            FieldValue::Languages(list)
        }
        (FieldKind::Agency, FieldValue::Agency(agency)) => FieldValue::Agency(body(agency)?),
        (
            kind @ (FieldKind::SingleChoice | FieldKind::MultiChoice),
            FieldValue::Options(mut many),
        ) => {
            let most = if kind == FieldKind::SingleChoice { 1 } else { usize::MAX };
            within(many.options.len(), most)?;
            many.other = Choices::from(column).check(&many.options, many.other)?;
            FieldValue::Options(many)
        }
        (FieldKind::QuestionCodes, FieldValue::Questions(list)) => {
            within(list.questions.len(), ENTRIES)?;
            let is_unknown = |code: &&QuestionCode| catalogue.get(code.as_str()).is_none();
            if let Some(unknown) = list.questions.iter().find(is_unknown) {
                return Err(Error::says(
                    Code::UnknownQuestion,
                    format!("There is no question {unknown}."),
                ));
            }
            FieldValue::Questions(list)
        }
        _ => return bad("The field takes another kind of value."),
    })
}
