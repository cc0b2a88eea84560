//! The JSON Schema of an instrument document, for authors and their editors.
//!
//! The closed lists belong to `entity`, which does not know JSON Schema. Here they are written out
//! from the same words.

use crate::instrument::document::Document;

/// Returns the JSON Schema (2020-12) of an instrument document, for authors and their editors.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Document).to_value()
}
