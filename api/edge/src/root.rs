//! Root objects. Each of their fields may be null, so that a refused field takes no other with it.

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Name, ObjectType, OutputType, Positioned,
    ServerError, ServerResult, Value,
    parser::types::Field,
    registry::{MetaType, Registry},
    resolver_utils::{resolve_container, resolve_container_serial},
};
use std::{borrow::Cow, collections::HashMap};

/// The query root `T`.
#[derive(Debug, Default)]
pub struct QueryRoot<T>(pub T);

/// The mutation root `T`, whose fields run one after another.
#[derive(Debug, Default)]
pub struct MutationRoot<T>(pub T);

/// The root fields that the caller may not select, by their keys in the response.
#[derive(Clone, Debug, Default)]
pub(crate) struct RefusedFields(pub(crate) HashMap<Name, ServerError>);

/// Registers the type `T`, and lets all of its fields be null.
fn register<T: OutputType>(registry: &mut Registry) -> String {
    let root = T::create_type_info(registry);
    if let Some(MetaType::Object { fields, .. }) = registry.types.get_mut(&*T::type_name()) {
        for field in fields.values_mut() {
            field.ty.truncate(field.ty.trim_end_matches('!').len());
        }
    }
    root
}

async fn resolve<T: ContainerType>(root: &T, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
    let key = &ctx.item.node.response_key().node;
    let refused = ctx.data_opt::<RefusedFields>().and_then(|refused| refused.0.get(key));
    match refused {
        Some(error) => Err(error.clone()),
        None => root.resolve_field(ctx).await,
    }
}

macro_rules! root {
    ($name:ident, $resolve:ident) => {
        impl<T: ObjectType> ContainerType for $name<T> {
            async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                resolve(&self.0, ctx).await
            }
        }
        impl<T: ObjectType> OutputType for $name<T> {
            fn type_name() -> Cow<'static, str> {
                T::type_name()
            }
            fn create_type_info(registry: &mut Registry) -> String {
                register::<T>(registry)
            }
            async fn resolve(
                &self,
                ctx: &ContextSelectionSet<'_>,
                _: &Positioned<Field>,
            ) -> ServerResult<Value> {
                $resolve(ctx, self).await
            }
        }
        impl<T: ObjectType> ObjectType for $name<T> {}
    };
}

root!(QueryRoot, resolve_container);
root!(MutationRoot, resolve_container_serial);

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use async_graphql::{EmptySubscription, Object, Schema};

    struct Query;
    #[Object]
    impl Query {
        async fn sure(&self) -> i32 {
            1
        }
        async fn refused(&self) -> Result<Vec<i32>, &'static str> {
            Err("no")
        }
    }
    struct Mutation;
    #[Object]
    impl Mutation {
        async fn saved(&self) -> i32 {
            1
        }
        async fn refused(&self) -> Result<i32, &'static str> {
            Err("no")
        }
    }

    #[tokio::test]
    async fn every_root_field_may_be_null_and_a_refused_one_takes_no_other_with_it() {
        let schema =
            Schema::build(QueryRoot(Query), MutationRoot(Mutation), EmptySubscription).finish();
        let sdl = schema.sdl();
        for field in ["sure: Int\n", "refused: [Int!]\n", "saved: Int\n", "refused: Int\n"] {
            assert!(sdl.contains(field), "{field}: {sdl}");
        }
        let response = schema.execute("{sure refused __typename}").await;
        assert_eq!(response.errors.len(), 1);
        assert_eq!(response.data.into_json().unwrap()["sure"], 1);
        let response = schema.execute("mutation{a:saved refused b:saved}").await;
        assert_eq!(response.data.into_json().unwrap(), serde_json::json!({"a": 1, "b": 1}));
    }
}
