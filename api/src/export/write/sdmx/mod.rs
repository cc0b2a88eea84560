//! SDMX-ML 3.0: a structure message (concepts, code lists, data structures, dataflows), and data
//! messages that refer to it.
//!
//! A release is two dataflows, its tables and its changes, and the release number is their version.
//! One structure message has every name in the six official languages, because a registry keeps one
//! artefact for a URN. Data messages have labels of one language.
//!
//! The time dimension is the time at which the release counts: no observation of one release has
//! the key of another.
//!
//! An observation has the two parts of a cell as separate measures, each absent if it has no
//! figure. So no reader of the standard confuses the two. The status is related to the measures of
//! the hidden part.
//!
//! Ids of the standard hold no dots, colons or plus signs. [`question_id`], [`level_id`] and
//! [`classes_id`] write codes as ids, and no two codes get the same id. Annotations of the codes
//! give the original codes.

mod data;
mod structure;
mod xml;

pub(super) use data::data;
pub(super) use structure::structure;

use crate::export::{
    about::About,
    tables::{
        columns::Row,
        flatten::{Content, Observation},
        transition::Transition,
    },
};

/// The maintenance agency of the artefacts: this service, not the Organization.
const AGENCY: &str = "NATIONAL_SURVEY";
/// A concept with coded values, and its code list.
type Coded = (&'static str, &'static str);

/// SDMX view of one kind of rows.
pub(super) trait Flow: Row {
    /// The id of the data structure, the dataflow and the concept scheme.
    const ID: &'static str;
    /// Returns the title of the dataflow.
    fn title(about: &About) -> String;
    /// The dimensions with coded values. The time dimension comes after them.
    const DIMENSIONS: &'static [Coded];
    /// Returns the codes that name an observation, in the order of the dimensions.
    fn key(&self) -> Vec<String>;
    /// The attributes of an observation that other kinds of rows lack, or that have a code list of
    /// their own. Each has a concept, a code list, and true if it is mandatory.
    const OWN_ATTRIBUTES: &'static [(&'static str, Option<&'static str>, bool)];

    /// Returns all attributes of an observation.
    fn attributes() -> impl Iterator<Item = (&'static str, Option<&'static str>, bool)> {
        ATTRIBUTES
            .iter()
            .map(|(id, list)| (*id, Some(*list), true))
            .chain(Self::OWN_ATTRIBUTES.iter().copied())
    }
}

impl Flow for Observation {
    const ID: &'static str = "RELEASED_TABLES";
    const DIMENSIONS: &'static [Coded] = &[
        ("QUESTION", "CL_QUESTION"),
        ("PARTITION", "CL_PARTITION"),
        ("CLASSES", "CL_CLASSES"),
        ("LEVEL", "CL_LEVEL"),
    ];
    const OWN_ATTRIBUTES: &'static [(&'static str, Option<&'static str>, bool)] =
        &[("LEVEL_LABEL", None, true)];

    fn title(about: &About) -> String {
        about.title()
    }
    fn key(&self) -> Vec<String> {
        vec![
            question_id(self.question.as_str()),
            self.partition.clone(),
            classes_id(&self.classes),
            level_id(&self.level),
        ]
    }
}

impl Flow for Transition {
    const ID: &'static str = "RELEASED_CHANGES";
    const DIMENSIONS: &'static [Coded] = &[
        ("QUESTION", "CL_QUESTION"),
        ("FROM_OPTION", "CL_FROM_OPTION"),
        ("TO_OPTION", "CL_TO_OPTION"),
    ];
    const OWN_ATTRIBUTES: &'static [(&'static str, Option<&'static str>, bool)] = &[
        ("BREAK_IN_SERIES", Some("CL_BREAK_IN_SERIES"), false),
        ("SINCE_RELEASE", None, false),
        ("SINCE_QUESTION", None, false),
        ("SINCE_QUESTION_TEXT", None, false),
        ("FROM_LABEL", None, true),
        ("TO_LABEL", None, true),
    ];

    fn title(about: &About) -> String {
        about.title_of_changes()
    }
    fn key(&self) -> Vec<String> {
        vec![
            question_id(self.question.as_str()),
            level_id(&self.from_option),
            level_id(&self.to_option),
        ]
    }
}

/// The time dimension, as the standard names it.
const TIME: &str = "TIME_PERIOD";
/// The measures: integers that may be absent.
const MEASURES: [&str; 6] = [
    "BASE",
    "PUBLISHED_BASE",
    "PUBLISHED",
    "HIDDEN_COUNT",
    "HIDDEN_LOWER_PERCENT",
    "HIDDEN_UPPER_PERCENT",
];
/// The measures of the hidden part.
const OF_HIDDEN: [&str; 3] = ["HIDDEN_COUNT", "HIDDEN_LOWER_PERCENT", "HIDDEN_UPPER_PERCENT"];
/// The attributes of the hidden part alone. If it is suppressed, the published figures still hold.
const ABOUT_HIDDEN: [&str; 2] = ["HIDDEN", "STATUS"];
/// The attributes of every observation.
const ATTRIBUTES: [Coded; 3] =
    [("HIDDEN", "CL_HIDDEN"), ("STANDING", "CL_STANDING"), ("STATUS", "CL_OBS_STATUS")];
/// The attributes of the data set, by the codes of [`super::super::About::lines`].
const OF_ALL: [&str; 11] = [
    "TITLE",
    "RELEASE",
    "CYCLE",
    "INSTRUMENT",
    "INSTRUMENT_VERSION",
    "AS_OF",
    "RELEASED_AT",
    "SHA256",
    "LICENCE",
    "METHOD",
    "DISCLAIMER",
];

fn version(content: &Content) -> String {
    format!("{}.0.0", content.about.release)
}

fn urn(class: &str, id: &str, content: &Content) -> String {
    format!("urn:sdmx:org.sdmx.infomodel.{class}={AGENCY}:{id}({})", version(content))
}

/// Returns the id of a question, such as `A_a_1` for `A.a.1`. A question's code holds letters,
/// digits and dots.
fn question_id(code: &str) -> String {
    code.replace('.', "_")
}

/// Returns the id of a level or an option, such as `at_least$partly` for `at_least:partly`. An
/// option's code may hold a dot.
fn level_id(level: &str) -> String {
    level.replace(':', "$").replace('.', "@")
}

/// Returns the id of classes, such as `african$asia-pacific` for `african+asia-pacific`. Keys of
/// classes hold neither `+` nor `$`.
fn classes_id(classes: &str) -> String {
    classes.replace('+', "$")
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::tables::labels::{ALL, NO_VALUE, WITHHELD},
        *,
    };

    #[test]
    fn ids_are_as_the_standard_has_them() {
        let ids = [
            question_id("A.a.1"),
            level_id("at_least:partly"),
            level_id("chosen:v1.2-b"),
            level_id("non_response"),
            classes_id("african+_rest"),
            ALL.to_owned(),
            WITHHELD.to_owned(),
            NO_VALUE.to_owned(),
        ];
        assert_eq!(ids[..3], ["A_a_1", "at_least$partly", "chosen$v1@2-b"]);
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_@$-".contains(c);
        assert!(ids.iter().all(|id| id.chars().all(allowed)), "{ids:?}");
    }
}
