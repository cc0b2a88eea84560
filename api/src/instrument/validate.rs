//! Validation of a document: every violation at once, each with its path and a sentence.
//!
//! An author corrects a document of 207 questions in one pass, so validation does not stop at the
//! first violation. A document without violations can be published, rendered and looked up without
//! further checks. The other files of this folder rely on it.

mod conditions;
mod history;
mod questions;
mod words;

use super::{document::Document, texts::texts};
use entity::vocabulary::{InstrumentKey, PartCode, SectionCode};
use serde::Serialize;
use std::collections::HashSet;

/// One violation of the rules by a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The path, such as `parts/N/sections/N.a/questions/N.a.3/condition`. Line and column if the
    /// document can't be read.
    pub path: String,
    /// The violated rule.
    pub rule: Rule,
    /// The violation, in a sentence.
    pub sentence: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.sentence, self.rule.as_str())
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// Rule that a document can violate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }
        impl Rule {
            /// Every rule, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Returns the rule as a word.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
        }
    };
}

rules! {
    /// The document can't be read at all.
    Unreadable = "unreadable",
    /// A code, id, key or version is not well formed.
    BadCode = "bad_code",
    /// A part, section, set or document without content.
    Empty = "empty",
    /// The instrument would make something mandatory.
    Mandatory = "mandatory",
    /// A code that occurs twice.
    DuplicateCode = "duplicate_code",
    /// A code that does not begin with its part's or section's code.
    MisplacedCode = "misplaced_code",
    /// A text that is empty or blank.
    EmptyText = "empty_text",
    /// A text with control or bidirectional-override characters.
    UnsafeText = "unsafe_text",
    /// An option set that does not exist.
    UnknownOptionSet = "unknown_option_set",
    /// Both an option set and own options.
    TwoOptionSources = "two_option_sources",
    /// A choice without options.
    MissingOptions = "missing_options",
    /// Options on a question or field that is not a choice.
    UnexpectedOptions = "unexpected_options",
    /// An option that occurs twice.
    DuplicateOption = "duplicate_option",
    /// An exclusive option that no question and no set has.
    UnknownExclusiveOption = "unknown_exclusive_option",
    /// A reference that does not exist.
    UnknownReference = "unknown_reference",
    /// Feeding a question that does not exist or is not a record list.
    UnknownFeed = "unknown_feed",
    /// Bounds on a kind without bounds, or a `max` below the `min`.
    BadBounds = "bad_bounds",
    /// A record list without fields, or fields on another kind.
    BadFields = "bad_fields",
    /// A field that occurs twice.
    DuplicateField = "duplicate_field",
    /// An act of consent that does not exist.
    UnknownConsent = "unknown_consent",
    /// Consent on a question that is not a single choice.
    MisplacedConsent = "misplaced_consent",
    /// A condition on a question that does not exist.
    UnknownQuestion = "unknown_question",
    /// A condition on the question itself.
    SelfCondition = "self_condition",
    /// A condition on a later question.
    LaterQuestion = "later_question",
    /// A condition on an option that the question does not have.
    UnknownOption = "unknown_option",
    /// A condition with options on a question that has none, or with the wrong operator.
    WrongOperator = "wrong_operator",
    /// A condition that is nested too deeply, or that can never hold or never fail.
    BadCondition = "bad_condition",
    /// A language tag that names no language, or the document's own.
    UnknownLanguage = "unknown_language",
    /// A translation of a text that does not exist.
    UnknownText = "unknown_text",
    /// A lineage that is inconsistent with the previous version.
    BadLineage = "bad_lineage",
    /// A code that an earlier version used for another question.
    ReusedCode = "reused_code",
    /// A code that an earlier version has retired.
    RetiredCode = "retired_code",
    /// A change to a published version.
    PublishedVersion = "published_version",
    /// An earlier version of another instrument.
    OtherInstrument = "other_instrument",
}

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
    if version.is_empty() || version.len() > 32 || !version.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b)) {
        found.add("version", Rule::BadCode, "A version has 1 to 32 letters, digits, dots or hyphens, such as 2026.1.");
    }
    if document.rules.mandatory_questions {
        found.add("rules/mandatory_questions", Rule::Mandatory, "Nothing in an instrument is mandatory.");
    }
    if !document.rules.unanswered_is_not_no {
        found.add("rules/unanswered_is_not_no", Rule::Mandatory, "An unanswered question is never counted as a no.");
    }
    if document.rules.interval_months.len() > 2 || !document.rules.interval_months.is_sorted() {
        found.add("rules/interval_months", Rule::BadBounds, "The interval is the least and the most months, in this order.");
    }
    for id in document.references.keys() {
        if id.is_empty() || id.len() > 60 || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
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
            found.add(&at, Rule::BadCode, format!("`{}` is a word of translation keys and can't be a part.", part.code));
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
        found.add(at, Rule::MisplacedCode, format!("The code {code} is in {outer} and does not begin with `{outer}.`."));
    }
}

fn cited(document: &Document, refs: &[String], at: &str, found: &mut Findings) {
    for id in refs.iter().filter(|id| !document.references.contains_key(*id)) {
        found.add(format!("{at}/refs"), Rule::UnknownReference, format!("There is no reference `{id}`."));
    }
}

#[cfg(test)]
mod tests;
