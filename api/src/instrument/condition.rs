//! Conditions under which a question is asked: a closed tree over earlier answers, and its only
//! evaluator.
//!
//! The same vectors (`tests/vectors/conditions.json`) run here and in the client. So a form never
//! shows a question that the server then marks as not applicable. A condition reads an answer only
//! if its disposition is `answered`. Not applicable, declined, nothing new and unanswered have no
//! value that a condition could test. A condition does not read the answer to a question that is
//! itself not asked: that answer is kept, and hidden.

use entity::vocabulary::OptionCode;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::HashMap};

/// A condition under which a question is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Condition {
    /// A test of one earlier answer.
    Leaf(Leaf),
    /// True if every inner condition holds. True if there is none.
    All(Vec<Condition>),
    /// True if at least one inner condition holds. False if there is none.
    Any(Vec<Condition>),
}

/// A test of one earlier answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The code of the earlier question.
    pub question: String,
    /// The test of its answer.
    pub test: Test,
}

/// The test of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The chosen option is in this list.
    In(Vec<String>),
    /// At least one of the chosen options is in this list.
    ContainsAny(Vec<String>),
    /// The question is answered.
    Answered,
}

/// Returns true if the condition holds.
///
/// `answered` returns the chosen options of an answered question, or an empty slice for a question
/// without options. It returns `None` for a question that is not answered.
pub fn evaluate<'a>(
    condition: &Condition,
    answered: &dyn Fn(&str) -> Option<&'a [OptionCode]>,
) -> bool {
    match condition {
        Condition::All(inner) => inner.iter().all(|one| evaluate(one, answered)),
        Condition::Any(inner) => inner.iter().any(|one| evaluate(one, answered)),
        Condition::Leaf(Leaf { question, test }) => match (answered(question), test) {
            (None, _) => false,
            (Some(_), Test::Answered) => true,
            (Some(chosen), Test::In(wanted) | Test::ContainsAny(wanted)) => {
                chosen.iter().any(|option| wanted.iter().any(|one| one == option.as_str()))
            }
        },
    }
}

/// Returns, for each question, true if it is asked.
///
/// `questions` come in the order of the instrument. The answer to a question that is not asked
/// counts as unanswered for all later questions.
pub fn offered<'q, 'a>(
    questions: impl IntoIterator<Item = (&'q str, Option<&'q Condition>)>,
    answered: &dyn Fn(&str) -> Option<&'a [OptionCode]>,
) -> HashMap<&'q str, bool> {
    let mut verdicts = HashMap::new();
    for (code, condition) in questions {
        let seen =
            |other: &str| if verdicts.get(other) == Some(&true) { answered(other) } else { None };
        let verdict = condition.is_none_or(|condition| evaluate(condition, &seen));
        verdicts.insert(code, verdict);
    }
    verdicts
}

impl Condition {
    /// Returns the depth of the tree, which is 1 for a leaf.
    #[must_use]
    pub fn depth(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::All(inner) | Self::Any(inner) => {
                1 + inner.iter().map(Self::depth).max().unwrap_or(0)
            }
        }
    }

    /// Returns every leaf, from left to right.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::leaves).collect(),
        }
    }
}

/// A condition in the grammar of the document: one flat object, with a few valid combinations of
/// fields.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    op: Option<Op>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Op {
    In,
    ContainsAny,
    Answered,
}

/// Refusals of a condition in the grammar of the document.
pub(super) const REFUSALS: [&str; 3] = [NO_VALUE, VALUE_OF_ANSWERED, NO_FORM];
const NO_VALUE: &str =
    "A condition with `in` or `contains_any` has a `value`, a list of options such as `[yes]`.";
const VALUE_OF_ANSWERED: &str = "A condition with `answered` has no `value`.";
const NO_FORM: &str = "A condition is `question` with `op` (`in`, `contains_any` or `answered`), or `all`, or `any`, each with a list of conditions.";

impl TryFrom<Written> for Condition {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let leaf = |question, test| Ok(Self::Leaf(Leaf { question, test }));
        match written {
            Written { question: None, op: None, value: None, all: Some(inner), any: None } => {
                Ok(Self::All(inner))
            }
            Written { question: None, op: None, value: None, all: None, any: Some(inner) } => {
                Ok(Self::Any(inner))
            }
            Written { question: Some(question), op: Some(op), value, all: None, any: None } => {
                match (op, value) {
                    (Op::In, Some(value)) => leaf(question, Test::In(value)),
                    (Op::ContainsAny, Some(value)) => leaf(question, Test::ContainsAny(value)),
                    (Op::Answered, None) => leaf(question, Test::Answered),
                    (Op::In | Op::ContainsAny, None) => Err(NO_VALUE),
                    (Op::Answered, Some(_)) => Err(VALUE_OF_ANSWERED),
                }
            }
            _ => Err(NO_FORM),
        }
    }
}

impl From<Condition> for Written {
    fn from(condition: Condition) -> Self {
        match condition {
            Condition::All(inner) => Self { all: Some(inner), ..Self::default() },
            Condition::Any(inner) => Self { any: Some(inner), ..Self::default() },
            Condition::Leaf(Leaf { question, test }) => {
                let (op, value) = match test {
                    Test::In(value) => (Op::In, Some(value)),
                    Test::ContainsAny(value) => (Op::ContainsAny, Some(value)),
                    Test::Answered => (Op::Answered, None),
                };
                Self { question: Some(question), op: Some(op), value, ..Self::default() }
            }
        }
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<Vec<Condition>>();
        let options =
            json_schema!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
        json_schema!({
            "description": "The condition under which a question is asked: a test of one earlier answer, or several combined.",
            "oneOf": [
                {
                    "type": "object", "additionalProperties": false, "required": ["question", "op", "value"],
                    "properties": { "question": { "type": "string" }, "op": { "enum": ["in", "contains_any"] }, "value": options }
                },
                {
                    "type": "object", "additionalProperties": false, "required": ["question", "op"],
                    "properties": { "question": { "type": "string" }, "op": { "const": "answered" } }
                },
                { "type": "object", "additionalProperties": false, "required": ["all"], "properties": { "all": inner.clone() } },
                { "type": "object", "additionalProperties": false, "required": ["any"], "properties": { "any": inner } }
            ]
        })
    }
}

#[cfg(test)]
#[path = "condition_tests.rs"]
mod tests;
