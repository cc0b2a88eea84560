//! A analyzed document: the properties of a request that do not depend on its variables.
//!
//! Clients send the same few documents again and again. So the result of judging a document is
//! cached (`document_cache`). Each request repeats only the checks that depend on variables: their
//! values fit the declared types, and the cost of the page sizes that they choose is within limits.

use crate::{
    error::Result,
    query_limits::{
        choose, coercion,
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
    Name, Variables,
    parser::types::{
        ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
    },
};
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// The nullable variables that stand where a value is required.
    pub(super) never_null: Vec<Name>,
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
        let root = root_of(chosen, contract)?;
        let never_null = coercion::check_document(&document, chosen, root, contract)?;
        let is_introspection = kind == OperationType::Query
            && chosen.directives.is_empty()
            && asks_only_for_the_schema(&document, &chosen.selection_set.node);
        let analyzed = Self {
            kind,
            is_introspection,
            selected: selected::pairs(&document, &chosen.selection_set.node, root, contract),
            keys: key_order::Keys::of(&document, &chosen.selection_set.node),
            bytes: text.len() * 2 + size.tokens * TOKEN,
            cost: (!by_variables).then_some(measure.cost()),
            never_null,
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

    /// Returns true if the schema would find a request with this document valid.
    ///
    /// It has found the document valid before. All values are judged before it, by `coercion`.
    pub(super) fn is_surely_valid(&self) -> bool {
        self.is_valid.load(Ordering::Relaxed)
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
