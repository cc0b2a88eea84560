//! Field order of a response: the order of the request.
//!
//! The library resolves the fields of an object in parallel and writes them as they finish. So a
//! field that waits for the database would come last. The specification requires the order of the
//! request. A person who reads or compares responses needs it, too.

use async_graphql::{
    Name, Value,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

/// The keys of an object in the response in order, each with the keys of the objects below it.
#[derive(Debug, Default)]
pub(in crate::query_limits) struct Keys(Vec<(Name, Keys)>);

impl Keys {
    /// Returns the keys below `set`, with fragments expanded. The limit on fields bounds the work.
    pub(in crate::query_limits) fn of(document: &ExecutableDocument, set: &SelectionSet) -> Self {
        let mut keys = Self::default();
        keys.add(document, set);
        keys
    }

    fn add(&mut self, document: &ExecutableDocument, set: &SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let at =
                        self.0.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                            self.0.push((key.clone(), Self::default()));
                            self.0.len() - 1
                        });
                    self.0[at].1.add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.add(document, &inline.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node)
                    {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// Sorts the fields of `value`, and of every object below it.
    pub(in crate::query_limits) fn sort(&self, value: &mut Value) {
        match value {
            Value::List(items) if !self.0.is_empty() => {
                items.iter_mut().for_each(|item| self.sort(item))
            }
            // Without keys it is the value of a scalar, which keeps its own order.
            Value::Object(fields) if !self.0.is_empty() => {
                let mut keys = self.0.iter();
                let in_order = fields.keys().all(|field| keys.any(|(key, _)| key == field));
                if !in_order {
                    fields.sort_by_cached_key(|field, _| {
                        self.0.iter().position(|(key, _)| key == field)
                    });
                }
                for (key, under) in self.0.iter().filter(|(_, under)| !under.0.is_empty()) {
                    if let Some(field) = fields.get_mut(key) {
                        under.sort(field);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use crate::query_limits::{AdmittedRequest, Contract, Limits, NaturalBounds, RawRequest};
    use async_graphql::{
        Data, EmptyMutation, EmptySubscription, Json, Object, Schema, futures_util::future,
    };
    use serde_json::json;
    use std::sync::Arc;

    struct Thing;
    #[Object]
    impl Thing {
        async fn slow(&self) -> i32 {
            tokio::task::yield_now().await;
            1
        }
        async fn quick(&self) -> i32 {
            future::ready(2).await
        }
        async fn things(&self) -> Vec<Thing> {
            tokio::task::yield_now().await;
            vec![Thing, Thing]
        }
        async fn scalar(&self) -> Json<serde_json::Value> {
            Json(json!({"z": 1, "a": 2}))
        }
        async fn failed(&self) -> Result<Option<i32>, crate::error::Error> {
            Err(crate::error::Code::BadInput.into())
        }
    }

    #[tokio::test]
    async fn an_answer_has_the_order_of_its_request_whatever_was_resolved_first() {
        let schema = Schema::new(Thing, EmptyMutation, EmptySubscription);
        let contract = Arc::new(Contract::from_sdl(&schema.sdl(), &NaturalBounds::new()).unwrap());
        let cases = [
            ("{slow quick}", r#"{"slow":1,"quick":2}"#),
            ("{quick slow scalar}", r#"{"quick":2,"slow":1,"scalar":{"z":1,"a":2}}"#),
            ("{failed slow x:quick}", r#"{"failed":null,"slow":1,"x":2}"#),
            (
                "{...F quick} fragment F on Thing{things{slow ...G} things{x:slow}} fragment G on Thing{quick slow}",
                r#"{"things":[{"slow":1,"quick":2,"x":1},{"slow":1,"quick":2,"x":1}],"quick":2}"#,
            ),
        ];
        for (query, data) in cases {
            let raw = RawRequest { query: query.to_owned(), ..RawRequest::default() };
            let request = AdmittedRequest::admit(raw, &Limits::public(), &contract).unwrap();
            let response = request.execute(&schema, Data::default()).await;
            assert_eq!(serde_json::to_string(&response.data).unwrap(), data, "{query}");
        }
    }
}
