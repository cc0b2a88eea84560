//! OpenID providers in GraphQL.

use crate::{
    access::{Caches, RequestContext as _},
    app::App,
    error::{Code, Result},
    idempotency::IdempotentRequest,
    identity::federation::{
        NewProvider, end_provider, register_provider, rotate_secret, sealed, secret, store,
    },
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

/// Queries about OpenID providers.
#[derive(Debug, Default)]
pub struct FederationQuery;

#[Object]
impl FederationQuery {
    /// The OpenID providers with which people of the viewer's State, or of the Secretariat, sign
    /// in.
    ///
    /// An administrator sees the providers of every State, ended ones included. For every person
    /// who is signed in.
    async fn providers(&self, ctx: &Context<'_>) -> Result<Vec<Provider>> {
        let (person, db) = (ctx.caller().person()?, ctx.app().read());
        let found = if person.role == Role::Administrator {
            store::providers(db, &ctx.caller().administrator()?).await?
        } else {
            store::providers_for(db, person).await?
        };
        Ok(found.into_iter().map(Provider).collect())
    }
}

/// Mutations of OpenID providers, for administrators.
#[derive(Debug, Default)]
pub struct FederationMutation;

#[Object]
impl FederationMutation {
    /// Registers the OpenID provider of a State or of the Secretariat.
    ///
    /// Only for an administrator with a fresh second factor. Refused with `BAD_INPUT` if the
    /// configuration does not list the origin of the issuer. Refused with `EXISTS` if the issuer is
    /// registered already, or was ever registered for another State. Refused with `NOT_FOUND` for
    /// an unknown State.
    async fn register_provider(
        &self,
        ctx: &Context<'_>,
        input: RegisterProviderInput,
    ) -> Result<ProviderPayload> {
        let (app, now) = (ctx.app(), ctx.app().now());
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let digest = input.client_secret.as_deref().map(|text| secret::digest(app.keys(), text));
        let content = json!([input.issuer, input.client_id, digest, input.hosts, input.state]);
        let once = IdempotentRequest::new(
            by.person(),
            "registerProvider",
            input.idempotency_key,
            &content,
        )?;
        let origins = &app.settings().identity.federation_origins;
        let new =
            NewProvider::new(&input.issuer, &input.client_id, &input.hosts, input.state, origins)?;
        let new = match &input.client_secret {
            Some(text) => new.with_secret(app.keys(), text)?,
            None => new,
        };
        let id = once
            .mutate(app, now, (by, new), |tx, (by, new), now| {
                Box::pin(register_provider(tx, by, new, now))
            })
            .await?;
        changed(app, id).await
    }

    /// Replaces the client secret of a provider.
    ///
    /// Without a client secret, this service becomes a public client of the provider. Only for an
    /// administrator with a fresh second factor. Refused with `NOT_FOUND` if there is no such
    /// provider, or it was ended.
    async fn rotate_provider_secret(
        &self,
        ctx: &Context<'_>,
        input: RotateProviderSecretInput,
    ) -> Result<ProviderPayload> {
        let (app, now, id) = (ctx.app(), ctx.app().now(), input.provider);
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let digest = input.client_secret.as_deref().map(|text| secret::digest(app.keys(), text));
        let once = IdempotentRequest::new(
            by.person(),
            "rotateProviderSecret",
            input.idempotency_key,
            &json!([id, digest]),
        )?;
        let sealed = input.client_secret.map(|text| sealed(app.keys(), id, &text)).transpose()?;
        once.mutate(app, now, (by, id, sealed), |tx, (by, id, sealed), now| {
            Box::pin(rotate_secret(tx, by, *id, sealed.clone(), now))
        })
        .await?;
        changed(app, id).await
    }

    /// Ends a provider, and every session that was opened with it.
    ///
    /// The sessions end within two seconds on every instance. Only for an administrator with a
    /// fresh second factor. Refused with `NOT_FOUND` if there is no such provider, or it was ended.
    async fn end_provider(
        &self,
        ctx: &Context<'_>,
        input: EndProviderInput,
    ) -> Result<ProviderPayload> {
        let (app, now, id) = (ctx.app(), ctx.app().now(), input.provider);
        let by = ctx.caller().administrator()?.stepped_up(now)?;
        let once = IdempotentRequest::new(by.person(), "endProvider", input.idempotency_key, &id)?;
        once.mutate(app, now, (by, id), |tx, (by, id), now| {
            Box::pin(end_provider(tx, by, *id, now))
        })
        .await?;
        changed(app, id).await
    }
}

async fn changed(app: &App, id: Uuid) -> Result<ProviderPayload> {
    Caches::of(app).people.forget();
    let row = store::provider(app.read(), id).await?.ok_or(Code::NotFound)?;
    Ok(ProviderPayload { provider: Provider(row) })
}

/// Input of `registerProvider`: the provider, and the State whose people sign in with it.
#[derive(InputObject)]
pub struct RegisterProviderInput {
    /// The issuer, exactly as its tokens write it. The configuration must list its origin.
    issuer: String,
    /// Client identifier of this service at the provider.
    client_id: String,
    /// Client secret that the provider gave this service; none for a public client.
    ///
    /// The service stores it sealed, and never shows it again.
    client_secret: Option<String>,
    /// Hosts of the provider's endpoints, in addition to the host of the issuer.
    #[graphql(default)]
    hosts: Vec<String>,
    /// The State whose people sign in with the provider; none for the Secretariat.
    state: Option<StateCode>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

impl fmt::Debug for RegisterProviderInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegisterProviderInput({})", self.issuer)
    }
}

/// Input of `rotateProviderSecret`: the provider and its new client secret.
#[derive(InputObject)]
pub struct RotateProviderSecretInput {
    /// The provider whose secret is replaced.
    provider: Uuid,
    /// Client secret that the provider gave this service; none for a public client.
    client_secret: Option<String>,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

impl fmt::Debug for RotateProviderSecretInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RotateProviderSecretInput({})", self.provider)
    }
}

/// Input of `endProvider`: the provider.
#[derive(InputObject, Debug)]
pub struct EndProviderInput {
    /// The provider to end.
    provider: Uuid,
    /// A repeat with the same key and content within 24 hours returns the first outcome. Other
    /// content is refused with `IDEMPOTENCY_MISMATCH`.
    idempotency_key: Option<String>,
}

/// Outcome of a mutation of a provider.
#[derive(SimpleObject, Debug)]
pub struct ProviderPayload {
    /// The provider after the change.
    provider: Provider,
}

/// An OpenID provider of a State or of the Secretariat.
#[derive(Debug)]
pub struct Provider(provider::Model);

/// An OpenID provider of a State or of the Secretariat.
#[Object]
impl Provider {
    /// Identifier of the provider. A sign-in starts with it at `/auth/federation/start`.
    async fn id(&self) -> ID {
        self.0.id.into()
    }
    /// The issuer, exactly as its tokens write it.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }
    /// Client identifier of this service at the provider.
    async fn client_id(&self) -> &str {
        &self.0.client_id
    }
    /// True if this service has a client secret at the provider.
    async fn has_secret(&self) -> bool {
        self.0.sealed_secret.is_some()
    }
    /// Hosts of the provider's endpoints, in addition to the host of the issuer.
    async fn hosts(&self) -> Vec<&str> {
        self.0.hosts.split_whitespace().collect()
    }
    /// Code of the State whose people sign in (ISO 3166-1 alpha-3); null for the Secretariat.
    async fn state_code(&self) -> Option<&str> {
        self.0.state.as_ref().map(StateCode::as_str)
    }
    /// Time of registration.
    async fn registered_at(&self) -> DateTime<Utc> {
        self.0.registered_at
    }
    /// Time at which the provider was ended; null while people can sign in with it.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}
