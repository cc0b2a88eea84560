//! A violation: a fault of an instrument document, with its place and its rule.

use serde::Serialize;

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
    /// A text with more characters than its kind may have.
    LongText = "long_text",
    /// Two options of a list with the same label, as a reader sees it.
    DuplicateLabel = "duplicate_label",
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
    /// A question in other words than its predecessor, without a declared lineage.
    UndeclaredChange = "undeclared_change",
    /// A code that an earlier version used for another question.
    ReusedCode = "reused_code",
    /// A code that an earlier version has retired.
    RetiredCode = "retired_code",
    /// A change to a published version.
    PublishedVersion = "published_version",
    /// An earlier version of another instrument.
    OtherInstrument = "other_instrument",
}
