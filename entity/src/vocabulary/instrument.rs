//! Words for instruments, their versions and questions, and the cycles that ask them.

use super::form::{closed, code, dotted, slug};

code! {
    /// The key of an instrument, such as `national-survey`.
    InstrumentKey, "1 to 60 lower-case letters, digits, and hyphens between them", |t| slug(t, 60, b'-')
}
code! {
    /// The key of a cycle, such as `2026`.
    CycleKey, "1 to 60 lower-case letters, digits, and hyphens between them", |t| slug(t, 60, b'-')
}
code! {
    /// Code of a part of an instrument, such as `N`.
    PartCode, "letters or digits, such as N", |t| dotted(t, 1..=1)
}
code! {
    /// Code of a section of an instrument, such as `N.a`.
    SectionCode, "part and section with a dot, such as N.a", |t| dotted(t, 2..=2)
}
code! {
    /// Code of a question of an instrument, such as `N.a.1`. A code is never reused for another
    /// question.
    QuestionCode, "part, section and number with dots, such as N.a.1", |t| dotted(t, 3..=3)
}
code! {
    /// Code of an option of a question, such as `in_place`.
    OptionCode, "1 to 40 lower-case letters, digits, and underscores between them", |t| slug(t, 40, b'_')
}

impl QuestionCode {
    /// The part that holds the question: `N` of `N.a.1`.
    #[must_use]
    pub fn part(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
    /// The section that holds the question: `N.a` of `N.a.1`.
    #[must_use]
    pub fn section(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(section, _)| section)
    }
    /// Returns true if `code` is this question's code, or the code of its part or section.
    #[must_use]
    pub fn is_within(&self, code: &str) -> bool {
        self.part() == code || self.section() == code || self.as_str() == code
    }
}

closed! {
    /// Stage of an instrument version.
    VersionStatus {
        /// The version is being written and may change.
        Draft = "draft",
        /// The version is frozen: it has a content hash and is never edited.
        Published = "published",
        /// The version is frozen, and new cycles can no longer use it.
        Retired = "retired",
    }
}
closed! {
    /// Purpose of an instrument.
    InstrumentKind {
        /// The National Survey of Implementation.
        Survey = "survey",
        /// A call for views of Member States.
        CallForViews = "call_for_views",
    }
}
closed! {
    /// The thirteen kinds of question.
    QuestionKind {
        /// One option.
        SingleChoice = "single_choice",
        /// Any number of options.
        MultiChoice = "multi_choice",
        /// Options in order, most important first.
        RankedChoice = "ranked_choice",
        /// Up to 500 graphemes on one line.
        ShortText = "short_text",
        /// Up to 20,000 graphemes.
        LongText = "long_text",
        /// A calendar date.
        Date = "date",
        /// Two calendar dates, the first not after the second.
        DateRange = "date_range",
        /// A number. The question may set bounds.
        Number = "number",
        /// A national body.
        Agency = "agency",
        /// National bodies.
        AgencyList = "agency_list",
        /// Web addresses.
        UrlList = "url_list",
        /// Links to documents.
        DocumentList = "document_list",
        /// Records with declared fields.
        RecordList = "record_list",
    }
}
closed! {
    /// Method by which a reference of the instrument was checked against its source.
    Verification {
        /// The authors read the source itself.
        Seed = "seed",
        /// The authors read a page that quotes the source.
        Page = "page",
        /// The authors wrote the reference from memory and did not read it again.
        Recalled = "recalled",
    }
}
closed! {
    /// Relation of a question to the previous instrument version. Figures are compared over `same`
    /// alone.
    Lineage {
        /// The same question.
        Same = "same",
        /// The question asks for less than before.
        Narrowed = "narrowed",
        /// One question became several.
        Split = "split",
        /// Several questions became one.
        Merged = "merged",
        /// The question has no predecessor.
        New = "new",
    }
}
