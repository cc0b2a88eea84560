//! The way from a resolver to the app, the caller and the caches of access.

use crate::{
    access::{
        Caller, Person, caller::timed_cache::TimedCache, integration::Integration, token::Verified,
    },
    app::App,
};
use std::sync::Arc;

/// Caches of access, beside the app.
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

/// Access of a resolver to the app and the caller.
pub trait RequestContext {
    /// Returns the app.
    fn app(&self) -> &Arc<App>;
    /// Returns the caller of the request.
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

/// Returns the number of objects of a page: the requested number up to the caller's limit, or the
/// default. A page of zero objects is empty.
#[must_use]
pub fn page(ctx: &async_graphql::Context<'_>, first: Option<u32>) -> u64 {
    let limits = &ctx.app().settings().limits;
    let limits = limits.of(ctx.caller().class());
    u64::from(first.unwrap_or(limits.page_default).min(limits.page_max))
}
