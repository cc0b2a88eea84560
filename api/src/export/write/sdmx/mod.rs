//! SDMX-ML 3.0: a structure message (concepts, code lists, data structure, dataflow) and a data message that refers to it.
//!
//! A release is a dataflow of its own, whose version is its number. An observation has the two parts of a cell as
//! separate measures, each absent where it says nothing, so that no reader of the standard takes one for the other. Ids of the
//! standard hold no dots, colons or plus signs: codes are written as [`question_id`] and its kin say, which maps no two to
//! one, and the codes' annotations give them as they are.

mod data;
mod structure;
mod xml;

pub(super) use data::data;
pub(super) use structure::structure;

use super::super::flatten::{Content, Observation};

/// Who maintains the artefacts: this service, not the Organization.
const AGENCY: &str = "NATIONAL_SURVEY";
/// The id of data structure, dataflow and concepts.
const ID: &str = "RELEASED_TABLES";

/// The dimensions: concept, code list.
const DIMENSIONS: [(&str, &str); 4] =
    [("QUESTION", "CL_QUESTION"), ("PARTITION", "CL_PARTITION"), ("CLASSES", "CL_CLASSES"), ("LEVEL", "CL_LEVEL")];
/// The measures: integers that may be absent.
const MEASURES: [&str; 6] =
    ["BASE", "PUBLISHED_BASE", "PUBLISHED", "HIDDEN_COUNT", "HIDDEN_LOWER_PERCENT", "HIDDEN_UPPER_PERCENT"];
/// The attributes of an observation: concept, code list.
const ATTRIBUTES: [(&str, Option<&str>); 4] =
    [("HIDDEN", Some("CL_HIDDEN")), ("STANDING", Some("CL_STANDING")), ("STATUS", Some("CL_OBS_STATUS")), ("LEVEL_LABEL", None)];
/// The attributes of the whole, by the codes of [`super::super::About::lines`].
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

/// `A_a_1` for `A.a.1`: a question's code holds letters, digits and dots.
fn question_id(code: &str) -> String {
    code.replace('.', "_")
}

/// `at_least$partly` for `at_least:partly`; an option's code may hold a dot too.
fn level_id(level: &str) -> String {
    level.replace(':', "$").replace('.', "@")
}

/// `african$asia-pacific` for `african+asia-pacific`: keys of classes hold neither.
fn classes_id(classes: &str) -> String {
    classes.replace('+', "$")
}

/// The four codes that name an observation, in the order of [`DIMENSIONS`].
fn key(row: &Observation) -> [String; 4] {
    [question_id(row.question.as_str()), row.partition.clone(), classes_id(&row.classes), level_id(&row.level)]
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::labels::{ALL, WITHHELD},
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
        ];
        assert_eq!(ids[..3], ["A_a_1", "at_least$partly", "chosen$v1@2-b"]);
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_@$-".contains(c);
        assert!(ids.iter().all(|id| id.chars().all(allowed)), "{ids:?}");
    }
}
