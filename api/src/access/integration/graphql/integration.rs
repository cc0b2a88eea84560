//! An integration with its keys and narrower tokens, as its owner sees it.

use super::super::{scopes_of, store, works};
use crate::{access::RequestContext as _, error::Result};
use ::entity::{
    integration, integration_key, narrower_token,
    vocabulary::{AssertionAlgorithm, IntegrationScope},
};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A machine client: of a State, or for public data.
#[derive(Debug)]
pub struct Integration(pub integration::Model);

/// A machine client: of a State, or for public data.
#[Object]
impl Integration {
    /// Identifier: the client identifier, and the `iss` and `sub` of its assertions.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name that the owner gave the integration.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Scopes of the integration.
    async fn scopes(&self) -> Vec<IntegrationScope> {
        scopes_of(&self.0)
    }
    /// True if the integration can get and use access tokens.
    ///
    /// This holds if it was not revoked and the person who minted it may still mint it.
    async fn works(&self, ctx: &Context<'_>) -> Result<bool> {
        let minter = store::minter(ctx.app().read(), &self.0).await?;
        Ok(minter.is_some_and(|minter| works(&self.0, &minter)))
    }
    /// The person who minted the integration. The integration writes in the name of this person.
    async fn minted_by(&self) -> Uuid {
        self.0.minted_by
    }
    /// Time at which the integration was minted.
    async fn minted_at(&self) -> DateTime<Utc> {
        self.0.minted_at
    }
    /// Time at which the integration last got an access token with a key; null if it never did.
    async fn used_at(&self) -> Option<DateTime<Utc>> {
        self.0.used_at
    }
    /// Time at which the integration was revoked; null if it was not revoked.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.revoked_at
    }
    /// Keys of the integration, the newest first, ended ones included.
    async fn keys(&self, ctx: &Context<'_>) -> Result<Vec<IntegrationKey>> {
        Ok(store::keys(ctx.app().read(), &self.0).await?.into_iter().map(IntegrationKey).collect())
    }
    /// Narrower tokens of the integration, the newest first, ended ones included.
    async fn narrower_tokens(&self, ctx: &Context<'_>) -> Result<Vec<NarrowerToken>> {
        Ok(store::narrower(ctx.app().read(), &self.0)
            .await?
            .into_iter()
            .map(NarrowerToken)
            .collect())
    }
}

/// The public half of a key. An integration signs its assertions with the private half.
#[derive(Debug)]
pub struct IntegrationKey(pub integration_key::Model);

/// The public half of a key. An integration signs its assertions with the private half.
#[Object]
impl IntegrationKey {
    /// Thumbprint of the key (RFC 7638): the `kid` of the assertions.
    async fn kid(&self) -> &str {
        &self.0.kid
    }
    /// Signature algorithm of the key.
    async fn algorithm(&self) -> AssertionAlgorithm {
        self.0.algorithm
    }
    /// Time at which the key was added.
    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }
    /// Time at which the key expires.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
    /// Time at which the key was ended before it expired; null if it was not ended.
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
    /// Identifier of the narrower token.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// Name that the owner gave the narrower token.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Sections that the narrower token may read.
    async fn sections(&self) -> Vec<&str> {
        self.0.sections.split(' ').collect()
    }
    /// Time at which the narrower token was made.
    async fn minted_at(&self) -> DateTime<Utc> {
        self.0.minted_at
    }
    /// Time at which the narrower token expires.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
    /// Time at which the narrower token was ended before it expired; null if it was not ended.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
