//! An integration with its keys and narrower tokens, as its owner sees it.

use super::super::{scopes_of, store, works};
use crate::{access::Ask as _, error::Result};
use ::entity::{
    integration, integration_key, narrower_token,
    vocabulary::{AssertionAlgorithm, IntegrationScope},
};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A machine client of a State, or one for public data.
#[derive(Debug)]
pub struct Integration(pub integration::Model);

/// A machine client of a State, or one for public data.
#[Object]
impl Integration {
    /// Identity: the client id, `iss` and `sub` of its assertions.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// What its owner calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What it may.
    async fn scopes(&self) -> Vec<IntegrationScope> {
        scopes_of(&self.0)
    }
    /// Whether it works: it was not revoked, and whoever minted it still may.
    async fn works(&self, ctx: &Context<'_>) -> Result<bool> {
        let minter = store::minter(ctx.world().read(), &self.0).await?;
        Ok(minter.is_some_and(|minter| works(&self.0, &minter)))
    }
    /// Who minted it, in whose name it writes.
    async fn minted_by(&self) -> Uuid {
        self.0.minted_by
    }
    /// Since when.
    async fn minted_at(&self) -> DateTime<Utc> {
        self.0.minted_at
    }
    /// When it last got an access token by a key; null for never.
    async fn used_at(&self) -> Option<DateTime<Utc>> {
        self.0.used_at
    }
    /// When it was revoked; null while it stands.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }
    /// Its keys, the newest first, ended ones included.
    async fn keys(&self, ctx: &Context<'_>) -> Result<Vec<IntegrationKey>> {
        Ok(store::keys(ctx.world().read(), &self.0).await?.into_iter().map(IntegrationKey).collect())
    }
    /// Tokens that are narrower than it, the newest first, ended ones included.
    async fn narrower_tokens(&self, ctx: &Context<'_>) -> Result<Vec<NarrowerToken>> {
        Ok(store::narrower(ctx.world().read(), &self.0).await?.into_iter().map(NarrowerToken).collect())
    }
}

/// The public half of a key by which an integration proves who it is.
#[derive(Debug)]
pub struct IntegrationKey(pub integration_key::Model);

/// The public half of a key by which an integration proves who it is.
#[Object]
impl IntegrationKey {
    /// The key's thumbprint (RFC 7638): the `kid` of assertions.
    async fn kid(&self) -> &str {
        &self.0.kid
    }
    /// How it signs.
    async fn algorithm(&self) -> AssertionAlgorithm {
        self.0.algorithm
    }
    /// Since when.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }
    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
    /// When it was ended before that; null where it was not.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}

/// A token that reads some sections of the State's own answers until a date.
#[derive(Debug)]
pub struct NarrowerToken(pub narrower_token::Model);

/// A token that reads some sections of the State's own answers until a date.
#[Object]
impl NarrowerToken {
    /// Identity.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// What its owner calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What it reads.
    async fn sections(&self) -> Vec<&str> {
        self.0.sections.split(' ').collect()
    }
    /// Since when.
    async fn minted_at(&self) -> DateTime<Utc> {
        self.0.minted_at
    }
    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
    /// When it was ended before that; null where it was not.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
