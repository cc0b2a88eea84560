//! The (type, field) pairs that an operation selects, for the policy table.

use crate::query_limits::contract::Contract;
use async_graphql::{
    Name, Pos,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};
use std::{collections::HashSet, sync::Arc};

/// A type's name and a field's name, as the contract holds them.
pub(in crate::query_limits) type Pair = (Arc<str>, Arc<str>);

/// Returns every (type, field) that a selection set on the type `of` selects, each once, including
/// fragments and inline fragments.
///
/// The types are static, because no protected field is behind an interface. Introspection and
/// `__typename` are not listed. A field that does not exist is not listed either: validation
/// refuses it.
pub(in crate::query_limits) fn pairs(
    document: &ExecutableDocument,
    set: &SelectionSet,
    of: &str,
    contract: &Contract,
) -> Vec<Pair> {
    let mut collect = Collect { document, contract, seen: HashSet::new(), pairs: Vec::new() };
    collect.selection_set(set, of);
    collect.pairs.sort_unstable();
    collect.pairs.dedup();
    collect.pairs
}

/// A root field: its key in the response, its position, and every (type, field) in it.
pub(in crate::query_limits) struct RootField {
    pub(in crate::query_limits) key: Name,
    pub(in crate::query_limits) pos: Pos,
    pub(in crate::query_limits) selected: Vec<Pair>,
}

/// Returns the fields at the top of a selection set, fragments expanded.
pub(in crate::query_limits) fn roots(
    document: &ExecutableDocument,
    set: &SelectionSet,
    root: &str,
    contract: &Contract,
) -> Vec<RootField> {
    let mut all = Vec::new();
    let mut sets = vec![set];
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => all.push(RootField {
                    key: field.node.response_key().node.clone(),
                    pos: field.pos,
                    selected: of_root(document, &field.node, root, contract),
                }),
                Selection::InlineFragment(inline) => sets.push(&inline.node.selection_set.node),
                // Cycles were refused before, and the limit on fields bounds the expansion.
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = document.fragments.get(name);
                    sets.extend(fragment.map(|fragment| &fragment.node.selection_set.node));
                }
            }
        }
    }
    all
}

fn of_root(
    document: &ExecutableDocument,
    field: &Field,
    root: &str,
    contract: &Contract,
) -> Vec<Pair> {
    let name = field.name.node.as_str();
    let Some(promise) = contract.field(root, name) else { return Vec::new() };
    let mut all: Vec<_> = contract.names(root, name).into_iter().collect();
    all.extend(pairs(document, &field.selection_set.node, &promise.result, contract));
    all
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
