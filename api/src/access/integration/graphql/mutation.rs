//! What a focal point does with the State's integrations, and an administrator with those for public data.

use super::{
    super::{
        Minter, NewIntegration, NewNarrowerToken, PublicKey, add_key, end_key, end_narrower_token, mint_integration,
        narrow_integration, narrower_text, revoke_integration, store,
    },
    integration::{Integration, NarrowerToken},
};
use crate::{
    access::{Ask as _, Caches},
    error::Result,
    once::Once,
    world::World,
};
use ::entity::vocabulary::{IntegrationScope, SectionCode};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// What a focal point does with the State's integrations, and an administrator with those for public data.
#[derive(Debug, Default)]
pub struct IntegrationMutation;

#[Object]
impl IntegrationMutation {
    /// Mints an integration with its first key: of the own State for its focal point, for public data for an administrator, who
    /// gives no scope that begins with `own`. It works for as long as whoever minted it may. Asks for a fresh second factor.
    async fn mint_integration(&self, ctx: &Context<'_>, input: MintIntegrationInput) -> Result<IntegrationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "mintIntegration", input.idempotency_key.clone(), &input)?;
        let key = input.key.read()?;
        let new = NewIntegration { name: input.name, scopes: input.scopes, key, key_expires_at: input.key_expires_at };
        let whose = by.clone();
        let id = world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(mint_integration(tx, by, new, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &whose, id).await
    }

    /// Adds a key to an integration, beside those that it has: five at most, each with an end. Asks for a fresh second factor.
    async fn add_integration_key(&self, ctx: &Context<'_>, input: AddIntegrationKeyInput) -> Result<IntegrationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "addIntegrationKey", input.idempotency_key.clone(), &input)?;
        let (whose, args) = (by.clone(), (by, input.integration, input.key.read()?, input.expires_at, once, now));
        let id = world
            .write(args, |tx, (by, id, key, until, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(add_key(tx, by, *id, key, *until, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &whose, id).await
    }

    /// Ends a key of an integration: what was got by it is refused within two seconds on every instance. Asks for a fresh second
    /// factor.
    async fn end_integration_key(&self, ctx: &Context<'_>, input: EndIntegrationKeyInput) -> Result<IntegrationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "endIntegrationKey", input.idempotency_key.clone(), &input)?;
        let whose = by.clone();
        let id = world
            .write((by, input.integration, input.kid, once, now), |tx, (by, id, kid, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(end_key(tx, by, *id, kid, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &whose, id).await
    }

    /// Revokes an integration: its tokens, and all that are narrower, are refused within two seconds on every instance. Asks for a
    /// fresh second factor.
    async fn revoke_integration(&self, ctx: &Context<'_>, input: RevokeIntegrationInput) -> Result<IntegrationPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "revokeIntegration", input.idempotency_key, &input.integration)?;
        let whose = by.clone();
        let id = world
            .write((by, input.integration, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(revoke_integration(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        changed(world, &whose, id).await
    }

    /// Makes a token that reads these sections of the State's own answers until a date, and ends with its integration. It is
    /// exchanged for access tokens. For the focal point, with a fresh second factor.
    async fn narrow_integration(&self, ctx: &Context<'_>, input: NarrowIntegrationInput) -> Result<NarrowerTokenPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::focal_point(&ctx.caller().focal_point()?.fresh(now)?);
        let once = once(&by, "narrowIntegration", input.idempotency_key.clone(), &input)?;
        let NarrowIntegrationInput { integration, name, sections, expires_at, .. } = input;
        let new = NewNarrowerToken { integration, name, sections, expires_at };
        let (whose, shared) = (by.clone(), Arc::clone(world));
        let id = world
            .write((by, new, shared, once, now), |tx, (by, new, world, once, now)| {
                Box::pin(async move {
                    let act = async { Ok(narrow_integration(tx, by, world.keys(), new, *now).await?.id) };
                    once.run(tx, *now, act).await
                })
            })
            .await?;
        narrower(world, &whose, id, Some(narrower_text(world.keys(), id))).await
    }

    /// Ends a narrower token: what was got by it is refused within two seconds on every instance. For the focal point, with a fresh
    /// second factor.
    async fn end_narrower_token(&self, ctx: &Context<'_>, input: EndNarrowerTokenInput) -> Result<NarrowerTokenPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = Minter::focal_point(&ctx.caller().focal_point()?.fresh(now)?);
        let once = once(&by, "endNarrowerToken", input.idempotency_key, &input.narrower_token)?;
        let whose = by.clone();
        let id = world
            .write((by, input.narrower_token, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, async { Ok(end_narrower_token(tx, by, *id, *now).await?.id) }).await })
            })
            .await?;
        narrower(world, &whose, id, None).await
    }
}

fn once(by: &Minter, mutation: &'static str, key: Option<String>, content: &impl Serialize) -> Result<Once> {
    Once::new(by.person.unwrap_or_default(), mutation, key, content)
}

/// A change takes effect at once on this instance, and within two seconds on every other.
async fn changed(world: &World, by: &Minter, id: Uuid) -> Result<IntegrationPayload> {
    Caches::of(world).integrations.forget();
    Ok(IntegrationPayload { integration: Integration(store::one(world.read(), by, id).await?) })
}

async fn narrower(world: &World, by: &Minter, id: Uuid, token: Option<String>) -> Result<NarrowerTokenPayload> {
    Caches::of(world).integrations.forget();
    let (row, parent) = store::narrower_of(world.read(), by, id).await?;
    Ok(NarrowerTokenPayload { narrower_token: NarrowerToken(row), integration: Integration(parent), token })
}

/// What to mint.
#[derive(InputObject, Debug, Serialize)]
pub struct MintIntegrationInput {
    /// 1 to 120 characters.
    name: String,
    /// What it may.
    scopes: Vec<IntegrationScope>,
    /// The public half of its first key.
    key: PublicKeyInput,
    /// When the key ends, at most 400 days from now (RFC 3339).
    key_expires_at: DateTime<Utc>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The public half of a key, as a JSON Web Key names its members: Ed25519 (RFC 8037) or P-256 (RFC 7518).
#[derive(InputObject, Debug, Serialize)]
pub struct PublicKeyInput {
    /// `OKP` or `EC`.
    kty: String,
    /// `Ed25519` or `P-256`.
    crv: String,
    /// The x coordinate, in base64url without padding.
    x: String,
    /// The y coordinate, of P-256 alone.
    y: Option<String>,
}

impl PublicKeyInput {
    fn read(&self) -> Result<PublicKey> {
        PublicKey::new(&self.kty, &self.crv, &self.x, self.y.as_deref())
    }
}

/// Which key to add to which integration.
#[derive(InputObject, Debug, Serialize)]
pub struct AddIntegrationKeyInput {
    /// The integration.
    integration: Uuid,
    /// The public half of the key.
    key: PublicKeyInput,
    /// When the key ends, at most 400 days from now (RFC 3339).
    expires_at: DateTime<Utc>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which key of which integration to end.
#[derive(InputObject, Debug, Serialize)]
pub struct EndIntegrationKeyInput {
    /// The integration.
    integration: Uuid,
    /// The key's thumbprint.
    kid: String,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which integration to revoke.
#[derive(InputObject, Debug)]
pub struct RevokeIntegrationInput {
    /// The integration.
    integration: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// What a narrower token reads, and until when.
#[derive(InputObject, Debug, Serialize)]
pub struct NarrowIntegrationInput {
    /// An integration of the own State with `own.answers.read`.
    integration: Uuid,
    /// 1 to 120 characters.
    name: String,
    /// 1 to 100 sections such as `N.a`.
    sections: Vec<SectionCode>,
    /// Until when, at most 400 days from now (RFC 3339).
    expires_at: DateTime<Utc>,
    /// Repeating with the same key and content within 24 hours gives the same token.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Which narrower token to end.
#[derive(InputObject, Debug)]
pub struct EndNarrowerTokenInput {
    /// The narrower token.
    narrower_token: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The changed integration.
#[derive(SimpleObject, Debug)]
pub struct IntegrationPayload {
    /// The integration.
    integration: Integration,
}

/// The narrower token.
#[derive(SimpleObject, Debug)]
pub struct NarrowerTokenPayload {
    /// What is known of it.
    narrower_token: NarrowerToken,
    /// The integration that it is narrower than.
    integration: Integration,
    /// The token itself, when it is made: it is kept nowhere. `POST /auth/token` exchanges it for access tokens.
    token: Option<String>,
}
