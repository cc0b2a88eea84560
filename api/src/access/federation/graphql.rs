//! Providers in GraphQL.

use super::{NewProvider, end_provider, register_provider, rotate_secret, sealed, secret, store};
use crate::{
    access::{Ask as _, Caches},
    error::{Code, Result},
    once::Once,
    world::World,
};
use ::entity::{
    federation_provider as provider,
    vocabulary::{Role, StateCode},
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::fmt;
use uuid::Uuid;

/// Queries about providers.
#[derive(Debug, Default)]
pub struct FederationQuery;

#[Object]
impl FederationQuery {
    /// The OpenID providers by which the viewer's State, or the Secretariat, signs in; an administrator sees every State's, those
    /// that were ended included. For everybody who is signed in.
    async fn providers(&self, ctx: &Context<'_>) -> Result<Vec<Provider>> {
        let (person, db) = (ctx.caller().person()?, ctx.world().read());
        let found = if person.role == Role::Administrator {
            store::providers(db, &ctx.caller().administrator()?).await?
        } else {
            store::providers_for(db, person).await?
        };
        Ok(found.into_iter().map(Provider).collect())
    }
}

/// What an administrator does with providers.
#[derive(Debug, Default)]
pub struct FederationMutation;

#[Object]
impl FederationMutation {
    /// Registers the OpenID provider of one State, or of the Secretariat. For an administrator with a fresh second factor.
    /// `BAD_INPUT` when the issuer is on no origin that the configuration lists; `EXISTS` when it is registered, or another State's.
    async fn register_provider(&self, ctx: &Context<'_>, input: RegisterProviderInput) -> Result<ProviderPayload> {
        let (world, now) = (ctx.world(), ctx.world().now());
        let by = ctx.caller().administrator()?.fresh(now)?;
        let digest = input.client_secret.as_deref().map(|text| secret::digest(world.keys(), text));
        let content = json!([input.issuer, input.client_id, digest, input.hosts, input.state]);
        let once = Once::new(by.person(), "registerProvider", input.idempotency_key, &content)?;
        let origins = &world.config().federation_origins;
        let new = NewProvider::new(&input.issuer, &input.client_id, &input.hosts, input.state, origins)?;
        let new = match &input.client_secret {
            Some(text) => new.with_secret(world.keys(), text)?,
            None => new,
        };
        let id = world
            .write((by, new, once, now), |tx, (by, new, once, now)| {
                Box::pin(async move { once.run(tx, *now, register_provider(tx, by, new, *now)).await })
            })
            .await?;
        changed(world, id).await
    }

    /// Gives a provider another client secret; without one it becomes a public client. For an administrator with a fresh second
    /// factor. `NOT_FOUND` for a provider that is not there or was ended.
    async fn rotate_provider_secret(&self, ctx: &Context<'_>, input: RotateProviderSecretInput) -> Result<ProviderPayload> {
        let (world, now, id) = (ctx.world(), ctx.world().now(), input.provider);
        let by = ctx.caller().administrator()?.fresh(now)?;
        let digest = input.client_secret.as_deref().map(|text| secret::digest(world.keys(), text));
        let once = Once::new(by.person(), "rotateProviderSecret", input.idempotency_key, &json!([id, digest]))?;
        let sealed = input.client_secret.map(|text| sealed(world.keys(), id, &text)).transpose()?;
        world
            .write((by, id, sealed, once, now), |tx, (by, id, sealed, once, now)| {
                Box::pin(async move { once.run(tx, *now, rotate_secret(tx, by, *id, sealed.clone(), *now)).await })
            })
            .await?;
        changed(world, id).await
    }

    /// Ends a provider; every session that it opened ends within two seconds on every instance. For an administrator with a fresh
    /// second factor. `NOT_FOUND` for a provider that is not there or was ended.
    async fn end_provider(&self, ctx: &Context<'_>, input: EndProviderInput) -> Result<ProviderPayload> {
        let (world, now, id) = (ctx.world(), ctx.world().now(), input.provider);
        let by = ctx.caller().administrator()?.fresh(now)?;
        let once = Once::new(by.person(), "endProvider", input.idempotency_key, &id)?;
        world
            .write((by, id, once, now), |tx, (by, id, once, now)| {
                Box::pin(async move { once.run(tx, *now, end_provider(tx, by, *id, *now)).await })
            })
            .await?;
        changed(world, id).await
    }
}

async fn changed(world: &World, id: Uuid) -> Result<ProviderPayload> {
    Caches::of(world).people.forget();
    let row = store::provider(world.read(), id).await?.ok_or(Code::NotFound)?;
    Ok(ProviderPayload { provider: Provider(row) })
}

/// What a provider is, and whose.
#[derive(InputObject)]
pub struct RegisterProviderInput {
    /// The issuer, exactly as its tokens name it, on an origin that the configuration lists.
    issuer: String,
    /// What the provider calls this service.
    client_id: String,
    /// The secret that it gave this service; none for a public client. It is sealed, and shown to nobody again.
    client_secret: Option<String>,
    /// Hosts beside the issuer's own that its endpoints are on.
    #[graphql(default)]
    hosts: Vec<String>,
    /// The State whose people sign in there; none for the Secretariat.
    state: Option<StateCode>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

impl fmt::Debug for RegisterProviderInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegisterProviderInput({})", self.issuer)
    }
}

/// Which provider gets which secret.
#[derive(InputObject)]
pub struct RotateProviderSecretInput {
    /// The provider.
    provider: Uuid,
    /// The secret that it gave this service; none for a public client.
    client_secret: Option<String>,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

impl fmt::Debug for RotateProviderSecretInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RotateProviderSecretInput({})", self.provider)
    }
}

/// Which provider to end.
#[derive(InputObject, Debug)]
pub struct EndProviderInput {
    /// The provider.
    provider: Uuid,
    /// Repeating with the same key and content within 24 hours does nothing twice.
    idempotency_key: Option<String>,
}

/// The changed provider.
#[derive(SimpleObject, Debug)]
pub struct ProviderPayload {
    /// The provider.
    provider: Provider,
}

/// An OpenID provider of one State, or of the Secretariat.
#[derive(Debug)]
pub struct Provider(provider::Model);

/// An OpenID provider of one State, or of the Secretariat.
#[Object]
impl Provider {
    /// Identity: what `/auth/federation/start` takes.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// The issuer, as its tokens name it.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }
    /// What the provider calls this service.
    async fn client_id(&self) -> &str {
        &self.0.client_id
    }
    /// Whether this service has a client secret there.
    async fn has_secret(&self) -> bool {
        self.0.sealed_secret.is_some()
    }
    /// Hosts beside the issuer's own that its endpoints are on.
    async fn hosts(&self) -> Vec<&str> {
        self.0.hosts.split_whitespace().collect()
    }
    /// Code of the State (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.0.state.as_ref().map(StateCode::as_str)
    }
    /// When it was registered.
    async fn registered_at(&self) -> DateTime<Utc> {
        self.0.registered_at
    }
    /// When it was ended; null while people sign in by it.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
