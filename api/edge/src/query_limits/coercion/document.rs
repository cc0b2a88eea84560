//! The values of a document, and the places of its variables.

use super::{
    refuse,
    value::{Checker, Usage},
};
use crate::{
    error::{Code, Error, Result},
    query_limits::contract::Contract,
};
use async_graphql::{
    Name, Positioned, Value,
    parser::types::{
        BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
        Type, VariableDefinition,
    },
};
use std::{collections::HashSet, sync::LazyLock};

/// Checks the arguments of an operation with its fragments, and the defaults of its variables.
///
/// Returns the nullable variables that stand where a value is required, which their default allows.
///
/// # Errors
/// Fails with `BAD_INPUT` and every problem of a value. Fails with `GRAPHQL_VALIDATION_FAILED` for
/// a variable in a place of another type.
pub(in crate::query_limits) fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    root: &str,
    contract: &Contract,
) -> Result<Vec<Name>> {
    let mut checker = Checker::of_document(contract);
    for definition in &operation.variable_definitions {
        if let Some(default) = &definition.node.default_value {
            let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
            checker.within(name, |checker| checker.check(ty, &default.node, false));
        }
    }
    let mut walk = Walk { document, contract, checker, seen: HashSet::new() };
    walk.directives(&operation.directives);
    walk.selection_set(&operation.selection_set.node, root);
    let usages = std::mem::take(&mut walk.checker.usages);
    refuse(walk.checker)?;
    let mut never_null = Vec::new();
    for usage in usages {
        let mut definitions = operation.variable_definitions.iter().map(|one| &one.node);
        // The library's validation refuses a variable that is not declared.
        let Some(declared) = definitions.find(|one| one.name.node == usage.variable) else {
            continue;
        };
        if !is_allowed(declared, &usage) {
            let name: String = usage.variable.chars().take(60).collect();
            let sentence = format!(
                "The variable ${name} of the type {} stands where {}{} is needed.",
                declared.var_type.node,
                usage.ty,
                if usage.is_choice && usage.ty.nullable { "!" } else { "" },
            );
            return Err(Error::says(Code::ValidationFailed, sentence));
        }
        if !usage.ty.nullable && declared.var_type.node.nullable {
            never_null.push(usage.variable);
        }
    }
    Ok(never_null)
}

/// Returns true if the variable may stand there (5.8.5 of the specification).
fn is_allowed(declared: &VariableDefinition, usage: &Usage<'_>) -> bool {
    let ty = &declared.var_type.node;
    if usage.is_choice && ty.nullable {
        return false;
    }
    if usage.ty.nullable || !ty.nullable {
        return fits(ty, usage.ty);
    }
    let has_default =
        declared.default_value.as_ref().is_some_and(|default| default.node != Value::Null);
    (has_default || usage.has_default)
        && fits(ty, &Type { base: usage.ty.base.clone(), nullable: true })
}

/// Returns true if every value of the type `ty` is a value of the type `place`.
fn fits(ty: &Type, place: &Type) -> bool {
    (place.nullable || !ty.nullable)
        && match (&ty.base, &place.base) {
            (BaseType::Named(ty), BaseType::Named(place)) => ty == place,
            (BaseType::List(ty), BaseType::List(place)) => fits(ty, place),
            _ => false,
        }
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    contract: &'a Contract,
    checker: Checker<'a>,
    seen: HashSet<&'a str>,
}

impl<'a> Walk<'a> {
    fn selection_set(&mut self, set: &'a SelectionSet, of: &str) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    self.directives(&field.node.directives);
                    let name = field.node.name.node.as_str();
                    // The library's validation refuses an unknown field or argument.
                    let Some(promise) = self.contract.field(of, name) else { continue };
                    for (name, value) in &field.node.arguments {
                        let Some(argument) = promise.argument(&name.node) else { continue };
                        self.checker.within(&name.node, |checker| {
                            checker.check(&argument.ty, &value.node, argument.default.is_some());
                        });
                    }
                    self.selection_set(&field.node.selection_set.node, &promise.result);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives);
                    let on = inline.node.type_condition.as_ref();
                    let on = on.map_or(of, |on| on.node.on.node.as_str());
                    self.selection_set(&inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives);
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.seen.insert(name.as_str())
                    {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.selection_set(&fragment.node.selection_set.node, on);
                    }
                }
            }
        }
    }

    /// Checks `@skip` and `@include`, the only directives of a document.
    fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        static BOOLEAN: LazyLock<Type> =
            LazyLock::new(|| Type { base: BaseType::Named(Name::new("Boolean")), nullable: false });
        for directive in directives {
            let name = directive.node.name.node.as_str();
            if let (Some(condition), "skip" | "include") = (directive.node.get_argument("if"), name)
            {
                self.checker.within("if", |checker| {
                    checker.check(&BOOLEAN, &condition.node, false);
                });
            }
        }
    }
}
