//! The (type, field) pairs that an operation selects, for the policy table.

use crate::query_limits::contract::Contract;
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use std::{collections::HashSet, sync::Arc};

/// A type's name and a field's name, as the contract holds them.
pub(in crate::query_limits) type Pair = (Arc<str>, Arc<str>);

/// Returns every (type, field) that `operation` selects, each once, including fragments and inline
/// fragments.
///
/// The types are static, because no protected field is behind an interface. Introspection and
/// `__typename` are not listed. A field that does not exist is not listed either: validation
/// refuses it.
pub(in crate::query_limits) fn pairs(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    root: &str,
    contract: &Contract,
) -> Vec<Pair> {
    let mut collect = Collect { document, contract, seen: HashSet::new(), pairs: Vec::new() };
    collect.selection_set(&operation.selection_set.node, root);
    collect.pairs.sort_unstable();
    collect.pairs.dedup();
    collect.pairs
}

struct Collect<'a> {
    document: &'a ExecutableDocument,
    contract: &'a Contract,
    seen: HashSet<&'a str>,
    pairs: Vec<Pair>,
}

impl<'a> Collect<'a> {
    fn selection_set(&mut self, set: &'a SelectionSet, of: &str) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let contract = self.contract;
                    let name = field.node.name.node.as_str();
                    let Some(promise) = contract.field(of, name) else { continue };
                    self.pairs.extend(contract.names(of, name));
                    self.selection_set(&field.node.selection_set.node, &promise.result);
                }
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(of, |on| on.node.on.node.as_str());
                    self.selection_set(&inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    // A fragment has its own type, so one visit is enough.
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
}
