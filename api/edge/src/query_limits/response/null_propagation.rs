//! Null propagation for a field with an error, as the specification requires.
//!
//! The library leaves a field with an error out of its object, and keeps the object even if the
//! field must not be null. A client that trusts the schema would read a value that does not exist.
//! So this module sets the place of each error to null, or the nearest enclosing place that may be
//! null.

use crate::query_limits::contract::Contract;
use async_graphql::{
    Name, PathSegment, Response, Value,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};
use std::collections::HashSet;

/// The selections of one document, by the keys of its response.
pub(in crate::query_limits) struct Selected<'a> {
    document: &'a ExecutableDocument,
    contract: &'a Contract,
}

/// The selection sets below one key, each with its type: fields of the same key are merged.
type Sets<'a> = Vec<(&'a str, &'a SelectionSet)>;

/// Sets the nulls of `response`, the response to `operation` on the type `root`.
pub(in crate::query_limits) fn set<'a>(
    response: &mut Response,
    selected: &Selected<'a>,
    operation: &'a OperationDefinition,
    root: &'a str,
) {
    let mut nulled: Vec<Vec<PathSegment>> = Vec::new();
    for error in &response.errors {
        if error.path.is_empty() || nulled.iter().any(|above| error.path.starts_with(above)) {
            continue;
        }
        let place = selected.nullable(&error.path, vec![(root, &operation.selection_set.node)]);
        let place = error.path[..place].to_vec();
        put_null(&mut response.data, &place);
        nulled.push(place);
    }
}

impl<'a> Selected<'a> {
    pub(in crate::query_limits) fn new(
        document: &'a ExecutableDocument,
        contract: &'a Contract,
    ) -> Self {
        Self { document, contract }
    }

    /// Returns the length of the part of `path` that leads to the innermost nullable place. It is 0
    /// for the whole response.
    fn nullable(&self, path: &[PathSegment], mut sets: Sets<'a>) -> usize {
        let (mut innermost, mut at) = (0, 0);
        while let Some(PathSegment::Field(key)) = path.get(at) {
            let (mut inner, mut nullable) = (Sets::new(), None);
            let mut seen = HashSet::new();
            for (of, set) in sets {
                self.under(key, of, set, &mut inner, &mut nullable, &mut seen);
            }
            let Some(nullable) = nullable else { break };
            // The key itself, then an index for each list around the value.
            for may_be_null in nullable {
                if at < path.len() && (*may_be_null) {
                    innermost = at + 1;
                }
                at += 1;
                if !matches!(path.get(at), Some(PathSegment::Index(_))) {
                    break;
                }
            }
            sets = inner;
        }
        innermost
    }

    /// Collects the selections below `key`, and records if its value may be null.
    fn under(
        &self,
        key: &str,
        of: &'a str,
        set: &'a SelectionSet,
        inner: &mut Sets<'a>,
        nullable: &mut Option<&'a [bool]>,
        seen: &mut HashSet<&'a str>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.response_key().node == key => {
                    if let Some(promise) = self.contract.field(of, &field.node.name.node) {
                        *nullable = Some(&promise.nullable);
                        inner.push((&promise.result, &field.node.selection_set.node));
                    }
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(of, |on| on.node.on.node.as_str());
                    self.under(key, on, &inline.node.selection_set.node, inner, nullable, seen);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && seen.insert(name.as_str())
                    {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.under(
                            key,
                            on,
                            &fragment.node.selection_set.node,
                            inner,
                            nullable,
                            seen,
                        );
                    }
                }
            }
        }
    }
}

fn put_null(mut value: &mut Value, place: &[PathSegment]) {
    for segment in place {
        value = match segment {
            PathSegment::Field(key) => {
                // An object with an error in every field comes as null. Make it an object again.
                if *value == Value::Null {
                    *value = Value::Object(Default::default());
                }
                let Value::Object(fields) = value else { return };
                fields.entry(Name::new(key)).or_insert(Value::Null)
            }
            PathSegment::Index(n) => {
                let Value::List(items) = value else { return };
                let Some(item) = items.get_mut(*n) else { return };
                item
            }
        };
    }
    *value = Value::Null;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use crate::{
        error::{Code, Error},
        query_limits::{AdmittedRequest, Contract, Limits, NaturalBounds, RawRequest},
    };
    use async_graphql::{Data, EmptyMutation, EmptySubscription, Object, Schema, Value};
    use serde_json::json;
    use std::sync::Arc;

    struct Thing(i32);
    #[Object]
    impl Thing {
        async fn good(&self) -> i32 {
            self.0
        }
        async fn must(&self) -> Result<i32, Error> {
            if self.0 == 1 { Err(Code::BadInput.into()) } else { Ok(self.0) }
        }
        async fn may(&self) -> Result<Option<i32>, Error> {
            Err(Code::BadInput.into())
        }
        async fn inner(&self) -> Thing {
            Thing(self.0)
        }
    }
    struct Query;
    #[Object]
    impl Query {
        async fn things(&self) -> Vec<Thing> {
            vec![Thing(0), Thing(1)]
        }
        async fn some(&self) -> Vec<Option<Thing>> {
            vec![Some(Thing(0)), Some(Thing(1)), None]
        }
        async fn perhaps(&self) -> Option<Thing> {
            Some(Thing(1))
        }
        async fn sure(&self) -> Thing {
            Thing(1)
        }
    }

    #[tokio::test]
    async fn an_error_makes_the_nearest_place_null_that_may_be() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let contract = Arc::new(Contract::from_sdl(&schema.sdl(), &NaturalBounds::new()).unwrap());
        let cases = [
            ("{sure{must}}", json!(null)),
            ("{things{good must}}", json!(null)),
            ("{perhaps{good inner{inner{x:must}}}}", json!({"perhaps": null})),
            (
                "{perhaps{...F} sure{good}} fragment F on Thing{inner{must}}",
                json!({"perhaps": null, "sure": {"good": 1}}),
            ),
            ("{some{must}}", json!({"some": [{"must": 0}, null, null]})),
            ("{some{must may}}", json!({"some": [{"must": 0, "may": null}, null, null]})),
            ("{sure{may good}}", json!({"sure": {"may": null, "good": 1}})),
            ("{sure{may y:may}}", json!({"sure": {"may": null, "y": null}})),
            ("{sure{inner{... on Thing{may}}}}", json!({"sure": {"inner": {"may": null}}})),
            ("{perhaps{may must}}", json!({"perhaps": null})),
        ];
        for (query, data) in cases {
            let raw = RawRequest { query: query.to_owned(), ..RawRequest::default() };
            let request = AdmittedRequest::admit(raw, &Limits::public(), &contract).unwrap();
            let response = request.execute(&schema, Data::default()).await;
            assert!(!response.errors.is_empty());
            assert_eq!(response.data, Value::from_json(data).unwrap(), "{query}");
        }
    }
}
