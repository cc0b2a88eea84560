//! One value against its type.

use crate::{
    problem::{Problem, Reason},
    query_limits::contract::{
        Contract,
        input_types::{InputField, InputType},
    },
};
use async_graphql::{
    Name, Number, Value,
    indexmap::IndexMap,
    parser::types::{BaseType, Type},
};

/// Greatest number of problems that are reported.
const MOST: usize = 10;
/// Number of characters of a client's name that a response quotes.
const QUOTED: usize = 60;

/// A value of a document or of the variables, one level deep.
pub(super) enum View<'v, V> {
    Variable(&'v Name),
    Null,
    Number(&'v Number),
    Text(&'v str),
    Boolean,
    Enum(&'v Name),
    List(&'v [V]),
    Object(&'v IndexMap<Name, V>),
}

/// Values with and without variables.
pub(super) trait Node: Sized {
    fn view(&self) -> View<'_, Self>;
}

impl Node for Value {
    fn view(&self) -> View<'_, Self> {
        match self {
            Self::Null | Self::Binary(_) => View::Null,
            Self::Number(number) => View::Number(number),
            Self::String(text) => View::Text(text),
            Self::Boolean(_) => View::Boolean,
            Self::Enum(name) => View::Enum(name),
            Self::List(items) => View::List(items),
            Self::Object(fields) => View::Object(fields),
        }
    }
}

impl Node for async_graphql_value::Value {
    fn view(&self) -> View<'_, Self> {
        match self {
            Self::Variable(name) => View::Variable(name),
            Self::Null | Self::Binary(_) => View::Null,
            Self::Number(number) => View::Number(number),
            Self::String(text) => View::Text(text),
            Self::Boolean(_) => View::Boolean,
            Self::Enum(name) => View::Enum(name),
            Self::List(items) => View::List(items),
            Self::Object(fields) => View::Object(fields),
        }
    }
}

/// The place of a variable inside a document.
pub(super) struct Usage<'c> {
    pub(super) variable: Name,
    pub(super) ty: &'c Type,
    pub(super) has_default: bool,
    /// True inside an input of which exactly one field must have a value.
    pub(super) is_choice: bool,
}

/// A walk through values that collects their problems, and the variables in them.
pub(super) struct Checker<'c> {
    contract: &'c Contract,
    /// True for JSON, in which a value of an enum is a text.
    is_json: bool,
    path: String,
    pub(super) problems: Vec<Problem>,
    pub(super) usages: Vec<Usage<'c>>,
}

impl<'c> Checker<'c> {
    pub(super) fn of_variables(contract: &'c Contract) -> Self {
        let (problems, usages) = (Vec::new(), Vec::new());
        Self { contract, is_json: true, path: String::new(), problems, usages }
    }
    pub(super) fn of_document(contract: &'c Contract) -> Self {
        Self { is_json: false, ..Self::of_variables(contract) }
    }

    /// Does `work` one step further inside the input.
    pub(super) fn within(&mut self, name: &str, work: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        if before > 0 {
            self.path.push('.');
        }
        self.path.extend(name.chars().take(QUOTED));
        work(self);
        self.path.truncate(before);
    }

    fn at(&mut self, index: usize, work: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        work(self);
        self.path.truncate(before);
    }

    fn report(&mut self, reason: Reason, sentence: &str, named: Option<(&'static str, String)>) {
        let message = format!("`{}` {sentence}", self.path);
        let mut problem = Problem::of(self.path.as_str(), reason.as_str(), message);
        problem.parameters.extend(named);
        self.problems.push(problem);
    }

    pub(super) fn is_missing(&mut self) {
        self.report(Reason::Required, "must have a value.", None);
    }

    fn must_be(&mut self, reason: Reason, form: &str) {
        self.report(reason, &format!("must be {form}."), Some(("form", form.to_owned())));
    }

    /// Checks a value. `has_default` is true where an absent value has a default.
    pub(super) fn check<V: Node>(&mut self, ty: &'c Type, value: &V, has_default: bool) {
        self.at_location(ty, value, has_default, false);
    }

    fn at_location<V: Node>(
        &mut self,
        ty: &'c Type,
        value: &V,
        has_default: bool,
        is_choice: bool,
    ) {
        if self.problems.len() >= MOST {
            return;
        }
        match (value.view(), &ty.base) {
            (View::Variable(name), _) => {
                self.usages.push(Usage { variable: name.clone(), ty, has_default, is_choice });
            }
            (View::Null, _) if ty.nullable => {}
            (View::Null, _) => self.is_missing(),
            (View::List(items), BaseType::List(each)) => {
                for (index, item) in items.iter().enumerate() {
                    self.at(index, |checker| checker.at_location(each, item, false, false));
                }
            }
            // A single value stands for the list of this one value.
            (_, BaseType::List(each)) => self.at_location(each, value, false, false),
            (view, BaseType::Named(name)) => self.named(name, view),
        }
    }

    fn named<V: Node>(&mut self, name: &str, view: View<'_, V>) {
        let contract = self.contract;
        match (name, view) {
            ("Int", View::Number(number)) => {
                let is_int = number.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
                if !is_int {
                    self.must_be(Reason::WrongType, INT);
                }
            }
            ("Float", View::Number(_))
            | ("String" | "ID", View::Text(_))
            | ("Boolean", View::Boolean) => {}
            ("ID", View::Number(number)) if number.is_i64() || number.is_u64() => {}
            ("Int", _) => self.must_be(Reason::WrongType, INT),
            ("Float", _) => self.must_be(Reason::WrongType, "a number"),
            ("String", _) => self.must_be(Reason::WrongType, "a string"),
            ("ID", _) => self.must_be(Reason::WrongType, "a string or an integer"),
            ("Boolean", _) => self.must_be(Reason::WrongType, "true or false"),
            (name, view) => match (contract.input(name), view) {
                (Some(InputType::Scalar(Some(scalar))), View::Text(text)) => {
                    if !(scalar.accepts)(text) {
                        self.must_be(Reason::Malformed, scalar.form);
                    }
                }
                (Some(InputType::Scalar(Some(scalar))), _) => {
                    self.must_be(Reason::WrongType, scalar.form);
                }
                (Some(InputType::Enum(values)), view) => self.one_of(values, &view),
                (Some(InputType::Object { fields, is_one_of }), View::Object(members)) => {
                    self.object(name, fields, *is_one_of, members);
                }
                (Some(InputType::Object { .. }), _) => {
                    self.must_be(Reason::WrongType, &format!("an object of the type {name}"));
                }
                // The library's validation refuses a type that is unknown.
                (Some(InputType::Scalar(None)) | None, _) => {}
            },
        }
    }

    fn one_of<V>(&mut self, values: &[std::sync::Arc<str>], view: &View<'_, V>) {
        let written = match view {
            View::Enum(name) => Some(name.as_str()),
            View::Text(text) if self.is_json => Some(*text),
            _ => None,
        };
        if !written.is_some_and(|written| values.iter().any(|value| **value == *written)) {
            let all = values.join(", ");
            let reason = if written.is_some() { Reason::UnknownValue } else { Reason::WrongType };
            self.must_be(reason, &format!("one of {all}"));
        }
    }

    fn object<V: Node>(
        &mut self,
        name: &str,
        fields: &'c [InputField],
        is_one_of: bool,
        members: &IndexMap<Name, V>,
    ) {
        for field in fields {
            let has_default = field.default.is_some();
            self.within(&field.name, |checker| match members.get(&*field.name) {
                Some(value) => checker.at_location(&field.ty, value, has_default, is_one_of),
                None if field.ty.nullable || has_default => {}
                None => checker.is_missing(),
            });
        }
        for member in members.keys() {
            if !fields.iter().any(|field| *field.name == **member) {
                let sentence = format!("is no field of {name}.");
                self.within(member, |checker| {
                    checker.report(Reason::UnknownField, &sentence, None);
                });
            }
        }
        let has_one =
            members.len() == 1 && members.values().all(|value| !matches!(value.view(), View::Null));
        if is_one_of && !has_one {
            self.report(Reason::ExactlyOne, "must have exactly one field, with a value.", None);
        }
        self.problems.truncate(MOST);
    }
}

const INT: &str = "an integer from -2147483648 to 2147483647";
