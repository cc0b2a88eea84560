//! Mutations of integrations: for a focal point those of the State, for an administrator those for
//! public data.

use super::{
    super::{
        Minter, NewDownScopedToken, NewIntegration, PublicKey, add_key, down_scope_integration,
        end_down_scoped_token, end_key, mint_integration, narrower_text, revoke_integration, store,
    },
    integration::{Integration, NarrowerToken},
};
use crate::{
    access::{Caches, RequestContext as _},
    app::App,
    error::Result,
    idempotency::IdempotentRequest,
};
use ::entity::vocabulary::{IntegrationScope, SectionCode};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// Mutations of integrations: for a focal point those of the State, for an administrator those for
/// public data.
#[derive(Debug, Default)]
pub struct IntegrationMutation;

#[Object]
impl IntegrationMutation {
    /// Mints an integration with its first key.
    ///
    /// A focal point mints it for the State, an administrator for public data. An administrator
    /// can't give a scope that begins with `own`. The integration works as long as the person who
    /// minted it may mint it. Requires a fresh second factor.
    async fn mint_integration(
        &self,
        ctx: &Context<'_>,
        input: MintIntegrationInput,
    ) -> Result<IntegrationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "mintIntegration", input.idempotency_key.clone(), &input)?;
        let key = input.key.read()?;
        let new = NewIntegration {
            name: input.name,
            scopes: input.scopes,
            key,
            key_expires_at: input.key_expires_at,
        };
        let whose = by.clone();
        let id = once
            .mutate(app, now, (by, new), |tx, (by, new), now| {
                Box::pin(async move { Ok(mint_integration(tx, by, new, now).await?.id) })
            })
            .await?;
        changed(app, &whose, id).await
    }

    /// Adds a key to an integration. An integration has at most five keys in force, each with an
    /// end.
    ///
    /// Requires a fresh second factor.
    async fn add_integration_key(
        &self,
        ctx: &Context<'_>,
        input: AddIntegrationKeyInput,
    ) -> Result<IntegrationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "addIntegrationKey", input.idempotency_key.clone(), &input)?;
        let (whose, args) =
            (by.clone(), (by, input.integration, input.key.read()?, input.expires_at));
        let id = once
            .mutate(app, now, args, |tx, (by, id, key, until), now| {
                Box::pin(async move { Ok(add_key(tx, by, *id, key, *until, now).await?.id) })
            })
            .await?;
        changed(app, &whose, id).await
    }

    /// Ends a key of an integration.
    ///
    /// Access tokens that were got with the key are refused within two seconds on every instance.
    /// Requires a fresh second factor.
    async fn end_integration_key(
        &self,
        ctx: &Context<'_>,
        input: EndIntegrationKeyInput,
    ) -> Result<IntegrationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "endIntegrationKey", input.idempotency_key.clone(), &input)?;
        let whose = by.clone();
        let id = once
            .mutate(app, now, (by, input.integration, input.kid), |tx, (by, id, kid), now| {
                Box::pin(async move { Ok(end_key(tx, by, *id, kid, now).await?.id) })
            })
            .await?;
        changed(app, &whose, id).await
    }

    /// Revokes an integration.
    ///
    /// Its access tokens and its narrower tokens are refused within two seconds on every instance.
    /// Requires a fresh second factor.
    async fn revoke_integration(
        &self,
        ctx: &Context<'_>,
        input: RevokeIntegrationInput,
    ) -> Result<IntegrationPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::of(ctx.caller(), now)?;
        let once = once(&by, "revokeIntegration", input.idempotency_key, &input.integration)?;
        let whose = by.clone();
        let id = once
            .mutate(app, now, (by, input.integration), |tx, (by, id), now| {
                Box::pin(async move { Ok(revoke_integration(tx, by, *id, now).await?.id) })
            })
            .await?;
        changed(app, &whose, id).await
    }

    /// Makes a narrower token, which reads some sections of the State's own answers until a date.
    ///
    /// The token ends with its integration. A client exchanges it for access tokens. Only for the
    /// focal point, with a fresh second factor.
    async fn narrow_integration(
        &self,
        ctx: &Context<'_>,
        input: NarrowIntegrationInput,
    ) -> Result<NarrowerTokenPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::focal_point(&ctx.caller().focal_point()?.stepped_up(now)?);
        let once = once(&by, "narrowIntegration", input.idempotency_key.clone(), &input)?;
        let NarrowIntegrationInput { integration, name, sections, expires_at, .. } = input;
        let new = NewDownScopedToken { integration, name, sections, expires_at };
        let (whose, shared) = (by.clone(), Arc::clone(app));
        let id = once
            .mutate(app, now, (by, new, shared), |tx, (by, new, app), now| {
                Box::pin(async move {
                    Ok(down_scope_integration(tx, by, app.keys(), new, now).await?.id)
                })
            })
            .await?;
        narrower(app, &whose, id, Some(narrower_text(app.keys(), id))).await
    }

    /// Ends a narrower token.
    ///
    /// Access tokens that were got with it are refused within two seconds on every instance. Only
    /// for the focal point, with a fresh second factor.
    async fn end_narrower_token(
        &self,
        ctx: &Context<'_>,
        input: EndNarrowerTokenInput,
    ) -> Result<NarrowerTokenPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = Minter::focal_point(&ctx.caller().focal_point()?.stepped_up(now)?);
        let once = once(&by, "endNarrowerToken", input.idempotency_key, &input.narrower_token)?;
        let whose = by.clone();
        let id = once
            .mutate(app, now, (by, input.narrower_token), |tx, (by, id), now| {
                Box::pin(async move { Ok(end_down_scoped_token(tx, by, *id, now).await?.id) })
            })
            .await?;
        narrower(app, &whose, id, None).await
    }
}

fn once(
    by: &Minter,
    mutation: &'static str,
    key: Option<String>,
    content: &impl Serialize,
) -> Result<IdempotentRequest> {
    IdempotentRequest::new(by.person.unwrap_or_default(), mutation, key, content)
}

/// Forgets the cached integrations and returns the changed integration.
///
/// The change takes effect at once on this instance, and within two seconds on every other.
async fn changed(app: &App, by: &Minter, id: Uuid) -> Result<IntegrationPayload> {
    Caches::of(app).integrations.forget();
    Ok(IntegrationPayload { integration: Integration(store::one(app.read(), by, id).await?) })
}

async fn narrower(
    app: &App,
    by: &Minter,
    id: Uuid,
    token: Option<String>,
) -> Result<NarrowerTokenPayload> {
    Caches::of(app).integrations.forget();
    let (row, parent) = store::narrower_of(app.read(), by, id).await?;
    Ok(NarrowerTokenPayload {
        narrower_token: NarrowerToken(row),
        integration: Integration(parent),
        token,
    })
}

/// Input of `mintIntegration`: the integration and its first key.
#[derive(InputObject, Debug, Serialize)]
pub struct MintIntegrationInput {
    /// Name of the integration, of 1 to 120 characters.
    name: String,
    /// Scopes of the integration.
    scopes: Vec<IntegrationScope>,
    /// The public half of the first key.
    key: PublicKeyInput,
    /// End of the key, at most 400 days from now (RFC 3339).
    key_expires_at: DateTime<Utc>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// The public half of a key: Ed25519 (RFC 8037) or P-256 (RFC 7518).
///
/// The fields have the names of the members of a JSON Web Key.
#[derive(InputObject, Debug, Serialize)]
pub struct PublicKeyInput {
    /// Key type: `OKP` or `EC`.
    kty: String,
    /// Curve: `Ed25519` or `P-256`.
    crv: String,
    /// The x coordinate, in base64url without padding.
    x: String,
    /// The y coordinate, in base64url without padding, for P-256 only.
    y: Option<String>,
}

impl PublicKeyInput {
    fn read(&self) -> Result<PublicKey> {
        PublicKey::new(&self.kty, &self.crv, &self.x, self.y.as_deref())
    }
}

/// Input of `addIntegrationKey`: the integration and the key.
#[derive(InputObject, Debug, Serialize)]
pub struct AddIntegrationKeyInput {
    /// The integration that gets the key.
    integration: Uuid,
    /// The public half of the key.
    key: PublicKeyInput,
    /// End of the key, at most 400 days from now (RFC 3339).
    expires_at: DateTime<Utc>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `endIntegrationKey`: the integration and the key.
#[derive(InputObject, Debug, Serialize)]
pub struct EndIntegrationKeyInput {
    /// The integration that has the key.
    integration: Uuid,
    /// Thumbprint of the key (RFC 7638).
    kid: String,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `revokeIntegration`: the integration.
#[derive(InputObject, Debug)]
pub struct RevokeIntegrationInput {
    /// The integration to revoke.
    integration: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Input of `narrowIntegration`: the integration, the sections and the end of the token.
#[derive(InputObject, Debug, Serialize)]
pub struct NarrowIntegrationInput {
    /// The integration of the viewer's State; it must have the scope `own.answers.read`.
    integration: Uuid,
    /// Name of the narrower token, of 1 to 120 characters.
    name: String,
    /// Sections that the token may read, such as `N.a`; 1 to 100 of them.
    sections: Vec<SectionCode>,
    /// End of the token, at most 400 days from now (RFC 3339).
    expires_at: DateTime<Utc>,
    /// A repeat with the same key and content within 24 hours returns the same token. Other content
    /// is refused with `IDEMPOTENCY_MISMATCH`.
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Input of `endNarrowerToken`: the narrower token.
#[derive(InputObject, Debug)]
pub struct EndNarrowerTokenInput {
    /// The narrower token to end.
    narrower_token: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of an integration.
#[derive(SimpleObject, Debug)]
pub struct IntegrationPayload {
    /// The integration after the change.
    integration: Integration,
}

/// Outcome of a mutation of a narrower token.
#[derive(SimpleObject, Debug)]
pub struct NarrowerTokenPayload {
    /// The record of the narrower token.
    narrower_token: NarrowerToken,
    /// The integration to which the narrower token belongs.
    integration: Integration,
    /// Text of the token, returned when it is made; null when it is ended.
    ///
    /// The service does not store the text. `POST /auth/token` exchanges it for access tokens.
    token: Option<String>,
}
