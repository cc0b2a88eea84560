//! The way from a resolver to the world, the caller, and what access remembers.

use super::{Caller, Person, integration::Integration, timed_cache::TimedCache, token::Verified};
use crate::{
    app::App,
    error::{Code, Error, Result},
};
use std::sync::Arc;

/// What access remembers beside the world.
#[derive(Debug, Default)]
pub struct Caches {
    /// People by session.
    pub people: TimedCache<Person>,
    /// Integrations by key or token.
    pub integrations: TimedCache<Integration>,
    /// Access tokens whose signature was right.
    pub tokens: Verified,
}

impl Caches {
    /// Returns the caches of this process.
    #[must_use]
    pub fn of(app: &App) -> Arc<Self> {
        app.memo().once("", Self::default)
    }
}

/// How resolvers reach the world and the caller.
pub trait RequestContext {
    /// The world.
    fn app(&self) -> &Arc<App>;
    /// Who is asking.
    fn caller(&self) -> &Caller;
}

impl RequestContext for async_graphql::Context<'_> {
    fn app(&self) -> &Arc<App> {
        self.data_unchecked()
    }
    fn caller(&self) -> &Caller {
        self.data_unchecked()
    }
}

/// How many objects a page holds: what was asked for, at most the viewer's limit, or their default.
///
/// # Errors
/// `BAD_INPUT` for a page of none.
pub fn page(ctx: &async_graphql::Context<'_>, first: Option<u32>) -> Result<u64> {
    if first == Some(0) {
        return Err(Error::says(Code::BadInput, "A page holds at least 1 (`first`)."));
    }
    let limits = &ctx.app().config().limits;
    let limits = limits.of(ctx.caller().class());
    Ok(u64::from(first.unwrap_or(limits.page_default).clamp(1, limits.page_max)))
}
