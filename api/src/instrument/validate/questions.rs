//! Validation of questions, one by one: a question has all properties of its kind and no others.

use crate::instrument::{
    catalogue::ConsentAct,
    document::{Choice, Document, Field, FieldKind, Question},
    validate::{Findings, violation::Rule},
};
use entity::vocabulary::{OptionCode, QuestionCode, QuestionKind};
use std::collections::HashSet;

pub(super) fn check(document: &Document, found: &mut Findings) {
    for (name, set) in &document.option_sets {
        let at = format!("option_sets/{name}");
        if name.parse::<OptionCode>().is_err() {
            found.add(
                &at,
                Rule::BadCode,
                format!("`{name}` is not a name of an option set: lower-case letters, digits, underscores."),
            );
        }
        if set.is_empty() {
            found.add(&at, Rule::Empty, format!("The option set {name} has no option."));
        }
        options(set, &at, found);
    }
    exclusive(document, found);
    for (part, section, question) in document.questions() {
        let at =
            format!("parts/{}/sections/{}/questions/{}", part.code, section.code, question.code);
        if let Err(bad) = question.code.parse::<QuestionCode>() {
            found.add(&at, Rule::BadCode, format!("`{}` is {bad}.", question.code));
        }
        choice(
            document,
            &at,
            is_choice(question.kind),
            question.options.as_deref(),
            question.option_set.as_deref(),
            found,
        );
        bounds(question, &at, found);
        fields(document, question, &at, found);
        consent(question, &at, found);
        feeds(document, question, &at, found);
    }
}

/// Returns true if questions of this kind have options.
pub(super) fn is_choice(kind: QuestionKind) -> bool {
    matches!(
        kind,
        QuestionKind::SingleChoice | QuestionKind::MultiChoice | QuestionKind::RankedChoice
    )
}

fn options(set: &[Choice], at: &str, found: &mut Findings) {
    let mut seen = HashSet::new();
    for Choice { id, .. } in set {
        if let Err(bad) = id.parse::<OptionCode>() {
            found.add(format!("{at}/{id}"), Rule::BadCode, format!("`{id}` is {bad}."));
        }
        if !seen.insert(id) {
            found.add(
                format!("{at}/{id}"),
                Rule::DuplicateOption,
                format!("The option {id} occurs twice."),
            );
        }
    }
}

fn exclusive(document: &Document, found: &mut Findings) {
    let sets = document.option_sets.values().flatten();
    let own = document.questions().flat_map(|(_, _, question)| question.options.iter().flatten());
    let known: HashSet<&str> = sets.chain(own).map(|choice| choice.id.as_str()).collect();
    let mut seen = HashSet::new();
    for id in &document.exclusive_options {
        let at = format!("exclusive_options/{id}");
        if !known.contains(id.as_str()) {
            found.add(
                &at,
                Rule::UnknownExclusiveOption,
                format!("No question and no set has the option `{id}`."),
            );
        }
        if !seen.insert(id) {
            found.add(&at, Rule::DuplicateOption, format!("The option {id} occurs twice."));
        }
    }
}

/// Checks the options of a question or a field: a choice has one source of options, any other kind
/// has none.
fn choice(
    document: &Document,
    at: &str,
    is_choice: bool,
    own: Option<&[Choice]>,
    set: Option<&str>,
    found: &mut Findings,
) {
    if let Some(name) = set.filter(|name| !document.option_sets.contains_key(*name)) {
        found.add(
            format!("{at}/option_set"),
            Rule::UnknownOptionSet,
            format!("There is no option set `{name}`."),
        );
    }
    if let Some(own) = own {
        options(own, &format!("{at}/options"), found);
    }
    match (is_choice, own, set) {
        (_, Some(_), Some(_)) => {
            found.add(at, Rule::TwoOptionSources, "Either `options` or `option_set`, not both.")
        }
        (true, None, None) | (true, Some([]), None) => {
            found.add(at, Rule::MissingOptions, "A choice has `options` or an `option_set`.")
        }
        (false, None, None) | (true, _, _) => {}
        (false, _, _) => found.add(at, Rule::UnexpectedOptions, "Only choices have options."),
    }
}

/// The greatest integer that canonical JSON (RFC 8785) writes exactly. A greater one would be
/// published as another number.
const EXACT: u64 = (1 << 53) - 1;

fn bounds(question: &Question, at: &str, found: &mut Findings) {
    use QuestionKind::{
        AgencyList, DocumentList, MultiChoice, Number, RankedChoice, RecordList, UrlList,
    };
    let number = question.kind == Number;
    let several = matches!(
        question.kind,
        RankedChoice | MultiChoice | AgencyList | UrlList | DocumentList | RecordList
    );
    if question.ordinal && question.kind != QuestionKind::SingleChoice {
        found.add(format!("{at}/ordinal"), Rule::BadBounds, "Only a single choice can be a scale.");
    }
    numbers(at, number, question.whole, question.min, question.max, found);
    match question.max {
        Some(_) if !number && !several => {
            found.add(
                format!("{at}/max"),
                Rule::BadBounds,
                "Only numbers, and kinds that take several values, have a `max`.",
            );
        }
        Some(max) if several && max < 1 => {
            found.add(format!("{at}/max"), Rule::BadBounds, "`max` is at least 1.")
        }
        _ => {}
    }
}

/// Checks what a question or a field says of its number.
fn numbers(
    at: &str,
    is_number: bool,
    whole: bool,
    min: Option<i64>,
    max: Option<i64>,
    found: &mut Findings,
) {
    for (name, is_there) in [("min", min.is_some()), ("whole", whole)] {
        if is_there && !is_number {
            let sentence = format!("Only numbers have `{name}`.");
            found.add(format!("{at}/{name}"), Rule::BadBounds, sentence);
        }
    }
    for (name, bound) in [("min", min), ("max", max)] {
        if bound.is_some_and(|bound| bound.unsigned_abs() > EXACT) {
            let sentence = format!(
                "`{name}` is beyond {EXACT}, the largest whole number that every reader of JSON keeps."
            );
            found.add(format!("{at}/{name}"), Rule::BadBounds, sentence);
        }
    }
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        found.add(format!("{at}/max"), Rule::BadBounds, "`max` is less than `min`.");
    }
}

fn fields(document: &Document, question: &Question, at: &str, found: &mut Findings) {
    let at = format!("{at}/fields");
    let fields = question.fields.as_deref();
    match (question.kind == QuestionKind::RecordList, fields) {
        (true, None | Some([])) => {
            found.add(&at, Rule::BadFields, "A record list has at least one field.")
        }
        (false, Some(_)) => found.add(&at, Rule::BadFields, "Only record lists have fields."),
        _ => {}
    }
    let mut seen = HashSet::new();
    for Field { id, kind, option_set, options, whole, min, max, .. } in fields.unwrap_or_default() {
        let at = format!("{at}/{id}");
        if id.parse::<OptionCode>().is_err() {
            found.add(
                &at,
                Rule::BadCode,
                format!("`{id}` is not an id of a field: lower-case letters, digits, underscores."),
            );
        }
        if !seen.insert(id) {
            found.add(&at, Rule::DuplicateField, format!("The field {id} occurs twice."));
        }
        choice(document, &at, kind.is_choice(), options.as_deref(), option_set.as_deref(), found);
        let is_number = *kind == FieldKind::Number;
        numbers(&at, is_number, *whole, *min, *max, found);
        if max.is_some() && !is_number {
            found.add(
                format!("{at}/max"),
                Rule::BadBounds,
                "Only fields with a number have `max`.",
            );
        }
    }
}

fn consent(question: &Question, at: &str, found: &mut Findings) {
    let Some(act) = &question.consent else { return };
    let at = format!("{at}/consent");
    if ConsentAct::from_word(act).is_none() {
        let known = ConsentAct::ALL.map(ConsentAct::as_str).join(", ");
        found.add(&at, Rule::UnknownConsent, format!("`{act}` is not an act of consent: {known}."));
    }
    if question.kind != QuestionKind::SingleChoice {
        found.add(&at, Rule::MisplacedConsent, "Consent is asked as a single choice.");
    }
}

fn feeds(document: &Document, question: &Question, at: &str, found: &mut Findings) {
    let Some(code) = &question.feeds else { return };
    let fed = document
        .questions()
        .find(|(_, _, other)| other.code == *code)
        .map(|(_, _, other)| other.kind);
    let sentence = match fed {
        None => format!("There is no question {code} to feed."),
        Some(QuestionKind::RecordList) if *code != question.code => return,
        Some(_) => format!("{code} is not another question with records to feed."),
    };
    found.add(format!("{at}/feeds"), Rule::UnknownFeed, sentence);
}
