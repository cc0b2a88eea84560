//! Sentences on a document that can't be read. The libraries' own sentences speak to programmers,
//! and no author reads them.

use crate::instrument::condition;
use serde_saphyr::Error;

/// The sentence on YAML that is not well formed.
const NOT_YAML: &str =
    "This is not well-formed YAML: look at the indentation, the quotes and the brackets.";
/// The sentence on JSON that is not well formed.
const NOT_JSON: &str =
    "This is not well-formed JSON: look at the commas, the quotes and the brackets.";
/// The sentence on a document that ends in the middle.
const ENDS_EARLY: &str = "The document ends here, before it is complete.";
/// The sentence on a value that fits nothing.
const OTHER_FORM: &str =
    "A value of another form belongs here: see the JSON Schema of instruments.";
/// The sentence on a document that would cost too much.
const TOO_LARGE: &str =
    "The document nests too deeply, holds too much, or repeats too much by aliases.";

/// Returns the sentence on a document that is not well-formed JSON.
pub(super) fn json(error: &serde_json::Error) -> &'static str {
    if error.is_eof() { ENDS_EARLY } else { NOT_JSON }
}

/// Returns the sentence on a document that the reader of YAML refuses.
pub(super) fn yaml(error: &Error) -> String {
    match error {
        Error::WithSnippet { error, .. } | Error::AliasError { error, .. } => yaml(error),
        Error::SerdeUnknownField { field, expected, .. } => {
            format!("There is no member `{field}` here. The members are {}.", listed(expected))
        }
        Error::SerdeMissingField { field, .. } => format!("The member `{field}` is missing here."),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            format!("`{variant}` is not one of {}.", listed(expected))
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            format!("The member `{key}` is there twice.")
        }
        Error::DuplicateMappingKey { key: None, .. } => "A member is there twice.".into(),
        Error::NullIntoString { .. } => {
            "A text belongs here, and there is none: write it, or leave the member out.".into()
        }
        Error::MultipleDocuments { .. } => {
            "A second document begins here: an instrument is one document, without `---` inside."
                .into()
        }
        Error::Unexpected { expected: "sequence start", .. } => {
            "A list belongs here, such as `[yes, no]`. A single value is a list, too: `[yes]`."
                .into()
        }
        Error::Unexpected { expected: "mapping start", .. } => {
            "An object with members belongs here, such as `{id: yes, label: Yes}`.".into()
        }
        Error::Unexpected { expected: "string scalar" | "scalar", .. } => {
            "A single text belongs here, not a list and not an object.".into()
        }
        Error::InvalidScalar { ty, .. } if ty.starts_with('b') => {
            "`true` or `false` belongs here.".into()
        }
        Error::InvalidBooleanStrict { .. } => "`true` or `false` belongs here.".into(),
        Error::InvalidScalar { .. } => "A whole number belongs here.".into(),
        Error::Eof { .. } => ENDS_EARLY.into(),
        Error::UnknownAnchor { .. } => "This alias repeats something that has no anchor.".into(),
        Error::Message { msg, .. } => condition::REFUSALS
            .iter()
            .find(|refusal| msg.as_str() == **refusal)
            .map_or(OTHER_FORM, |refusal| *refusal)
            .to_owned(),
        Error::ExternalMessage { .. } | Error::ContainerEndMismatch { .. } => NOT_YAML.into(),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => TOO_LARGE.into(),
        _ => OTHER_FORM.into(),
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
