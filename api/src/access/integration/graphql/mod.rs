//! Integrations in GraphQL.

mod integration;
mod mutation;

use integration::Integration;
pub use mutation::IntegrationMutation;

use super::{IntegrationOwner, store};
use crate::{access::RequestContext as _, error::Result};
use async_graphql::{Context, Object};

/// Queries about integrations.
#[derive(Debug, Default)]
pub struct IntegrationQuery;

#[Object]
impl IntegrationQuery {
    /// The integrations that the viewer may mint, the newest first, revoked ones included.
    ///
    /// A focal point sees the integrations of the State. An administrator sees the integrations for
    /// public data.
    async fn integrations(&self, ctx: &Context<'_>) -> Result<Vec<Integration>> {
        let whose = IntegrationOwner::of(ctx.caller())?;
        Ok(store::of(ctx.app().read(), &whose).await?.into_iter().map(Integration).collect())
    }
}
