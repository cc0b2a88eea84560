//! Types of the values that a client sends.

use async_graphql::{
    Value,
    parser::types::{InputValueDefinition, Type},
};
use std::{collections::BTreeMap, sync::Arc};

/// An argument of a field, or a field of an input type.
#[derive(Clone, Debug)]
pub struct InputField {
    /// Name of the argument or field.
    pub name: Arc<str>,
    /// Type of the value.
    pub ty: Type,
    /// Default of an absent value.
    pub default: Option<Value>,
}

impl From<&InputValueDefinition> for InputField {
    fn from(definition: &InputValueDefinition) -> Self {
        Self {
            name: definition.name.node.as_str().into(),
            ty: definition.ty.node.clone(),
            default: definition.default_value.as_ref().map(|value| value.node.clone()),
        }
    }
}

/// A named input type.
#[derive(Clone, Debug)]
pub enum InputType {
    /// Scalar of the schema. None for a scalar that takes every value.
    Scalar(Option<ScalarForm>),
    /// Enum, with its values.
    Enum(Vec<Arc<str>>),
    /// Input object.
    Object {
        /// Fields, in order.
        fields: Vec<InputField>,
        /// True if exactly one field must have a value.
        is_one_of: bool,
    },
}

/// Form of the texts that a scalar takes.
#[derive(Clone, Copy, Debug)]
pub struct ScalarForm {
    /// Returns true if the scalar takes the text.
    pub accepts: fn(&str) -> bool,
    /// The form in words, as the end of the sentence "The value must be …".
    pub form: &'static str,
}

/// Forms of scalars, by name.
pub type ScalarForms = BTreeMap<&'static str, ScalarForm>;
