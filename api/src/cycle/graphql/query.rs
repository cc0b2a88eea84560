//! Queries for rounds of the survey.

use super::cycle::Cycle;
use crate::{
    access::RequestContext as _,
    cycle::store,
    error::{Code, Result},
};
use ::entity::vocabulary::CycleKey;
use async_graphql::{Context, Object};

/// Queries for rounds of the survey.
#[derive(Debug, Default)]
pub struct CycleQuery;

#[Object]
impl CycleQuery {
    /// All cycles, the newest first.
    async fn cycles(&self, ctx: &Context<'_>) -> Result<Vec<Cycle>> {
        Ok(store::cycles(ctx.app().read()).await?.into_iter().map(Cycle).collect())
    }

    /// One cycle; null for an unknown key.
    async fn cycle(&self, ctx: &Context<'_>, key: CycleKey) -> Result<Option<Cycle>> {
        match store::cycle(ctx.app().read(), &key).await {
            Ok(row) => Ok(Some(Cycle(row))),
            Err(error) if error.is(Code::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
