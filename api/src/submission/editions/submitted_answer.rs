//! An answer as an edition stores it.

use crate::submission::working_copy::value::Value;
use ::entity::vocabulary::Disposition;
use serde::{Deserialize, Serialize};

/// Submitted answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmittedAnswer {
    /// Disposition of the answer.
    pub disposition: Disposition,
    /// Value, if the disposition is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}
