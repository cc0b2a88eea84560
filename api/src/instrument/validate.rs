//! Validation of a document: every violation at once, each with its path and a sentence.
//!
//! An author corrects a document of 207 questions in one pass, so validation does not stop at the
//! first violation. A document without violations can be published, rendered and looked up without
//! further checks. The other files of this folder rely on it.

mod conditions;
mod history;
mod questions;
pub mod violation;
mod words;

use crate::instrument::{
    Rule, Violation,
    document::{Document, texts::texts},
};
use entity::vocabulary::{InstrumentKey, PartCode, SectionCode};
use std::collections::HashSet;

/// The violations found so far.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, path: impl Into<String>, rule: Rule, sentence: impl Into<String>) {
        self.0.push(Violation { path: path.into(), rule, sentence: sentence.into() });
    }
}

/// Returns every violation of the document, by itself and against the published versions of the
/// same instrument (oldest first).
///
/// If there is none, the document may be published.
#[must_use]
pub fn validate(document: &Document, published: &[Document]) -> Vec<Violation> {
    let mut found = Findings::default();
    head(document, &mut found);
    tree(document, &mut found);
    words::check(document, &texts(document), &mut found);
    questions::check(document, &mut found);
    conditions::check(document, &mut found);
    history::check(document, published, &mut found);
    found.0
}

fn head(document: &Document, found: &mut Findings) {
    if let Err(bad) = document.key.parse::<InstrumentKey>() {
        found.add("key", Rule::BadCode, format!("`{}` is {bad}.", document.key));
    }
    let version = &document.version;
    if version.is_empty()
        || version.len() > 32
        || !version.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b))
    {
        found.add(
            "version",
            Rule::BadCode,
            "A version has 1 to 32 letters, digits, dots or hyphens, such as 2026.1.",
        );
    }
    if document.rules.mandatory_questions {
        found.add(
            "rules/mandatory_questions",
            Rule::Mandatory,
            "Nothing in an instrument is mandatory.",
        );
    }
    if !document.rules.unanswered_is_not_no {
        found.add(
            "rules/unanswered_is_not_no",
            Rule::Mandatory,
            "An unanswered question is never counted as a no.",
        );
    }
    if document.rules.interval_months.len() > 2 || !document.rules.interval_months.is_sorted() {
        found.add(
            "rules/interval_months",
            Rule::BadBounds,
            "The interval is the least and the most months, in this order.",
        );
    }
    for id in document.references.keys() {
        if id.is_empty()
            || id.len() > 60
            || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        {
            found.add(
                format!("references/{id}"),
                Rule::BadCode,
                format!("`{id}` is not an id of a reference: 1 to 60 letters, digits, hyphens, underscores or dots."),
            );
        }
    }
    if document.parts.is_empty() {
        found.add("parts", Rule::Empty, "An instrument has at least one part.");
    }
}

/// Checks the codes of parts, sections and questions: they are well formed, unique, and begin with
/// the code around them.
fn tree(document: &Document, found: &mut Findings) {
    let mut seen = HashSet::new();
    for part in &document.parts {
        let at = format!("parts/{}", part.code);
        if let Err(bad) = part.code.parse::<PartCode>() {
            found.add(&at, Rule::BadCode, format!("`{}` is {bad}.", part.code));
        } else if part.code == "set" || part.code == "title" {
            found.add(
                &at,
                Rule::BadCode,
                format!("`{}` is a word of translation keys and can't be a part.", part.code),
            );
        }
        once(&mut seen, &part.code, &at, found);
        cited(document, &part.refs, &at, found);
        if part.sections.is_empty() {
            found.add(&at, Rule::Empty, format!("Part {} has no section.", part.code));
        }
        for section in &part.sections {
            let at = format!("{at}/sections/{}", section.code);
            if let Err(bad) = section.code.parse::<SectionCode>() {
                found.add(&at, Rule::BadCode, format!("`{}` is {bad}.", section.code));
            }
            once(&mut seen, &section.code, &at, found);
            inside(&section.code, &part.code, &at, found);
            cited(document, &section.refs, &at, found);
            if section.questions.is_empty() {
                found.add(&at, Rule::Empty, format!("Section {} has no question.", section.code));
            }
            for question in &section.questions {
                let at = format!("{at}/questions/{}", question.code);
                once(&mut seen, &question.code, &at, found);
                inside(&question.code, &section.code, &at, found);
                cited(document, &question.refs, &at, found);
            }
        }
    }
}

fn once<'d>(seen: &mut HashSet<&'d str>, code: &'d str, at: &str, found: &mut Findings) {
    if !seen.insert(code) {
        found.add(at, Rule::DuplicateCode, format!("The code {code} occurs twice."));
    }
}

fn inside(code: &str, outer: &str, at: &str, found: &mut Findings) {
    if !code.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.')) {
        found.add(
            at,
            Rule::MisplacedCode,
            format!("The code {code} is in {outer} and does not begin with `{outer}.`."),
        );
    }
}

fn cited(document: &Document, refs: &[String], at: &str, found: &mut Findings) {
    for id in refs.iter().filter(|id| !document.references.contains_key(*id)) {
        found.add(
            format!("{at}/refs"),
            Rule::UnknownReference,
            format!("There is no reference `{id}`."),
        );
    }
}

#[cfg(test)]
mod tests;
