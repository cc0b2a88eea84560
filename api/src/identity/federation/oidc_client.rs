//! The OpenID Connect client: the documents of a provider, the redirect of the browser, the ID
//! token.

use crate::{
    app::App,
    egress::Reach,
    error::{Error, Result},
    identity::federation::{
        egress_client::EgressClient,
        refused::Refused,
        secret::{self, AuthorizationSecrets},
    },
};
use ::entity::federation_provider as provider;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata,
    RedirectUrl, RequestTokenError, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
        CoreClientAuthMethod, CoreGrantType, CoreIdTokenVerifier, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Number of authorization requests that may wait for one provider.
///
/// The limit is for each provider, so a provider that stalls holds up no other.
const AT_ONCE: usize = 8;
/// Largest age of an ID token.
const OLDEST: TimeDelta = TimeDelta::minutes(10);
/// Largest difference between two clocks.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// Accepted signature algorithms of ID tokens. Algorithms with a shared secret and `none` are
/// refused.
const SIGNATURES: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Metadata of a provider that the library leaves to its caller.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Offers {
    #[serde(default)]
    code_challenge_methods_supported: Vec<String>,
}

impl AdditionalProviderMetadata for Offers {}

type Metadata = ProviderMetadata<
    Offers,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A provider whose documents were read and are valid.
pub(super) struct OidcClient {
    metadata: Metadata,
    outgoing: EgressClient,
    client_id: ClientId,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    _place: OwnedSemaphorePermit,
}

impl OidcClient {
    /// Reads the documents of a provider, and checks them.
    pub async fn open(app: &App, provider: &provider::Model) -> Result<Result<Self, Refused>> {
        let secret = provider
            .sealed_secret
            .as_deref()
            .map(|sealed| secret::unseal(app.keys(), provider.id, sealed));
        let secret = secret.transpose()?.map(ClientSecret::new);
        let back = format!("{}/auth/federation/callback", app.settings().site.issuer());
        let back = RedirectUrl::new(back).map_err(Error::failure)?;
        let name = provider.id.to_string();
        let places = app.memo().once(&name, ConcurrencyLimit::default);
        let read = async {
            let place = Arc::clone(&places.0).try_acquire_owned().map_err(|_| Refused::Busy)?;
            let issuer = Url::parse(&provider.issuer).map_err(|_| Refused::Origin)?;
            let hosts: Vec<_> = provider.hosts.split_whitespace().collect();
            let outgoing = EgressClient::new(Reach::of(
                &issuer,
                &hosts,
                &app.settings().identity.federation_origins,
            ))?;
            let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|_| Refused::Origin)?;
            let metadata =
                Metadata::discover_async(issuer, &outgoing).await.map_err(|error| match error {
                    DiscoveryError::Request(refused) => refused,
                    _ => Refused::Documents,
                })?;
            outgoing.permits(metadata.authorization_endpoint().url())?;
            outgoing.permits(metadata.token_endpoint().ok_or(Refused::Documents)?.url())?;
            if !metadata
                .additional_metadata()
                .code_challenge_methods_supported
                .iter()
                .any(|method| method == "S256")
            {
                return Err(Refused::NoPkce);
            }
            let client_id = ClientId::new(provider.client_id.clone());
            Ok(Self { metadata, outgoing, client_id, secret, back, _place: place })
        };
        Ok(read.await)
    }

    /// Returns the URL of the provider to which the browser is redirected.
    pub fn location(&self, visit: &AuthorizationSecrets) -> Url {
        let verifier = PkceCodeVerifier::new(visit.verifier.clone());
        let client =
            CoreClient::from_provider_metadata(self.metadata.clone(), self.client_id.clone(), None);
        let client = client.set_redirect_uri(self.back.clone());
        let (state, nonce) = (visit.state.clone(), visit.nonce.clone());
        let asked = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        );
        asked.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier)).url().0
    }

    /// Exchanges the code, and returns the subject of the ID token if the token is valid in every
    /// respect.
    pub async fn subject(
        &self,
        code: String,
        visit: &AuthorizationSecrets,
        now: DateTime<Utc>,
    ) -> Result<String, Refused> {
        let client = CoreClient::from_provider_metadata(
            self.metadata.clone(),
            self.client_id.clone(),
            self.secret.clone(),
        );
        let methods = self.metadata.token_endpoint_auth_methods_supported();
        let in_body = methods.is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let client = client.set_redirect_uri(self.back.clone());
        let client = if in_body { client.set_auth_type(AuthType::RequestBody) } else { client };
        let exchange =
            client.exchange_code(AuthorizationCode::new(code)).map_err(|_| Refused::Documents)?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(visit.verifier.clone()));
        let tokens = exchange.request_async(&self.outgoing).await.map_err(|error| match error {
            RequestTokenError::Request(refused) => refused,
            RequestTokenError::ServerResponse(_) => Refused::Code,
            _ => Refused::Documents,
        })?;
        let issuer = self.metadata.issuer().clone();
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id.clone(),
            issuer,
            self.metadata.jwks().clone(),
        )
        .set_allowed_algs(SIGNATURES)
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |at| {
            let right = (now - OLDEST..=now + LEEWAY).contains(&at);
            if right { Ok(()) } else { Err("the time of issue is not now".into()) }
        });
        let token = tokens.id_token().ok_or(Refused::Token)?;
        let claims = token
            .claims(&verifier, &Nonce::new(visit.nonce.clone()))
            .map_err(|_| Refused::Token)?;
        if claims.authorized_party().is_some_and(|party| *party != self.client_id) {
            return Err(Refused::Party);
        }
        let subject = claims.subject().as_str();
        let right = (1..=255).contains(&subject.len()) && !subject.contains('\0');
        if right { Ok(subject.to_owned()) } else { Err(Refused::Token) }
    }
}

/// Permits of one provider, for authorization requests that wait for it.
struct ConcurrencyLimit(Arc<Semaphore>);

impl Default for ConcurrencyLimit {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}
