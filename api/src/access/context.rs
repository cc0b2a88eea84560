//! The way from a resolver to the world, the caller, and what access remembers.

use super::{Caller, Person, integration::Integration, remembered::Remembered, token::Verified};
use crate::{
    error::{Code, Error, Result},
    world::World,
};
use std::sync::Arc;

/// What access remembers beside the world.
#[derive(Debug, Default)]
pub struct Caches {
    /// People by session.
    pub people: Remembered<Person>,
    /// Integrations by key or token.
    pub integrations: Remembered<Integration>,
    /// Access tokens whose signature was right.
    pub tokens: Verified,
}

impl Caches {
    /// Returns the caches of this process.
    #[must_use]
    pub fn of(world: &World) -> Arc<Self> {
        world.memo().once("", Self::default)
    }
}

/// How resolvers reach the world and the caller.
pub trait Ask {
    /// The world.
    fn world(&self) -> &Arc<World>;
    /// Who is asking.
    fn caller(&self) -> &Caller;
}

impl Ask for async_graphql::Context<'_> {
    fn world(&self) -> &Arc<World> {
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
    let limits = &ctx.world().config().limits;
    let limits = limits.of(ctx.caller().class());
    Ok(u64::from(first.unwrap_or(limits.page_default).clamp(1, limits.page_max)))
}
