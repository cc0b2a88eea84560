//! Coercion of the values that a client sends, before any field runs.
//!
//! The library coerces the arguments of a field when the field runs. So a bad variable of the
//! second mutation would be found after the first was committed. This module judges all values of
//! a request first, by the rules of the specification (3.10 Input Objects, 5.6 Values, 5.8.5 All
//! Variable Usages Are Allowed, 6.1.2 Coercing Variable Values), and reports every problem at once.

mod document;
#[cfg(test)]
mod tests;
mod value;

pub(super) use document::check as check_document;

use super::contract::Contract;
use crate::error::{Code, Error, Result};
use async_graphql::{Name, Value, Variables, parser::types::OperationDefinition};
use value::Checker;

/// Checks the variables of a request against the types that its operation declares.
///
/// `never_null` names the nullable variables that stand where a value is required. Their default is
/// used if they are absent, and an explicit null is refused.
///
/// # Errors
/// Fails with `BAD_INPUT` and every problem.
pub(super) fn check_variables(
    operation: &OperationDefinition,
    variables: &Variables,
    never_null: &[Name],
    contract: &Contract,
) -> Result<()> {
    let mut checker = Checker::of_variables(contract);
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        checker.within(name, |checker| match variables.get(name) {
            None if ty.nullable || definition.node.default_value.is_some() => {}
            None => checker.is_missing(),
            Some(Value::Null) if never_null.contains(name) => checker.is_missing(),
            Some(value) => checker.check(ty, value, false),
        });
    }
    refuse(checker)
}

/// Refuses the problems of a checker, if there are any.
fn refuse(checker: Checker<'_>) -> Result<()> {
    if checker.problems.is_empty() {
        return Ok(());
    }
    Err(Error::Problems(Code::BadInput, checker.problems.into()))
}
