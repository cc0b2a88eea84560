//! A analyzed document: the properties of a request that do not depend on its variables.
//!
//! Clients send the same few documents again and again. So the result of judging a document is
//! cached (`document_cache`). Each request repeats only the checks that depend on variables:
//!
//! - Every required variable has a value.
//! - The page sizes that variables choose are within limits.
//! - The values fit the declared types.

use crate::{
    error::Result,
    query_limits::{
        choose,
        contract::Contract,
        cost::{
            self,
            measure::Measure,
            selected::{self, Pair},
        },
        lexical,
        limits::Limits,
        parse,
        response::key_order,
        root_of,
    },
};
use async_graphql::{
    Value, Variables,
    parser::types::{
        BaseType, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
        Type, VariableDefinition,
    },
};
use std::{
    convert::Infallible,
    sync::atomic::{AtomicBool, Ordering},
};

/// A document within the limits, and the properties of its chosen operation.
#[derive(Debug)]
pub(super) struct AnalyzedDocument {
    pub(super) document: ExecutableDocument,
    pub(super) kind: OperationType,
    pub(super) is_introspection: bool,
    pub(super) selected: Vec<Pair>,
    pub(super) keys: key_order::Keys,
    /// Approximate number of bytes that the document holds.
    pub(super) bytes: usize,
    /// The cost. None if a variable decides a page size.
    cost: Option<u64>,
    /// True if there are no directives, and every variable is a whole argument.
    is_plain: bool,
    /// True if the schema has found the document valid before.
    is_valid: AtomicBool,
}

/// Approximate number of bytes that a token of a parsed document holds.
const TOKEN: usize = 400;

impl AnalyzedDocument {
    /// Judges a text, and returns it with the cost of the operation for these variables.
    pub(super) fn of(
        text: &str,
        name: Option<&str>,
        variables: &Variables,
        limits: &Limits,
        contract: &Contract,
        may: impl FnOnce(OperationType) -> Result<()>,
    ) -> Result<(Self, u64)> {
        let size = lexical::check(text, limits)?;
        let document = parse(text)?;
        let chosen = choose(&document, name)?;
        let kind = chosen.ty;
        may(kind)?;
        let (measure, by_variables) = measure(&document, chosen, variables, limits, contract)?;
        let is_introspection = kind == OperationType::Query
            && chosen.variable_definitions.is_empty()
            && chosen.directives.is_empty()
            && asks_only_for_the_schema(&document, &chosen.selection_set.node);
        let analyzed = Self {
            kind,
            is_introspection,
            selected: selected::pairs(&document, chosen, root_of(chosen, contract)?, contract),
            keys: key_order::Keys::of(&document, &chosen.selection_set.node),
            bytes: text.len() * 2 + size.tokens * TOKEN,
            cost: (!by_variables).then_some(measure.cost()),
            is_plain: is_plain(&document),
            is_valid: AtomicBool::new(false),
            document,
        };
        Ok((analyzed, measure.cost()))
    }

    /// Returns the cost of the operation for other variables.
    pub(super) fn cost(
        &self,
        name: Option<&str>,
        variables: &Variables,
        limits: &Limits,
        contract: &Contract,
    ) -> Result<u64> {
        match self.cost {
            Some(cost) => Ok(cost),
            None => Ok(measure(
                &self.document,
                choose(&self.document, name)?,
                variables,
                limits,
                contract,
            )?
            .0
            .cost()),
        }
    }

    /// Records that the schema has found the document valid.
    pub(super) fn is_found_valid(&self) {
        self.is_valid.store(true, Ordering::Relaxed);
    }

    /// Returns true if the schema would surely find a request with these variables valid.
    ///
    /// The schema has found the document valid before, and the variables fit their types. Any doubt
    /// gives false.
    pub(super) fn is_surely_valid(
        &self,
        name: Option<&str>,
        variables: &Variables,
        contract: &Contract,
    ) -> bool {
        self.is_plain
            && self.is_valid.load(Ordering::Relaxed)
            && choose(&self.document, name).is_ok_and(|chosen| {
                chosen.variable_definitions.iter().all(|one| fits(&one.node, variables, contract))
            })
    }
}

/// Returns the sums over all operations and fragments of a document, and true if a variable decides
/// a page size.
fn measure(
    document: &ExecutableDocument,
    chosen: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
    contract: &Contract,
) -> Result<(Measure, bool)> {
    for (_, operation) in document.operations.iter() {
        if !std::ptr::eq(&raw const operation.node, chosen) {
            let mut walk = cost::Walk::new(document, &operation.node, contract, limits, None);
            walk.operation(&operation.node, root_of(&operation.node, contract)?)?
                .check_shape(limits)?;
        }
    }
    let mut walk = cost::Walk::new(document, chosen, contract, limits, Some(variables));
    let measure = walk.operation(chosen, root_of(chosen, contract)?)?;
    measure.check_shape(limits)?;
    measure.check_operation(chosen.ty == OperationType::Mutation, limits)?;
    for (name, fragment) in &document.fragments {
        walk.fragment(name, &fragment.node, 1)?.check_shape(limits)?;
    }
    Ok((measure, walk.is_decided_by_variables()))
}

fn asks_only_for_the_schema(document: &ExecutableDocument, set: &SelectionSet) -> bool {
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => {
            matches!(field.node.name.node.as_str(), "__schema" | "__type" | "__typename")
        }
        Selection::InlineFragment(inline) => {
            asks_only_for_the_schema(document, &inline.node.selection_set.node)
        }
        // Cycles were refused before.
        Selection::FragmentSpread(spread) => {
            document.fragments.get(&spread.node.fragment_name.node).is_some_and(|fragment| {
                asks_only_for_the_schema(document, &fragment.node.selection_set.node)
            })
        }
    })
}

fn is_plain(document: &ExecutableDocument) -> bool {
    let bare = |variable: &VariableDefinition| variable.directives.is_empty();
    let operation = |one: &OperationDefinition| {
        one.directives.is_empty()
            && one.variable_definitions.iter().all(|variable| bare(&variable.node))
            && is_plain_set(&one.selection_set.node)
    };
    document.operations.iter().all(|(_, one)| operation(&one.node))
        && document
            .fragments
            .values()
            .all(|one| one.node.directives.is_empty() && is_plain_set(&one.node.selection_set.node))
}

fn is_plain_set(set: &SelectionSet) -> bool {
    set.items.iter().all(|selection| match &selection.node {
        Selection::Field(field) => {
            field.node.directives.is_empty()
                && field.node.arguments.iter().all(|(_, value)| {
                    let holds_others =
                        value.node.clone().into_const_with(|_| Ok::<_, Infallible>(Value::Null));
                    !matches!(holds_others, Ok(Value::List(_) | Value::Object(_)))
                        || value.node.clone().into_const().is_some()
                })
                && is_plain_set(&field.node.selection_set.node)
        }
        Selection::InlineFragment(inline) => {
            inline.node.directives.is_empty() && is_plain_set(&inline.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => spread.node.directives.is_empty(),
    })
}

/// Returns true if a variable's value surely fits its type: it is absent, a scalar, an enum value,
/// or a list of these.
fn fits(definition: &VariableDefinition, variables: &Variables, contract: &Contract) -> bool {
    variables
        .get(&definition.name.node)
        .is_none_or(|value| is_of(&definition.var_type.node, value, contract))
}

fn is_of(ty: &Type, value: &Value, contract: &Contract) -> bool {
    match (&ty.base, value) {
        (BaseType::List(each), Value::List(items)) => {
            items.iter().all(|item| is_of(each, item, contract))
        }
        (BaseType::Named(name), Value::String(text)) => match name.as_str() {
            "String" | "ID" => true,
            "Int" | "Float" | "Boolean" => false,
            name => contract.takes_text(name, text),
        },
        (BaseType::Named(name), Value::Boolean(_)) => name == "Boolean",
        (BaseType::Named(name), Value::Number(number)) => match name.as_str() {
            // Some numbers here are signed and some are not.
            "Int" => number.is_i64() && number.is_u64(),
            "Float" => true,
            _ => false,
        },
        _ => false,
    }
}
